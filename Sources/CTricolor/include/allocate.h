// The allocation fast paths. Budget: a bump of the P's run is two loads, an add, a compare and a
// store (7 instructions on x86-64). A small scan object compares its pointer bits with those that
// the slot has; where they differ, an exclusive OR into one word sets them right. No lock, no
// division, no call, no safepoint.
//
// The slow path (exports.h) takes a new run, a new span or pages, does the collector's
// book-keeping, and may poison the mutator's guard; it never collects itself.
#ifndef TRICOLOR_ALLOCATE_H
#define TRICOLOR_ALLOCATE_H

#include "exports.h"
#include "layout.h"
#include "lookup.h"
#include "size_classes.h"

// The size class for `size` bytes, 1…TC_MAX_SMALL. A constant size folds to a constant.
TC_INLINE uint32_t tc_class_for(uintptr_t size) {
  return size <= 1024 ? tc_size_to_class8[(size + 7) >> 3]
                      : tc_size_to_class128[(size - 1024 + 127) >> 7];
}

// A slot of `span_class`, whose slots have `slot` bytes, zeroed; never NULL (out of memory is
// fatal unless the world says otherwise: see tc_slow_small).
TC_INLINE void *tc_bump(tc_cache *cache, uint32_t span_class, uintptr_t slot) {
  tc_run *run = &cache->runs[span_class];
  uintptr_t at = run->next;
  if (TC_UNLIKELY(at == run->end)) return tc_slow_small(cache, span_class);
  run->next = at + slot;
  TC_ASSUME(at != 0);  // so that who asks for NULL asks after the slow path only
  return (void *)at;
}

// Publishes an object: its zeroes and pointer bits become visible before any pointer to it.
// Free on x86-64; a store fence on arm64.
TC_INLINE void tc_publish(void) { __atomic_thread_fence(__ATOMIC_RELEASE); }

// `size` bytes without pointers, TC_TINY_SIZE <= size <= TC_MAX_SMALL.
TC_INLINE void *tc_allocate_noscan(tc_cache *cache, uintptr_t size) {
  uint32_t class = tc_class_for(size);
  void *object = tc_bump(cache, class << 1 | 1, tc_class_size[class]);
  tc_publish();
  return object;
}

// Fewer than TC_TINY_SIZE bytes without pointers: shares a 16-byte block. Alignment as Go's:
// 8 for multiples of 8, 4 for multiples of 4, 2 for even sizes, else 1.
TC_INLINE void *tc_allocate_tiny(tc_cache *cache, uintptr_t size) {
  uintptr_t align = (size & 7) == 0 ? 8 : (size & 3) == 0 ? 4 : (size & 1) == 0 ? 2 : 1;
  uintptr_t at = (cache->tiny_offset + align - 1) & ~(align - 1);
  if (TC_LIKELY(cache->tiny != 0 && at + size <= TC_TINY_SIZE)) {
    cache->tiny_offset = at + size;
    cache->tiny_allocations++;
    return (void *)(cache->tiny + at);
  }
  return tc_slow_tiny(cache, size);
}

// Turns bits of a word that others only read: markers look at its other bits meanwhile. One plain
// instruction.
TC_INLINE void tc_turn_bits(uint64_t *word, uint64_t bits) {
  __atomic_store_n(word, __atomic_load_n(word, __ATOMIC_RELAXED) ^ bits, __ATOMIC_RELAXED);
}

// Turns those pointer bits of the fresh object at `at` that `turned` says, `slot` bytes of at most
// TC_MAX_BITMAP. Slots of a power of two never lie across two words of bits, which a constant size
// knows.
TC_INLINE void tc_turn_mask(uintptr_t at, uintptr_t slot, uint64_t turned) {
  uintptr_t word = (at & (TC_PAGE_SIZE - 1)) >> 3;
  uint64_t *bits = &tc_pointer_bits(at)[word >> 6];
  tc_turn_bits(&bits[0], turned << (word & 63));
  if ((slot & (slot - 1)) != 0 && (word & 63) + (slot >> 3) > 64)
    tc_turn_bits(&bits[1], turned >> (63 - (word & 63)) >> 1);
}

// Sees to it that the object at `at`, just taken from `run`, has the pointer bits `mask`. By
// invariant 2 of layout.h they are the run's: most objects follow one of their own kind, and
// writing would wait for the write before it, to the same word (docs/decisions/0021).
TC_INLINE void tc_write_mask(const tc_run *run, uintptr_t at, uintptr_t slot, uint64_t mask) {
  uint64_t turned = run->mask ^ mask;
  if (TC_UNLIKELY(turned != 0)) tc_turn_mask(at, slot, turned);
}

// An object of at most TC_MAX_BITMAP bytes with pointers at the words whose bits are set in
// `mask` (bit 0: the first word).
TC_INLINE void *tc_allocate_masked(tc_cache *cache, uintptr_t size, uint64_t mask) {
  uint32_t class = tc_class_for(size);
  uintptr_t slot = tc_class_size[class];
  uintptr_t at = (uintptr_t)tc_bump(cache, class << 1, slot);
  if (TC_UNLIKELY(at == 0)) return NULL;
  tc_write_mask(&cache->runs[class << 1], at, slot, mask);
  tc_publish();
  return (void *)at;
}

#endif
