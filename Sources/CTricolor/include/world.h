// The host's duties: what a heap asks of whoever runs its mutators (the goroutine scheduler,
// attached Swift threads, a test). The heap's own calls are in exports.h. Nothing here knows Go.
//
//   implemented by the HOST (tc_world)            implemented by the HEAP (exports.h)
//   stop, start            all mutators           tc_heap_safepoint      at each safepoint
//   scan_mutator, scan_globals     roots          tc_visit_…             for the scanners
//   request_safepoint      one mutator, or all    tc_background_work     in slices
//   each_cache             one after the other    tc_collect             a whole cycle
//   wake_workers           threads for slices     tc_next_ready          finalizers, cleanups
//   finalizers_ready, out_of_memory               tc_allocate…, tc_flush_barrier, tc_shade
//
// Threads: every function says whether the world is stopped when it is called.
#ifndef TRICOLOR_WORLD_H
#define TRICOLOR_WORLD_H

#include "layout.h"

// Handed to root scanners; see tc_visit_* in exports.h.
typedef struct tc_visitor tc_visitor;

// Why the world stops; events and statistics name it.
enum {
  TC_STOP_SWEEP_TERMINATION = 1,
  TC_STOP_MARK_TERMINATION = 2,
  TC_STOP_STATISTICS = 3,
  TC_STOP_OTHER = 4
};

// Kinds of background work.
enum {
  TC_WORK_MARK = 1,      // marking is on
  TC_WORK_SWEEP = 2,     // spans wait to be swept
  TC_WORK_CYCLE = 4,     // a cycle is due, or marking may be complete: somebody must look
  TC_WORK_SCAVENGE = 8,  // pages could be given back
  TC_WORK_EVENTS = 16    // events wait for delivery
};

struct tc_world {
  // Brings every mutator of the heap to a safepoint and keeps it there. Called by one thread at
  // a time; the caller is itself no running mutator, or is at a safepoint. On return every
  // cache is quiescent: the collector may read and write all of them.
  void (*stop)(void *context, tc_heap *heap, uint32_t reason);
  // Lets them go on.
  void (*start)(void *context, tc_heap *heap);
  // How many mutator root sets there are now (goroutines, threads). World stopped.
  uintptr_t (*mutator_count)(void *context, tc_heap *heap);
  // Scans root set `index` < mutator_count at the last stop: the host brings that one mutator to
  // a safepoint, reports its slots through the visitor, and lets it go. Concurrent with the
  // other mutators, called on any worker. Must report every set that existed at the stop exactly
  // once. Sets born later are born black: whatever they are handed at birth, other than through
  // managed memory, the host passes to tc_shade. Returns bytes scanned.
  uintptr_t (*scan_mutator)(void *context, tc_heap *heap, uintptr_t index, tc_visitor *visitor);
  // Scans piece `index` < `count` of the global roots. Concurrent.
  uintptr_t (*global_pieces)(void *context, tc_heap *heap);
  uintptr_t (*scan_globals)(void *context, tc_heap *heap, uintptr_t index, tc_visitor *visitor);
  // Ps or threads that could run workers: 25% of these mark in the background.
  uint32_t (*processors)(void *context, tc_heap *heap);
  // How many of them have nothing to do now: they may mark in addition. NULL: none.
  uint32_t (*idle_processors)(void *context, tc_heap *heap);
  // Asks for background work (TC_WORK_*): at least one thread shall call tc_background_work soon.
  // Any thread, world stopped or not, no locks taken. NULL: the heap starts threads of its own.
  void (*wake_workers)(void *context, tc_heap *heap, uint32_t kinds);
  // Calls visit(argument, cache) for each cache while its owner is at a safepoint or it has none:
  // one after the other, the rest of the world running. May leave out caches that are created
  // meanwhile. NULL: not offered; the heap stops the world a little more often instead.
  void (*each_cache)(void *context, tc_heap *heap, void (*visit)(void *argument, tc_cache *cache),
                     void *argument);
  // Asks every mutator (or the one that owns `cache`) to come to a safepoint soon and call
  // tc_heap_safepoint there. Any thread, any time, lock-free.
  void (*request_safepoint)(void *context, tc_heap *heap, tc_cache *cache);
  // Finalizers, cleanups ready to run: the host calls tc_next_finalizer until it has none.
  void (*finalizers_ready)(void *context, tc_heap *heap);
  // Memory was refused for good (bytes asked). Return: the allocation yields NULL (typed errors
  // at the Swift API). A host for Go does not return.
  void (*out_of_memory)(void *context, tc_heap *heap, uintptr_t bytes);
  // The value of a metric that only the host knows (`metric`: Telemetry's Metric by its place in
  // the list; goroutines, threads, waiting; times in nanoseconds). False: not known, it reads 0.
  // NULL: none is known.
  bool (*metric)(void *context, tc_heap *heap, uint32_t metric, uint64_t *value);
};

#endif
