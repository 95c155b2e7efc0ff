// Prints the initial values of generated variables in the words of values.go. Compiled together
// with the generated file, whose variables are called tc_var_ and their Go name.
#include <stdio.h>
#include <string.h>

#include "types.h"

#define VARIABLE(type, name)  \
  extern tc_word tc_var_##name[]; \
  static type *name(void) { return (type *)(void *)tc_var_##name; }

typedef struct point {
  int32_t x, y;
  tc_string label;
} point;

VARIABLE(bool, yes)
VARIABLE(int8_t, small)
VARIABLE(uint16_t, medium)
VARIABLE(int32_t, rune1)
VARIABLE(int64_t, large)
VARIABLE(uint64_t, huge)
VARIABLE(uintptr_t, address)
VARIABLE(uint32_t, half)
VARIABLE(uint64_t, third)
VARIABLE(uint64_t, tiny)
VARIABLE(uint64_t, most)
VARIABLE(uint32_t, pair)
VARIABLE(uint64_t, wide)
VARIABLE(tc_string, text)
VARIABLE(tc_string, empty)
VARIABLE(tc_slice, bytes)
VARIABLE(void *, none)
VARIABLE(uint8_t, mixed)
VARIABLE(intptr_t, sparse)
VARIABLE(tc_slice, numbers)
VARIABLE(tc_slice, words)
VARIABLE(point, points)
VARIABLE(tc_string *, inner)
VARIABLE(point *, pointer)
VARIABLE(point *, pointer2)
VARIABLE(tc_closure *, function)
VARIABLE(tc_any, held)
VARIABLE(tc_any, direct)
VARIABLE(tc_any, shown)
VARIABLE(tc_any, named)
VARIABLE(tc_any, nothing)
VARIABLE(tc_closure *, table)
VARIABLE(void *, handle)
typedef struct nest {
  bool flag;
  tc_slice list;
  tc_any any;
} nest;
VARIABLE(nest, nested)

extern const tc_closure closure_double;
extern const tc_type *const type_float64, *const type_string, *const type_numbers;
extern const tc_globals tc_global_ranges[];

static const char *truth(bool value) { return value ? "true" : "false"; }

static void print(tc_string value) {
  for (intptr_t i = 0; i < value.length; i++) putchar(value.data[i]);
}

static tc_string string_at(tc_slice slice, int index) {
  return ((const tc_string *)(const void *)slice.data)[index];
}

static void print_lists(void) {
  printf("%ld %ld %ld %ld\n", sparse()[4], sparse()[5], sparse()[998], sparse()[999]);
  const intptr_t *list = (const intptr_t *)(const void *)numbers()->data;
  printf("%ld %ld %ld %ld %ld\n", numbers()->length, numbers()->capacity, list[0], list[1],
         list[2]);
  printf("%ld", words()->length);
  for (int i = 0; i < 4; i++) {
    putchar(' ');
    print(string_at(*words(), i));
  }
  putchar('\n');
  for (int i = 0; i < 2; i++) {
    printf("%d %d ", points()[i].x, points()[i].y);
    print(points()[i].label);
    putchar(' ');
  }
  print(**inner());
  printf(" %s %d %d ", truth(*inner() == &points()[1].label), (*pointer())->x, (*pointer())->y);
  print((*pointer())->label);
  putchar('\n');
}

static void print_interfaces(void) {
  const tc_itab *of_shown = (const tc_itab *)(const void *)shown()->type;
  const tc_itab *of_named = (const tc_itab *)(const void *)named()->type;
  const point *shown_point = shown()->data;
  // The functions are not compiled here: that the right one is named is what counts.
  printf("%d ", *function() == &closure_double ? 8 : 0);
  double number = *(const double *)held()->data;
  if (held()->type == type_float64) printf("%.1f ", number);
  printf("%s ", truth(direct()->type == type_numbers && direct()->data == numbers()));
  if (of_shown->type->kind == TC_KIND_POINTER && shown_point == *pointer2()) {
    print(shown_point->label);
  }
  if (of_named->type->kind == TC_KIND_UINT16) printf(" %d", *(const uint16_t *)named()->data);
  printf(" %s %s %d\n", truth(nothing()->type == NULL), truth(table()[0] == NULL),
         table()[1] == &closure_double ? 10 : 0);
}

int main(void) {
  printf("%s %d %u %d %ld %lu %lu\n", truth(*yes()), *small(), *medium(), *rune1(), *large(),
         *huge(), *address());
  printf("%u %lu %lu %lu\n", *half(), *third(), *tiny(), *most());
  printf("%u %u %lu %lu\n", pair()[0], pair()[1], wide()[0], wide()[1]);
  print(*text());
  printf(" %ld %ld %.*s %ld %ld %s\n", text()->length, empty()->length, (int)bytes()->length,
         (const char *)bytes()->data, bytes()->length, bytes()->capacity, truth(*none() == NULL));
  bytes()->data[0] = 'C';
  for (int i = 0; i < 8; i++) printf("%d ", mixed()[i]);
  print_lists();
  const nest *n = nested();
  point **list = (point **)(void *)n->list.data;
  printf("%s %ld ", truth(n->flag), n->list.length);
  print(list[0]->label);
  printf(" %s ", truth(list[1] == NULL));
  print(list[2]->label);
  putchar(' ');
  if (n->any.type == type_string) print(*(const tc_string *)n->any.data);
  putchar('\n');
  print_interfaces();
  printf("%s 0\n", truth(*handle() == points()));
  for (const tc_globals *range = tc_global_ranges; range->base != NULL; range++) {
    if (range->base == mixed() || range->base == sparse()) printf("scanned without need\n");
    if (range->base == (void *)nested() && (range->bytes != 48 || range->mask[0] != 0x22)) {
      printf("nested is scanned wrongly\n");
    }
  }
  return 0;
}
