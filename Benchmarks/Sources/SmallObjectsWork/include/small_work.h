// The work of the small-object benchmarks, written once: our side (ours.c) and every malloc
// (Peers/c/small.c) include it and define the four macros first.
//
//   TAKE(size)       memory for an object
//   DROP(object)     the object is dead: free it, or nothing, if reclaiming finds out
//   KEEP(object)     called for every object that is alive when RECLAIM begins (or nothing)
//   RECLAIM          a round is over
//
// Every object's first word is written, and its last byte; what is read back goes into a sum that
// all sides must agree on.
#include <stdint.h>
#include <stdlib.h>

typedef struct small_random {
  uint64_t state;
} small_random;

static inline uint64_t small_next(small_random *random) {
  uint64_t x = random->state;
  x ^= x << 13;
  x ^= x >> 7;
  x ^= x << 17;
  return random->state = x;
}

// 8…1023 bytes: each doubling as often as every other; 218 on average.
static inline uint32_t small_size(uint64_t random) {
  uint32_t shift = 3 + (uint32_t)((random & 0xffff) * 7 >> 16);
  return (1u << shift) + ((uint32_t)(random >> 16) & ((1u << shift) - 1));
}

static inline void small_write(uint8_t *object, uint32_t size, uint64_t value) {
  *(uint64_t *)object = value;
  object[size - 1] = (uint8_t)value;
}

// 32 KiB…64 MiB: each doubling as often as every other.
static inline uint64_t small_large_size(uint64_t random) {
  uint32_t shift = 15 + (uint32_t)((random & 0xffff) * 11 >> 16);
  return (1ull << shift) + ((random >> 16) & ((1ull << shift) - 1));
}

// Several threads take portions of the objects as they come to them, so that none waits long for
// another; what a portion is does not depend on who takes it.
enum { SMALL_PORTION = 500 };

typedef struct small_shares {
  long next;
  char apart[120];
  long all;
} small_shares;

static inline long small_take(small_shares *shares) {
  return __atomic_fetch_add(&shares->next, 1, __ATOMIC_RELAXED);
}

static inline small_random small_portion(long number) {
  return (small_random){88172645463325252ull + (uint64_t)number * 0x9e3779b97f4a7c15ull};
}

enum { SMALL_LARGE_ROUND = 128 << 20 };  // bytes after which large objects are reclaimed

// Writes one byte of each 4 KiB; what was there is zero.
static inline uint64_t small_touch(uint8_t *object, uint64_t size) {
  uint64_t sum = 0;
  for (uint64_t at = 0; at < size; at += 4096) {
    sum += object[at] + 1;
    object[at] = 1;
  }
  return sum;
}

#ifdef SMALL_WORK_BODY

// Everything dies at once: objects come in batches, and the batch goes as a whole.
static uint64_t small_batch(SMALL_CONTEXT, long objects, long batch) {
  uint8_t **all = malloc(sizeof(*all) * (size_t)batch);
  small_random random = {88172645463325252ull};
  uint64_t sum = 0;
  for (long done = 0; done < objects; done += batch) {
    for (long i = 0; i < batch; i++) {
      uint64_t value = small_next(&random);
      uint32_t size = small_size(value);
      uint8_t *object = TAKE(size);
      small_write(object, size, value);
      all[i] = object;
    }
    for (long i = 0; i < batch; i++) {
      sum += *(uint64_t *)all[i];
      DROP(all[i]);
    }
    BEGIN_RECLAIM;
    END_RECLAIM;
  }
  free(all);
  return sum;
}

// One in eight outlives its batch, and dies at the end of a later one: free slots lie scattered.
static uint64_t small_survivors(SMALL_CONTEXT, long objects, long batch) {
  uint8_t **all = malloc(sizeof(*all) * (size_t)batch);
  long most = batch;
  uint8_t **old = calloc((size_t)most, sizeof(*old));
  small_random random = {88172645463325252ull};
  uint64_t sum = 0;
  for (long done = 0; done < objects; done += batch) {
    for (long i = 0; i < batch; i++) {
      uint64_t value = small_next(&random);
      uint32_t size = small_size(value);
      uint8_t *object = TAKE(size);
      small_write(object, size, value);
      all[i] = object;
    }
    for (long i = 0; i < batch; i++) {
      sum += *(uint64_t *)all[i];
      if ((i & 7) == 0) {
        long place = (long)(small_next(&random) % (uint64_t)most);
        if (old[place]) {
          sum += *(uint64_t *)old[place];
          DROP(old[place]);
        }
        old[place] = all[i];
      } else {
        DROP(all[i]);
      }
    }
    BEGIN_RECLAIM;
    for (long i = 0; i < most; i++)
      if (old[i]) KEEP(old[i]);
    END_RECLAIM;
  }
  free(old);
  free(all);
  return sum;
}

// A fixed number of objects lives; each new one takes the place of a random old one. Reclaimed when
// as many bytes were allocated as live (GOGC=100).
static uint64_t small_ring(SMALL_CONTEXT, long objects, long alive) {
  uint8_t **ring = calloc((size_t)alive, sizeof(*ring));
  small_random random = {88172645463325252ull};
  uint64_t sum = 0;
  long since = 0;
  for (long i = 0; i < objects; i++) {
    uint64_t value = small_next(&random);
    uint32_t size = small_size(value);
    long place = (long)((value >> 40) % (uint64_t)alive);
    if (ring[place]) {
      sum += *(uint64_t *)ring[place];
      DROP(ring[place]);
    }
    uint8_t *object = TAKE(size);
    small_write(object, size, value);
    ring[place] = object;
    if (++since == alive) {
      since = 0;
      BEGIN_RECLAIM;
      for (long k = 0; k < alive; k++)
        if (ring[k]) KEEP(ring[k]);
      END_RECLAIM;
    }
  }
  free(ring);
  return sum;
}

#endif
