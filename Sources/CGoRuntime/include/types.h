// Type descriptors: what compiled programs emit and Go's reflect, the interface tables and the maps
// read. Layouts are those of internal/abi of Go 1.27; names of their own only. Also the inline
// comparisons that generated code and the equality functions beside descriptors share.
//
// A descriptor is, without gaps:
//
//   tc_type                      the common part
//   what its kind adds           tc_array_type …, the fields behind `type`
//   tc_uncommon                  if the type has a name or methods (TC_TYPE_UNCOMMON)
//   a table of its kind          parameters, fields or interface methods
//   tc_method …                  its methods, exported ones first, by name
//
// Everything behind the common part is a sequence of words, and so all descriptors have one type in
// C, tc_descriptor, whatever their length.
#ifndef TRICOLOR_TYPES_H
#define TRICOLOR_TYPES_H

#include "go_calls.h"
#include "map.h"
#include "segment.h"

// Known to all files of a program and to nobody else.
#define TC_HIDDEN __attribute__((visibility("hidden")))

// tc_type.kind: abi's numbers.
enum {
  TC_KIND_BOOL = 1, TC_KIND_INT, TC_KIND_INT8, TC_KIND_INT16, TC_KIND_INT32, TC_KIND_INT64,
  TC_KIND_UINT, TC_KIND_UINT8, TC_KIND_UINT16, TC_KIND_UINT32, TC_KIND_UINT64, TC_KIND_UINTPTR,
  TC_KIND_FLOAT32, TC_KIND_FLOAT64, TC_KIND_COMPLEX64, TC_KIND_COMPLEX128, TC_KIND_ARRAY,
  TC_KIND_CHANNEL, TC_KIND_FUNCTION, TC_KIND_INTERFACE, TC_KIND_MAP, TC_KIND_POINTER,
  TC_KIND_SLICE, TC_KIND_STRING, TC_KIND_STRUCT, TC_KIND_UNSAFE_POINTER
};

// tc_type.tflag: abi's bits. GCMaskOnDemand is never set: masks are always there.
enum {
  TC_TYPE_UNCOMMON = 1,
  TC_TYPE_EXTRA_STAR = 2,       // never set by us: names are stored as they are
  TC_TYPE_NAMED = 4,
  TC_TYPE_REGULAR_MEMORY = 8,   // equality is that of the bytes
  TC_TYPE_DIRECT = 32           // the data word of an interface is the value itself
};

// The bits of an abi.Name's first byte; then a varint length and the bytes, the same for a tag, and
// four bytes with the name offset of a package path.
enum { TC_NAME_EXPORTED = 1, TC_NAME_TAG = 2, TC_NAME_PACKAGE = 4, TC_NAME_EMBEDDED = 8 };

typedef struct tc_descriptor {
  tc_type type;
  const void *words[];
} tc_descriptor;

typedef struct tc_array_type {
  tc_type type;
  const tc_type *element;
  const tc_type *slice;  // []element
  uintptr_t length;
} tc_array_type;

typedef struct tc_channel_type {
  tc_type type;
  const tc_type *element;
  intptr_t direction;    // 1 receive, 2 send, 3 both
} tc_channel_type;

typedef struct tc_function_type {
  tc_type type;
  uint16_t parameters;
  uint16_t results;      // bit 15: variadic
} tc_function_type;

// A method of an interface.
typedef struct tc_interface_method {
  int32_t name;
  int32_t type;          // index in tc_program.types, of the function type without receiver
} tc_interface_method;

typedef struct tc_interface_type {
  tc_type type;
  const uint8_t *package;  // abi.Name
  const tc_interface_method *methods;
  intptr_t count, capacity;
} tc_interface_type;

// Of pointers and slices.
typedef struct tc_element_type {
  tc_type type;
  const tc_type *element;
} tc_element_type;

typedef struct tc_struct_field {
  const uint8_t *name;     // abi.Name
  const tc_type *type;
  uintptr_t offset;
} tc_struct_field;

typedef struct tc_struct_type {
  tc_type type;
  const uint8_t *package;  // abi.Name: of the fields that are not exported
  const tc_struct_field *fields;
  intptr_t count, capacity;
} tc_struct_type;

typedef struct tc_uncommon {
  int32_t package;         // name offset
  uint16_t methods;
  uint16_t exported;       // of these, which come first
  uint32_t offset;         // bytes from here to the tc_method table
  uint32_t unused;
} tc_uncommon;

// -1 in the last three: nothing in the program can call the method, and it was left out.
typedef struct tc_method {
  int32_t name;
  int32_t type;            // index in tc_program.types, of the function type without receiver
  int32_t interface_text;  // index in tc_program.texts: the receiver is a data word
  int32_t text;            // index in tc_program.texts: the receiver is a value of the type
} tc_method;

_Static_assert(sizeof(tc_array_type) == 72 && sizeof(tc_channel_type) == 64, "abi");
_Static_assert(offsetof(tc_function_type, results) == 50 && sizeof(tc_interface_type) == 80, "abi");
_Static_assert(sizeof(tc_struct_type) == 80 && sizeof(tc_struct_field) == 24, "abi");
_Static_assert(sizeof(tc_uncommon) == 16 && sizeof(tc_method) == 16, "abi");
_Static_assert(sizeof(tc_map_type) == 136 && offsetof(tc_map_type, flags) == 128, "abi");

// Two 32-bit fields, and what is longer, as words of a descriptor.
#define TC_PAIR(low, high) \
  ((const void *)((uintptr_t)(uint32_t)(low) | (uintptr_t)(uint32_t)(high) << 32))
#define TC_NUMBER(value) ((const void *)(uintptr_t)(value))
#define TC_UNCOMMON(package, methods, exported, offset) \
  TC_PAIR(package, (uint32_t)(methods) | (uint32_t)(exported) << 16), TC_PAIR(offset, 0)
#define TC_METHOD(name, type, interface_text, text) \
  TC_PAIR(name, type), TC_PAIR(interface_text, text)

// ---- Comparisons -----------------------------------------------------------------------------

TC_INLINE bool tc_equal_strings(tc_string left, tc_string right) {
  return left.length == right.length &&
         (left.data == right.data ||
          __builtin_memcmp(left.data, right.data, (size_t)left.length) == 0);
}

// Values of `any`. False and g->fault set where Go panics.
TC_INLINE bool tc_equal_any(tc_g *g, tc_any left, tc_any right) {
  if (left.type != right.type) return false;
  return left.type == NULL || tc_go_equal_data(g, left.type, left.data, right.data);
}

// Values of one interface type with methods: the first word is a tc_itab, of which there is one for
// each pair of an interface and a type.
TC_INLINE bool tc_equal_iface(tc_g *g, tc_any left, tc_any right) {
  if (left.type != right.type) return false;
  if (left.type == NULL) return true;
  return tc_go_equal_data(g, ((const tc_itab *)(const void *)left.type)->type, left.data,
                          right.data);
}

// The hash of an interface with methods is that of the same value as an `any`.
TC_INLINE uintptr_t tc_hash_iface(tc_g *g, tc_any value, uintptr_t seed) {
  if (value.type != NULL) value.type = ((const tc_itab *)(const void *)value.type)->type;
  return tc_go_hash_any(g, value, seed);
}

#if defined(TC_SEGMENT)
// Where a comparison or a hash found that it must panic: they take g->fault, the type, and panic as
// if whoever called had called them. Emitted with the program.
TC_HIDDEN TC_SEGMENT tc_fault_compare(TC_PARAMETERS);
TC_HIDDEN TC_SEGMENT tc_fault_hash(TC_PARAMETERS);

// The segments by which Go calls the functions of C beside descriptors.
#define TC_ANSWER(call)                                        \
  a0 = (tc_word)(call);                                        \
  TC_JUMP (*(tc_segment **)(void *)(sp - 8))(TC_PASS)
#define TC_ANSWER_OR(call, panics)                             \
  a0 = (tc_word)(call);                                        \
  if (TC_UNLIKELY(g->fault != NULL)) TC_JUMP panics(TC_PASS);  \
  TC_JUMP (*(tc_segment **)(void *)(sp - 8))(TC_PASS)
#endif

#endif
