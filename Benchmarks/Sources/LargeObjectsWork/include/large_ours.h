// Our side of the large-object works: what the Swift main calls.
#ifndef LARGE_OURS_H
#define LARGE_OURS_H
#include "tricolor.h"

// Swift's half of reclaiming: everything may be marked from here on; and: what is not marked dies.
typedef struct large_reclaimer {
  void *context;
  void (*begin)(void *context);
  void (*end)(void *context);
} large_reclaimer;

enum { LARGE_FRESH, LARGE_CHURN };

uint64_t large_ours(int work, tc_cache *cache, long total, long size, large_reclaimer reclaimer);

#endif
