// What the hand-written segments have in common: frames, calls, types.
#ifndef TRICOLOR_TEST_SEGMENTS_H
#define TRICOLOR_TEST_SEGMENTS_H

#include "glue.h"
#include "scheduler_segments.h"

// Word `i` of the frame, and of the closure whose code runs.
#define W(i) (((tc_word *)sp)[i])
#define CAPTURED(i) (((tc_word *)ctx)[1 + (i)])
// An entry with a frame of `words` words, the return word included.
#define ENTER(self, words)                                                                         \
  TC_PROLOGUE(self, 8 * (words));                                                                  \
  sp -= 8 * (words)
#define CALL(callee, after)                                                                        \
  do {                                                                                             \
    *(tc_segment **)(sp - 8) = (after);                                                            \
    TC_JUMP callee(TC_PASS);                                                                       \
  } while (0)
#define LEAVE(words)                                                                               \
  do {                                                                                             \
    sp += 8 * (words);                                                                             \
    TC_JUMP (*(tc_segment **)(sp - 8))(TC_PASS);                                                   \
  } while (0)

#define FUNCTION(id, text)                                                                         \
  static const tc_function id##_function = {                                                       \
      .name = text, .file = "/src/main.go", .line = __LINE__, .entry = id}
#define FUNCTION_THAT_DEFERS(id, text, after)                                                      \
  static const tc_function id##_function = {.name = text,                                          \
                                            .file = "/src/main.go",                                \
                                            .line = __LINE__,                                      \
                                            .recovered = after,                                    \
                                            .entry = id}
#define ENTRY_SITE(id, bits)                                                                       \
  {.code = id, .function = &id##_function, .line = __LINE__, .words = bits, .flags = TC_SITE_ENTRY}
// `bits`: the words of the frame that hold pointers, at most eight.
#define SITE(segment, id, frame_words, bits)                                                       \
  {.code = segment, .function = &id##_function, .line = __LINE__, .frame = 8 * (frame_words),      \
   .mask = (const uint8_t[]){(bits) & 0xff, (bits) >> 8}}

extern const tc_type test_word_type;     // a word without pointers
extern const tc_type test_pointer_type;  // a pointer
extern const tc_type test_node_type;     // two words, the first a pointer
extern const tc_type test_closure_type;  // code and three captured words that may be pointers

typedef struct test_channel_type {
  tc_type type;
  const tc_type *element;
  intptr_t direction;
} test_channel_type;
extern const test_channel_type test_word_channel;
extern const test_channel_type test_pointer_channel;

static inline tc_word test_channel(tc_g *g, intptr_t capacity) {
  return (tc_word)tc_go_make_channel(g, &test_word_channel.type, capacity);
}

// A closure with up to three captured words.
static inline tc_word test_closure(tc_g *g, tc_segment *code, tc_word a, tc_word b, tc_word c) {
  tc_word *closure = tc_allocate(g->cache, 32, &test_closure_type);
  closure[0] = (tc_word)code;
  closure[1] = a, closure[2] = b, closure[3] = c;
  return (tc_word)closure;
}

// The sites of each file of programs.
typedef struct test_sites {
  const tc_site *sites;
  uint32_t count;
} test_sites;
extern const test_sites test_running_sites, test_waiting_sites, test_panicking_sites;
extern const test_sites test_serving_sites;
// The text that TC_TEST_TRACE leaves.
extern char tc_test_text[4096];

TC_SEGMENT test_returns(TC_PARAMETERS);
TC_SEGMENT test_deep(TC_PARAMETERS);
TC_SEGMENT test_list(TC_PARAMETERS);
TC_SEGMENT test_blackening(TC_PARAMETERS);
TC_SEGMENT test_overflow(TC_PARAMETERS);
TC_SEGMENT test_yield(TC_PARAMETERS);
TC_SEGMENT test_spin(TC_PARAMETERS);
TC_SEGMENT test_ping_pong(TC_PARAMETERS);
TC_SEGMENT test_spawn(TC_PARAMETERS);
TC_SEGMENT test_ring(TC_PARAMETERS);
TC_SEGMENT test_select(TC_PARAMETERS);
TC_SEGMENT test_sleep(TC_PARAMETERS);
TC_SEGMENT test_blocking(TC_PARAMETERS);
TC_SEGMENT test_deadlock(TC_PARAMETERS);
TC_SEGMENT test_semaphore(TC_PARAMETERS);
TC_SEGMENT test_park(TC_PARAMETERS);
TC_SEGMENT test_buffered(TC_PARAMETERS);
TC_SEGMENT test_shrinking(TC_PARAMETERS);
TC_SEGMENT test_fan(TC_PARAMETERS);
TC_SEGMENT test_recover(TC_PARAMETERS);
TC_SEGMENT test_goexit(TC_PARAMETERS);
TC_SEGMENT test_nested(TC_PARAMETERS);
TC_SEGMENT test_panic(TC_PARAMETERS);
TC_SEGMENT test_send_closed(TC_PARAMETERS);
TC_SEGMENT test_main_exits(TC_PARAMETERS);
TC_SEGMENT test_stray(TC_PARAMETERS);
TC_SEGMENT test_processors(TC_PARAMETERS);
TC_SEGMENT test_locked(TC_PARAMETERS);
TC_SEGMENT test_finalizer(TC_PARAMETERS);
TC_SEGMENT test_standing(TC_PARAMETERS);
TC_SEGMENT test_trace(TC_PARAMETERS);
TC_SEGMENT test_finalizers(TC_PARAMETERS);
// The run time's Go functions that a program names.
TC_SEGMENT test_fault(TC_PARAMETERS);
TC_SEGMENT test_unrecovered(TC_PARAMETERS);
// test_deep's recursion: a0 calls; returns a0: how many returned.
TC_SEGMENT deep(TC_PARAMETERS);

#endif
