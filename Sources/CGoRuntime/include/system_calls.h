// What Go's packages `syscall`, `os`, `time`, `internal/poll` and `os/signal` ask of the run time:
// system calls, the program's arguments, clocks, timers, descriptors that are waited for, signals.
// Bound by `//tricolor:call` in Sources/Overlays, so all is words; what waits is a segment of
// glue.h.
// System calls are in Sources/CGoRuntime/system_calls.c and signals.c, all else in
// Sources/Scheduler.
#ifndef TRICOLOR_SYSTEM_CALLS_H
#define TRICOLOR_SYSTEM_CALLS_H

#include "segment.h"

// ---- System calls ------------------------------------------------------------------------------

// What a system call answers, as Go has it.
typedef struct tc_system_result {
  tc_word first;   // all ones after an error
  tc_word second;  // 0
  tc_word error;   // an errno value; 0: none
} tc_system_result;

// A call that does not wait, or whose waiting may hold up everybody. The segment tc_system_call of
// glue.h is for those that may wait.
tc_system_result tc_go_raw_call(tc_g *g, tc_word number, tc_word a1, tc_word a2, tc_word a3,
                                tc_word a4, tc_word a5, tc_word a6);
tc_system_result tc_go_raw_call3(tc_g *g, tc_word number, tc_word a1, tc_word a2, tc_word a3);
// The call itself: its result, or minus an errno value.
tc_word tc_go_system(tc_word number, tc_word a1, tc_word a2, tc_word a3, tc_word a4, tc_word a5,
                     tc_word a6);
// clone or clone3 as Go's os/exec calls them, but that the child never shares the parent's memory:
// compiled code that runs twice on one stack would not know its frame again.
typedef struct tc_fork_result {
  tc_word process;  // of the child; 0: this is the child
  tc_word error;
} tc_fork_result;
tc_fork_result tc_go_fork_call(tc_g *g, tc_word number, tc_word a1, tc_word a2, tc_word a3);
// Before and after: keeps signals from the child, whose handlers would be the parent's, and the
// world from being stopped while the child is born.
void tc_go_before_fork(tc_g *g);
void tc_go_after_fork(tc_g *g);
// In the child, which has one thread and shall never wait: nobody asks it for anything, and
// signals are as whoever started the parent had them.
void tc_go_after_fork_in_child(tc_g *g);
// Its half that is C: handlers and the mask of blocked signals.
void tc_go_reset_signals(void);
void tc_go_block_signals(void);
void tc_go_unblock_signals(void);

tc_word tc_go_page_size(tc_g *g);

// ---- The program's arguments -------------------------------------------------------------------

// Argument `index`, 0 is the program's name; data NULL: there are not so many.
tc_string tc_go_argument(tc_g *g, tc_word index);
// "NAME=value" number `index` of the environment that the process began with; likewise.
tc_string tc_go_environment_entry(tc_g *g, tc_word index);
// The path of a file that starts this program anew, if it runs in the tool's process; data NULL:
// the process's own file does.
tc_string tc_go_launcher(tc_g *g);
// Sets what that answers; the string must stay. By the host, before anything runs.
void tc_go_set_launcher(const char *path);
// Sets what tc_go_argument answers; the strings must stay. By the host, before anything runs.
void tc_go_set_arguments(int count, char *const *arguments);

// ---- Clocks ------------------------------------------------------------------------------------

typedef struct tc_moment {
  tc_word seconds;      // since 1970
  tc_word nanoseconds;  // of the second
  tc_word monotonic;    // nanoseconds: tc_go_nanotime
} tc_moment;
tc_moment tc_go_moment(tc_g *g);

// ---- Timers ------------------------------------------------------------------------------------

// What a timer does when its time has come.
enum {
  TC_TIMER_SLEEPER = 0,     // lets a goroutine go on that sleeps
  TC_TIMER_PARKED = 1,      // lets one go on that parked with a deadline
  TC_TIMER_CHANNEL = 2,     // sends the time, if there is room for it
  TC_TIMER_FUNCTION = 3,    // calls a closure in a new goroutine
  TC_TIMER_READ_LIMIT = 4,  // the deadline of reading from a descriptor, and of writing to it
  TC_TIMER_WRITE_LIMIT = 5
};

// A timer. In a goroutine's record or a descriptor's; one of Go's time.Timer lies in a heap object
// that begins with that (Sources/Overlays/Supplements/time), which is alive as long as it is set.
typedef struct tc_timer {
  uint64_t due;      // tc_go_nanotime's clock
  int64_t period;    // nanoseconds; 0: fires once
  uint32_t place;    // in the scheduler's heap of timers, plus one; 0: not set
  uint8_t kind;      // TC_TIMER_*
  uint8_t fired;     // parked: the time came while nobody was parked yet. Channel: it was taken out
                     // of the heap, and its value is not sent yet
  uint8_t reserved[2];
  void *target;      // the goroutine, the channel or the descriptor
  tc_word closure;
} tc_timer;

// What a channel timer needs to know of Go's time.Now; set once.
typedef struct tc_go_clock {
  void **location;  // &time.Local
  int64_t *start;   // where monotonic readings are counted from
} tc_go_clock;

// Sets a timer that is not set. `channel` is made one whose buffer nobody sees; 0: `closure`.
void tc_go_timer_start(tc_g *g, tc_timer *timer, tc_word due, tc_word period, tc_word channel,
                       tc_word closure);
// 1 if it was set, or had fired and nobody had received the value, which is gone now.
tc_word tc_go_timer_stop(tc_g *g, tc_timer *timer);
// Stops it and sets it again; the same answer.
tc_word tc_go_timer_reset(tc_g *g, tc_timer *timer, tc_word due, tc_word period);
void tc_go_timer_clock(tc_g *g, void **location, int64_t *start);

// ---- Descriptors that are waited for -----------------------------------------------------------
// Those that the system can watch (sockets, pipes, terminals). `mode` is 'r' or 'w'.

enum { TC_POLL_READY = 0, TC_POLL_CLOSING = 1, TC_POLL_TIMEOUT = 2, TC_POLL_REFUSED = 3 };

typedef struct tc_poll_opened {
  tc_word descriptor;  // names it in all calls below
  tc_word error;       // an errno value; EPERM for files
} tc_poll_opened;
tc_poll_opened tc_go_poll_open(tc_g *g, tc_word fd);
void tc_go_poll_close(tc_g *g, tc_word descriptor);
// Forgets that it was ready: what comes next is waited for. TC_POLL_*.
tc_word tc_go_poll_reset(tc_g *g, tc_word descriptor, tc_word mode);
// Waits until it is ready; see tc_poll_wait in glue.h. words[0]: TC_POLL_*.
uint32_t tc_go_poll_wait(tc_g *g, tc_word descriptor, tc_word mode);
// `delay` in nanoseconds from now, negative: it is over, 0: there is none. `mode`: 'r', 'w', their
// sum.
void tc_go_poll_deadline(tc_g *g, tc_word descriptor, tc_word delay, tc_word mode);
// Lets all go on that wait: the descriptor is about to be closed.
void tc_go_poll_unblock(tc_g *g, tc_word descriptor);
tc_word tc_go_is_poll_descriptor(tc_g *g, tc_word fd);

// ---- Signals -----------------------------------------------------------------------------------

enum { TC_SIGNALS = 65 };

// From now on `signal` is kept until tc_go_signal_next gives it.
void tc_go_signal_enable(tc_g *g, tc_word signal);
// It does again what it did when the program began.
void tc_go_signal_disable(tc_g *g, tc_word signal);
void tc_go_signal_ignore(tc_g *g, tc_word signal);
tc_word tc_go_signal_is_ignored(tc_g *g, tc_word signal);
// The lowest signal that came, which is forgotten; 0: none.
tc_word tc_go_signal_next(tc_g *g);
// Whether one came that nobody has taken yet.
tc_word tc_go_signal_pending(tc_g *g);
// Parks until one comes; see tc_await_signal in glue.h.
uint32_t tc_go_signal_wait(tc_g *g);
// Ends the process as the signal does by default.
void tc_go_die_of_signal(tc_g *g, tc_word signal) __attribute__((noreturn));

// Between the handlers (signals.c) and the scheduler: what a handler adds 1 to and wakes, and the
// set of signals that came. The lowest of them is taken out of it; 0: none.
void tc_signals_wake(uint32_t *wake);
tc_word tc_signals_take(void);
bool tc_signals_any(void);
// Installs the handler that catches it, the default action, or what ignores it.
void tc_signals_catch(int signal);
void tc_signals_restore(int signal);
// The monitor, whose thread lets through what the program ever asked for: a parent may have blocked
// signals, and a process inherits that. To be called after each tc_signals_catch.
void tc_signals_listen(void);
void tc_signals_ignore(int signal);
bool tc_signals_is_ignored(int signal);
// What a program of Go's does without asking: a write to a closed pipe is an error, not the end.
void tc_signals_begin(void);

// ---- Faults ------------------------------------------------------------------------------------

enum { TC_FAULT_REGISTERS = 31 };

enum {
  TC_FAULT_SEGMENTATION = 0,
  TC_FAULT_BUS = 1,
  TC_FAULT_ARITHMETIC = 2,
  TC_FAULT_INSTRUCTION = 3
};

// A fault of the processor: which, the signal's code and address, and what the registers held.
typedef struct tc_fault {
  tc_word kind;  // TC_FAULT_*
  tc_word code;
  tc_word address;
  tc_word pc;
  tc_word register_count;
  tc_word registers[TC_FAULT_REGISTERS];
} tc_fault;

// Has faults told, on the thread that they happened on, in a signal handler: `tell` prints the last
// words. True: whoever handled faults before is to have it, too; false: the process ends, code 2.
void tc_faults_begin(bool (*tell)(void *context, const tc_fault *fault), void *context);
void tc_faults_end(void);

#endif
