// What generated comparisons and hashes call in the run time, in a simple form: enough to see that
// they are called with the right bytes.
#include <string.h>

#include "types.h"

uintptr_t tc_go_hash_bytes(const void *data, uintptr_t bytes, uintptr_t seed) {
  const uint8_t *at = data;
  for (uintptr_t i = 0; i < bytes; i++) seed = (seed ^ at[i]) * 1099511628211u;
  return seed + 1;
}

uintptr_t tc_go_hash_float(double value, uintptr_t seed) {
  static uintptr_t differ;
  if (value != value) return ++differ * 977;
  if (value == 0) value = 0;
  return tc_go_hash_bytes(&value, sizeof value, seed);
}

bool tc_go_equal_data(tc_g *g, const tc_type *type, void *left, void *right) {
  if (type->equal == NULL) {
    g->fault = type;
    return false;
  }
  if (type->tflag & TC_TYPE_DIRECT) return left == right;
  return ((const tc_equality *)type->equal)->plain(g, left, right);
}

uintptr_t tc_go_hash_any(tc_g *g, tc_any value, uintptr_t seed) {
  if (value.type == NULL) return seed;
  if (value.type->equal == NULL) {
    g->fault = value.type;
    return seed;
  }
  return tc_go_hash_bytes(value.data, value.type->size, seed);
}
