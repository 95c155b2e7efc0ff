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

enum { SMALL_BATCH, SMALL_SURVIVORS, SMALL_RING };

uint64_t small_ours(int work, tc_cache *cache, long objects, long size, small_reclaimer reclaimer);

#endif
