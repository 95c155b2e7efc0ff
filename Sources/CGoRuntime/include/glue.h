// The segments that are not compiled from Go: they stand between compiled segments and the run
// time's plain calls, keep what waits, park, and run deferred calls while a panic is under way.
// Compiled together with the program, once: the unit that defines TC_GLUE before it includes this
// header has the definitions (glue_segments.h). They hold no state of their own.
//
// All but the first four are called as Go functions are: the return word is at sp - 8, arguments
// and results are in words.
#ifndef TRICOLOR_GLUE_H
#define TRICOLOR_GLUE_H

#include "barrier.h"
#include "go_calls.h"
#include "system_calls.h"

TC_SEGMENT tc_more(TC_PARAMETERS);          // prologue: g->resume is the entry and g->wanted its
                                            // frame's bytes; everything else as it came
TC_SEGMENT tc_poll(TC_PARAMETERS);          // loop: g->resume is the site's segment, g->wanted 0
TC_SEGMENT tc_leave(TC_PARAMETERS);         // a goroutine's first function returned
TC_SEGMENT tc_run_closure(TC_PARAMETERS);   // ctx: a closure without arguments
TC_SEGMENT tc_send(TC_PARAMETERS);          // a0: channel, a1: the element's address
TC_SEGMENT tc_receive(TC_PARAMETERS);       // likewise; returns a0: whether there was one
TC_SEGMENT tc_select(TC_PARAMETERS);        // a0: cases, a1: count, a2: default; returns a0, a1
TC_SEGMENT tc_close(TC_PARAMETERS);         // a0: channel
TC_SEGMENT tc_park(TC_PARAMETERS);          // a0: reason
TC_SEGMENT tc_park_until(TC_PARAMETERS);    // a0: reason, a1: deadline; returns a0: 1 if readied
TC_SEGMENT tc_yield(TC_PARAMETERS);
TC_SEGMENT tc_acquire(TC_PARAMETERS);       // a0: address, a1: lifo, a2: reason
TC_SEGMENT tc_sleep(TC_PARAMETERS);         // a0: nanoseconds
TC_SEGMENT tc_collect_now(TC_PARAMETERS);
TC_SEGMENT tc_blocking(TC_PARAMETERS);      // a0: a plain function of (g, a1 … a7) that returns a
                                            // word and may wait in the system; returns a0
TC_SEGMENT tc_system_call(TC_PARAMETERS);  // a0: number, a1 … a6; may wait in the system; returns
                                            // a0, a1: results, a2: error
TC_SEGMENT tc_system_call3(TC_PARAMETERS);  // the same for three arguments; others are 0
TC_SEGMENT tc_poll_wait(TC_PARAMETERS);     // a0: descriptor, a1: mode; returns a0: TC_POLL_*
TC_SEGMENT tc_await_signal(TC_PARAMETERS);
TC_SEGMENT tc_standing(TC_PARAMETERS);      // likewise, at a safepoint: it may stop the world,
                                            // run a cycle; g->cache is valid
TC_SEGMENT tc_callers(TC_PARAMETERS);       // a0: skip, a1: pcs, a2: room; returns a0
TC_SEGMENT tc_stack_text(TC_PARAMETERS);    // a0: buffer, a1: room, a2: all; returns a0: bytes
TC_SEGMENT tc_fatal(TC_PARAMETERS);         // a0, a1: the message; never returns
TC_SEGMENT tc_panic_with(TC_PARAMETERS);    // a0, a1: the value as `any`; never returns
TC_SEGMENT tc_go_exit_goroutine(TC_PARAMETERS);  // Goexit
TC_SEGMENT tc_recover(TC_PARAMETERS);       // a0: sp of the caller of the function that asks;
                                            // |1 in an adapter, which asks for its caller;
                                            // returns a0, a1: the value, or nil
// With TC_REFLECTION (reflection.h):
TC_SEGMENT tc_reflect_call(TC_PARAMETERS);  // reflect's call
TC_SEGMENT tc_reflect_made(TC_PARAMETERS);  // the code of a function that reflection made
void tc_enter(tc_g *g);

// The sites of the glue's own frames, for tc_program.
extern const tc_site tc_glue_sites[];
extern const uint32_t tc_glue_site_count;

// The closure of the next deferred call of a frame, which is taken off its list; 0: none is left.
TC_INLINE tc_word tc_take_deferred(tc_g *g, tc_defer *record) {
  tc_deferred *node = record->first;
  tc_deferred *end = node ? node->heap : NULL;
  for (tc_deferred *later; (later = record->heap) != end; record->heap = later->next) {
    if (later->closure != TC_DEFERRED_RANGE) {
      record->heap = later->next;
      return later->closure;
    }
    tc_deferred_range *range = (tc_deferred_range *)later;
    tc_deferred *inner = range->first;
    if (inner == NULL) continue;
    tc_store(g->cache, (void **)&range->first, inner->next);
    return inner->closure;
  }
  if (node == NULL) return 0;
  record->first = node->next;
  return node->closure;
}

#ifdef TC_GLUE
#include "glue_segments.h"
#endif

#endif
