// What the run time's own Go packages ask of the scheduler beyond what compiled code needs: plain
// calls of the form that `//tricolor:call` binds to, each Go parameter flattened to words. None is
// a safepoint. What waits is a segment of glue.h.
#ifndef TRICOLOR_SCHEDULER_CALLS_H
#define TRICOLOR_SCHEDULER_CALLS_H

#include "segment.h"
#include "specials.h"

// Why a goroutine waits, as traces print it (Sources/Scheduler/WaitReason.swift has the words).
enum {
  TC_WAIT_NONE = 0,
  TC_WAIT_CHAN_RECEIVE = 1,
  TC_WAIT_CHAN_SEND = 2,
  TC_WAIT_CHAN_RECEIVE_NIL = 3,
  TC_WAIT_CHAN_SEND_NIL = 4,
  TC_WAIT_SELECT = 5,
  TC_WAIT_SELECT_NO_CASES = 6,
  TC_WAIT_SLEEP = 7,
  TC_WAIT_SEMACQUIRE = 8,
  TC_WAIT_MUTEX = 9,
  TC_WAIT_RWMUTEX_READ = 10,
  TC_WAIT_RWMUTEX_WRITE = 11,
  TC_WAIT_WAIT_GROUP = 12,
  TC_WAIT_COND = 13,
  TC_WAIT_IO = 14,
  TC_WAIT_FINALIZER = 15,
  TC_WAIT_CLEANUP = 16,
  TC_WAIT_COLLECTION = 17,
  TC_WAIT_COROUTINE = 18,
  TC_WAIT_TIMER = 19,
  TC_WAIT_PREEMPTED = 20,
  TC_WAIT_SIGNAL = 21,
  TC_WAIT_REASONS = 22
};

// ---- Numbers ---------------------------------------------------------------------------------

tc_word tc_go_goroutine_count(tc_g *g);
tc_word tc_go_goroutine_id(tc_g *g);
// The number of processors before the call; `count` 0 or less only asks. Takes effect at the next
// safepoints.
tc_word tc_go_max_procs(tc_g *g, tc_word count);
tc_word tc_go_processor_count(tc_g *g);  // runtime.NumCPU
// The largest stack in bytes before the call.
tc_word tc_go_set_max_stack(tc_g *g, tc_word bytes);
tc_word tc_go_set_max_threads(tc_g *g, tc_word threads);
tc_word tc_go_random(tc_g *g);           // 64 bits of a small generator, for maps and selects
tc_word tc_go_nanotime(tc_g *g);         // monotonic
// The number of the processor that g runs on, 0 ..< GOMAXPROCS: sync.Pool's procPin without a pin,
// since nothing but a safepoint takes the processor away.
tc_word tc_go_processor(tc_g *g);

// ---- Threads and blocking ----------------------------------------------------------------------

// LockOSThread, UnlockOSThread; counted.
void tc_go_lock_thread(tc_g *g);
void tc_go_unlock_thread(tc_g *g);
// The two halves of tc_blocking in glue.h: between them the goroutine's stack stands still and
// another thread may have its processor. g->sp and g->resume are stored.
void tc_go_enter_blocking(tc_g *g);
// False: no processor was free; leave the goroutine, which will be run again.
bool tc_go_leave_blocking(tc_g *g);
// The two halves of tc_standing: between them the goroutine is at a safepoint, with its processor.
void tc_go_enter_standing(tc_g *g);
void tc_go_leave_standing(tc_g *g);

// ---- Timers ------------------------------------------------------------------------------------

// As tc_go_park, but for no longer than until `deadline` (tc_go_nanotime's clock; 0: without end).
// words[0]: 1 if a ready came, 0 if the time did.
uint32_t tc_go_park_until(tc_g *g, tc_word reason, int64_t deadline);

// ---- Finalizers and cleanups --------------------------------------------------------------------

// Takes the oldest that is ready; 0: none. For tc_program.finalizers.
tc_word tc_go_next_ready(tc_g *g, tc_ready *ready);
// Whether some are being called now, or wait for it: 1 also between the two, 0 while one is parked,
// and for the goroutine that calls them.
tc_word tc_go_finalizers_go_on(tc_g *g);

// ---- Stacks and frames --------------------------------------------------------------------------

// runtime.Callers: stores up to `room` pcs of g's own stack, innermost first, the first `skip`
// left out; how many. g->sp and g->resume are stored: see tc_callers in glue.h.
tc_word tc_go_callers(tc_g *g, tc_word skip, uintptr_t *pcs, tc_word room);
// What a pc of tc_go_callers stands for, or the code of a function. False: nothing.
typedef struct tc_frame_text {
  tc_string function;
  tc_string file;
  tc_word line;
  tc_word entry;
} tc_frame_text;
tc_word tc_go_frame(tc_g *g, uintptr_t pc, tc_frame_text *frame);
// runtime.Stack: writes traces to `buffer`; how many bytes. `all` other goroutines too, with the
// world stopped meanwhile. g->sp and g->resume are stored: see tc_stack_text in glue.h.
tc_word tc_go_stack_text(tc_g *g, char *buffer, tc_word room, tc_word all);

// Goexit has run all deferred calls. `g` is gone after it.
void tc_go_exited(tc_g *g);

// debug.SetTraceback: as GOTRACEBACK, and never less than that asks for.
void tc_go_set_traceback(tc_g *g, tc_word data, tc_word length);

// ---- Panics: halves of glue.h's segments --------------------------------------------------------

// The value of the panic that the caller may recover from, which is recovered then; NULL: none.
tc_panic *tc_go_recover(tc_g *g, char *caller_sp);
// The top panic's deferred call has recovered it: unlinks it and what it aborted. True: go on at
// g->resume with g->sp. False: a Goexit was among them: go on with it from g->sp.
bool tc_go_recovered(tc_g *g);
// The top panic begins a deferred call: marks older panics in frames below that call's as aborted.
void tc_go_abort_panics(tc_g *g);

#endif
