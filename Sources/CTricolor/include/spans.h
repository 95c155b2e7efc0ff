// A span's fields that several threads touch, and the array fields that Swift sees as tuples:
// one inline function each, with the memory order that the field's comment in layout.h asks for.
#ifndef TRICOLOR_SPANS_H
#define TRICOLOR_SPANS_H

#include "layout.h"
#include "lookup.h"

// ---- Sweep generation ------------------------------------------------------------------------

TC_INLINE uint32_t tc_span_sweepgen(const tc_span *span) {
  return __atomic_load_n(&span->sweepgen, __ATOMIC_ACQUIRE);
}

TC_INLINE void tc_span_set_sweepgen(tc_span *span, uint32_t value) {
  __atomic_store_n(&span->sweepgen, value, __ATOMIC_RELEASE);
}

// From `expected`, which says that the span needs sweeping, to "being swept" at the heap's
// `generation`: true for one caller.
TC_INLINE bool tc_span_claim_sweep(tc_span *span, uint32_t expected, uint32_t generation) {
  return __atomic_compare_exchange_n(&span->sweepgen, &expected, generation - 1, false,
                                     __ATOMIC_ACQ_REL, __ATOMIC_RELAXED);
}

// ---- Slots ------------------------------------------------------------------------------------

// Release, for tc_is_allocated.
TC_INLINE void tc_span_set_free_index(tc_span *span, uint32_t index) {
  __atomic_store_n(&span->free_index, (uint16_t)index, __ATOMIC_RELEASE);
}

// Before slots are taken while marking runs; the owner only.
TC_INLINE void tc_span_begin_black(tc_span *span) {
  if (span->black_from != TC_NO_SLOT) return;
  __atomic_store_n(&span->black_from, span->free_index, __ATOMIC_RELAXED);
}

// The slots of word `word` of the bits that are born black. By anyone: a guess while it is swept.
TC_INLINE uint64_t tc_span_born_black(tc_span *span, uint32_t word) {
  uint32_t from = __atomic_load_n(&span->black_from, __ATOMIC_RELAXED);
  if (TC_LIKELY(from >= span->object_count)) return 0;
  uint32_t taken = __atomic_load_n(&span->free_index, __ATOMIC_RELAXED);
  uint32_t low = word << 6;
  uint32_t first = from > low ? from - low : 0;
  uint32_t end = taken > low ? taken - low : 0;
  if (end > 64) end = 64;
  if (first >= end) return 0;
  uint64_t range = ~(uint64_t)0 >> (64 - (end - first)) << first;
  return range & ~__atomic_load_n(&tc_span_alloc_bits(span)[word], __ATOMIC_RELAXED);
}

// When marks have become allocation bits; the sweeper only.
TC_INLINE void tc_span_end_black(tc_span *span) {
  __atomic_store_n(&span->black_from, (uint16_t)TC_NO_SLOT, __ATOMIC_RELAXED);
}

TC_INLINE uint8_t tc_span_state(const tc_span *span) {
  return __atomic_load_n(&span->state, __ATOMIC_ACQUIRE);
}

TC_INLINE void tc_span_set_state(tc_span *span, uint8_t state) {
  __atomic_store_n(&span->state, state, __ATOMIC_RELEASE);
}

TC_INLINE uint8_t tc_span_flags(const tc_span *span) {
  return __atomic_load_n(&span->flags, __ATOMIC_ACQUIRE);
}

TC_INLINE void tc_span_set_flag(tc_span *span, uint8_t flag) {
  __atomic_fetch_or(&span->flags, flag, __ATOMIC_ACQ_REL);
}

TC_INLINE void tc_span_clear_flag(tc_span *span, uint8_t flag) {
  __atomic_fetch_and(&span->flags, (uint8_t)~flag, __ATOMIC_ACQ_REL);
}

// ---- Types ------------------------------------------------------------------------------------

// The element type of a large scan object, once its memory is zeroed.
TC_INLINE const tc_type *tc_span_large_type(const tc_span *span) {
  return __atomic_load_n(&span->large_type, __ATOMIC_ACQUIRE);
}

TC_INLINE void tc_span_set_large_type(tc_span *span, const tc_type *type) {
  __atomic_store_n(&span->large_type, type, __ATOMIC_RELEASE);
}

// The type header in front of an object of more than TC_MAX_BITMAP bytes: the slot's first word.
TC_INLINE uintptr_t tc_header_load(uintptr_t slot) {
  return __atomic_load_n((uintptr_t *)slot, __ATOMIC_ACQUIRE);
}

TC_INLINE void tc_header_store(uintptr_t slot, const tc_type *type) {
  __atomic_store_n((uintptr_t *)slot, (uintptr_t)type, __ATOMIC_RELEASE);
}

// ---- Caches
// --------------------------------------------------------------------------------------

TC_INLINE tc_run *tc_cache_run(tc_cache *cache, uint32_t span_class) {
  return &cache->runs[span_class];
}

TC_INLINE tc_span **tc_cache_span(tc_cache *cache, uint32_t span_class) {
  return &cache->spans[span_class];
}

TC_INLINE uintptr_t *tc_cache_barrier_start(tc_cache *cache) { return cache->barrier_buffer; }

// Zeroes `bytes`, a multiple of 8, at `at`.
TC_INLINE void tc_clear(uintptr_t at, uintptr_t bytes) {
  __builtin_memset((void *)at, 0, bytes);
}

// The same where the memory is not at hand: asks for the lines TC_CLEAR_AHEAD bytes further on, and
// so beyond its end, where what is cleared next lies, mostly. A store of zeroes waits for its line
// as any other does, and the processor's own guesses end with each page (decision 0028).
TC_INLINE void tc_clear_ahead(uintptr_t at, uintptr_t bytes) {
  uintptr_t lines = bytes & ~(uintptr_t)63, end = at + lines;
  for (; at != end; at += 64) {
    tc_prefetch_write((void *)(at + TC_CLEAR_AHEAD));
    __builtin_memset((void *)at, 0, 64);
    __asm__ volatile("" ::: "memory");  // else the loop is taken for a memset without the prefetch
  }
  __builtin_memset((void *)at, 0, bytes & 63);
}

// The address of every object of no size.
TC_INLINE uintptr_t tc_zero_base(const tc_heap *heap) { return (uintptr_t)&heap->zero_base; }

// ---- Counters ---------------------------------------------------------------------------------

TC_INLINE uint64_t *tc_counter_small_allocated(tc_counters *counters, uint32_t size_class) {
  return &counters->small_allocated[size_class];
}

TC_INLINE uint64_t *tc_counter_small_freed(tc_counters *counters, uint32_t size_class) {
  return &counters->small_freed[size_class];
}

// Adds to a counter that only the caller writes: no locked instruction.
TC_INLINE void tc_counter_bump(uint64_t *counter, uint64_t by) {
  __atomic_store_n(counter, __atomic_load_n(counter, __ATOMIC_RELAXED) + by, __ATOMIC_RELAXED);
}

// ---- Arenas -----------------------------------------------------------------------------------

TC_INLINE uint64_t *tc_arena_taken(tc_arena *arena) { return arena->page_taken; }
TC_INLINE uint64_t *tc_arena_released(tc_arena *arena) { return arena->page_released; }
TC_INLINE uint64_t *tc_arena_page_in_use(tc_arena *arena) { return arena->page_in_use; }
// Eight cards a word.
TC_INLINE uint64_t *tc_arena_cards(tc_arena *arena) { return (uint64_t *)arena->cards; }

// Marks a page as the first of a span in use, or no longer so. Several Ps may do this at once.
TC_INLINE void tc_arena_note_in_use(tc_arena *arena, uintptr_t page, bool in_use) {
  uint64_t bit = (uint64_t)1 << (page & 63);
  if (in_use) __atomic_fetch_or(&arena->page_in_use[page >> 6], bit, __ATOMIC_RELEASE);
  else __atomic_fetch_and(&arena->page_in_use[page >> 6], ~bit, __ATOMIC_RELEASE);
}

#endif
