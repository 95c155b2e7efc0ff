// Runs a program and prints the names of the functions that it enters, each once, in the order in
// which they are entered first. A breakpoint at every function's first byte is taken away when it
// is hit, so that the program runs on at its own speed. Linux x86-64; the program is linked
// statically, at a fixed address, and has its symbols. Its output goes to the error output.
// Usage: entries PROGRAM [ARGUMENT …]
#define _GNU_SOURCE
#include <elf.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct {
  uintptr_t address;
  const char *name;
  unsigned char byte; // what the breakpoint replaced
} entry;

static entry *entries;
static size_t count;

static _Noreturn void fail(const char *what) {
  fprintf(stderr, "entries: %s: %s\n", what, strerror(errno));
  exit(2);
}

static char *contents(const char *path) {
  FILE *file = fopen(path, "rb");
  if (!file || fseek(file, 0, SEEK_END)) fail(path);
  long bytes = ftell(file);
  rewind(file);
  char *all = malloc((size_t)bytes + 1);
  if (!all || fread(all, 1, (size_t)bytes, file) != (size_t)bytes) fail(path);
  fclose(file);
  return all;
}

static int by_address(const void *left, const void *right) {
  uintptr_t a = ((const entry *)left)->address, b = ((const entry *)right)->address;
  return a < b ? -1 : a > b;
}

// Every function with a size; of several at one address the first.
static void read_symbols(const char *path) {
  char *file = contents(path);
  Elf64_Ehdr *header = (Elf64_Ehdr *)file;
  if (memcmp(header->e_ident, ELFMAG, SELFMAG) || header->e_type != ET_EXEC) {
    errno = ENOEXEC;
    fail(path);
  }
  Elf64_Shdr *sections = (Elf64_Shdr *)(file + header->e_shoff);
  for (int at = 0; at < header->e_shnum; at++) {
    if (sections[at].sh_type != SHT_SYMTAB) continue;
    Elf64_Sym *symbols = (Elf64_Sym *)(file + sections[at].sh_offset);
    const char *names = file + sections[sections[at].sh_link].sh_offset;
    size_t all = sections[at].sh_size / sizeof *symbols;
    entries = calloc(all, sizeof *entries);
    for (size_t i = 0; i < all; i++) {
      int type = ELF64_ST_TYPE(symbols[i].st_info);
      if (type != STT_FUNC || !symbols[i].st_size || !symbols[i].st_shndx) continue;
      entries[count++] = (entry){symbols[i].st_value, names + symbols[i].st_name, 0};
    }
  }
  qsort(entries, count, sizeof *entries, by_address);
  size_t kept = 0;
  for (size_t i = 0; i < count; i++) {
    if (!kept || entries[kept - 1].address != entries[i].address) entries[kept++] = entries[i];
  }
  count = kept;
}

// Puts `byte` at an address of the program; returns what was there.
static unsigned char exchange(pid_t process, uintptr_t address, unsigned char byte) {
  uintptr_t at = address & ~(uintptr_t)7;
  unsigned shift = (unsigned)(address & 7) * 8;
  errno = 0;
  uint64_t word = (uint64_t)ptrace(PTRACE_PEEKTEXT, process, at, 0);
  if (errno) fail("cannot read the program");
  uint64_t changed = (word & ~((uint64_t)0xff << shift)) | (uint64_t)byte << shift;
  if (ptrace(PTRACE_POKETEXT, process, at, changed)) fail("cannot write to the program");
  return (unsigned char)(word >> shift);
}

// Whether a thread has run into a breakpoint of ours, which is then gone. Two threads may run into
// the same one.
static int take(pid_t thread) {
  struct user_regs_struct registers;
  if (ptrace(PTRACE_GETREGS, thread, 0, &registers)) return 0;
  entry key = {registers.rip - 1, NULL, 0};
  entry *found = bsearch(&key, entries, count, sizeof *entries, by_address);
  if (!found) return 0;
  if (exchange(thread, found->address, found->byte) == 0xcc && found->byte != 0xcc) puts(found->name);
  registers.rip = found->address;
  ptrace(PTRACE_SETREGS, thread, 0, &registers);
  return 1;
}

int main(int argc, char **arguments) {
  if (argc < 2) {
    fprintf(stderr, "usage: entries PROGRAM [ARGUMENT …]\n");
    return 2;
  }
  read_symbols(arguments[1]);
  pid_t process = fork();
  if (process < 0) fail("fork");
  if (process == 0) {
    dup2(2, 1);
    ptrace(PTRACE_TRACEME, 0, 0, 0);
    execv(arguments[1], arguments + 1);
    _exit(127);
  }
  int status;
  waitpid(process, &status, 0);
  if (WIFEXITED(status)) fail(arguments[1]);
  ptrace(PTRACE_SETOPTIONS, process, 0, PTRACE_O_TRACECLONE | PTRACE_O_EXITKILL);
  for (size_t i = 0; i < count; i++) entries[i].byte = exchange(process, entries[i].address, 0xcc);
  ptrace(PTRACE_CONT, process, 0, 0);
  for (;;) {
    pid_t thread = waitpid(-1, &status, __WALL);
    if (thread < 0) return 0;
    if (WIFEXITED(status) || WIFSIGNALED(status)) {
      if (thread == process) return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
      continue;
    }
    int signal = WSTOPSIG(status);
    if (signal == SIGTRAP && (status >> 16 || take(thread))) signal = 0;
    if (signal == SIGSTOP) signal = 0; // a new thread begins with it
    ptrace(PTRACE_CONT, thread, 0, (void *)(long)signal);
  }
}
