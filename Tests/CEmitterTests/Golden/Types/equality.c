// Compares and hashes values by generated functions: each line that is printed is a fact that does
// not hold.
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "types.h"

typedef struct probe {
  const char *label;
  const tc_type *type;
} probe;
extern const probe probes[];

static const tc_type *type_of(const char *label) {
  for (const probe *p = probes; p->label != NULL; p++) {
    if (strcmp(p->label, label) == 0) return p->type;
  }
  printf("no %s\n", label);
  return NULL;
}

static tc_g g;
#define CHECK(fact) \
  if (!(fact)) printf("line %d: %s\n", __LINE__, #fact)

static bool equal(const char *label, const void *left, const void *right) {
  return ((const tc_equality *)type_of(label)->equal)->plain(&g, left, right);
}

static uintptr_t hash(const char *map, const void *key) {
  return ((const tc_map_type *)type_of(map))->hasher->plain(&g, key, 7);
}

static tc_string string(const char *text) {
  return (tc_string){(const uint8_t *)text, (intptr_t)strlen(text)};
}

// ---- Entries ---------------------------------------------------------------------------------

static tc_word answer;
static const char *where;

static TC_SEGMENT stop(TC_PARAMETERS) {
  answer = a0;
  where = "returned";
}

TC_SEGMENT test_comparison_panic(TC_PARAMETERS) {
  answer = a0;
  where = "comparison";
}

TC_SEGMENT test_hash_panic(TC_PARAMETERS) {
  answer = a0;
  where = "hash";
}

static void call(tc_segment *entry, const void *first, const void *second) {
  tc_word stack[8] = {0};
  stack[7] = (tc_word)stop;
  entry(&g, (char *)&stack[8], 0, (tc_word)first, (tc_word)second, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0);
}

// ---- Values ----------------------------------------------------------------------------------

typedef struct mixed {
  tc_string name;
  double ratio;
  float small;
  uint32_t id;
  tc_any value;
  tc_any shape;
  float cells[3][2];
  tc_string words[2];
  struct { bool on; tc_string tag; } flags[4];
  tc_any pair[2];
  uint8_t tail[5];
} mixed;

static mixed sample(int garbage) {
  mixed value;
  memset(&value, garbage, sizeof value);
  value.name = string(garbage ? "one" : strdup("one"));
  value.ratio = garbage ? 0.0 : -0.0;
  value.small = 1.5f;
  value.id = 77;
  value.value = value.shape = (tc_any){0};
  for (int i = 0; i < 6; i++) (&value.cells[0][0])[i] = (float)i;
  value.words[0] = string("");
  value.words[1] = string("two");
  for (int i = 0; i < 4; i++) {
    value.flags[i].on = i & 1;
    value.flags[i].tag = string("tag");
  }
  value.pair[0] = value.pair[1] = (tc_any){0};
  memset(value.tail, 3, 5);
  return value;
}

static void check_mixed(void) {
  mixed left = sample(0), right = sample(255);
  right.flags[2].on = left.flags[2].on = true;
  CHECK(sizeof(mixed) == type_of("probeMixed")->size);
  CHECK(equal("probeMixed", &left, &right));
  CHECK(hash("probeMapMixed", &left) == hash("probeMapMixed", &right));
#define DIFFERS(change)                       \
  {                                           \
    mixed other = sample(255);                \
    other.flags[2].on = true;                 \
    change;                                   \
    CHECK(!equal("probeMixed", &left, &other)); \
  }
  DIFFERS(other.name = string("onE"));
  DIFFERS(other.ratio = NAN);
  DIFFERS(other.small = 2);
  DIFFERS(other.id = 78);
  DIFFERS(other.value.type = type_of("probeInt"));
  DIFFERS(other.cells[2][1] = 0);
  DIFFERS(other.words[1] = string("twi"));
  DIFFERS(other.flags[3].on = false);
  DIFFERS(other.flags[0].tag = string("tags"));
  DIFFERS(other.pair[1].type = type_of("probeInt"));
  DIFFERS(other.tail[4] = 4);
  double nan = NAN;
  CHECK(!equal("probeFloat64", &nan, &nan));
  CHECK(!equal("probeOne", &nan, &nan));
  CHECK(hash("probeMapFloat", &nan) != hash("probeMapFloat", &nan));
}

static void check_interfaces(void) {
  const tc_type *number = type_of("probeInt"), *slice = type_of("probeSlice");
  intptr_t one = 1, same = 1, two = 2;
  tc_any a = {number, &one}, b = {number, &same}, c = {number, &two}, bad = {slice, &one};
  CHECK(equal("probeAny", &a, &b) && !equal("probeAny", &a, &c));
  CHECK(g.fault == NULL);
  CHECK(!equal("probeAny", &bad, &bad) && g.fault == slice);
  g.fault = NULL;
  // A difference before the field that panics: no panic. Behind it: a panic.
  mixed left = sample(0), right = sample(0);
  left.value = right.value = bad;
  left.id = 1;
  CHECK(!equal("probeMixed", &left, &right) && g.fault == NULL);
  left.id = right.id;
  left.tail[0] = 9;
  CHECK(!equal("probeMixed", &left, &right) && g.fault == slice);
  g.fault = NULL;
  // In an array of interfaces, too: a type that differs further back comes too late.
  left = right = sample(0);
  left.pair[0] = right.pair[0] = bad;
  left.pair[1] = a;
  CHECK(!equal("probeMixed", &left, &right) && g.fault == slice);
  g.fault = NULL;
  CHECK(hash("probeMapAny", &a) == hash("probeMapAny", &b));
  hash("probeMapAny", &bad);
  CHECK(g.fault == slice);
  g.fault = NULL;
}

static void check_entries(void) {
  const tc_equality *strings = type_of("probeString")->equal;
  const tc_equality *anys = type_of("probeAny")->equal;
  tc_string a = string("abc"), b = string("abd");
  call(strings->entry, &a, &a);
  CHECK(answer == 1 && strcmp(where, "returned") == 0);
  call(strings->entry, &a, &b);
  CHECK(answer == 0 && strcmp(where, "returned") == 0);
  tc_any bad = {type_of("probeSlice"), &a};
  call(anys->entry, &bad, &bad);
  CHECK(answer == (tc_word)bad.type && strcmp(where, "comparison") == 0 && g.fault == NULL);
  const tc_hashing *hashing = ((const tc_map_type *)type_of("probeMapAny"))->hasher;
  call(hashing->entry, &bad, NULL);
  CHECK(answer == (tc_word)bad.type && strcmp(where, "hash") == 0 && g.fault == NULL);
}

int main(void) {
  struct { uint8_t a, blank; uint16_t b; } gap[2] = {{1, 2, 3}, {1, 9, 3}};
  CHECK(equal("probeGap", &gap[0], &gap[1]));
  gap[1].b = 4;
  CHECK(!equal("probeGap", &gap[0], &gap[1]));
  tc_string six[6];
  for (int i = 0; i < 6; i++) six[i] = string("cell");
  tc_string other[6];
  memcpy(other, six, sizeof six);
  CHECK(equal("probeArrayArray", six, other));
  other[5] = string("cel");
  CHECK(!equal("probeArrayArray", six, other));
  CHECK(equal("probeEmpty", six, other) && equal("probeEmptyArray", six, other));
  CHECK(type_of("probeSlice")->equal == NULL && type_of("probeTable")->equal == NULL);
  // Types with the same steps share their functions.
  CHECK(type_of("probeInt")->equal == type_of("probeUint64")->equal);
  CHECK(type_of("probePoint")->equal == type_of("probeComplex128")->equal);
  check_mixed();
  check_interfaces();
  check_entries();
  return 0;
}
