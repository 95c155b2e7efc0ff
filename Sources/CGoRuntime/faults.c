// Faults of the processor while a program runs: what the handler takes from the system, and hands
// to the scheduler as words. What is printed of it is in Scheduler/Ending/Faults.swift.
#if defined(__linux__) && !defined(_GNU_SOURCE)
#define _GNU_SOURCE
#endif
#if defined(__APPLE__)
#define _XOPEN_SOURCE 700
#define _DARWIN_C_SOURCE
#endif
#include <signal.h>
#include <string.h>
#include <ucontext.h>

#include "system_calls.h"

// In the order of TC_FAULT_*.
static const int faults[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL};
enum { KINDS = sizeof(faults) / sizeof(faults[0]) };

static struct sigaction before[KINDS];
static bool (*told)(void *context, const tc_fault *fault);
static void *told_context;
// Set by the first fault: one in the words about it ends the process.
static uint32_t is_telling;

static void restore(void) {
  for (int i = 0; i < KINDS; i++) sigaction(faults[i], &before[i], NULL);
}

// The registers, with the program counter; where the order means nothing to anybody.
static void read_registers(const ucontext_t *context, tc_fault *fault) {
  const void *from;
  size_t bytes;
#if defined(__linux__) && defined(__x86_64__)
  fault->pc = (tc_word)context->uc_mcontext.gregs[REG_RIP];
  from = context->uc_mcontext.gregs, bytes = 16 * sizeof(tc_word);
#elif defined(__linux__) && defined(__aarch64__)
  fault->pc = (tc_word)context->uc_mcontext.pc;
  from = context->uc_mcontext.regs, bytes = 31 * sizeof(tc_word);
#elif defined(__APPLE__) && defined(__aarch64__)
  fault->pc = (tc_word)context->uc_mcontext->__ss.__pc;
  from = context->uc_mcontext->__ss.__x, bytes = 29 * sizeof(tc_word);
#else
  (void)context;
  fault->pc = 0;
  from = NULL, bytes = 0;
#endif
  if (bytes != 0) memcpy(fault->registers, from, bytes);
  fault->register_count = bytes / sizeof(tc_word);
}

static void caught(int signal, siginfo_t *info, void *context) {
  tc_fault fault = {.code = (tc_word)info->si_code};
  for (int i = 0; i < KINDS; i++) {
    if (faults[i] == signal) fault.kind = (tc_word)i;
  }
  // What another process sends is no fault, and one in our own last words is not told of.
  bool is_sent = info->si_code <= 0;
  if (is_sent || __atomic_exchange_n(&is_telling, 1, __ATOMIC_ACQ_REL) != 0) {
    restore();
    if (is_sent) raise(signal);
    return;
  }
  fault.address = (tc_word)info->si_addr;
  read_registers(context, &fault);
  if (!told(told_context, &fault)) tc_os_exit(2);
  // Whoever was asked before us is asked by the fault that follows.
  restore();
}

void tc_faults_begin(bool (*tell)(void *context, const tc_fault *fault), void *context) {
  told = tell;
  told_context = context;
  __atomic_store_n(&is_telling, 0, __ATOMIC_RELEASE);
  for (int i = 0; i < KINDS; i++) {
    struct sigaction action = {.sa_sigaction = caught, .sa_flags = SA_SIGINFO | SA_NODEFER};
    sigemptyset(&action.sa_mask);
    sigaction(faults[i], &action, &before[i]);
  }
}

void tc_faults_end(void) {
  if (told == NULL) return;
  restore();
  told = NULL;
}
