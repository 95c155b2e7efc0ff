// Memory of the C peers: malloc and free, or Boehm's collector with -DBOEHM, where nothing is
// freed by hand.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#ifdef BOEHM
#include <gc.h>
#define START() GC_INIT()
#define ALLOCATE(bytes) GC_MALLOC(bytes)
#define RELEASE(pointer) ((void)(pointer))
#else
#include <string.h>
#define START() ((void)0)
#define ALLOCATE(bytes) calloc(1, bytes)
#define RELEASE(pointer) free(pointer)
#endif

// The generator that every twin of these programs uses, so that their outputs agree.
static inline uint64_t next_random(uint64_t *state) {
  uint64_t x = *state;
  x ^= x << 13;
  x ^= x >> 7;
  x ^= x << 17;
  return *state = x;
}

static inline long argument(int count, char **words, long otherwise) {
  return count > 1 ? atol(words[1]) : otherwise;
}
