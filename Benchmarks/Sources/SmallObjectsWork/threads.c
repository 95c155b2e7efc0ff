// Several threads that allocate at once, each on its own cache, and stop together to reclaim.
#include "small_ours.h"

#include <pthread.h>

#include "small_work.h"

typedef struct thread_work {
  tc_heap *heap;
  pthread_barrier_t *barrier;
  small_reclaimer reclaimer;
  int index;
  long objects;
  long batch;
  uint64_t sum;
} thread_work;

static void *run(void *argument) {
  thread_work *work = argument;
  tc_cache *cache = tc_cache_create(work->heap);
  small_random random = {88172645463325252ull + (uint64_t)work->index};
  for (long done = 0; done < work->objects; done += work->batch) {
    for (long i = 0; i < work->batch; i++) {
      uint64_t value = small_next(&random);
      uint32_t size = small_size(value);
      uint8_t *object =
          size < TC_TINY_SIZE ? tc_allocate_tiny(cache, size) : tc_allocate_noscan(cache, size);
      small_write(object, size, value);
      work->sum += object[size - 1];
    }
    pthread_barrier_wait(work->barrier);
    if (work->index == 0) {
      work->reclaimer.begin(work->reclaimer.context);
      work->reclaimer.end(work->reclaimer.context);
    }
    pthread_barrier_wait(work->barrier);
  }
  tc_cache_destroy(cache);
  return NULL;
}

uint64_t small_ours_threads(tc_heap *heap, int threads, long objects, long batch,
                            small_reclaimer reclaimer) {
  pthread_t ids[16];
  thread_work works[16];
  pthread_barrier_t barrier;
  if (threads > 16) threads = 16;
  pthread_barrier_init(&barrier, NULL, (unsigned)threads);
  for (int i = 0; i < threads; i++) {
    works[i] = (thread_work){heap, &barrier, reclaimer, i, objects / threads, batch, 0};
    pthread_create(&ids[i], NULL, run, &works[i]);
  }
  uint64_t sum = 0;
  for (int i = 0; i < threads; i++) {
    pthread_join(ids[i], NULL);
    sum += works[i].sum;
  }
  pthread_barrier_destroy(&barrier);
  return sum;
}
