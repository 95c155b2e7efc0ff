// The programs' tables, types, and the glue that is compiled with a program.
#define TC_GLUE
#define TC_STRESS
#include "segments.h"

int64_t tc_test_parameters[TC_TEST_WORDS];
int64_t tc_test_results[TC_TEST_WORDS];

void tc_test_begin(int place, int64_t parameter) {
  tc_test_parameters[place] = parameter;
  tc_test_results[place] = 0;
}
int64_t tc_test_result(int place) { return tc_test_results[place]; }
char tc_test_text[4096];
const char *tc_test_trace(void) { return tc_test_text; }

static const uint8_t one[] = {1};
static const uint8_t captured[] = {0xe};
const tc_type test_word_type = {.size = 8, .align = 8};
const tc_type test_pointer_type = {.size = 8, .ptr_bytes = 8, .align = 8, .mask = one};
const tc_type test_node_type = {.size = 16, .ptr_bytes = 8, .align = 8, .mask = one};
const tc_type test_closure_type = {.size = 32, .ptr_bytes = 32, .align = 8, .mask = captured};
const test_channel_type test_word_channel = {.type = {.size = 8, .ptr_bytes = 8, .mask = one},
                                             .element = &test_word_type};
const test_channel_type test_pointer_channel = {.type = {.size = 8, .ptr_bytes = 8, .mask = one},
                                                .element = &test_pointer_type};

static tc_segment *const starts[TC_TEST_PROGRAMS] = {
    [TC_TEST_RETURNS] = test_returns,
    [TC_TEST_DEEP] = test_deep,
    [TC_TEST_PING_PONG] = test_ping_pong,
    [TC_TEST_SPAWN] = test_spawn,
    [TC_TEST_RING] = test_ring,
    [TC_TEST_SELECT] = test_select,
    [TC_TEST_LIST] = test_list,
    [TC_TEST_BLACKENING] = test_blackening,
    [TC_TEST_RECOVER] = test_recover,
    [TC_TEST_GOEXIT] = test_goexit,
    [TC_TEST_NESTED] = test_nested,
    [TC_TEST_SLEEP] = test_sleep,
    [TC_TEST_BLOCKING] = test_blocking,
    [TC_TEST_YIELD] = test_yield,
    [TC_TEST_DEADLOCK] = test_deadlock,
    [TC_TEST_OVERFLOW] = test_overflow,
    [TC_TEST_PANIC] = test_panic,
    [TC_TEST_SEND_CLOSED] = test_send_closed,
    [TC_TEST_SEMAPHORE] = test_semaphore,
    [TC_TEST_PARK] = test_park,
    [TC_TEST_MAIN_EXITS] = test_main_exits,
    [TC_TEST_BUFFERED] = test_buffered,
    [TC_TEST_SPIN] = test_spin,
    [TC_TEST_GROW_IN_CHANNEL] = test_shrinking,
    [TC_TEST_FAN] = test_fan,
    [TC_TEST_STRAY] = test_stray,
    [TC_TEST_PROCESSORS] = test_processors,
    [TC_TEST_LOCKED] = test_locked,
    [TC_TEST_FINALIZER] = test_finalizer,
    [TC_TEST_STANDING] = test_standing,
    [TC_TEST_TRACE] = test_trace,
};

const tc_program *tc_test_program(int kind) {
  enum { FILES = 4 };
  static tc_site_range ranges[FILES];
  static tc_program programs[TC_TEST_PROGRAMS];
  const test_sites *all[FILES] = {&test_running_sites, &test_waiting_sites, &test_panicking_sites,
                                  &test_serving_sites};
  for (size_t file = 0; file < FILES; file++)
    ranges[file] = (tc_site_range){all[file]->sites, all[file]->count};
  programs[kind] = (tc_program){
      .version = TC_PROGRAM_VERSION,
      .site_range_count = FILES,
      .sites = ranges,
      .start = starts[kind],
      .leave = tc_leave,
      .enter = tc_enter,
      .run_closure = tc_run_closure,
      .glue_sites = tc_glue_sites,
      .glue_site_count = &tc_glue_site_count,
      .fault = test_fault,
      .unrecovered = test_unrecovered,
      .finalizers = test_finalizers,
  };
  return &programs[kind];
}
