// The plain calls that compiled Go makes into its run time. They are implemented in Swift
// (Sources/Scheduler/Exports, Sources/GoRuntime/Exports) and return on the machine's stack: none is
// a safepoint, none moves a stack. What may wait is in two halves: the call here decides, and the
// segment in glue.h parks.
//
// Conventions: `g` comes first. Pointers into the goroutine's stack are fine as arguments: the
// stack stays where it is until the call has returned. A call that must make Go panic sets
// g->fault, where that is said, and the compiled code panics.
#ifndef TRICOLOR_GO_CALLS_H
#define TRICOLOR_GO_CALLS_H

#include "map.h"
#include "segment.h"
#include "scheduler_calls.h"

// ---- Scheduling ------------------------------------------------------------------------------

// What a call answers that may have to wait.
enum {
  TC_DONE = 0,   // go on; results are in g->words
  TC_PARKED = 1, // leave the goroutine: whoever wakes it stores the results in g->words. From the
                 // moment of parking another thread may run it: touch g no more
  TC_FAULT = 2   // Go panics: g->words[0] is a TC_FAULT_* number
};

enum {
  TC_GO_FAULT_SEND_CLOSED = 1,   // send on closed channel
  TC_GO_FAULT_CLOSE_CLOSED = 2,  // close of closed channel
  TC_GO_FAULT_CLOSE_NIL = 3      // close of nil channel
};

// At an entry whose frame did not fit or whose guard is poisoned, or in a loop. g->sp, g->resume,
// g->wanted (0 in a loop) and at an entry the arguments are stored. Grows the stack if `wanted`
// bytes below sp do not fit, does a safepoint's duties, lets others run. False: leave the
// goroutine; true: go on at g->resume with what is stored.
bool tc_go_more(tc_g *g);
// A new goroutine that calls a closure, which takes and returns nothing; runnable at once. `site`:
// of the go statement (function, line; no code), for "created by"; NULL: not told.
void tc_go_start(tc_g *g, tc_word closure, const tc_site *site);
// The goroutine's first function returned; the main goroutine's ends the program. `g` is gone after
// it.
void tc_go_end(tc_g *g);
// gopark and goready for the run time's Go: parks unless a ready came first. `reason`: TC_WAIT_* of
// scheduler_calls.h, for traces.
uint32_t tc_go_park(tc_g *g, tc_word reason);
void tc_go_ready(tc_g *g, tc_g *other);
// Lets others run: Gosched.
uint32_t tc_go_yield(tc_g *g);
// sync's semaphores: `address` counts.
uint32_t tc_go_acquire(tc_g *g, uint32_t *address, tc_word lifo, tc_word reason);
void tc_go_release(tc_g *g, uint32_t *address, tc_word handoff);
// Sleeps for `nanoseconds`.
uint32_t tc_go_sleep(tc_g *g, int64_t nanoseconds);
// A whole collection cycle and its sweep: runtime.GC. Parks.
uint32_t tc_go_collect(tc_g *g);

// ---- Channels --------------------------------------------------------------------------------

typedef struct tc_channel tc_channel;

// What compiled code reads of a channel.
struct tc_channel {
  intptr_t length;    // elements in the buffer: len()
  intptr_t capacity;  // cap()
};

// A case of a select, in the frame. Sends have `value`'s address in `element`; a receive's may be
// NULL.
typedef struct tc_case {
  tc_channel *channel;
  void *element;
  tc_word is_send;
} tc_case;
enum { TC_CASE_WORDS = 3, TC_CASE_POINTERS = 3 };

// The channel's element type is in `type` (abi.ChanType: its element follows the prefix).
// Sets g->fault to `type` for a size that cannot be.
tc_channel *tc_go_make_channel(tc_g *g, const tc_type *type, intptr_t capacity);
// g->sp and g->resume (the return word's segment) are stored already. The element is read or
// written before the goroutine goes on; `element` NULL: dropped.
uint32_t tc_go_send(tc_g *g, tc_channel *channel, const void *element);
// words[0]: 1 if an element was received, 0 if the channel is closed.
uint32_t tc_go_receive(tc_g *g, tc_channel *channel, void *element);
// words[0]: the case's index, `count` or -1 for the default; words[1]: whether a receive got an
// element.
uint32_t tc_go_select(tc_g *g, tc_case *cases, intptr_t count, tc_word has_default);
uint32_t tc_go_close(tc_g *g, tc_channel *channel);

// ---- Memory and slices -------------------------------------------------------------------------

// `count` elements of `type`, zeroed. Sets g->fault = type if that is more than can be.
void *tc_go_make_array(tc_g *g, const tc_type *type, intptr_t count);
// append's growth: a slice of `length` (new) elements whose first `old.length` are copied, with
// room as Go gives it. Sets g->fault = type if too large.
tc_slice tc_go_grow(tc_g *g, const tc_type *type, tc_slice old, intptr_t length);
// Copies `count` elements, which may overlap, with barriers as the type needs.
void tc_go_move(tc_g *g, const tc_type *type, void *to, const void *from, intptr_t count);
// Clears them.
void tc_go_clear(tc_g *g, const tc_type *type, void *at, intptr_t count);

// ---- Strings -----------------------------------------------------------------------------------
// `buffer`: 32 bytes in the frame if the result does not escape, else NULL.

tc_string tc_go_concat(tc_g *g, void *buffer, const tc_string *parts, intptr_t count);
// As Go's: negative, 0, positive.
intptr_t tc_go_compare(tc_g *g, tc_string left, tc_string right);
tc_string tc_go_string_of_bytes(tc_g *g, void *buffer, const uint8_t *data, intptr_t length);
tc_string tc_go_string_of_runes(tc_g *g, void *buffer, const int32_t *data, intptr_t length);
tc_string tc_go_string_of_rune(tc_g *g, void *buffer, int64_t rune);
tc_slice tc_go_bytes_of_string(tc_g *g, void *buffer, tc_string text);
tc_slice tc_go_runes_of_string(tc_g *g, void *buffer, tc_string text);
// The rune at `index` and the index behind it, for ranges: words in g->words[0] and [1].
void tc_go_decode_rune(tc_g *g, tc_string text, intptr_t index);

// ---- Interfaces --------------------------------------------------------------------------------

// The method table of a type for an interface; NULL: some method is missing. Remembered.
tc_itab *tc_go_itab(tc_g *g, const tc_type *interface, const tc_type *type);
// The name of the first method that is missing, for panics.
tc_string tc_go_missing_method(tc_g *g, const tc_type *interface, const tc_type *type);
// Equality of two values of one type behind data words; g->fault if it cannot be compared.
bool tc_go_equal_data(tc_g *g, const tc_type *type, void *left, void *right);
uintptr_t tc_go_hash_any(tc_g *g, tc_any value, uintptr_t seed);
uintptr_t tc_go_hash_bytes(const void *data, uintptr_t bytes, uintptr_t seed);
uintptr_t tc_go_hash_float(double value, uintptr_t seed);
// Takes in a program's method tables. Before any of its code runs; the program stays alive.
void tc_go_register(const tc_program *program);

// ---- Maps --------------------------------------------------------------------------------------
// Keys and elements by address. g->fault: the key's type cannot be hashed.

// `room`: NULL, or a zeroed tc_map in a frame, followed by a zeroed group unless hint > 8.
tc_map *tc_go_make_map(tc_g *g, const tc_map_type *type, intptr_t hint, tc_map *room);
// The element's address; NULL: not there.
void *tc_go_map_find(tc_g *g, const tc_map_type *type, tc_map *map, const void *key);
// The element's address, zeroed if the key is new. `map` is not NULL: the compiled code checks.
void *tc_go_map_assign(tc_g *g, const tc_map_type *type, tc_map *map, const void *key);
// The same for frequent kinds of keys. What type->hasher answers for such a key must be what
// tc_go_hash_bytes answers for its 8 or 4 bytes, or for the string's: both ways find one entry.
void *tc_go_map_find_word(tc_g *g, const tc_map_type *type, tc_map *map, uint64_t key);
void *tc_go_map_assign_word(tc_g *g, const tc_map_type *type, tc_map *map, uint64_t key);
void *tc_go_map_find_half(tc_g *g, const tc_map_type *type, tc_map *map, uint32_t key);
void *tc_go_map_assign_half(tc_g *g, const tc_map_type *type, tc_map *map, uint32_t key);
void *tc_go_map_find_string(tc_g *g, const tc_map_type *type, tc_map *map, tc_string key);
void *tc_go_map_assign_string(tc_g *g, const tc_map_type *type, tc_map *map, tc_string key);
void tc_go_map_delete(tc_g *g, const tc_map_type *type, tc_map *map, const void *key);
void tc_go_map_clear(tc_g *g, const tc_map_type *type, tc_map *map);
void tc_go_map_begin(tc_g *g, const tc_map_type *type, tc_map *map, tc_map_iterator *iterator);
void tc_go_map_next(tc_g *g, tc_map_iterator *iterator);

// ---- print, println ----------------------------------------------------------------------------
// To standard error, as Go prints them; a println is one write.

void tc_go_print_begin(tc_g *g);
void tc_go_print_end(tc_g *g);
void tc_go_print_int(tc_g *g, int64_t value);
void tc_go_print_uint(tc_g *g, uint64_t value);
void tc_go_print_hex(tc_g *g, uint64_t value);
void tc_go_print_float(tc_g *g, double value);
// As short as reads back to the same float64, or float32.
void tc_go_print_float32(tc_g *g, float value);
void tc_go_print_complex(tc_g *g, double real, double imaginary);
void tc_go_print_complex64(tc_g *g, float real, float imaginary);
void tc_go_print_bool(tc_g *g, bool value);
void tc_go_print_pointer(tc_g *g, const void *value);
void tc_go_print_string(tc_g *g, tc_string value);
void tc_go_print_slice(tc_g *g, tc_slice value);
void tc_go_print_any(tc_g *g, tc_any value);

// ---- The end -----------------------------------------------------------------------------------

// Panics that nobody recovers, and fatal errors: the message, the traces, exit code 2. Never
// return.
void tc_go_die_of_panic(tc_g *g) __attribute__((noreturn));
void tc_go_fatal(tc_g *g, tc_string message) __attribute__((noreturn));
void tc_go_exit(tc_g *g, intptr_t code) __attribute__((noreturn));

#endif
