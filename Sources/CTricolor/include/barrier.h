// The write barrier's inline half: one predictable branch when off; when on, the old and the new
// value go into the P's buffer, which the collector drains in batches.
//
// The hybrid barrier (Yuasa deletion + Dijkstra insertion): shade the value that is overwritten,
// and the one that is stored. Invariant: while marking is on, no pointer into the heap is lost
// from, or hidden behind, a slot that the collector has scanned already.
#ifndef TRICOLOR_BARRIER_H
#define TRICOLOR_BARRIER_H

#include "exports.h"
#include "layout.h"

// Remembers two values for the collector. Only while cache->barrier is set.
TC_INLINE void tc_remember(tc_cache *cache, uintptr_t old_value, uintptr_t new_value) {
  uintptr_t *next = cache->barrier_next;
  next[0] = old_value;
  next[1] = new_value;
  cache->barrier_next = next + 2;
  if (TC_UNLIKELY(next + 2 == cache->barrier_end)) tc_flush_barrier(cache);
}

// Stores a pointer to memory that the collector scans (heap or globals).
TC_INLINE void tc_store(tc_cache *cache, void **slot, void *value) {
  if (TC_UNLIKELY(cache->barrier))
    tc_remember(cache, (uintptr_t)__atomic_load_n(slot, __ATOMIC_RELAXED), (uintptr_t)value);
  __atomic_store_n(slot, value, __ATOMIC_RELAXED);
}

// Before `bytes` at `destination` (words of type memory that may hold pointers) are overwritten
// with those at `source`, or cleared (source NULL).
TC_INLINE void tc_before_copy(tc_cache *cache, void *destination, const void *source,
                              uintptr_t bytes) {
  if (TC_UNLIKELY(cache->barrier)) tc_bulk_barrier(cache, destination, source, bytes);
}

#endif
