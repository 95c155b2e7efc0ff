// What a heap tells of itself, and the settings that may change while it runs, for C and for
// generated code. Implemented in Swift (Sources/Heap/Exports). Statistics have Go's layouts, so
// that Go's own packages read them as they are.
#ifndef TRICOLOR_REPORTS_H
#define TRICOLOR_REPORTS_H

#include "layout.h"

#include <assert.h>

// ---- Statistics ------------------------------------------------------------------------------

enum { TC_PAUSE_HISTORY = 256, TC_STATS_CLASSES = 61 };

// runtime.MemStats, field for field. Bytes and counts; times in nanoseconds, since 1970 where they
// are moments. What each field counts: Telemetry/MemStats.
typedef struct tc_mem_stats {
  uint64_t alloc, total_alloc, sys, lookups, mallocs, frees;
  uint64_t heap_alloc, heap_sys, heap_idle, heap_inuse, heap_released, heap_objects;
  uint64_t stack_inuse, stack_sys, mspan_inuse, mspan_sys, mcache_inuse, mcache_sys;
  uint64_t buckhash_sys, gc_sys, other_sys;
  uint64_t next_gc, last_gc, pause_total_ns;
  uint64_t pause_ns[TC_PAUSE_HISTORY];   // circular: cycle n is entry (n + 255) % 256
  uint64_t pause_end[TC_PAUSE_HISTORY];
  uint32_t num_gc, num_forced_gc;
  double gc_cpu_fraction;
  bool enable_gc, debug_gc;
  struct {
    uint32_t size;
    uint64_t mallocs, frees;
  } by_size[TC_STATS_CLASSES];
} tc_mem_stats;
static_assert(sizeof(tc_mem_stats) == 5776, "runtime.MemStats");
static_assert(offsetof(tc_mem_stats, pause_ns) == 192, "runtime.MemStats");
static_assert(offsetof(tc_mem_stats, by_size) == 4312, "runtime.MemStats");

// Entries of the arrays, which Swift sees as tuples.
TC_INLINE void tc_mem_stats_set_pause(tc_mem_stats *stats, uint32_t index, uint64_t length,
                                      uint64_t end) {
  stats->pause_ns[index] = length;
  stats->pause_end[index] = end;
}

TC_INLINE void tc_mem_stats_set_class(tc_mem_stats *stats, uint32_t index, uint32_t size,
                                      uint64_t mallocs, uint64_t frees) {
  stats->by_size[index].size = size;
  stats->by_size[index].mallocs = mallocs;
  stats->by_size[index].frees = frees;
}

// Fills all of *stats. Stops the world for some microseconds; not from a running mutator.
void tc_read_mem_stats(tc_heap *heap, tc_mem_stats *stats);

// debug.ReadGCStats: pauses, then their ends, the most recent first, then the last cycle's end,
// the number of cycles, and the pauses' sum. Returns how many pauses there are, n at most 256;
// 2n + 3 words are written.
uint32_t tc_read_gc_stats(tc_heap *heap, uint64_t words[2 * TC_PAUSE_HISTORY + 3]);

// runtime/metrics. Kinds are Go's ValueKind.
enum { TC_METRIC_BAD = 0, TC_METRIC_COUNT = 1, TC_METRIC_NUMBER = 2, TC_METRIC_HISTOGRAM = 3 };

typedef struct tc_metric {
  uint32_t kind;
  union {
    uint64_t count;
    double number;
    uint32_t buckets;  // of a histogram
  };
} tc_metric;

// Reads the metric of a name. Of a histogram at most `capacity` counts are written to `counts` and
// one more boundary to `boundaries`; both may be NULL with capacity 0, to learn the number.
tc_metric tc_read_metric(tc_heap *heap, const char *name, uintptr_t length, uint64_t *counts,
                         double *boundaries, uint32_t capacity);

// ---- Settings --------------------------------------------------------------------------------

// debug.SetGCPercent: negative is off. The old one.
int32_t tc_set_gc_percent(tc_heap *heap, int32_t percent);
// debug.SetMemoryLimit in bytes: a negative one only asks. The old one.
int64_t tc_set_memory_limit(tc_heap *heap, int64_t bytes);
// debug.FreeOSMemory: a whole cycle, and everything free given back. The cache is the caller's.
void tc_free_os_memory(tc_cache *cache);

// When a host that lends threads should next call tc_background_work with TC_WORK_SCAVENGE |
// TC_WORK_EVENTS, monotonic nanoseconds. It asks for it earlier when there is reason to
// (wake_workers).
uint64_t tc_background_deadline(tc_heap *heap);

// ---- Events ----------------------------------------------------------------------------------

// Telemetry/Event says what the numbers mean; they are a published format.
typedef struct tc_event {
  int64_t time;  // monotonic nanoseconds
  uint16_t kind;
  uint16_t source;
  uint32_t cycle;
  uint64_t first, second, third;
} tc_event;
static_assert(sizeof(tc_event) == 40, "five words");

// Called for each event, one at a time and in order, on whatever thread does background work,
// never with the world stopped, so it may allocate; it must not wait for a collection.
typedef void (*tc_event_callback)(void *context, const tc_event *event);

enum { TC_SUBSCRIBERS = 4 };

// Subscribes to the kinds whose bits (1 << kind) are set. A number to unsubscribe by, 0: all
// TC_SUBSCRIBERS places are taken.
uint32_t tc_events_subscribe(tc_heap *heap, uint64_t kinds, tc_event_callback callback,
                             void *context);
// After the call the callback runs no more; not from within a callback.
void tc_events_unsubscribe(tc_heap *heap, uint32_t number);
// Writes events as lines of JSON to a descriptor, which stays the caller's; -1 ends it.
void tc_events_write(tc_heap *heap, int descriptor, uint64_t kinds);
// An event of the host's (stack growth, and whatever is not the heap's to see), if anyone wants its
// kind. Any thread, whatever locks it holds.
void tc_event_emit(tc_heap *heap, uint16_t kind, uint16_t source, uint64_t first, uint64_t second,
                   uint64_t third);
// Delivers what has happened up to now, by the calling thread.
void tc_events_deliver(tc_heap *heap);

#endif
