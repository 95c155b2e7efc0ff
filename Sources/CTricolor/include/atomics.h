// Atomic access to plain words in shared structures, for Swift: the Embedded subset has no
// atomics of its own over memory that C lays out. Each is one instruction on x86-64 and arm64.
// Only loads, stores and read-modify-writes live here; locks are in system.h.
//
// Names: tc_<width>_<operation>[_<order>]. Loads and stores without an order are relaxed;
// read-modify-writes are acquire and release, as most of ours publish or take something.
#ifndef TRICOLOR_ATOMICS_H
#define TRICOLOR_ATOMICS_H

#include "layout.h"

// Loads, stores, exchange and compare-and-swap of `type`; the latter two return the old value
// and whether the swap was made.
#define TC_ATOMIC_CELL(name, type)                                                              \
  TC_INLINE type tc_##name##_load(const type *at) {                                             \
    return __atomic_load_n(at, __ATOMIC_RELAXED);                                               \
  }                                                                                             \
  TC_INLINE type tc_##name##_load_acquire(const type *at) {                                     \
    return __atomic_load_n(at, __ATOMIC_ACQUIRE);                                               \
  }                                                                                             \
  TC_INLINE void tc_##name##_store(type *at, type value) {                                      \
    __atomic_store_n(at, value, __ATOMIC_RELAXED);                                              \
  }                                                                                             \
  TC_INLINE void tc_##name##_store_release(type *at, type value) {                              \
    __atomic_store_n(at, value, __ATOMIC_RELEASE);                                              \
  }                                                                                             \
  TC_INLINE type tc_##name##_swap(type *at, type value) {                                       \
    return __atomic_exchange_n(at, value, __ATOMIC_ACQ_REL);                                    \
  }                                                                                             \
  TC_INLINE bool tc_##name##_cas(type *at, type expected, type desired) {                       \
    return __atomic_compare_exchange_n(at, &expected, desired, false, __ATOMIC_ACQ_REL,         \
                                       __ATOMIC_ACQUIRE);                                       \
  }

// Arithmetic and bit operations; each returns the value before.
#define TC_ATOMIC_WORD(name, type)                                                              \
  TC_ATOMIC_CELL(name, type)                                                                    \
  TC_INLINE type tc_##name##_add(type *at, type value) {                                        \
    return __atomic_fetch_add(at, value, __ATOMIC_ACQ_REL);                                     \
  }                                                                                             \
  TC_INLINE type tc_##name##_sub(type *at, type value) {                                        \
    return __atomic_fetch_sub(at, value, __ATOMIC_ACQ_REL);                                     \
  }                                                                                             \
  TC_INLINE type tc_##name##_or(type *at, type value) {                                         \
    return __atomic_fetch_or(at, value, __ATOMIC_ACQ_REL);                                      \
  }                                                                                             \
  TC_INLINE type tc_##name##_and(type *at, type value) {                                        \
    return __atomic_fetch_and(at, value, __ATOMIC_ACQ_REL);                                     \
  }

TC_ATOMIC_WORD(u8, uint8_t)
TC_ATOMIC_WORD(u32, uint32_t)
TC_ATOMIC_WORD(u64, uint64_t)
TC_ATOMIC_WORD(i64, int64_t)
TC_ATOMIC_WORD(word, uintptr_t)

// The span that a page table slot names.
TC_INLINE tc_span *tc_span_slot_load(tc_span *const *slot) {
  return __atomic_load_n(slot, __ATOMIC_ACQUIRE);
}
TC_INLINE void tc_span_slot_store(tc_span **slot, tc_span *span) {
  __atomic_store_n(slot, span, __ATOMIC_RELEASE);
}

// Publishes an arena in the sparse index.
TC_INLINE void tc_arena_slot_store(tc_arena **slot, tc_arena *arena) {
  __atomic_store_n(slot, arena, __ATOMIC_RELEASE);
}

// Orders everything before against everything after, loads against earlier stores included.
TC_INLINE void tc_full_fence(void) { __atomic_thread_fence(__ATOMIC_SEQ_CST); }

// The same, behind a swap of any word by this thread, which is a full fence itself on x86.
TC_INLINE void tc_fence_after_swap(void) {
#if defined(__x86_64__)
  __atomic_signal_fence(__ATOMIC_SEQ_CST);
#else
  tc_full_fence();
#endif
}

// Tells the core that this is a spinning loop.
TC_INLINE void tc_cpu_pause(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("isb" ::: "memory");
#endif
}

// Asks the core to bring the line of `at` near: for reading, for writing.
TC_INLINE void tc_prefetch(const void *at) { __builtin_prefetch(at, 0, 3); }
// For writing, the builtin means it only where the target promises the instruction; every x86-64
// processor accepts it.
TC_INLINE void tc_prefetch_write(const void *at) {
#if defined(__x86_64__)
  __asm__ volatile("prefetchw %0" : : "m"(*(const char *)at));
#else
  __builtin_prefetch(at, 1, 3);
#endif
}

#endif
