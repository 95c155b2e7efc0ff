// What the run time keeps in static memory: constants that Swift's Embedded subset would make at
// first use, behind a lock, and the buffer that print writes to. Defined in tables.c.
#ifndef TRICOLOR_TABLES_H
#define TRICOLOR_TABLES_H

#include "segment.h"

#include <string.h>

// A pointer, for arrays of them.
extern const tc_type tc_go_pointer_type;

// Every byte: strings of one byte point here.
extern const uint8_t tc_go_bytes[256];

enum { TC_PRINT_BYTES = 2048 };

// What a println writes until it ends. Held by whoever took `lock`.
typedef struct tc_print_buffer {
  uint32_t lock;
  uint32_t depth;   // begins without their end
  uint32_t count;   // bytes in use
  uint8_t bytes[TC_PRINT_BYTES];
} tc_print_buffer;
extern tc_print_buffer tc_go_print_buffer;
static inline uint8_t *tc_print_bytes(void) { return tc_go_print_buffer.bytes; }
static inline tc_print_buffer *tc_print_shared(void) { return &tc_go_print_buffer; }

// The method tables that programs have made so far (Sources/GoRuntime/Types/MethodTables).
typedef struct tc_itab_registry {
  uint32_t lock;          // for whoever adds
  uint32_t count;         // tables in it
  uintptr_t published;    // atomic: where the places are, [places - 1, table, table, …]; or 0
  uintptr_t next, end;    // memory that is left for tables
} tc_itab_registry;
extern tc_itab_registry tc_go_itabs;
static inline tc_itab_registry *tc_itab_shared(void) { return &tc_go_itabs; }

// What reflection made while the program runs, by negative offsets (runtime/reflection.go): pairs
// of words, the second is the place.
typedef struct tc_reflected_table {
  const uintptr_t *places;  // atomic; replaced by longer ones, which begin with the same pairs
  uintptr_t count;          // atomic; written after `places`
} tc_reflected_table;
extern tc_reflected_table tc_go_reflected;
static inline tc_reflected_table *tc_reflected_shared(void) { return &tc_go_reflected; }
static inline void tc_publish_reflected(tc_reflected_table *table, uintptr_t places,
                                        uintptr_t count) {
  __atomic_store_n(&table->places, (const uintptr_t *)places, __ATOMIC_RELEASE);
  __atomic_store_n(&table->count, count, __ATOMIC_RELEASE);
}
// The place of a negative offset; 0 if nothing has it.
static inline uintptr_t tc_reflected_place(int32_t offset) {
  uintptr_t index = (uintptr_t)(-(int64_t)offset - 1);
  if (index >= __atomic_load_n(&tc_go_reflected.count, __ATOMIC_ACQUIRE)) return 0;
  return __atomic_load_n(&tc_go_reflected.places, __ATOMIC_ACQUIRE)[2 * index + 1];
}

// The address of a table's methods.
static inline uintptr_t *tc_itab_methods(tc_itab *table) { return (uintptr_t *)table->methods; }
static inline const tc_type *tc_pointer_type(void) { return &tc_go_pointer_type; }
static inline const uint8_t *tc_byte_string(uint8_t byte) { return &tc_go_bytes[byte]; }

// memcmp, which Swift's Embedded subset has no name for.
static inline int tc_compare_bytes(const void *left, const void *right, uintptr_t count) {
  return memcmp(left, right, count);
}

#endif
