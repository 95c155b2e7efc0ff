// The small-object works on whatever malloc the process has: small WORK [OBJECTS [SIZE]].
#define _GNU_SOURCE  // pthread_setaffinity_np
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#define SMALL_WORK_BODY
#define SMALL_CONTEXT int unused
#define TAKE(size) malloc(size)
#define DROP(object) free(object)
#define KEEP(object) ((void)(object))
#define BEGIN_RECLAIM ((void)unused)
#define END_RECLAIM ((void)unused)
#include "../../Sources/SmallObjectsWork/small_threads.h"
#include "../../Sources/SmallObjectsWork/include/small_work.h"

typedef struct thread_work {
  small_shares *shares;
  long batch;
  uint64_t sum;
} thread_work;

static void *run(void *argument) {
  thread_work *work = argument;
  uint8_t **all = malloc(sizeof(*all) * (size_t)(work->batch + SMALL_PORTION));
  uint64_t sum = 0;  // not in `work`: the threads' lie on one cache line
  long kept = 0;
  for (long number; (number = small_take(work->shares)) < work->shares->all;) {
    small_random random = small_portion(number);
    for (long i = 0; i < SMALL_PORTION; i++) {
      uint64_t value = small_next(&random);
      uint32_t size = small_size(value);
      uint8_t *object = malloc(size);
      small_write(object, size, value);
      sum += object[size - 1];
      all[kept++] = object;
    }
    if (kept < work->batch) continue;
    while (kept > 0) free(all[--kept]);
  }
  while (kept > 0) free(all[--kept]);
  free(all);
  work->sum = sum;
  return NULL;
}

static uint64_t small_threads(int threads, long objects, long batch) {
  pthread_t ids[16];
  thread_work works[16];
  small_shares shares = {0, {0}, objects / SMALL_PORTION};
  uint64_t sum = 0;
  for (int i = 0; i < threads; i++) {
    works[i] = (thread_work){&shares, batch, 0};
    small_start(&ids[i], i, threads, run, &works[i]);
  }
  for (int i = 0; i < threads; i++) {
    pthread_join(ids[i], NULL);
    sum += works[i].sum;
  }
  return sum;
}

// Every large object straight from the system, and back.
static uint64_t small_mmap(uint64_t bytes) {
  small_random random = {88172645463325252ull};
  uint64_t sum = 0;
  for (uint64_t done = 0; done < bytes;) {
    uint64_t size = small_large_size(small_next(&random));
    uint8_t *object = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    sum += small_touch(object, size);
    munmap(object, size);
    done += size;
  }
  return sum;
}

int main(int argc, char **argv) {
  if (argc < 2) {
    fprintf(stderr, "usage: small batch|survivors|ring|threadsN|large [OBJECTS|KIB [SIZE]]\n");
    return 2;
  }
  long objects = argc > 2 ? atol(argv[2]) : 20000000;
  long size = argc > 3 ? atol(argv[3]) : 20000;
  if (strncmp(argv[1], "threads", 7) == 0) {
    int threads = atoi(argv[1] + 7);
    printf("%s %llu\n", argv[1], (unsigned long long)small_threads(threads, objects, size));
    return 0;
  }
  if (strcmp(argv[1], "large") == 0) {
    uint64_t bytes = (uint64_t)objects << 10;
    printf("%s %llu\n", argv[1], (unsigned long long)small_mmap(bytes));
    return 0;
  }
  uint64_t sum = strcmp(argv[1], "batch") == 0       ? small_batch(0, objects, size)
                 : strcmp(argv[1], "survivors") == 0 ? small_survivors(0, objects, size)
                                                     : small_ring(0, objects, size);
  printf("%s %llu\n", argv[1], (unsigned long long)sum);
  return 0;
}
