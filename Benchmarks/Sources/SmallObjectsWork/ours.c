// The works on our heap: allocation is the inline path, nothing is freed by hand, reclaiming marks
// what is alive and sweeps.
#include "small_ours.h"

#define SMALL_WORK_BODY
#define SMALL_CONTEXT tc_cache *cache, small_reclaimer reclaimer
#define TAKE(size) take(cache, size)
#define DROP(object) ((void)(object))
#define KEEP(object) keep(cache->heap, (uintptr_t)(object))
#define BEGIN_RECLAIM reclaimer.begin(reclaimer.context)
#define END_RECLAIM reclaimer.end(reclaimer.context)

static inline uint8_t *take(tc_cache *cache, uint32_t size) {
  return size < TC_TINY_SIZE ? tc_allocate_tiny(cache, size) : tc_allocate_noscan(cache, size);
}

static inline void keep(tc_heap *heap, uintptr_t object) {
  tc_span *span = tc_span_of(heap, object);
  tc_mark(span, tc_object_index(span, object));
}

#include "small_work.h"

uint64_t small_ours(int work, tc_cache *cache, long objects, long size,
                    small_reclaimer reclaimer) {
  switch (work) {
  case SMALL_BATCH: return small_batch(cache, reclaimer, objects, size);
  case SMALL_SURVIVORS: return small_survivors(cache, reclaimer, objects, size);
  default: return small_ring(cache, reclaimer, objects, size);
  }
}
