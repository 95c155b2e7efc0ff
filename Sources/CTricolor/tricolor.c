// The few lines of the run time that must be C: thread-local words, which Swift's Embedded subset
// does not have; the slow half of the lock that the header's inline half calls; threads, whose
// types differ between systems; and a counter that all heaps of a process share.
#if defined(__linux__) && !defined(_GNU_SOURCE)
#define _GNU_SOURCE
#endif
#include "tricolor.h"

#include <pthread.h>
#include <signal.h>

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

// Nanoseconds that one who waits for a brief lock sleeps at first, and at most: its holder has lost
// its core for some time slice, or wakes hundreds who wait for a channel that was closed.
enum { TC_FIRST_NAP = 5000, TC_LONGEST_NAP = 200000 };

void tc_brief_lock_wait(uint32_t *word) {
  uint64_t nap = TC_FIRST_NAP;
  for (;;) {
    for (int spin = 0; spin < TC_SPINS; spin++) {
      if (__atomic_load_n(word, __ATOMIC_RELAXED) == 0 && tc_try_lock(word)) return;
      tc_cpu_pause();
    }
    tc_os_sleep(nap);
    if (nap < TC_LONGEST_NAP) nap *= 2;
  }
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

// ---- Threads -----------------------------------------------------------------------------------

_Thread_local tc_thread *tc_thread_innermost;
uint32_t tc_barriers_on;

// The thread that waits may use the words between its frames meanwhile; what is read of them is
// uncertain, and a wrong guess keeps an object alive. So nothing here is a sanitizer's business.
#if defined(__clang__)
__attribute__((no_sanitize("address"), disable_sanitizer_instrumentation, noinline))
#endif
uintptr_t tc_stack_word(const uintptr_t *at) {
  return __atomic_load_n(at, __ATOMIC_RELAXED);
}

// Asking the system costs microseconds, on Linux's first thread a read of /proc: once is enough.
uintptr_t tc_stack_base(void) {
  static _Thread_local uintptr_t base;
  if (base) return base;
#if defined(__APPLE__)
  base = (uintptr_t)pthread_get_stackaddr_np(pthread_self());
#else
  pthread_attr_t attributes;
  void *lowest;
  size_t bytes;
  if (pthread_getattr_np(pthread_self(), &attributes) != 0) return 0;
  if (pthread_attr_getstack(&attributes, &lowest, &bytes) == 0) base = (uintptr_t)lowest + bytes;
  pthread_attr_destroy(&attributes);
#endif
  return base;
}

// What the functions below call preserves registers as they do themselves, so that they need not
// save all of them for calls that are hardly ever made.
TC_NOINLINE void tc_note_far_card(const tc_heap *heap, uintptr_t address, uintptr_t note) {
  tc_arena *arena = tc_arena_of(heap, address);
  if (arena == NULL) return;  // a global, a root cell: looked at in each cycle
  uintptr_t card = (address & (TC_ARENA_SIZE - 1)) >> TC_CARD_SHIFT;
  __atomic_store_n(&arena->cards[card], (uint8_t)note, __ATOMIC_RELAXED);
}

TC_PRESERVES TC_NOINLINE static void flush_full_buffer(tc_cache *cache) {
  tc_flush_barrier(cache);
}

TC_PRESERVES TC_NOINLINE static void tell_foreign_thread(void) { tc_thread_is_foreign(); }

void tc_before_store_slowly(tc_cache *cache, void *const *slot, const void *value) {
  uint32_t barrier = cache->barrier;
  uintptr_t address = (uintptr_t)slot;
  if (barrier == TC_BARRIER_CARDS) {
    // A global, a root cell, an arena that is younger than the last cycle; or one that lies apart.
    if (value == NULL || !tc_has_far_arenas(cache->heap)) return;
    cache->noted_stores += 1;
    tc_note_far_card(cache->heap, address, cache->card_note);
    return;
  }
  if ((barrier & TC_BARRIER_CARDS) != 0 && value != NULL) tc_note_card(cache, address);
  uintptr_t old_value = (uintptr_t)__atomic_load_n(slot, __ATOMIC_RELAXED);
  uintptr_t new_value = (barrier & TC_BARRIER_OLD) != 0 ? 0 : (uintptr_t)value;
  if ((old_value | new_value) == 0) return;
  if (TC_UNLIKELY(tc_remember_pair(cache, old_value, new_value))) flush_full_buffer(cache);
}

void tc_thread_before_word(uintptr_t *slot, uintptr_t word) {
  tc_thread *thread = tc_thread_innermost;
  // A fresh page is one of the heap of its cache: most stores are to what has just been made.
  if (thread != NULL && thread->still == 0 && tc_is_fresh(thread->cache, (uintptr_t)slot)) return;
  while (thread != NULL &&
         (thread->still != 0 || tc_arena_of(thread->heap, (uintptr_t)slot) == NULL))
    thread = thread->outer;
  if (thread == NULL) tell_foreign_thread();
  // What changes nothing needs nothing, and counts as no store.
  else if (__atomic_load_n(slot, __ATOMIC_RELAXED) != word)
    tc_before_any_store(thread->cache, (void *const *)slot, (const void *)word);
}

void *tc_thread_slow_masked(tc_thread *thread, uintptr_t size, uint64_t mask) {
  tc_thread_poll(thread);
  return tc_allocate_masked(thread->cache, size, mask);
}

uintptr_t tc_os_thread_start(void *(*body)(void *), void *argument) {
  return tc_os_thread_start_sized(body, argument, 256 << 10);
}

uintptr_t tc_os_thread_start_sized(void *(*body)(void *), void *argument, uintptr_t stack) {
  pthread_attr_t attributes;
  pthread_t thread;
  sigset_t all, before;
  if (pthread_attr_init(&attributes) != 0) return 0;
  pthread_attr_setstacksize(&attributes, stack);
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  int error = pthread_create(&thread, &attributes, body, argument);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  pthread_attr_destroy(&attributes);
  return error == 0 ? (uintptr_t)thread : 0;
}

void tc_os_thread_join(uintptr_t thread) { pthread_join((pthread_t)thread, NULL); }

// One watched signal a process: its words.
static uint32_t *watched_flag, *watched_wake;

static void watched_signal(int signal) {
  (void)signal;
  __atomic_store_n(watched_flag, 1, __ATOMIC_RELEASE);
  __atomic_fetch_add(watched_wake, 1, __ATOMIC_ACQ_REL);
  tc_futex_wake(watched_wake, true);
}

void tc_os_watch_signal(int signal, uint32_t *flag, uint32_t *wake) {
  struct sigaction action = {.sa_handler = watched_signal, .sa_flags = SA_RESTART};
  watched_flag = flag;
  watched_wake = wake;
  sigemptyset(&action.sa_mask);
  sigaction(signal, &action, NULL);
}

uint32_t tc_next_region(void) {
  static uint32_t next;
  return __atomic_fetch_add(&next, 1, __ATOMIC_RELAXED);
}

// In two steps: the kernel unmaps a target that it is given before it looks at the rest, so that
// what may fail is the first step, to a place of the kernel's own. What it then moves to `to` is
// one mapping that nobody else knows.
int tc_os_move(uintptr_t at, uintptr_t to, uintptr_t bytes) {
#if defined(__linux__) && defined(MREMAP_MAYMOVE)
  const int dont_unmap = 4;  // Linux 5.7; older C libraries lack the name
  void *between = mremap((void *)at, bytes, bytes, MREMAP_MAYMOVE | dont_unmap, NULL);
  if (between == MAP_FAILED) return errno;
  void *moved = mremap(between, bytes, bytes, MREMAP_MAYMOVE | MREMAP_FIXED, (void *)to);
  return moved == MAP_FAILED ? -1 : 0;
#else
  (void)at, (void)to, (void)bytes;
  return ENOSYS;
#endif
}
