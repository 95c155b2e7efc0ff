// Natives of Go's library that are no more than a few instructions or a call of the C library: in
// line, under the names that the supplements bind to (Sources/Overlays/Supplements). Included by
// compiled programs only.
#ifndef TRICOLOR_LIBRARY_H
#define TRICOLOR_LIBRARY_H

#include "compiled.h"
#include "metered.h"

#include <math.h>
#include <string.h>

// ---- Memory ------------------------------------------------------------------------------------

TC_INLINE int64_t tc_lib_index_byte(tc_g *g, const void *data, int64_t count, uint8_t byte) {
  (void)g;
  const char *found = count > 0 ? memchr(data, byte, (size_t)count) : NULL;
  return found ? found - (const char *)data : -1;
}
TC_INLINE int64_t tc_lib_last_index_byte(tc_g *g, const void *data, int64_t count, uint8_t byte) {
  (void)g;
  const uint8_t *bytes = data;
  while (count > 0 && bytes[count - 1] != byte) count--;
  return count - 1;
}
TC_INLINE int64_t tc_lib_count_byte(tc_g *g, const void *data, int64_t count, uint8_t byte) {
  (void)g;
  const uint8_t *bytes = data;
  int64_t found = 0;
  for (int64_t i = 0; i < count; i++) found += bytes[i] == byte;
  return found;
}
TC_INLINE int64_t tc_lib_compare(tc_g *g, const void *a, int64_t n, const void *b, int64_t m) {
  (void)g;
  int64_t common = n < m ? n : m;
  int order = common > 0 ? memcmp(a, b, (size_t)common) : 0;
  if (order != 0) return order < 0 ? -1 : 1;
  return n < m ? -1 : n > m;
}
// The first place of b in a, or -1.
TC_INLINE int64_t tc_lib_find(tc_g *g, const char *a, int64_t n, const char *b, int64_t m) {
  (void)g;
  if (m == 0) return 0;
  for (int64_t at = 0; at + m <= n; at++) {
    const char *found = memchr(a + at, b[0], (size_t)(n - m - at + 1));
    if (found == NULL) return -1;
    at = found - a;
    if (memcmp(found, b, (size_t)m) == 0) return at;
  }
  return -1;
}
TC_INLINE void tc_lib_move(tc_g *g, void *to, const void *from, uint64_t bytes) {
  (void)g;
  __builtin_memmove(to, from, bytes);
}

// ---- Goroutines --------------------------------------------------------------------------------

// What the library remembers of a goroutine.
TC_INLINE uint64_t tc_lib_notes(tc_g *g) { return g->notes; }
TC_INLINE void tc_lib_set_notes(tc_g *g, uint64_t notes) { g->notes = (uint32_t)notes; }

// ---- Values by their types ---------------------------------------------------------------------

TC_INLINE void *tc_lib_new(tc_g *g, const void *type) { return tc_go_make_array(g, type, 1); }
TC_INLINE void tc_lib_copy(tc_g *g, const void *type, void *to, const void *from) {
  tc_go_move(g, type, to, from, 1);
}
TC_INLINE void tc_lib_clear(tc_g *g, const void *type, void *at) { tc_go_clear(g, type, at, 1); }
TC_INLINE int64_t tc_lib_channel_length(tc_g *g, const void *channel) {
  return tc_channel_length(g, channel);
}
TC_INLINE int64_t tc_lib_channel_capacity(tc_g *g, const void *channel) {
  return tc_channel_capacity(g, channel);
}
TC_INLINE int64_t tc_lib_map_length(tc_g *g, const void *map) { return tc_map_length(g, map); }
#define tc_lib_hash_bytes(g, data, bytes, seed) tc_go_hash_bytes(data, bytes, seed)
TC_INLINE void *tc_lib_current(tc_g *g) { return g; }

// ---- Bits --------------------------------------------------------------------------------------

TC_INLINE int64_t tc_lib_trailing_zeros64(tc_g *g, uint64_t x) {
  (void)g;
  return x ? __builtin_ctzll(x) : 64;
}
TC_INLINE int64_t tc_lib_length64(tc_g *g, uint64_t x) {
  (void)g;
  return x ? 64 - __builtin_clzll(x) : 0;
}
TC_INLINE int64_t tc_lib_ones64(tc_g *g, uint64_t x) {
  (void)g;
  return __builtin_popcountll(x);
}
TC_INLINE uint64_t tc_lib_reverse64(tc_g *g, uint64_t x) {
  (void)g;
  return __builtin_bitreverse64(x);
}
TC_INLINE uint64_t tc_lib_reverse_bytes64(tc_g *g, uint64_t x) {
  (void)g;
  return __builtin_bswap64(x);
}
TC_INLINE uint64_t tc_lib_rotate64(tc_g *g, uint64_t x, int64_t by) {
  (void)g;
  unsigned left = (unsigned)by & 63;
  return x << left | x >> (-left & 63);
}
TC_INLINE uint32_t tc_lib_rotate32(tc_g *g, uint32_t x, int64_t by) {
  (void)g;
  unsigned left = (unsigned)by & 31;
  return x << left | x >> (-left & 31);
}

typedef struct tc_two_words { uint64_t first, second; } tc_two_words;

TC_INLINE tc_two_words tc_lib_multiply64(tc_g *g, uint64_t x, uint64_t y) {
  (void)g;
  unsigned __int128 product = (unsigned __int128)x * y;
  return (tc_two_words){(uint64_t)(product >> 64), (uint64_t)product};
}
// The quotient and the remainder; high < y, which is not 0.
TC_INLINE tc_two_words tc_lib_divide128(tc_g *g, uint64_t high, uint64_t low, uint64_t y) {
  (void)g;
#if defined(__x86_64__)
  uint64_t quotient, remainder;
  __asm__("divq %4" : "=a"(quotient), "=d"(remainder) : "0"(low), "1"(high), "r"(y) : "cc");
  return (tc_two_words){quotient, remainder};
#else
  unsigned __int128 all = (unsigned __int128)high << 64 | low;
  return (tc_two_words){(uint64_t)(all / y), (uint64_t)(all % y)};
#endif
}
TC_INLINE tc_two_words tc_lib_add64(tc_g *g, uint64_t x, uint64_t y, uint64_t carry) {
  (void)g;
  unsigned __int128 sum = (unsigned __int128)x + y + carry;
  return (tc_two_words){(uint64_t)sum, (uint64_t)(sum >> 64)};
}
TC_INLINE tc_two_words tc_lib_subtract64(tc_g *g, uint64_t x, uint64_t y, uint64_t borrow) {
  (void)g;
  unsigned __int128 difference = (unsigned __int128)x - y - borrow;
  return (tc_two_words){(uint64_t)difference, (uint64_t)(difference >> 64) & 1};
}

// ---- Floats ------------------------------------------------------------------------------------

TC_INLINE uint64_t tc_lib_float64_bits(tc_g *g, double x) {
  (void)g;
  uint64_t bits;
  __builtin_memcpy(&bits, &x, 8);
  return bits;
}
TC_INLINE double tc_lib_float64_from_bits(tc_g *g, uint64_t bits) {
  (void)g;
  double x;
  __builtin_memcpy(&x, &bits, 8);
  return x;
}
TC_INLINE uint32_t tc_lib_float32_bits(tc_g *g, float x) {
  (void)g;
  uint32_t bits;
  __builtin_memcpy(&bits, &x, 4);
  return bits;
}
TC_INLINE float tc_lib_float32_from_bits(tc_g *g, uint32_t bits) {
  (void)g;
  float x;
  __builtin_memcpy(&x, &bits, 4);
  return x;
}
#define tc_lib_sqrt(g, x) __builtin_sqrt(x)
#define tc_lib_abs(g, x) __builtin_fabs(x)
#define tc_lib_floor(g, x) __builtin_floor(x)
#define tc_lib_ceil(g, x) __builtin_ceil(x)
#define tc_lib_trunc(g, x) __builtin_trunc(x)
#define tc_lib_fma(g, x, y, z) __builtin_fma(x, y, z)
#define tc_lib_copysign(g, x, y) __builtin_copysign(x, y)

#endif
