// The large-object works on our heap, as generated code would do them.
#include "large_ours.h"

static void keep(tc_heap *heap, uint8_t *object) {
  tc_span *span = tc_span_of(heap, (uintptr_t)object);
  tc_mark(span, tc_object_index(span, (uintptr_t)object));
}

#define LARGE_WORK_BODY
#define LARGE_CONTEXT tc_cache *cache, large_reclaimer reclaimer
#define TAKE(size) ((uint8_t *)tc_allocate(cache, (uintptr_t)(size), NULL))
#define DROP(object, size) ((void)(object))
#define KEEP(object) keep(cache->heap, object)
#define BEGIN_RECLAIM reclaimer.begin(reclaimer.context)
#define END_RECLAIM reclaimer.end(reclaimer.context)
#include "large_work.h"

uint64_t large_ours(int work, tc_cache *cache, long total, long size, large_reclaimer reclaimer) {
  return work == LARGE_FRESH ? large_fresh(cache, reclaimer, total, size)
                             : large_churn(cache, reclaimer, total, size);
}
