// What compiled Go calls under the names that the lowering uses: every operand a scalar, the
// goroutine first. Small things are done here, in line; the rest goes to go_calls.h, whose
// functions take strings and slices whole. Included by compiled programs only.
#ifndef TRICOLOR_COMPILED_H
#define TRICOLOR_COMPILED_H

#include <limits.h>
#include <stdint.h>

#include "allocate.h"
#include "barrier.h"
#include "glue.h"
#include "heap_calls.h"
#include "system_calls.h"
#include "language_calls.h"
#include "scheduler_calls.h"
#include "types.h"

#define TC_STRING(p, n) ((tc_string){(const uint8_t *)(p), (intptr_t)(n)})
#define TC_SLICE(p, n, c) ((tc_slice){(uint8_t *)(p), (intptr_t)(n), (intptr_t)(c)})
#define TC_ANY(t, d) ((tc_any){(const tc_type *)(t), (void *)(d)})

// ---- Arithmetic ------------------------------------------------------------------------------

#define TC_DIVISION(bits)                                                                          \
  TC_INLINE int##bits##_t tc_divide_##bits(int##bits##_t a, int##bits##_t b) {                     \
    return b == -1 ? (int##bits##_t)-a : (int##bits##_t)(a / b);                                   \
  }                                                                                                \
  TC_INLINE int##bits##_t tc_remainder_##bits(int##bits##_t a, int##bits##_t b) {                  \
    return b == -1 ? 0 : (int##bits##_t)(a % b);                                                   \
  }
TC_DIVISION(8)
TC_DIVISION(16)
TC_DIVISION(32)
TC_DIVISION(64)

TC_INLINE uint64_t tc_shift_left(uint64_t a, uint64_t n, unsigned bits) {
  return n < bits ? a << n : 0;
}
TC_INLINE uint64_t tc_shift_right(uint64_t a, uint64_t n, unsigned bits) {
  return n < bits ? a >> n : 0;
}
TC_INLINE int64_t tc_shift_right_signed(int64_t a, uint64_t n, unsigned bits) {
  return a >> (n < bits ? n : bits - 1);
}

// Out of range gives the smallest integer, as amd64's conversion does.
TC_INLINE int64_t tc_float_to_int64(double value) {
  return value >= -0x1p63 && value < 0x1p63 ? (int64_t)value : INT64_MIN;
}
TC_INLINE uint64_t tc_float_to_uint64(double value) {
  if (value < 0x1p63) return (uint64_t)tc_float_to_int64(value);
  return (uint64_t)tc_float_to_int64(value - 0x1p63) ^ (uint64_t)1 << 63;
}

// NaN wins; -0 is below 0.
#define TC_EXTREMA(type)                                                                           \
  TC_INLINE type tc_min_##type(tc_g *g, type a, type b) {                                          \
    (void)g;                                                                                       \
    if (a != a || b != b) return a + b;                                                            \
    if (a == 0 && b == 0) return __builtin_signbit(a) ? a : b;                                     \
    return a < b ? a : b;                                                                          \
  }                                                                                                \
  TC_INLINE type tc_max_##type(tc_g *g, type a, type b) {                                          \
    (void)g;                                                                                       \
    if (a != a || b != b) return a + b;                                                            \
    if (a == 0 && b == 0) return __builtin_signbit(a) ? b : a;                                     \
    return a > b ? a : b;                                                                          \
  }
TC_EXTREMA(float)
TC_EXTREMA(double)

typedef struct tc_complex128 { double real, imaginary; } tc_complex128;
typedef struct tc_complex64 { float real, imaginary; } tc_complex64;

// A quotient whose parts are both NaN may yet be an infinity or a zero (C99, annex G).
TC_INLINE double tc_one_if_infinite(double x) {
  return __builtin_copysign(__builtin_isinf(x) ? 1 : 0, x);
}
TC_INLINE tc_complex128 tc_limit_of_quotient(double a, double b, double c, double d) {
  bool top_infinite = __builtin_isinf(a) || __builtin_isinf(b);
  bool bottom_infinite = __builtin_isinf(c) || __builtin_isinf(d);
  if (c == 0 && d == 0) {
    // NaN where both are NaN.
    double infinity = __builtin_copysign(__builtin_inf(), c);
    return (tc_complex128){infinity * a, infinity * b};
  }
  if (top_infinite && __builtin_isfinite(c) && __builtin_isfinite(d)) {
    a = tc_one_if_infinite(a), b = tc_one_if_infinite(b);
    return (tc_complex128){__builtin_inf() * (a * c + b * d), __builtin_inf() * (b * c - a * d)};
  }
  if (bottom_infinite && __builtin_isfinite(a) && __builtin_isfinite(b)) {
    c = tc_one_if_infinite(c), d = tc_one_if_infinite(d);
    return (tc_complex128){0 * (a * c + b * d), 0 * (b * c - a * d)};
  }
  return (tc_complex128){__builtin_nan(""), __builtin_nan("")};
}
TC_INLINE tc_complex128 tc_divide_complex128(tc_g *g, double a, double b, double c, double d) {
  (void)g;
  tc_complex128 result;
  if (__builtin_fabs(c) >= __builtin_fabs(d)) {
    double ratio = d / c, divisor = c + ratio * d;
    result = (tc_complex128){(a + b * ratio) / divisor, (b - a * ratio) / divisor};
  } else {
    double ratio = c / d, divisor = d + ratio * c;
    result = (tc_complex128){(a * ratio + b) / divisor, (b * ratio - a) / divisor};
  }
  if (result.real != result.real && result.imaginary != result.imaginary)
    return tc_limit_of_quotient(a, b, c, d);
  return result;
}
TC_INLINE tc_complex64 tc_divide_complex64(tc_g *g, float a, float b, float c, float d) {
  tc_complex128 result = tc_divide_complex128(g, a, b, c, d);
  return (tc_complex64){(float)result.real, (float)result.imaginary};
}

// ---- Comparison ------------------------------------------------------------------------------

TC_INLINE bool tc_same_strings(tc_g *g, const char *p, int64_t n, const char *q, int64_t m) {
  (void)g;
  return tc_equal_strings(TC_STRING(p, n), TC_STRING(q, m));
}
TC_INLINE int64_t tc_compare_strings(tc_g *g, const char *p, int64_t n, const char *q, int64_t m) {
  return tc_go_compare(g, TC_STRING(p, n), TC_STRING(q, m));
}
TC_INLINE tc_string tc_smaller_string(tc_g *g, char *p, int64_t n, char *q, int64_t m) {
  return tc_compare_strings(g, q, m, p, n) < 0 ? TC_STRING(q, m) : TC_STRING(p, n);
}
TC_INLINE tc_string tc_larger_string(tc_g *g, char *p, int64_t n, char *q, int64_t m) {
  return tc_compare_strings(g, q, m, p, n) > 0 ? TC_STRING(q, m) : TC_STRING(p, n);
}
TC_INLINE bool tc_same_any(tc_g *g, char *t, char *d, char *u, char *e) {
  return tc_equal_any(g, TC_ANY(t, d), TC_ANY(u, e));
}
TC_INLINE bool tc_same_interfaces(tc_g *g, char *t, char *d, char *u, char *e) {
  // Method tables that were made at run time are others than the compiler's.
  const tc_type *left = t ? ((tc_itab *)t)->type : NULL;
  const tc_type *right = u ? ((tc_itab *)u)->type : NULL;
  return tc_equal_any(g, TC_ANY(left, d), TC_ANY(right, e));
}
TC_INLINE bool tc_same_typed(tc_g *g, const void *type, const void *left, const void *right) {
  return ((const tc_equality *)((const tc_type *)type)->equal)->plain(g, left, right);
}
TC_INLINE char *tc_take_fault(tc_g *g) {
  char *fault = (char *)g->fault;
  if (TC_UNLIKELY(fault != NULL)) g->fault = NULL;
  return fault;
}

// ---- Memory ----------------------------------------------------------------------------------

TC_INLINE int64_t tc_offset_if_room(tc_g *g, int64_t bytes, int64_t room) {
  (void)g;
  return room != 0 ? bytes : 0;
}
TC_INLINE char *tc_pointer_if(tc_g *g, uint8_t condition, char *pointer) {
  (void)g;
  return condition ? pointer : NULL;
}
TC_INLINE int64_t tc_smaller(tc_g *g, int64_t a, int64_t b) {
  (void)g;
  return a < b ? a : b;
}
TC_INLINE void tc_move_bytes(tc_g *g, void *to, const void *from, int64_t bytes) {
  (void)g;
  __builtin_memmove(to, from, (size_t)bytes);
}
TC_INLINE void tc_copy_typed(tc_g *g, void *to, const void *from, const tc_type *type) {
  if (TC_UNLIKELY(g->cache->barrier)) tc_bulk_barrier_typed(g->cache, to, from, type->size, type);
  __builtin_memmove(to, from, type->size);
}
TC_INLINE void tc_zero_typed(tc_g *g, void *at, const tc_type *type) {
  if (TC_UNLIKELY(g->cache->barrier)) tc_bulk_barrier_typed(g->cache, at, NULL, type->size, type);
  __builtin_memset(at, 0, type->size);
}
#define tc_go_grow(g, type, p, n, c, length) \
  (tc_go_grow)(g, (const tc_type *)(type), TC_SLICE(p, n, c), length)

// ---- Integers in interfaces ---------------------------------------------------------------------

// The numbers below 256, for interfaces that hold one: they are never written to, and need no
// memory of their own. A narrow one is read from its first bytes.
extern const uint64_t tc_small_values[256] TC_HIDDEN;

// The data word of an interface that holds an integer of so many bits.
TC_INLINE char *tc_box_8(tc_g *g, uint8_t value) {
  (void)g;
  return (char *)&tc_small_values[value];
}
#define TC_BOX(bits)                                                        \
  TC_INLINE char *tc_box_##bits(tc_g *g, uint##bits##_t value) {             \
    if (value < 256) return (char *)&tc_small_values[value];                \
    uint##bits##_t *box = tc_allocate_tiny(g->cache, sizeof value);         \
    *box = value;                                                           \
    return (char *)box;                                                     \
  }
TC_BOX(16)
TC_BOX(32)
TC_BOX(64)
#undef TC_BOX

// ---- Strings -----------------------------------------------------------------------------------

// What stands for an address of nothing: not nil.
#define tc_some_place(g, p) ((p) != NULL ? (p) : (char *)1)
#define tc_go_bytes_of_string(g, buffer, p, n) (tc_go_bytes_of_string)(g, buffer, TC_STRING(p, n))
#define tc_go_runes_of_string(g, buffer, p, n) (tc_go_runes_of_string)(g, buffer, TC_STRING(p, n))

typedef struct tc_rune_and_next { int64_t rune, next; } tc_rune_and_next;
TC_INLINE tc_rune_and_next tc_next_rune(tc_g *g, const char *p, int64_t n, int64_t index) {
  if (TC_LIKELY((uint8_t)p[index] < 0x80)) return (tc_rune_and_next){p[index], index + 1};
  tc_go_decode_rune(g, TC_STRING(p, n), index);
  return (tc_rune_and_next){(int64_t)g->words[0], (int64_t)g->words[1]};
}

// ---- Interfaces
// ----------------------------------------------------------------------------------

TC_INLINE char *tc_type_of_table(tc_g *g, const void *table) {
  (void)g;
  return table ? (char *)((const tc_itab *)table)->type : NULL;
}
TC_INLINE char *tc_table_or_nil(tc_g *g, const void *interface, const void *type) {
  return type ? (char *)tc_go_itab(g, interface, type) : NULL;
}

// ---- Maps and channels -------------------------------------------------------------------------

TC_INLINE int64_t tc_map_length(tc_g *g, const void *map) {
  (void)g;
  return map ? ((const tc_map *)map)->count : 0;
}
TC_INLINE int64_t tc_channel_length(tc_g *g, const void *channel) {
  (void)g;
  return channel ? ((const tc_channel *)channel)->length : 0;
}
TC_INLINE int64_t tc_channel_capacity(tc_g *g, const void *channel) {
  (void)g;
  return channel ? ((const tc_channel *)channel)->capacity : 0;
}
TC_INLINE void tc_map_clear_if(tc_g *g, const void *type, void *map) {
  if (map) tc_go_map_clear(g, type, map);
}
#define tc_go_map_find_string(g, type, map, p, n) \
  (tc_go_map_find_string)(g, (const tc_map_type *)(type), (tc_map *)(map), TC_STRING(p, n))
#define tc_go_map_assign_string(g, type, map, p, n) \
  (tc_go_map_assign_string)(g, (const tc_map_type *)(type), (tc_map *)(map), TC_STRING(p, n))

// ---- Printing
// --------------------------------------------------------------------------------------

#define tc_go_print_string(g, p, n) (tc_go_print_string)(g, TC_STRING(p, n))
#define tc_go_print_slice(g, p, n, c) (tc_go_print_slice)(g, TC_SLICE(p, n, c))
#define tc_go_print_any(g, t, d) (tc_go_print_any)(g, TC_ANY(t, d))

#define tc_go_fatal(g, p, n) (tc_go_fatal)(g, TC_STRING(p, n))

// ---- Deferred calls ----------------------------------------------------------------------------
// `sp` and `tc_frame` are those of the segment in which the name stands.

TC_INLINE void tc_defer_begin(tc_g *g, tc_defer *record, char *sp) {
  if (g->defers == record) return;
  record->link = g->defers;
  record->sp = sp;
  g->defers = record;
}
TC_INLINE void tc_defer_in_frame(tc_g *g, void *at, void *node, char *sp) {
  tc_defer *record = at;
  tc_deferred *entry = node;
  tc_defer_begin(g, record, sp);
  entry->next = record->first;
  entry->heap = record->heap;
  record->first = entry;
}
TC_INLINE void tc_defer_on_heap(tc_g *g, void *at, void *node, char *sp) {
  tc_defer *record = at;
  tc_deferred *entry = node;
  tc_defer_begin(g, record, sp);
  tc_store(g->cache, (void **)&entry->next, record->heap);
  record->heap = entry;
}
TC_INLINE char *tc_next_deferred(tc_g *g, void *at) {
  tc_defer *record = at;
  tc_word closure = tc_take_deferred(g, record);
  if (record->first == NULL && record->heap == NULL && g->defers == record) {
    g->defers = record->link;
  }
  return (char *)closure;
}
TC_INLINE void tc_defer_outside(tc_g *g, void *at, void *node) {
  tc_deferred_range *range = at;
  tc_deferred *entry = node;
  tc_store(g->cache, (void **)&entry->next, range->first);
  tc_store(g->cache, (void **)&range->first, entry);
}
#define tc_defer_frame(g, record, node) tc_defer_in_frame(g, record, node, sp)
#define tc_defer_heap(g, record, node) tc_defer_on_heap(g, record, node, sp)
#define tc_caller_stack(g) ((tc_word)(sp + tc_frame))
#define tc_caller_stack_of_adapter(g) ((tc_word)(sp + tc_frame) | 1)
#define tc_keep_alive(g, p) ((void)(p))
#define tc_current_g(g) ((char *)(g))

// ---- Intrinsics of the overlays
// ------------------------------------------------------------------

#define TC_ORDER __ATOMIC_SEQ_CST
#define tc_intrinsic_atomic_load32(g, p) __atomic_load_n((uint32_t *)(p), TC_ORDER)
#define tc_intrinsic_atomic_load64(g, p) __atomic_load_n((uint64_t *)(p), TC_ORDER)
#define tc_intrinsic_atomic_loadptr(g, p) __atomic_load_n((char **)(p), TC_ORDER)
#define tc_intrinsic_atomic_store32(g, p, v) \
  __atomic_store_n((uint32_t *)(p), (uint32_t)(v), TC_ORDER)
#define tc_intrinsic_atomic_store64(g, p, v) \
  __atomic_store_n((uint64_t *)(p), (uint64_t)(v), TC_ORDER)
#define tc_intrinsic_atomic_swap32(g, p, v) \
  __atomic_exchange_n((uint32_t *)(p), (uint32_t)(v), TC_ORDER)
#define tc_intrinsic_atomic_swap64(g, p, v) \
  __atomic_exchange_n((uint64_t *)(p), (uint64_t)(v), TC_ORDER)
#define tc_intrinsic_atomic_add32(g, p, v) \
  __atomic_add_fetch((uint32_t *)(p), (uint32_t)(v), TC_ORDER)
#define tc_intrinsic_atomic_add64(g, p, v) \
  __atomic_add_fetch((uint64_t *)(p), (uint64_t)(v), TC_ORDER)
#define tc_intrinsic_atomic_and32(g, p, v) \
  __atomic_fetch_and((uint32_t *)(p), (uint32_t)(v), TC_ORDER)
#define tc_intrinsic_atomic_and64(g, p, v) \
  __atomic_fetch_and((uint64_t *)(p), (uint64_t)(v), TC_ORDER)
#define tc_intrinsic_atomic_or32(g, p, v) \
  __atomic_fetch_or((uint32_t *)(p), (uint32_t)(v), TC_ORDER)
#define tc_intrinsic_atomic_or64(g, p, v) \
  __atomic_fetch_or((uint64_t *)(p), (uint64_t)(v), TC_ORDER)

TC_INLINE void tc_remember_swap(tc_g *g, void *at, const void *value) {
  tc_before_any_store(g->cache, at, value);
}
TC_INLINE void tc_intrinsic_atomic_storeptr(tc_g *g, void *at, char *value) {
  tc_remember_swap(g, at, value);
  __atomic_store_n((char **)at, value, TC_ORDER);
}
TC_INLINE char *tc_intrinsic_atomic_swapptr(tc_g *g, void *at, char *value) {
  tc_remember_swap(g, at, value);
  return __atomic_exchange_n((char **)at, value, TC_ORDER);
}
TC_INLINE bool tc_intrinsic_atomic_cas32(tc_g *g, void *at, uint32_t old, uint32_t value) {
  (void)g;
  return __atomic_compare_exchange_n((uint32_t *)at, &old, value, false, TC_ORDER, TC_ORDER);
}
TC_INLINE bool tc_intrinsic_atomic_cas64(tc_g *g, void *at, uint64_t old, uint64_t value) {
  (void)g;
  return __atomic_compare_exchange_n((uint64_t *)at, &old, value, false, TC_ORDER, TC_ORDER);
}
TC_INLINE bool tc_intrinsic_atomic_casptr(tc_g *g, void *at, char *old, char *value) {
  tc_remember_swap(g, at, value);
  return __atomic_compare_exchange_n((char **)at, &old, value, false, TC_ORDER, TC_ORDER);
}
#define tc_intrinsic_keep_alive(g, t, d) __asm__ volatile("" ::"r"(d))
#define tc_intrinsic_breakpoint(g) __builtin_debugtrap()
#define tc_intrinsic_getcallerpc(g) (*(tc_word *)(sp + tc_frame - 8))
#define tc_intrinsic_getcallersp(g) ((tc_word)(sp + tc_frame))

#endif
