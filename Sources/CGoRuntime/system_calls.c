// System calls as Go's library makes them: by number, without the C library between, which has an
// errno of its own and does not know all of them. C because a system call is an instruction.
#if defined(__linux__) && !defined(_GNU_SOURCE)
#define _GNU_SOURCE
#endif
#include "system_calls.h"

#include <errno.h>
#include <string.h>
#if defined(__linux__)
#include <sched.h>
#include <signal.h>
#include <sys/syscall.h>
#endif

tc_word tc_go_system(tc_word number, tc_word a1, tc_word a2, tc_word a3, tc_word a4, tc_word a5,
                     tc_word a6) {
#if defined(__linux__) && defined(__x86_64__)
  tc_word result;
  register tc_word r10 __asm__("r10") = a4;
  register tc_word r8 __asm__("r8") = a5;
  register tc_word r9 __asm__("r9") = a6;
  __asm__ volatile("syscall"
                   : "=a"(result)
                   : "a"(number), "D"(a1), "S"(a2), "d"(a3), "r"(r10), "r"(r8), "r"(r9)
                   : "rcx", "r11", "memory");
  return result;
#elif defined(__linux__) && defined(__aarch64__)
  register tc_word x8 __asm__("x8") = number;
  register tc_word x0 __asm__("x0") = a1;
  register tc_word x1 __asm__("x1") = a2;
  register tc_word x2 __asm__("x2") = a3;
  register tc_word x3 __asm__("x3") = a4;
  register tc_word x4 __asm__("x4") = a5;
  register tc_word x5 __asm__("x5") = a6;
  __asm__ volatile("svc 0"
                   : "+r"(x0)
                   : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5)
                   : "memory");
  return x0;
#else
  // macOS has no system calls by number that last: its library goes through C functions.
  (void)number, (void)a1, (void)a2, (void)a3, (void)a4, (void)a5, (void)a6;
  return (tc_word)-ENOSYS;
#endif
}

tc_system_result tc_go_raw_call(tc_g *g, tc_word number, tc_word a1, tc_word a2, tc_word a3,
                                tc_word a4, tc_word a5, tc_word a6) {
  (void)g;
  tc_word result = tc_go_system(number, a1, a2, a3, a4, a5, a6);
  if (result > (tc_word)-4096) return (tc_system_result){(tc_word)-1, 0, -result};
  return (tc_system_result){result, 0, 0};
}

tc_system_result tc_go_raw_call3(tc_g *g, tc_word number, tc_word a1, tc_word a2, tc_word a3) {
  return tc_go_raw_call(g, number, a1, a2, a3, 0, 0, 0);
}

tc_word tc_go_page_size(tc_g *g) {
  (void)g;
  return tc_os_page_size();
}

tc_fork_result tc_go_fork_call(tc_g *g, tc_word number, tc_word a1, tc_word a2, tc_word a3) {
#if defined(__linux__)
  tc_word shared = CLONE_VM | CLONE_VFORK;
  if (number == SYS_clone3 && a2 >= 8 && a2 <= 256) {
    // struct clone_args begins with its flags.
    uint64_t arguments[32] = {0};
    memcpy(arguments, (const void *)a1, a2);
    arguments[0] &= ~(uint64_t)shared;
    tc_system_result made = tc_go_raw_call3(g, number, (tc_word)arguments, a2, a3);
    return (tc_fork_result){made.first, made.error};
  }
  if (number == SYS_clone) a1 &= ~shared;
#endif
  tc_system_result made = tc_go_raw_call3(g, number, a1, a2, a3);
  return (tc_fork_result){made.first, made.error};
}

// ---- Arguments ---------------------------------------------------------------------------------

static int argument_count;
static char *const *argument_list;
extern char **environ;

static tc_string text(const char *from) {
  return (tc_string){(const uint8_t *)from, from ? (intptr_t)strlen(from) : 0};
}

void tc_go_set_arguments(int count, char *const *arguments) {
  argument_count = count;
  argument_list = arguments;
}

tc_string tc_go_argument(tc_g *g, tc_word index) {
  (void)g;
  return text(index < (tc_word)argument_count ? argument_list[index] : NULL);
}

static const char *launcher;

void tc_go_set_launcher(const char *path) { launcher = path; }

tc_string tc_go_launcher(tc_g *g) {
  (void)g;
  return text(launcher);
}

tc_string tc_go_environment_entry(tc_g *g, tc_word index) {
  (void)g;
  for (tc_word at = 0; at < index; at++) {
    if (environ[at] == NULL) return text(NULL);
  }
  return text(environ[index]);
}

// ---- Clocks ------------------------------------------------------------------------------------

tc_moment tc_go_moment(tc_g *g) {
  (void)g;
  struct timespec wall;
  clock_gettime(CLOCK_REALTIME, &wall);
  return (tc_moment){(tc_word)wall.tv_sec, (tc_word)wall.tv_nsec, tc_os_now()};
}
