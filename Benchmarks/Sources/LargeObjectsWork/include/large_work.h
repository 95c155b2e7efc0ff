// The work of the large-object benchmarks, written once: our side (ours.c) and plain mmap
// (Peers/c/large.c) include it and define the macros first.
//
//   TAKE(size)            zeroed memory for an object
//   DROP(object, size)    the object is dead: give it back, or nothing, if reclaiming finds out
//   KEEP(object)          called for every object that is alive when RECLAIM begins (or nothing)
//   BEGIN_RECLAIM, END_RECLAIM
//
// Of every object one word in each 4 KiB is read and written, so every page of it is needed; what
// is read must be zero and goes into a sum that all sides agree on.
#include <stdint.h>
#include <stdlib.h>

#ifdef LARGE_WORK_BODY

enum { LARGE_LIVE = 64 << 20, LARGE_MOST = 4096 };

static inline uint64_t large_touch(uint8_t *object, long size) {
  uint64_t sum = 0;
  for (long at = 0; at < size; at += 4096) {
    uint64_t *word = (uint64_t *)(object + at);
    sum += *word + 1;
    *word = (uint64_t)at | 1;
  }
  return sum;
}

// A heap that only grows: nothing is used twice.
static uint64_t large_fresh(LARGE_CONTEXT, long total, long size) {
  uint64_t sum = 0;
  for (long done = 0; done < total; done += size) sum += large_touch(TAKE(size), size);
  return sum;
}

// 64 MiB live, the oldest dies for each new one; reclaimed when as much was allocated as lives.
static uint64_t large_churn(LARGE_CONTEXT, long total, long size) {
  static uint8_t *live[LARGE_MOST];
  long most = LARGE_LIVE / size;
  if (most < 2) most = 2;
  if (most > LARGE_MOST) most = LARGE_MOST;
  uint64_t sum = 0;
  long number = 0;
  long since = 0;
  for (long done = 0; done < total; done += size, number++) {
    long place = number % most;
    if (number >= most) DROP(live[place], size);
    live[place] = NULL;
    if (since >= most) {
      since = 0;
      BEGIN_RECLAIM;
      for (long i = 0; i < most; i++)
        if (live[i]) KEEP(live[i]);
      END_RECLAIM;
    }
    since++;
    live[place] = TAKE(size);
    sum += large_touch(live[place], size);
  }
  return sum;
}

#endif
