// Programs in the form that the compiler puts out, written by hand: what SchedulerTests runs.
#ifndef TRICOLOR_SCHEDULER_SEGMENTS_H
#define TRICOLOR_SCHEDULER_SEGMENTS_H

#include "segment.h"

enum { TC_TEST_WORDS = 8 };

// What a program is told and what it tells. One program runs at a time.
extern int64_t tc_test_parameters[TC_TEST_WORDS];
extern int64_t tc_test_results[TC_TEST_WORDS];
// The same for Swift.
void tc_test_begin(int place, int64_t parameter);
int64_t tc_test_result(int place);
// The text that TC_TEST_TRACE leaves, zero at its end.
const char *tc_test_trace(void);

enum {
  TC_TEST_RETURNS,      // main returns at once
  TC_TEST_DEEP,         // [0] calls deep, each with a pointer into its own frame; results: depth,
                        // wrong pointers
  TC_TEST_PING_PONG,    // [0] round trips over unbuffered channels; result: the last value
  TC_TEST_SPAWN,        // [0] goroutines that wait for a gate to close, then add one; [1]: collect
                        // while they wait; [2]: the gate is open already; result: how many did
  TC_TEST_RING,         // a token goes round [0] goroutines [1] times; result: hops
  TC_TEST_SELECT,       // [0] receives by select from two eager senders; results: of each
  TC_TEST_LIST,         // [0] goroutines build lists of [1] nodes in frames, [2] times, collecting;
                        // result: lists that were right
  TC_TEST_RECOVER,      // panics below a function that recovers; results: value, order of events
  TC_TEST_GOEXIT,       // a goroutine leaves with deferred calls; result: they ran
  TC_TEST_NESTED,       // a deferred call panics, another recovers; results: values
  TC_TEST_SLEEP,        // [0] goroutines sleep [1] ns; result: how many woke
  TC_TEST_BLOCKING,     // one waits in the system [0] ns while another counts; result: count
  TC_TEST_YIELD,        // two goroutines yield [0] times each; result: switches
  TC_TEST_DEADLOCK,     // main receives from a channel that nobody sends on
  TC_TEST_OVERFLOW,     // recursion without end, stacks of at most [0] bytes
  TC_TEST_PANIC,        // main panics
  TC_TEST_SEND_CLOSED,  // sends on a closed channel, waiting before ([0] = 1) or not, and recovers;
                        // result: the fault's number
  TC_TEST_SEMAPHORE,    // [0] goroutines take and give a semaphore of one; result: most inside
  TC_TEST_PARK,         // parks with and without a ready, and until a time; results
  TC_TEST_MAIN_EXITS,   // main leaves by Goexit, and nobody is left
  TC_TEST_BUFFERED,     // [0] values through a buffer of [1]; result: sum
  TC_TEST_SPIN,         // a goroutine runs in a loop that only polls, until another stops it
  TC_TEST_GROW_IN_CHANNEL, // a parked receiver of the element in a large stack that shrinks
  TC_TEST_FAN,          // [0] times: start a goroutine and receive its answer
  TC_TEST_STRAY,        // an object is made to point into a stack, and a cycle runs
  TC_TEST_PROCESSORS,   // changes GOMAXPROCS to [0] and runs eight goroutines; results: old, new
  TC_TEST_LOCKED,       // a goroutine locked to its thread sends [0] values; results: sum, threads
  TC_TEST_FINALIZER,    // an object with a finalizer dies; result: what it was called with
  TC_TEST_STANDING,     // a plain call at a safepoint runs a cycle; result: what it returns
  TC_TEST_TRACE,        // the text of the own stack, below three calls; result: its bytes
  TC_TEST_BLACKENING,   // a list of [0] nodes lives while garbage starts cycles, for [1] rounds at
                        // most; result: a bit for each state of the own barrier that was seen
  TC_TEST_PROGRAMS
};

// The program of a kind; constant and alive for good.
const tc_program *tc_test_program(int kind);

#endif
