// The heap's slow paths and its services to the host, implemented in Swift
// (Sources/Heap/Exports) and checked by the compiler against these declarations.
#ifndef TRICOLOR_EXPORTS_H
#define TRICOLOR_EXPORTS_H

#include "layout.h"
#include "world.h"

// ---- Allocation (the cache's owner calls) ----------------------------------------------------

// A slot of span_class when the run is used up: takes the next run of free slots, or another
// span. Zeroed, pointer bits clear. NULL only if the world's out_of_memory returned.
void *tc_slow_small(tc_cache *cache, uint32_t span_class);
// A new tiny block and the first object in it.
void *tc_slow_tiny(tc_cache *cache, uintptr_t size);
// Any size, any type: what a client without a constant size calls. `type` NULL: noscan. For
// more than one element, `type` is the element's and size a multiple of type->size.
void *tc_allocate(tc_cache *cache, uintptr_t size, const tc_type *type);
// As tc_allocate, for noscan memory that the caller overwrites at once: not zeroed.
void *tc_allocate_raw(tc_cache *cache, uintptr_t size);

// ---- Barrier -------------------------------------------------------------------------------

// Hands the buffer's values to the collector and empties it. Owner of the cache, or anyone with
// the world stopped.
void tc_flush_barrier(tc_cache *cache);
// Remembers the pointers that a copy or clear is about to overwrite and to store.
void tc_bulk_barrier(tc_cache *cache, void *destination, const void *source, uintptr_t bytes);

#endif
