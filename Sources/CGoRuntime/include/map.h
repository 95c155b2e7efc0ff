// Maps as compiled code sees them: the header, the iterator's size, and the type. The table behind
// the header is the run time's (Sources/GoRuntime/Maps).
#ifndef TRICOLOR_MAP_H
#define TRICOLOR_MAP_H

#include "segment.h"

// A map's header, on the heap or in a frame. `count` is what len() reads.
typedef struct tc_map {
  intptr_t count;
  void *table;        // the only pointer
  uint64_t seed;
  uint64_t state;     // the run time's: size, flags, what iterators must know
} tc_map;
enum { TC_MAP_POINTERS = 2 };  // words of a tc_map that hold pointers, bit 0 the first

// A range over a map, in the frame of the function that ranges. All zero before tc_go_map_begin.
// `key` is NULL when there is nothing more.
typedef struct tc_map_iterator {
  const void *key;
  void *element;
  const tc_type *type;
  tc_map *map;
  void *table;        // the table that iteration began with
  void *position;     // a second pointer of the run time's
  uint64_t words[6];  // no pointers
} tc_map_iterator;
enum { TC_MAP_ITERATOR_POINTERS = 1 | 2 | 8 | 16 | 32, TC_MAP_ITERATOR_WORDS = 12 };

// abi.MapType of Go 1.27: a group has a control word and eight slots.
typedef struct tc_map_type {
  tc_type type;
  const tc_type *key;
  const tc_type *element;
  const tc_type *group;
  const tc_hashing *hasher;
  uintptr_t group_bytes;
  uintptr_t keys_offset;
  uintptr_t key_stride;
  uintptr_t elements_offset;
  uintptr_t element_stride;
  uintptr_t element_offset;
  uint32_t flags;            // TC_MAP_*
} tc_map_type;

// abi's bits.
enum {
  TC_MAP_NEED_KEY_UPDATE = 1,  // equal keys may differ in bits: store the new one
  TC_MAP_HASH_MIGHT_PANIC = 2,
  TC_MAP_INDIRECT_KEY = 4,     // the slot holds a pointer to the key (above 128 bytes)
  TC_MAP_INDIRECT_ELEMENT = 8
};

#endif
