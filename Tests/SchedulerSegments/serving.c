// Programs about what the run time's own Go asks of the scheduler.
#define TC_STRESS
#include "segments.h"

#include <string.h>

// ---- A stray pointer ----------------------------------------------------------------------------

static TC_SEGMENT test_stray_after(TC_PARAMETERS) { LEAVE(2); }
TC_SEGMENT test_stray(TC_PARAMETERS) {
  ENTER(test_stray, 2);
  tc_word *object = tc_allocate(g->cache, 16, &test_node_type);
  *object = (tc_word)&W(0);
  W(0) = (tc_word)object;
  CALL(tc_collect_now, test_stray_after);
}
FUNCTION(test_stray, "main.main");

// ---- GOMAXPROCS ---------------------------------------------------------------------------------

// Frame: semaphore, how many, return word. Captured: semaphore.
static TC_SEGMENT busy_yielded(TC_PARAMETERS) {
  W(1) -= 1;
  if (W(1) == 0) {
    tc_go_release(g, (uint32_t *)W(0), 0);
    LEAVE(3);
  }
  CALL(tc_yield, busy_yielded);
}
static TC_SEGMENT busy(TC_PARAMETERS) {
  ENTER(busy, 3);
  W(0) = CAPTURED(0);
  W(1) = 300;
  TC_JUMP busy_yielded(TC_PASS);
}
FUNCTION(busy, "main.busy");

// Frame: semaphore, how many, rounds, return word.
static TC_SEGMENT test_processors_acquired(TC_PARAMETERS);
static TC_SEGMENT processors_round(TC_PARAMETERS) {
  W(1) = 8;
  for (int i = 0; i < 8; i++) tc_go_start(g, test_closure(g, busy, W(0), 0, 0), NULL);
  a0 = W(0);
  a1 = a2 = 0;
  CALL(tc_acquire, test_processors_acquired);
}
static TC_SEGMENT test_processors_acquired(TC_PARAMETERS) {
  W(1) -= 1;
  if (W(1)) {
    a0 = W(0);
    a1 = a2 = 0;
    CALL(tc_acquire, test_processors_acquired);
  }
  W(2) -= 1;
  // Up and down, while goroutines run.
  tc_test_results[1] = (int64_t)tc_go_max_procs(g, W(2) % 2 ? 1 : (tc_word)tc_test_parameters[0]);
  if (W(2)) TC_JUMP processors_round(TC_PASS);
  LEAVE(4);
}
TC_SEGMENT test_processors(TC_PARAMETERS) {
  ENTER(test_processors, 4);
  tc_test_results[0] = (int64_t)tc_go_max_procs(g, (tc_word)tc_test_parameters[0]);
  W(0) = (tc_word)tc_allocate(g->cache, 8, NULL);
  W(2) = 10;
  TC_JUMP processors_round(TC_PASS);
}
FUNCTION(test_processors, "main.main");

// ---- A goroutine with a thread of its own -------------------------------------------------------

static _Thread_local int64_t visits;

// Frame: element, channel, how many, return word. Captured: channel.
static TC_SEGMENT locked_closed(TC_PARAMETERS) { LEAVE(4); }
static TC_SEGMENT locked_sent(TC_PARAMETERS) {
  visits += 1;
  if (W(2) == 0) {
    tc_test_results[1] = visits;
    tc_go_unlock_thread(g);
    a0 = W(1);
    CALL(tc_close, locked_closed);
  }
  W(2) -= 1;
  W(0) = 1;
  a0 = W(1);
  a1 = (tc_word)&W(0);
  CALL(tc_send, locked_sent);
}
static TC_SEGMENT locked(TC_PARAMETERS) {
  ENTER(locked, 4);
  tc_go_lock_thread(g);
  visits = 0;
  W(1) = CAPTURED(0);
  W(2) = (tc_word)tc_test_parameters[0];
  TC_JUMP locked_sent(TC_PASS);
}
FUNCTION(locked, "main.locked");

static TC_SEGMENT test_locked_received(TC_PARAMETERS) {
  if (a0 == 0) LEAVE(3);
  tc_test_results[0] += (int64_t)W(0);
  a0 = W(1);
  a1 = (tc_word)&W(0);
  CALL(tc_receive, test_locked_received);
}
TC_SEGMENT test_locked(TC_PARAMETERS) {
  ENTER(test_locked, 3);
  W(1) = test_channel(g, 0);
  tc_go_start(g, test_closure(g, locked, W(1), 0, 0), NULL);
  a0 = W(1);
  a1 = (tc_word)&W(0);
  CALL(tc_receive, test_locked_received);
}
FUNCTION(test_locked, "main.main");

// ---- Finalizers ---------------------------------------------------------------------------------

// In Go: calls each. Here: notes the object's number and releases the semaphore.
TC_SEGMENT test_finalizers(TC_PARAMETERS) {
  tc_ready ready;
  while (tc_go_next_ready(g, &ready)) {
    tc_test_results[0] += *(int64_t *)(ready.argument + 8);
    tc_go_release(g, (uint32_t *)ready.function, 0);
  }
  TC_JUMP (*(tc_segment **)(sp - 8))(TC_PASS);
}
FUNCTION(test_finalizers, "runtime.runFinalizers");

// Frame: semaphore, return word.
static TC_SEGMENT test_finalizer_acquired(TC_PARAMETERS) { LEAVE(2); }
static TC_SEGMENT test_finalizer_collected(TC_PARAMETERS) {
  a0 = W(0);
  a1 = a2 = 0;
  CALL(tc_acquire, test_finalizer_acquired);
}
TC_SEGMENT test_finalizer(TC_PARAMETERS) {
  ENTER(test_finalizer, 2);
  W(0) = (tc_word)tc_allocate(g->cache, 24, NULL);
  int64_t *object = tc_allocate(g->cache, 16, &test_node_type);
  object[1] = 42;
  tc_set_finalizer(g->cache, object, W(0), 0);
  CALL(tc_collect_now, test_finalizer_collected);
}
FUNCTION(test_finalizer, "main.main");

// ---- A plain call at a safepoint ----------------------------------------------------------------

static tc_word collect_and_add(tc_g *g, tc_word a, tc_word b, tc_word c, tc_word d, tc_word e,
                               tc_word f, tc_word h) {
  (void)c, (void)d, (void)e, (void)f, (void)h;
  tc_collect(g->cache);
  return *(tc_word *)a + b;
}

static TC_SEGMENT test_standing_after(TC_PARAMETERS) {
  tc_test_results[0] = (int64_t)a0;
  LEAVE(1);
}
TC_SEGMENT test_standing(TC_PARAMETERS) {
  ENTER(test_standing, 1);
  tc_word *object = tc_allocate(g->cache, 48, NULL);
  *object = 40;
  a0 = (tc_word)collect_and_add;
  a1 = (tc_word)object;
  a2 = 2;
  CALL(tc_standing, test_standing_after);
}
FUNCTION(test_standing, "main.main");

// ---- Traces -------------------------------------------------------------------------------------

static TC_SEGMENT tracer_after(TC_PARAMETERS) {
  tc_test_results[0] = (int64_t)a0;
  tc_test_text[a0] = 0;
  LEAVE(2);
}
static TC_SEGMENT tracer_next(TC_PARAMETERS) { LEAVE(2); }
static TC_SEGMENT tracer(TC_PARAMETERS) {
  ENTER(tracer, 2);
  if (a0 == 0) {
    a0 = (tc_word)tc_test_text;
    a1 = sizeof(tc_test_text) - 1;
    a2 = (tc_word)tc_test_parameters[0];
    CALL(tc_stack_text, tracer_after);
  }
  a0 -= 1;
  CALL(tracer, tracer_next);
}
FUNCTION(tracer, "main.tracer");

static TC_SEGMENT test_trace_after(TC_PARAMETERS) { LEAVE(1); }
TC_SEGMENT test_trace(TC_PARAMETERS) {
  ENTER(test_trace, 1);
  memset(tc_test_text, 0, sizeof(tc_test_text));
  tc_go_start(g, test_closure(g, busy, 0, 0, 0), NULL);
  a0 = 2;
  CALL(tracer, test_trace_after);
}
FUNCTION(test_trace, "main.main");

static const tc_site sites[] = {
    ENTRY_SITE(test_stray, 0),
    SITE(test_stray_after, test_stray, 2, 1),
    ENTRY_SITE(busy, 0x100),
    SITE(busy_yielded, busy, 3, 1),
    ENTRY_SITE(test_processors, 0),
    SITE(test_processors_acquired, test_processors, 4, 1),
    ENTRY_SITE(locked, 0x100),
    SITE(locked_sent, locked, 4, 2),
    SITE(locked_closed, locked, 4, 2),
    ENTRY_SITE(test_locked, 0),
    SITE(test_locked_received, test_locked, 3, 2),
    ENTRY_SITE(test_finalizers, 0),
    ENTRY_SITE(test_finalizer, 0),
    SITE(test_finalizer_collected, test_finalizer, 2, 1),
    SITE(test_finalizer_acquired, test_finalizer, 2, 1),
    ENTRY_SITE(test_standing, 0),
    SITE(test_standing_after, test_standing, 1, 0),
    ENTRY_SITE(tracer, 0),
    SITE(tracer_after, tracer, 2, 0),
    SITE(tracer_next, tracer, 2, 0),
    ENTRY_SITE(test_trace, 0),
    SITE(test_trace_after, test_trace, 1, 0),
};
const test_sites test_serving_sites = {sites, sizeof(sites) / sizeof(sites[0])};
