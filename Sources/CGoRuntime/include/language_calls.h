// What the Go half of the run time (the overlay package `runtime`) asks of the Swift half about
// types and panics. Implemented in Sources/GoRuntime. Each is bound by `//tricolor:call`: all
// parameters are words, results are void, a word, or a structure of words.
#ifndef TRICOLOR_LANGUAGE_CALLS_H
#define TRICOLOR_LANGUAGE_CALLS_H

#include "segment.h"

// ---- The program's tables ----------------------------------------------------------------------

// The abi.Name record at a name offset, the type of a type offset, the entry of a text offset; 0
// for offset 0 of types, and where there is none.
tc_word tc_go_name(tc_g *g, tc_word offset);
tc_word tc_go_type(tc_g *g, tc_word offset);
tc_word tc_go_text(tc_g *g, tc_word offset);

// How many types there are, number 0 included.
tc_word tc_go_type_count(tc_g *g);
// Negative offsets: `places` has `count` pairs of words, whose second one is what offset -1, -2, …
// stands for. The memory stays as it is until it is replaced by another call.
void tc_go_set_reflected(tc_g *g, tc_word places, tc_word count);

// The hash of the value of a type at an address; sets g->fault if it has none.
tc_word tc_go_hash_value(tc_g *g, tc_word type, tc_word at, tc_word seed);
// A map with the entries of another one, which may be nil.
tc_word tc_go_map_clone(tc_g *g, tc_word type, tc_word map);

// The hash of an interface's value; `fault`: its type, if that has none.
typedef struct tc_hash_view {
  tc_word hash;
  tc_word fault;
} tc_hash_view;
tc_hash_view tc_go_hash_interface(tc_g *g, tc_word type, tc_word data, tc_word seed);

// ---- Numbers ------------------------------------------------------------------------------------

// e**x, to the last bit as Go has it on x86-64.
double tc_go_exp(tc_g *g, double x);

// ---- Panics ------------------------------------------------------------------------------------

// A panic or Goexit under way. `flags`: 1 recovered, 2 Goexit, 4 aborted, 8 repanicked.
typedef struct tc_panic_view {
  tc_word type, data;
  tc_word flags;
  tc_word found;  // 0: there are not so many
} tc_panic_view;

// Number `index` of the goroutine's panics, the latest is 0.
tc_panic_view tc_go_panic_at(tc_g *g, tc_word index);
// Its value, from now on.
void tc_go_set_panic(tc_g *g, tc_word index, tc_word type, tc_word data);
// Notes that the panic after it has the same value.
void tc_go_mark_repanicked(tc_g *g, tc_word index);

#endif
