// Signals: the handler, which may do next to nothing, and what it leaves for the scheduler. C
// because a handler must touch nothing but words.
#if defined(__linux__) && !defined(_GNU_SOURCE)
#define _GNU_SOURCE
#endif
#include "system_calls.h"

#include <pthread.h>
#include <signal.h>

// The signals that came, a bit for each: signal n is bit n - 1.
static uint64_t came;
// Those that were ignored when the program began.
static uint64_t ignored_first;
// Those that it blocked then.
static sigset_t blocked_first;
static uint32_t *wake_word;
// Those that the program ever asked for, and those that the listening thread lets through by now.
static uint64_t wanted, listened;

static void caught(int signal) {
  __atomic_fetch_or(&came, UINT64_C(1) << (signal - 1), __ATOMIC_ACQ_REL);
  uint32_t *wake = __atomic_load_n(&wake_word, __ATOMIC_ACQUIRE);
  if (wake == NULL) return;
  __atomic_fetch_add(wake, 1, __ATOMIC_ACQ_REL);
  tc_futex_wake(wake, true);
}

// A write to a closed pipe answers EPIPE; who writes decides what follows.
static void nothing(int signal) { (void)signal; }

static bool is_signal(int signal) { return signal > 0 && signal < TC_SIGNALS; }

static void install(int signal, void (*handler)(int)) {
  struct sigaction action = {.sa_handler = handler, .sa_flags = SA_RESTART};
  sigemptyset(&action.sa_mask);
  sigaction(signal, &action, NULL);
}

void tc_signals_wake(uint32_t *wake) { __atomic_store_n(&wake_word, wake, __ATOMIC_RELEASE); }

bool tc_signals_any(void) { return __atomic_load_n(&came, __ATOMIC_ACQUIRE) != 0; }

tc_word tc_signals_take(void) {
  uint64_t seen = __atomic_load_n(&came, __ATOMIC_ACQUIRE);
  while (seen != 0) {
    uint64_t rest = seen & (seen - 1);
    if (__atomic_compare_exchange_n(&came, &seen, rest, false, __ATOMIC_ACQ_REL,
                                    __ATOMIC_ACQUIRE)) {
      return (tc_word)__builtin_ctzll(seen) + 1;
    }
  }
  return 0;
}

void tc_signals_begin(void) {
  pthread_sigmask(SIG_SETMASK, NULL, &blocked_first);
  for (int signal = 1; signal < TC_SIGNALS; signal++) {
    struct sigaction now;
    if (sigaction(signal, NULL, &now) == 0 && now.sa_handler == SIG_IGN) {
      ignored_first |= UINT64_C(1) << (signal - 1);
    }
  }
  if (!tc_signals_is_ignored(SIGPIPE)) install(SIGPIPE, nothing);
}

void tc_signals_catch(int signal) {
  if (!is_signal(signal)) return;
  install(signal, caught);
  __atomic_fetch_or(&wanted, UINT64_C(1) << (signal - 1), __ATOMIC_ACQ_REL);
}

void tc_signals_listen(void) {
  uint64_t now = __atomic_load_n(&wanted, __ATOMIC_ACQUIRE);
  if (now == listened) return;
  listened = now;
  sigset_t blocked;
  sigfillset(&blocked);
  for (uint64_t rest = now; rest != 0; rest &= rest - 1) {
    sigdelset(&blocked, __builtin_ctzll(rest) + 1);
  }
  pthread_sigmask(SIG_SETMASK, &blocked, NULL);
}

void tc_signals_ignore(int signal) {
  if (!is_signal(signal)) return;
  install(signal, SIG_IGN);
}

void tc_signals_restore(int signal) {
  if (!is_signal(signal)) return;
  bool was_ignored = (ignored_first >> (signal - 1) & 1) != 0;
  install(signal, was_ignored ? SIG_IGN : signal == SIGPIPE ? nothing : SIG_DFL);
}

bool tc_signals_is_ignored(int signal) {
  struct sigaction now;
  return is_signal(signal) && sigaction(signal, NULL, &now) == 0 && now.sa_handler == SIG_IGN;
}

// ---- What a child inherits ---------------------------------------------------------------------

// Threads of the run time block all signals but the first one, which has what the process was
// started with.
static sigset_t before_fork;

void tc_go_block_signals(void) {
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before_fork);
}

void tc_go_unblock_signals(void) { pthread_sigmask(SIG_SETMASK, &before_fork, NULL); }

void tc_go_reset_signals(void) {
  for (int signal = 1; signal < TC_SIGNALS; signal++) {
    struct sigaction now;
    bool is_ours = sigaction(signal, NULL, &now) == 0 &&
                   (now.sa_handler == caught || now.sa_handler == nothing);
    if (is_ours) install(signal, SIG_DFL);
  }
  pthread_sigmask(SIG_SETMASK, &blocked_first, NULL);
}

void tc_go_die_of_signal(tc_g *g, tc_word signal) {
  (void)g;
  install((int)signal, SIG_DFL);
  sigset_t one;
  sigemptyset(&one);
  sigaddset(&one, (int)signal);
  pthread_sigmask(SIG_UNBLOCK, &one, NULL);
  raise((int)signal);
  tc_os_exit(2);
}
