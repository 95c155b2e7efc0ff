// The few lines of the run time that must be C: thread-local words, which Swift's Embedded subset
// does not have, and the slow half of the lock that the header's inline half calls.
#include "tricolor.h"

// Spins of tc_lock_wait before it sleeps: a little less than a futex round trip (6–8 µs).
enum { TC_SPINS = 60 };

void tc_lock_wait(uint32_t *word) {
  for (int spin = 0; spin < TC_SPINS; spin++) {
    if (__atomic_load_n(word, __ATOMIC_RELAXED) == 0 && tc_try_lock(word)) return;
    tc_cpu_pause();
  }
  // Whoever sleeps leaves 2 behind, so that the holder knows to wake somebody.
  while (__atomic_exchange_n(word, 2, __ATOMIC_ACQUIRE) != 0) tc_futex_wait(word, 2, 0);
}

tc_held_ranks *tc_thread_ranks(void) {
  static _Thread_local tc_held_ranks held;
  return &held;
}

static tc_fatal_handler fatal_handler;
static void *fatal_context;

void tc_set_fatal_handler(tc_fatal_handler handler, void *context) {
  fatal_context = context;
  fatal_handler = handler;
}

void tc_call_fatal_handler(void) {
  if (fatal_handler) fatal_handler(fatal_context);
}
