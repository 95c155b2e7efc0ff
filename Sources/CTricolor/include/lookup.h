// From an address to its arena, span, slot and pointer bits: inline, with no division.
// Marking, barriers, tests and the public "is it ours?" all come through here.
#ifndef TRICOLOR_LOOKUP_H
#define TRICOLOR_LOOKUP_H

#include "layout.h"

// The arena that covers `address`, or NULL. Any word may be asked. 2 loads.
TC_INLINE tc_arena *tc_arena_of(const tc_heap *heap, uintptr_t address) {
  uintptr_t index = address >> TC_ARENA_SHIFT;
  if (TC_UNLIKELY(index >= TC_ARENA_COUNT)) return NULL;
  return __atomic_load_n(&heap->arenas[index], __ATOMIC_ACQUIRE);
}

// How many arenas there are, and each of them by its number.
TC_INLINE uintptr_t tc_arena_count(const tc_heap *heap) {
  return __atomic_load_n(&heap->arena_count, __ATOMIC_ACQUIRE);
}
TC_INLINE tc_arena *tc_arena_numbered(const tc_heap *heap, uintptr_t number) {
  return __atomic_load_n(&heap->arena_list[number], __ATOMIC_RELAXED);
}

// Widens the heap's range to take in a new arena. Arenas are published one at a time.
TC_INLINE void tc_widen_range(tc_heap *heap, uintptr_t base) {
  uintptr_t low = __atomic_load_n(&heap->arenas_low, __ATOMIC_RELAXED);
  uintptr_t high = __atomic_load_n(&heap->arenas_high, __ATOMIC_RELAXED);
  if (low == high || base < low) __atomic_store_n(&heap->arenas_low, base, __ATOMIC_RELEASE);
  if (base + TC_ARENA_SIZE > high)
    __atomic_store_n(&heap->arenas_high, base + TC_ARENA_SIZE, __ATOMIC_RELEASE);
}

// The page table slot of `address` within its arena.
TC_INLINE tc_span **tc_arena_span_slot(tc_arena *arena, uintptr_t address) {
  return &arena->spans[(address >> TC_PAGE_SHIFT) & (TC_ARENA_PAGES - 1)];
}

// The span whose page table entry covers `address`, whatever its state, or NULL. 3 loads.
TC_INLINE tc_span *tc_span_slot_of(const tc_heap *heap, uintptr_t address) {
  tc_arena *arena = tc_arena_of(heap, address);
  if (TC_UNLIKELY(arena == NULL)) return NULL;
  return __atomic_load_n(tc_arena_span_slot(arena, address), __ATOMIC_ACQUIRE);
}

// The same for an address below 2^TC_ADDRESS_BITS, with the heap's index at hand. 2 loads.
TC_INLINE tc_span *tc_span_slot_in(tc_arena *const *arenas, uintptr_t address) {
  tc_arena *arena = __atomic_load_n(&arenas[address >> TC_ARENA_SHIFT], __ATOMIC_ACQUIRE);
  if (TC_UNLIKELY(arena == NULL)) return NULL;
  return __atomic_load_n(tc_arena_span_slot(arena, address), __ATOMIC_ACQUIRE);
}

// The span of garbage-collected objects that `address` points into, or NULL for everything else:
// foreign memory, free pages, stacks, and the tail of a span behind its last slot is still
// the span's (its index is out of range: see tc_object_index).
TC_INLINE tc_span *tc_span_of(const tc_heap *heap, uintptr_t address) {
  tc_span *span = tc_span_slot_of(heap, address);
  if (TC_UNLIKELY(span == NULL)) return NULL;
  if (TC_UNLIKELY(__atomic_load_n(&span->state, __ATOMIC_ACQUIRE) != TC_SPAN_IN_USE)) return NULL;
  if (TC_UNLIKELY(address - span->base >= (uintptr_t)span->page_count << TC_PAGE_SHIFT))
    return NULL;
  return span;
}

// The slot of `span` that `address` lies in. Exact for every offset below 2^32 / 8 because
// div_magic is rounded up and spans of small objects are at most 80 KiB; 0 for a large object.
TC_INLINE uint32_t tc_object_index(const tc_span *span, uintptr_t address) {
  return (uint32_t)(((uint64_t)(address - span->base) * span->div_magic) >> 32);
}

// The first byte of slot `index`.
TC_INLINE uintptr_t tc_object_base(const tc_span *span, uint32_t index) {
  return span->base + (uintptr_t)index * span->object_size;
}

// The same, of the object that `address` points into. Most pointers lead to where an object begins.
// There the answer is `address` itself, behind a branch that the compiler must leave alone: what is
// read of the object next need not wait for two multiplications.
TC_INLINE uintptr_t tc_object_base_at(const tc_span *span, uint32_t index, uintptr_t address) {
  uintptr_t base = tc_object_base(span, index), same = address;
#if defined(__GNUC__)
  __asm__("" : "+r"(same));
  if (TC_UNLIKELY(base != address)) {
    __asm__ volatile("");
    return base;
  }
  return same;
#else
  return same == base ? same : base;
#endif
}

TC_INLINE uint64_t *tc_span_marks(tc_span *span) { return (uint64_t *)(span + 1); }

TC_INLINE uint64_t *tc_span_alloc_bits(tc_span *span) {
  return (uint64_t *)(span + 1) + span->bit_words;
}

TC_INLINE bool tc_span_noscan(const tc_span *span) { return span->span_class & 1; }

// Whether slot `index` was taken while marking ran: black by birth, whatever its mark bit says.
TC_INLINE bool tc_is_born_black(tc_span *span, uint32_t index) {
  if (TC_LIKELY(index < __atomic_load_n(&span->black_from, __ATOMIC_RELAXED))) return false;
  if (index >= __atomic_load_n(&span->free_index, __ATOMIC_RELAXED)) return false;
  return !(tc_span_alloc_bits(span)[index >> 6] >> (index & 63) & 1);
}

// Whether slot `index` is black or grey. Relaxed: marking only ever sets bits.
TC_INLINE bool tc_is_marked(tc_span *span, uint32_t index) {
  if (tc_is_born_black(span, index)) return true;
  return __atomic_load_n(&tc_span_marks(span)[index >> 6], __ATOMIC_RELAXED) >> (index & 63) & 1;
}

// Sets a mark bit; whether this call did it.
TC_INLINE bool tc_mark_one(uint64_t *word, uint64_t bit) {
  return !(__atomic_fetch_or(word, bit, __ATOMIC_RELAXED) & bit);
}

// Marks slot `index`; true when this call did it. The plain look first keeps the line shared
// when the object is marked already, which is the common case.
TC_INLINE bool tc_mark(tc_span *span, uint32_t index) {
  if (tc_is_born_black(span, index)) return false;
  uint64_t *word = &tc_span_marks(span)[index >> 6];
  uint64_t bit = (uint64_t)1 << (index & 63);
  if (__atomic_load_n(word, __ATOMIC_RELAXED) & bit) return false;
  return tc_mark_one(word, bit);
}

// Sets several mark bits of one word; those of them that this call set.
TC_INLINE uint64_t tc_mark_many(uint64_t *word, uint64_t bits) {
  return bits & ~__atomic_fetch_or(word, bits, __ATOMIC_RELAXED);
}

// Whether slot `index` holds an object, by invariant 1 of layout.h. Acquire: who sees a slot as
// taken sees black_from as it was when the slot was taken, or newer.
TC_INLINE bool tc_is_allocated(tc_span *span, uint32_t index) {
  if (index >= span->object_count) return false;
  if (index < __atomic_load_n(&span->free_index, __ATOMIC_ACQUIRE)) return true;
  return tc_span_alloc_bits(span)[index >> 6] >> (index & 63) & 1;
}

// Whether slot `index`, whose mark bit is not set, holds an object that is to be marked: it was not
// born black, and, where pointers are ambiguous, it is no free slot.
TC_INLINE bool tc_is_white_object(tc_span *span, uint32_t index, bool ambiguous) {
  if (ambiguous && !tc_is_allocated(span, index)) return false;
  return !tc_is_born_black(span, index);
}

// Marks slot `index` for the one thread that may write mark bits at all (Marking/MarkRight.swift):
// no locked instruction. The word is written whole, so another writer's bit would be lost. The bit
// is looked at first: most pointers lead to what is marked already.
TC_INLINE bool tc_mark_alone(tc_span *span, uint32_t index, bool ambiguous) {
  uint64_t *word = &tc_span_marks(span)[index >> 6];
  uint64_t bit = (uint64_t)1 << (index & 63);
  uint64_t old = __atomic_load_n(word, __ATOMIC_RELAXED);
  if (old & bit) return false;
  if (!tc_is_white_object(span, index, ambiguous)) return false;
  __atomic_store_n(word, old | bit, __ATOMIC_RELAXED);
  return true;
}

// Whether the object that `address` points into was there when the last cycle ended. False for what
// was allocated since, and for what is no object. Everything is swept.
TC_INLINE bool tc_was_swept(tc_span *span, uintptr_t address) {
  uint32_t index = tc_object_index(span, address);
  if (index >= span->object_count) return false;
  return tc_span_alloc_bits(span)[index >> 6] >> (index & 63) & 1;
}

// The pointer bits of a one-page scan span with objects of at most TC_MAX_BITMAP bytes: bit i is
// word i of the page.
TC_INLINE uint64_t *tc_pointer_bits(uintptr_t address) {
  return (uint64_t *)((address | (TC_PAGE_SIZE - 1)) + 1 - TC_BITMAP_BYTES);
}

#endif
