// Several threads that allocate at once, each on its own cache, and stop together to reclaim.
#define _GNU_SOURCE  // pthread_setaffinity_np
#include "small_ours.h"

#include "small_threads.h"
#include "small_work.h"

// Where the threads meet. They spin: each runs on a processor of its own, and a sleep there would
// measure the system's wake-ups, thousands of them a second.
typedef struct meeting {
  int threads;
  int arrived;
  char apart[120];  // waiting for `round` must not slow down who arrives
  int round;
} meeting;

static void meet(meeting *place) {
  int round = __atomic_load_n(&place->round, __ATOMIC_ACQUIRE);
  if (__atomic_add_fetch(&place->arrived, 1, __ATOMIC_ACQ_REL) == place->threads) {
    __atomic_store_n(&place->arrived, 0, __ATOMIC_RELAXED);
    __atomic_store_n(&place->round, round + 1, __ATOMIC_RELEASE);
    return;
  }
  for (int turns = 0; __atomic_load_n(&place->round, __ATOMIC_ACQUIRE) == round; turns++)
    if (turns > 100000) sched_yield();  // fewer processors than threads
}

typedef struct thread_work {
  tc_heap *heap;
  meeting *place;
  small_shares *shares;
  small_reclaimer reclaimer;
  int index;
  long round;  // portions between two reclamations
  uint64_t sum;
} thread_work;

static uint64_t portion(tc_cache *cache, long number) {
  small_random random = small_portion(number);
  uint64_t sum = 0;
  for (long i = 0; i < SMALL_PORTION; i++) {
    uint64_t value = small_next(&random);
    uint32_t size = small_size(value);
    uint8_t *object =
        size < TC_TINY_SIZE ? tc_allocate_tiny(cache, size) : tc_allocate_noscan(cache, size);
    small_write(object, size, value);
    sum += object[size - 1];
  }
  return sum;
}

static void *run(void *argument) {
  thread_work *work = argument;
  tc_cache *cache = tc_cache_create(work->heap);
  uint64_t sum = 0;  // not in `work`: the threads' lie on one cache line
  for (long end = work->round; end <= work->shares->all; end += work->round) {
    long number;
    while ((number = small_take(work->shares)) < end) sum += portion(cache, number);
    tc_cache_flush(cache);
    meet(work->place);
    if (work->index == 0) {
      work->shares->next = end;
      work->reclaimer.begin(work->reclaimer.context);
      work->reclaimer.end(work->reclaimer.context);
    }
    meet(work->place);
  }
  tc_cache_destroy(cache);
  work->sum = sum;
  return NULL;
}

uint64_t small_ours_threads(tc_heap *heap, int threads, long objects, long batch,
                            small_reclaimer reclaimer) {
  pthread_t ids[16];
  thread_work works[16];
  meeting place = {threads > 16 ? 16 : threads, 0, {0}, 0};
  if (threads > 16) threads = 16;
  long round = threads * batch < SMALL_PORTION ? 1 : threads * batch / SMALL_PORTION;
  small_shares shares = {0, {0}, objects / SMALL_PORTION / round * round};
  for (int i = 0; i < threads; i++) {
    works[i] = (thread_work){heap, &place, &shares, reclaimer, i, round, 0};
    small_start(&ids[i], i, threads, run, &works[i]);
  }
  uint64_t sum = 0;
  for (int i = 0; i < threads; i++) {
    pthread_join(ids[i], NULL);
    sum += works[i].sum;
  }
  return sum;
}
