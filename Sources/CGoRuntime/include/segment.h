// Segments, goroutines and the tables by which the run time reads goroutine stacks: what compiled
// Go, the glue in C (glue.h) and the scheduler agree on. No function of the run time is declared
// here (go_calls.h has them); nothing here knows how Go's statements are translated.
//
// A Go function is several C functions, its segments: the entry, and one for each place where it
// waits for a call to return, or can be stopped in a loop. They jump to each other, so the
// machine's stack does not grow; what lives across a call is in the goroutine's own stack, which
// grows down:
//
//        higher addresses
//        … the caller's frame …
//   sp ->  arguments and results that found no register   (`sp` as the caller has it; their words
//          - - - - - - - - - - - - - - - - - - - - - -     belong to the caller's frame)
//          return word: the segment to go on with         at caller's sp - 8
//          the callee's slots and objects
//   sp ->  room for what the callee's own calls pass      (`sp` as the callee has it)
//        lower addresses
//
// Invariants:
//   1. `sp` in a segment is the frame's lowest address; sp + site.frame is the caller's `sp`.
//   2. The word at sp - 8 is written by whoever calls, before it jumps: the segment to return to,
//      or a tc_site's address with bit 0 set where the call never returns.
//   3. At every return word, and where a goroutine was stopped, the site says which words of the
//      frame hold live pointers, and which do if somebody has a pointer to the object that they are
//      part of: all others may hold anything. Pointers lead from a frame to itself and to frames
//      of callers, never the other way.
//   4. No pointer into a goroutine's stack is anywhere but in that stack, in its tc_g, its chains
//   of
//      defers and panics, and in records of its waiting. So a stack can be moved by adjusting
//      these.
#ifndef TRICOLOR_SEGMENT_H
#define TRICOLOR_SEGMENT_H

#include "tricolor.h"

typedef uintptr_t tc_word;
typedef struct tc_g tc_g;
typedef struct tc_site tc_site;
typedef struct tc_function tc_function;
typedef struct tc_inlined tc_inlined;
typedef struct tc_defer tc_defer;
typedef struct tc_panic tc_panic;

// One signature for all segments, so that any may jump to any: the goroutine, its stack pointer,
// the closure whose code runs, eight words, eight floats. Which of them mean something is up to
// caller and callee; passing what was never set costs nothing. Eleven of preserve_none's twelve
// integer registers on x86-64.
#define TC_ARGUMENT_WORDS 8
#define TC_ARGUMENT_FLOATS 8
#define TC_PARAMETERS                                                                              \
  tc_g *g, char *sp, tc_word ctx, tc_word a0, tc_word a1, tc_word a2, tc_word a3, tc_word a4,      \
      tc_word a5, tc_word a6, tc_word a7, double f0, double f1, double f2, double f3, double f4,   \
      double f5, double f6, double f7
#define TC_PASS g, sp, ctx, a0, a1, a2, a3, a4, a5, a6, a7, f0, f1, f2, f3, f4, f5, f6, f7

#ifdef __swift__
typedef void tc_segment;  // Swift only hands such addresses on
#elif defined(__clang__)
#define TC_SEGMENT __attribute__((preserve_none)) void
#define TC_JUMP __attribute__((musttail)) return
typedef __attribute__((preserve_none)) void tc_segment(TC_PARAMETERS);
#else
#error "segments need clang's preserve_none and musttail"
#endif

// ---- Tables --------------------------------------------------------------------------------

// An object in a frame: variables whose address is taken, temporaries.
typedef struct tc_object_place {
  uint32_t offset;  // from sp
  uint32_t bytes;
} tc_object_place;

// What a Go function is called and where it stands. Constant.
struct tc_function {
  const char *name;         // as tracebacks print it: "main.(*T).m"
  const char *file;         // as given to the compiler, absolute
  uint32_t line;            // of the `func`
  uint32_t flags;           // TC_FUNCTION_*
  uint32_t argument_words;  // words of the caller's frame that carry arguments, from its sp on
  const uint8_t *argument_mask;  // those that hold pointers for as long as the function is active
  tc_segment *recovered;    // goes on, after a recovered panic, with the deferred calls that are
                            // left and the return; NULL if the function defers nothing
  tc_segment *entry;
  uint32_t object_count;    // objects with pointers that pointers may lead to; of functions with a
                            // TC_SITE_OBJECTS site
  const tc_object_place *objects;  // rising
};

enum {
  TC_FUNCTION_WRAPPER = 1,  // adapts a method; not in tracebacks, and transparent to recover
  TC_FUNCTION_HIDDEN = 2,   // of the run time: not in tracebacks unless GOTRACEBACK asks
  TC_FUNCTION_BARE = 4      // takes no parameters: "f()" in tracebacks, not "f(...)"
};

// A call that was replaced by the callee's body. Constant.
struct tc_inlined {
  const tc_function *function;  // whose text it is; entry is NULL if there is no such code
  const tc_inlined *parent;     // the call in whose body the call stood; NULL: the function itself
  uint32_t line;                // of the call, in the parent's text
};

// A place where a goroutine may stand still while the collector or the stack copier reads it.
struct tc_site {
  tc_segment *code;             // key; NULL where a call never returns (invariant 2)
  const tc_function *function;
  const tc_inlined *inlined;    // what the line belongs to; NULL: to `function`
  uint32_t line;
  uint32_t frame;               // bytes from sp to the caller's sp, its return word included; 0 at
                                // an entry
  uint16_t words;               // at an entry: bit i: argument word i is a pointer; bit 8: ctx is
  uint16_t flags;               // TC_SITE_*
  uint32_t taken;               // at an entry: bytes of the frame that the function will take
  const uint8_t *mask;          // one bit for each word of the frame, from sp up, less the return
                                // word; NULL: no pointer. With TC_SITE_OBJECTS a second one behind
                                // it, from the next multiple of 8 bytes on: words of objects that
                                // the function itself does not name any more
};

enum {
  TC_SITE_ENTRY = 1,  // the function's entry: stopped before it had a frame
  TC_SITE_POLL = 2,   // in a loop, at nobody's call
  TC_SITE_OBJECTS = 4 // has a second mask
};

// A range of package-level variables. `mask`: a bit for each word that may hold a pointer.
typedef struct tc_globals {
  void *base;
  uintptr_t bytes;
  const uint8_t *mask;
} tc_globals;

// Sites that lie one after the other.
typedef struct tc_site_range {
  const tc_site *sites;
  uintptr_t count;
} tc_site_range;

// One line of the index of sites, which rises with the code: how far the two are from the fields
// that tell it, so that no line is changed when the program is loaded.
typedef struct tc_site_line {
  int32_t code;
  int32_t site;
} tc_site_line;

// In the function `segment`: its line of the index. The linker puts the lines into the order of the
// code that they are linked to, whatever order that is. Where the compiler has put the body into
// another segment, the line is left out or comes twice. TC_SITE_INDEX: the fields of tc_program.
#if defined(__ELF__) && !defined(__swift__)
#define TC_SITE_LINE(segment, sites, number)                                                       \
  __asm__ volatile(".ifdef " #segment                                                              \
                   "\n.pushsection tc_site_index,\"ao\",@progbits," #segment                       \
                   "\n.balign 4\n.long " #segment " - .\n.long " #sites                            \
                   " + %c0 - .\n.popsection\n.endif" ::"i"((number) * sizeof(tc_site)))
extern const tc_site_line tc_site_index_start[] __asm__("__start_tc_site_index")
    __attribute__((visibility("hidden")));
extern const tc_site_line tc_site_index_end[] __asm__("__stop_tc_site_index")
    __attribute__((visibility("hidden")));
#define TC_SITE_INDEX .site_index = tc_site_index_start, .site_index_end = tc_site_index_end,
#else
#define TC_SITE_LINE(segment, sites, number)
#define TC_SITE_INDEX
#endif

// All that a program tells the run time. Constant, and alive as long as any goroutine of it.
typedef struct tc_program {
  uint32_t version;             // TC_PROGRAM_VERSION
  uint32_t site_range_count;
  const tc_site_range *sites;   // those of each file of the program
  uint32_t globals_count;
  uint32_t type_count;
  const tc_globals *globals;
  const tc_type *const *types;  // by type offset, as tc_type.ptr_to_this has it
  const char *names;            // by name offset, as tc_type.str has it: abi.Name records
  tc_segment *const *texts;     // by text offset, as method tables have it
  uint32_t text_count;
  uint32_t itab_count;
  const struct tc_itab *const *itabs;  // method tables that the compiler made
  tc_segment *start;            // initialises the packages in order, then calls main.main
  tc_segment *leave;            // where a goroutine's first function returns to
  void (*enter)(tc_g *g);       // runs a goroutine until it parks, yields or ends
  tc_segment *run_closure;      // calls the closure in ctx, which takes and returns nothing
  tc_segment *unrecovered;      // runtime.unrecovered: prints the panics of a goroutine whose
                                // deferred calls have all run, and ends the program. Called there
  const tc_site *glue_sites;    // tc_glue_sites, tc_glue_site_count of glue.h
  const uint32_t *glue_site_count;
  tc_segment *fault;            // Go func(number int): panics with the error TC_GO_FAULT_*; it
                                // takes the place of the call that could not go on
  tc_segment *finalizers;       // Go func(): runs what tc_go_next_ready gives until there is no
                                // more. NULL: the program sets no finalizers
  const tc_site_line *site_index;  // of all sites with code but the glue's. NULL: no linker made
  const tc_site_line *site_index_end;  // one
} tc_program;

#define TC_PROGRAM_VERSION 4

// ---- Goroutines ------------------------------------------------------------------------------

// What compiled code and glue touch of a goroutine. Off-heap, never moved; everything else of it
// is the scheduler's (Sources/Scheduler).
struct tc_g {
  uintptr_t guard;       // lowest sp + room that is allowed; TC_GUARD_POISON: come to a safepoint.
                         // Atomic: others poison it
  tc_cache *cache;       // of the P it runs on; NULL while it does not run
  tc_defer *defers;      // deferred calls that have not begun, last first
  tc_panic *panics;      // panics under way, last first
  const tc_type *fault;  // set by plain calls that found that they must panic: the type at fault
  uint64_t random;       // state of a small generator; never 0
  uintptr_t stack_low;   // the stack's memory: stack_low ..< stack_high
  uintptr_t stack_high;
  // What it goes on with while it does not run. At a return word's segment, `words` and `floats`
  // are results of the call; at an entry, arguments.
  char *sp;
  tc_segment *resume;
  tc_word context;
  tc_word words[TC_ARGUMENT_WORDS];
  double floats[TC_ARGUMENT_FLOATS];
  uint32_t saved_words;  // bit i: words[i] holds a pointer; bit 8: context does. Entries take
                         // theirs from the site
  uint32_t state;        // TC_G_*; by the scheduler
  uint64_t wanted;       // bytes that the frame at `resume` needs below sp; set before tc_more
  uint64_t id;           // as tracebacks print it
  const tc_program *program;
  void *scheduler;       // the Scheduler it belongs to; whose own record of it begins with this
  void *host;            // the run time's own
  uint32_t stress;       // not 0: move at every call (TC_STRESS)
  uint32_t notes;        // what the library remembers of the goroutine: TC_NOTES_*
};

// Of `notes`: crypto's. What a goroutine hands on to those that it starts.
#define TC_NOTES_INHERITED 0x100u

// Above every stack address: each comparison with it fails.
#define TC_GUARD_POISON ((uintptr_t)-1 << 12)
// Below `guard` there is room for this many bytes: return words, and the frames of the glue, which
// does not ask. A segment that calls must have its own frame above the guard, no more.
#define TC_STACK_SLACK 256

// An entry's first words: room for a frame of `bytes` below sp, or else tc_more, which comes back
// to `self`. With TC_STRESS every call comes to a safepoint, where the stack may move.
#ifdef TC_STRESS
#define TC_POISON_AGAIN()                                                                          \
  do {                                                                                             \
    if (g->stress) __atomic_store_n(&g->guard, TC_GUARD_POISON, __ATOMIC_RELAXED);                 \
  } while (0)
#else
#define TC_POISON_AGAIN() ((void)0)
#endif
#define TC_LACKS(bytes)                                                                            \
  TC_UNLIKELY((uintptr_t)sp - (bytes) < __atomic_load_n(&g->guard, __ATOMIC_RELAXED))
#define TC_PROLOGUE(self, bytes)                                                                   \
  do {                                                                                             \
    if (TC_LACKS(bytes)) {                                                                         \
      g->resume = (self);                                                                          \
      g->wanted = (bytes);                                                                         \
      TC_JUMP tc_more(TC_PASS);                                                                    \
    }                                                                                              \
    TC_POISON_AGAIN();                                                                             \
  } while (0)

// The deferred calls of one frame that have not begun: in that frame, whose sites map all of its
// words as pointers (so moving a stack adjusts g->defers and nothing else here). On the goroutine's
// chain from the frame's first defer statement until the last of its calls has begun.
typedef struct tc_deferred tc_deferred;
struct tc_defer {
  tc_defer *link;      // of the next frame up that has any
  tc_deferred *first;  // those in the frame, the last one first; when nothing is left in both
                       // lists, the frame takes it off the chain when it runs its deferred calls
  char *sp;            // of the frame
  tc_deferred *heap;   // those of defer statements in loops, the last one first
};

// One deferred call. Those of a statement that runs once are in the frame, in the list `first`, and
// so may their closures be. A statement in a loop makes nodes on the heap, which hold closures on
// the heap only: nothing there may point into a stack.
struct tc_deferred {
  tc_deferred *next;
  tc_word closure;     // takes and returns nothing
  tc_deferred *heap;   // in the frame: what `heap` was before this one; on the heap not there
};

// In the place of a node on the heap: what the bodies of a range over a function have deferred to
// the frame. They have its address, and put nodes onto its list while the loop runs.
typedef struct tc_deferred_range {
  tc_deferred *next;
  tc_word kind;        // TC_DEFERRED_RANGE, which is no closure's address
  tc_deferred *first;  // nodes on the heap, the last one first
} tc_deferred_range;
enum { TC_DEFERRED_RANGE = 1 };

// A panic, or Goexit, under way: the lowest words of the frame of the glue that runs the deferred
// calls, so that its address is the `sp` of the caller of those.
struct tc_panic {
  tc_panic *link;
  tc_word type, data;   // the value, as `any`
  char *sp;             // of the frame whose deferred call runs; NULL before the first
  uint8_t is_recovered, is_goexit, is_aborted;
  uint8_t is_repanicked;  // the panic that came next has the same value: printed once
  uint8_t reserved[4];
};

// In saved_words: each word may be a pointer, or anything.
enum { TC_SAVED_ANY = 0x200 };

// Bytes of the glue's frame with a panic, its return word included.
enum { TC_PANIC_FRAME = 96 };

// A closure: the entry of its code, and what it captures behind it. Function values point to one.
typedef struct tc_closure {
  tc_segment *entry;
} tc_closure;

// The beginning of abi.ITab.
typedef struct tc_itab {
  const tc_type *interface;
  const tc_type *type;
  uint32_t hash;             // type->hash
  uint32_t reserved;
  tc_segment *methods[];     // in the interface's order; methods[0] NULL: the type lacks one
} tc_itab;

// What tc_type.equal points to: a function value that Go can call, and what C calls. `plain` sets
// g->fault and answers false where Go would panic.
typedef struct tc_equality {
  tc_segment *entry;
  bool (*plain)(tc_g *g, const void *left, const void *right);
} tc_equality;

// The same for a map's hash function.
typedef struct tc_hashing {
  tc_segment *entry;
  uintptr_t (*plain)(tc_g *g, const void *key, uintptr_t seed);
} tc_hashing;

typedef struct tc_string { const uint8_t *data; intptr_t length; } tc_string;
typedef struct tc_slice { uint8_t *data; intptr_t length, capacity; } tc_slice;
// Also an interface with methods: its first word is a tc_itab then.
typedef struct tc_any { const tc_type *type; void *data; } tc_any;

#endif
