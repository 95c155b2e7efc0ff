// What the Go half of the run time asks of the heap and the system: statistics, settings,
// finalizers. Implemented in Sources/GoRuntime. Bound by `//tricolor:call`, so all is words.
#ifndef TRICOLOR_HEAP_CALLS_H
#define TRICOLOR_HEAP_CALLS_H

#include "segment.h"

// ---- Services ----------------------------------------------------------------------------------
// Work that may stop the world or run a cycle, so that the goroutine must stand at a safepoint
// meanwhile: the segment tc_standing calls them, with arguments behind `g`.

enum {
  TC_SERVICE_MEM_STATS = 0,       // fills the runtime.MemStats at the first argument
  TC_SERVICE_GC_STATS = 1,        // words of debug.ReadGCStats to the first argument, which has
                                  // room for 515; returns how many pauses there are
  TC_SERVICE_FREE_MEMORY = 2,     // debug.FreeOSMemory
  TC_SERVICE_GC_PERCENT = 3,      // debug.SetGCPercent; returns the old one
  TC_SERVICE_MEMORY_LIMIT = 4,    // debug.SetMemoryLimit; returns the old one
  TC_SERVICES = 5
};

// The address of a service: a function of (tc_g *, tc_word, …) that returns a word.
tc_word tc_go_service(tc_g *g, tc_word number);
tc_word tc_go_service_mem_stats(tc_g *g, tc_word stats);
tc_word tc_go_service_gc_stats(tc_g *g, tc_word words);
tc_word tc_go_service_free_memory(tc_g *g);
tc_word tc_go_service_gc_percent(tc_g *g, tc_word percent);
tc_word tc_go_service_memory_limit(tc_g *g, tc_word bytes);

// ---- Objects -----------------------------------------------------------------------------------

// The address of the object that `address` points into; 0: it is none of the heap's. And its size.
typedef struct tc_object_view {
  tc_word base;
  tc_word bytes;
} tc_object_view;
tc_object_view tc_go_object(tc_g *g, tc_word address);
// `closure` is called with the object once it is unreachable; 0: clears the finalizer. Returns 0 if
// there was one already, or none to clear.
tc_word tc_go_set_finalizer(tc_g *g, tc_word object, tc_word closure);
// `closure` is called once the object is gone. The cleanup's number.
tc_word tc_go_add_cleanup(tc_g *g, tc_word object, tc_word closure);
// 0: it has come due already.
tc_word tc_go_stop_cleanup(tc_g *g, tc_word object, tc_word number);
// Takes the oldest finalizer or cleanup that is ready.
typedef struct tc_duty {
  tc_word kind;      // TC_SPECIAL_*; 0: there is none
  tc_word closure;
  tc_word argument;  // a finalizer's object
} tc_duty;
tc_duty tc_go_next_duty(tc_g *g);
// A weak handle, and its object, 0 when it is gone.
tc_word tc_go_weak_handle(tc_g *g, tc_word object);
tc_word tc_go_weak_load(tc_g *g, tc_word handle);

// ---- Metrics -----------------------------------------------------------------------------------

// A metric of Go's runtime/metrics by its name. Of a histogram `value` is the number of buckets;
// up to `room` counts, and one boundary more, are stored.
typedef struct tc_metric_view {
  tc_word kind;   // TC_METRIC_*
  tc_word value;  // a count, the bits of a number, or how many buckets
} tc_metric_view;
tc_metric_view tc_go_metric(tc_g *g, tc_word name, tc_word length, tc_word counts,
                            tc_word boundaries, tc_word room);

// ---- The system --------------------------------------------------------------------------------

// The value of an environment variable; no data: there is none.
tc_string tc_go_environment(tc_g *g, tc_word name, tc_word length);
// A write to standard error that print knows nothing of.
void tc_go_write_error(tc_g *g, tc_word data, tc_word length);
tc_word tc_go_wall_time(tc_g *g);  // nanoseconds since 1970

#endif
