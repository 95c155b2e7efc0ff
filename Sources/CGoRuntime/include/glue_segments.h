// The definitions of glue.h's segments. Included by it, in one unit of the program.
#ifndef TRICOLOR_GLUE_SEGMENTS_H
#define TRICOLOR_GLUE_SEGMENTS_H

// ---- Leaving and coming back -----------------------------------------------------------------

// Goes on where g says, with what is stored there.
#define TC_GO_ON()                                                                                 \
  TC_JUMP g->resume(g, g->sp, g->context, g->words[0], g->words[1], g->words[2], g->words[3],      \
                    g->words[4], g->words[5], g->words[6], g->words[7], g->floats[0],              \
                    g->floats[1], g->floats[2], g->floats[3], g->floats[4], g->floats[5],          \
                    g->floats[6], g->floats[7])

// Notes that the goroutine goes on at its return word, with results that are not known yet. The
// frame that the word leads to has its own map; nothing else is alive.
#define TC_HOLD()                                                                                  \
  do {                                                                                             \
    g->sp = sp;                                                                                    \
    g->resume = *(tc_segment **)(sp - 8);                                                          \
    g->saved_words = 0;                                                                            \
    g->wanted = 0;                                                                                 \
  } while (0)

// Returns, with results in the words that were assigned.
#define TC_RETURN() TC_JUMP (*(tc_segment **)(sp - 8))(TC_PASS)

void tc_enter(tc_g *g) {
  g->resume(g, g->sp, g->context, g->words[0], g->words[1], g->words[2], g->words[3], g->words[4],
            g->words[5], g->words[6], g->words[7], g->floats[0], g->floats[1], g->floats[2],
            g->floats[3], g->floats[4], g->floats[5], g->floats[6], g->floats[7]);
}

static inline __attribute__((always_inline)) void tc_keep(TC_PARAMETERS) {
  g->sp = sp;
  g->context = ctx;
  g->words[0] = a0, g->words[1] = a1, g->words[2] = a2, g->words[3] = a3;
  g->words[4] = a4, g->words[5] = a5, g->words[6] = a6, g->words[7] = a7;
  g->floats[0] = f0, g->floats[1] = f1, g->floats[2] = f2, g->floats[3] = f3;
  g->floats[4] = f4, g->floats[5] = f5, g->floats[6] = f6, g->floats[7] = f7;
}

TC_SEGMENT tc_more(TC_PARAMETERS) {
  tc_keep(TC_PASS);
  if (!tc_go_more(g)) return;
  TC_GO_ON();
}

TC_SEGMENT tc_poll(TC_PARAMETERS) {
  g->sp = sp;
  g->saved_words = 0;
  g->wanted = 0;
  if (!tc_go_more(g)) return;
  sp = g->sp;
  TC_JUMP g->resume(TC_PASS);
}

TC_SEGMENT tc_leave(TC_PARAMETERS) {
  tc_go_end(g);
}

TC_SEGMENT tc_run_closure(TC_PARAMETERS) {
  TC_JUMP ((tc_closure *)ctx)->entry(TC_PASS);
}

// ---- Waiting ---------------------------------------------------------------------------------

// What remains of a call that may wait: `answer` says whether it does. `results`: what is returned.
#define TC_ANSWERED(answer, results)                                                               \
  do {                                                                                             \
    uint32_t answered = (answer);                                                                  \
    if (answered == TC_PARKED) return;                                                             \
    if (TC_UNLIKELY(answered == TC_FAULT)) TC_JUMP tc_go_fault(TC_PASS);                           \
    results;                                                                                       \
    TC_RETURN();                                                                                   \
  } while (0)

// A panic of the run time's own, in place of the call that was made: the function that raises it is
// called in its stead and does not return.
static TC_SEGMENT tc_go_fault(TC_PARAMETERS) {
  a0 = g->words[0];
  TC_JUMP g->program->fault(TC_PASS);
}

TC_SEGMENT tc_send(TC_PARAMETERS) {
  TC_HOLD();
  TC_ANSWERED(tc_go_send(g, (tc_channel *)a0, (const void *)a1), (void)0);
}

TC_SEGMENT tc_receive(TC_PARAMETERS) {
  TC_HOLD();
  TC_ANSWERED(tc_go_receive(g, (tc_channel *)a0, (void *)a1), a0 = g->words[0]);
}

TC_SEGMENT tc_select(TC_PARAMETERS) {
  TC_HOLD();
  TC_ANSWERED(tc_go_select(g, (tc_case *)a0, (intptr_t)a1, a2),
              (a0 = g->words[0], a1 = g->words[1]));
}

TC_SEGMENT tc_close(TC_PARAMETERS) {
  TC_HOLD();
  TC_ANSWERED(tc_go_close(g, (tc_channel *)a0), (void)0);
}

TC_SEGMENT tc_park(TC_PARAMETERS) {
  TC_HOLD();
  TC_ANSWERED(tc_go_park(g, a0), (void)0);
}

TC_SEGMENT tc_park_until(TC_PARAMETERS) {
  TC_HOLD();
  TC_ANSWERED(tc_go_park_until(g, a0, (int64_t)a1), a0 = g->words[0]);
}

TC_SEGMENT tc_yield(TC_PARAMETERS) {
  TC_HOLD();
  TC_ANSWERED(tc_go_yield(g), (void)0);
}

TC_SEGMENT tc_acquire(TC_PARAMETERS) {
  TC_HOLD();
  TC_ANSWERED(tc_go_acquire(g, (uint32_t *)a0, a1, a2), (void)0);
}

TC_SEGMENT tc_sleep(TC_PARAMETERS) {
  TC_HOLD();
  TC_ANSWERED(tc_go_sleep(g, (int64_t)a0), (void)0);
}

TC_SEGMENT tc_collect_now(TC_PARAMETERS) {
  TC_HOLD();
  TC_ANSWERED(tc_go_collect(g), (void)0);
}

// Keeps the arguments of a plain call where the collector finds them.
#define TC_KEEP_ARGUMENTS()                                                                        \
  do {                                                                                             \
    g->saved_words = TC_SAVED_ANY;                                                                 \
    g->words[0] = 0, g->words[1] = a1, g->words[2] = a2, g->words[3] = a3;                         \
    g->words[4] = a4, g->words[5] = a5, g->words[6] = a6, g->words[7] = a7;                        \
  } while (0)

typedef tc_word tc_plain(tc_g *, tc_word, tc_word, tc_word, tc_word, tc_word, tc_word, tc_word);

TC_SEGMENT tc_blocking(TC_PARAMETERS) {
  TC_HOLD();
  TC_KEEP_ARGUMENTS();
  tc_go_enter_blocking(g);
  g->words[0] = ((tc_plain *)a0)(g, a1, a2, a3, a4, a5, a6, a7);
  if (!tc_go_leave_blocking(g)) return;
  a0 = g->words[0];
  TC_RETURN();
}

// Buffers that the kernel writes to may be the goroutine's: its stack stands still meanwhile.
TC_SEGMENT tc_system_call(TC_PARAMETERS) {
  TC_HOLD();
  TC_KEEP_ARGUMENTS();
  tc_go_enter_blocking(g);
  tc_word result = tc_go_system(a0, a1, a2, a3, a4, a5, a6);
  bool failed = result > (tc_word)-4096;
  g->words[0] = failed ? (tc_word)-1 : result;
  g->words[1] = 0;
  g->words[2] = failed ? -result : 0;
  if (!tc_go_leave_blocking(g)) return;
  a0 = failed ? (tc_word)-1 : result;
  a1 = 0;
  a2 = failed ? -result : 0;
  TC_RETURN();
}

// A caller that passes three leaves anything in the registers of the others, and calls that grew
// new arguments refuse what they do not know in them.
TC_SEGMENT tc_system_call3(TC_PARAMETERS) {
  a4 = 0, a5 = 0, a6 = 0;
  TC_JUMP tc_system_call(TC_PASS);
}

TC_SEGMENT tc_poll_wait(TC_PARAMETERS) {
  TC_HOLD();
  TC_ANSWERED(tc_go_poll_wait(g, a0, a1), a0 = g->words[0]);
}

TC_SEGMENT tc_await_signal(TC_PARAMETERS) {
  TC_HOLD();
  TC_ANSWERED(tc_go_signal_wait(g), (void)0);
}

TC_SEGMENT tc_standing(TC_PARAMETERS) {
  TC_HOLD();
  TC_KEEP_ARGUMENTS();
  tc_go_enter_standing(g);
  a0 = ((tc_plain *)a0)(g, a1, a2, a3, a4, a5, a6, a7);
  tc_go_leave_standing(g);
  TC_RETURN();
}

// ---- Looking at the own stack ------------------------------------------------------------------

TC_SEGMENT tc_callers(TC_PARAMETERS) {
  TC_HOLD();
  a0 = tc_go_callers(g, a0, (uintptr_t *)a1, a2);
  TC_RETURN();
}

TC_SEGMENT tc_stack_text(TC_PARAMETERS) {
  TC_HOLD();
  a0 = tc_go_stack_text(g, (char *)a0, a1, a2);
  TC_RETURN();
}

TC_SEGMENT tc_fatal(TC_PARAMETERS) {
  TC_HOLD();
  tc_go_fatal(g, (tc_string){(const uint8_t *)a0, (intptr_t)a1});
}

// ---- Panics ------------------------------------------------------------------------------------
//
// A panic has a frame below the function that panicked, and stays there while deferred calls run
// below it: tc_panic_step takes the next one off the list and calls it, tc_panic_returned looks
// whether it has recovered. When nobody does, Go code prints the values and the program dies.
// Goexit is a panic that nobody can recover from, and whose end is the goroutine's.

_Static_assert(sizeof(tc_panic) + 8 <= TC_PANIC_FRAME, "the panic and its return word");
_Static_assert(TC_PANIC_FRAME + 16 <= TC_STACK_SLACK, "nobody asks whether there is room for it");

static TC_SEGMENT tc_panic_step(TC_PARAMETERS);
static TC_SEGMENT tc_panic_returned(TC_PARAMETERS);
static TC_SEGMENT tc_exit_returned(TC_PARAMETERS);

static const tc_function tc_panic_function = {
    .name = "panic", .file = "runtime/panic.go", .line = 1, .flags = TC_FUNCTION_HIDDEN,
    .entry = tc_panic_with};
static const tc_function tc_exit_function = {
    .name = "runtime.Goexit", .file = "runtime/panic.go", .line = 1, .flags = TC_FUNCTION_BARE,
    .entry = tc_go_exit_goroutine};
// Below the first function of each goroutine, for programs that look at their stack.
static const tc_function tc_bottom_function = {
    .name = "runtime.goexit", .file = "runtime/asm.s", .line = 1, .flags = TC_FUNCTION_BARE};

#ifdef TC_REFLECTION
#include "reflection.h"
#else
#define TC_REFLECTION_SITES
#endif

const tc_site tc_glue_sites[] = {
    TC_REFLECTION_SITES
    {.code = tc_panic_returned, .function = &tc_panic_function, .line = 1, .frame = TC_PANIC_FRAME},
    {.code = tc_exit_returned, .function = &tc_exit_function, .line = 1, .frame = TC_PANIC_FRAME},
    {.function = &tc_bottom_function, .line = 1},
};
const uint32_t tc_glue_site_count = sizeof(tc_glue_sites) / sizeof(tc_glue_sites[0]);

TC_SEGMENT tc_panic_with(TC_PARAMETERS) {
  sp -= TC_PANIC_FRAME;
  *(tc_panic *)sp = (tc_panic){.link = g->panics, .type = a0, .data = a1};
  g->panics = (tc_panic *)sp;
  TC_JUMP tc_panic_step(TC_PASS);
}

TC_SEGMENT tc_go_exit_goroutine(TC_PARAMETERS) {
  sp -= TC_PANIC_FRAME;
  *(tc_panic *)sp = (tc_panic){.link = g->panics, .is_goexit = 1};
  g->panics = (tc_panic *)sp;
  TC_JUMP tc_panic_step(TC_PASS);
}

// The word below stays that of the panic's frame: a function that is called here, `unrecovered`
// included, sees it as its caller.
static TC_SEGMENT tc_panic_step(TC_PARAMETERS) {
  tc_panic *panic = (tc_panic *)sp;
  tc_defer *frame = g->defers;
  ctx = 0;
  while (frame != NULL && (ctx = tc_take_deferred(g, frame)) == 0) frame = frame->link;
  g->defers = frame;
  *(tc_segment **)(sp - 8) = panic->is_goexit ? tc_exit_returned : tc_panic_returned;
  if (frame == NULL) {
    if (!panic->is_goexit) TC_JUMP g->program->unrecovered(TC_PASS);
    g->panics = panic->link;
    tc_go_exited(g);
    return;
  }
  panic->sp = frame->sp;
  tc_go_abort_panics(g);
  TC_JUMP ((tc_closure *)ctx)->entry(TC_PASS);
}

static TC_SEGMENT tc_panic_returned(TC_PARAMETERS) {
  if (!((tc_panic *)sp)->is_recovered) TC_JUMP tc_panic_step(TC_PASS);
  bool goes_on = tc_go_recovered(g);
  sp = g->sp;
  if (goes_on) TC_JUMP g->resume(TC_PASS);
  // The word below is still that of the call which the function was at.
  TC_JUMP tc_go_exit_goroutine(TC_PASS);
}

static TC_SEGMENT tc_exit_returned(TC_PARAMETERS) {
  TC_JUMP tc_panic_step(TC_PASS);
}

TC_SEGMENT tc_recover(TC_PARAMETERS) {
  tc_panic *panic = tc_go_recover(g, (char *)a0);
  a0 = panic ? panic->type : 0;
  a1 = panic ? panic->data : 0;
  TC_RETURN();
}

#endif
