// Our side of the small-object works: what the Swift main calls.
#ifndef SMALL_OURS_H
#define SMALL_OURS_H
#include "tricolor.h"

// Swift's half of reclaiming: everything may be marked from here on; and: what is not marked dies.
typedef struct small_reclaimer {
  void *context;
  void (*begin)(void *context);
  void (*end)(void *context);
} small_reclaimer;

enum { SMALL_BATCH, SMALL_SURVIVORS, SMALL_RING, SMALL_THREADS, SMALL_LARGE };

uint64_t small_ours(int work, tc_cache *cache, long objects, long size, small_reclaimer reclaimer);

// `threads` threads with a cache each allocate batches of `batch` objects, together reclaiming
// after
// each: `objects` in all. Returns the sum that small_threads of the malloc side returns.
uint64_t small_ours_threads(tc_heap *heap, int threads, long objects, long batch,
                            small_reclaimer reclaimer);
// `bytes` in objects of 32 KiB to 64 MiB, every 4 KiB touched, reclaimed after each 128 MiB.
uint64_t small_ours_large(tc_cache *cache, uint64_t bytes, small_reclaimer reclaimer);

#endif
