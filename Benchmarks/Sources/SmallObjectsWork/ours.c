// The works on our heap: allocation is the inline path, nothing is freed by hand, reclaiming marks
// what is alive and sweeps.
#include "small_ours.h"

#define SMALL_WORK_BODY
#define SMALL_CONTEXT tc_cache *cache, small_reclaimer reclaimer
#define TAKE(size) take(cache, size)
#define DROP(object) ((void)(object))
#define KEEP(object) keep(cache->heap, (uintptr_t)(object))
#define BEGIN_RECLAIM reclaimer.begin(reclaimer.context)
#define END_RECLAIM (keep_rest(), reclaimer.end(reclaimer.context))

static inline uint8_t *take(tc_cache *cache, uint32_t size) {
  return size < TC_TINY_SIZE ? tc_allocate_tiny(cache, size) : tc_allocate_noscan(cache, size);
}

// Objects on their way to being marked: as the collector's markers do, their spans and mark bits
// are asked for some objects ahead.
enum { KEEP_AHEAD = 16 };
static struct {
  uintptr_t objects[KEEP_AHEAD];
  tc_span *spans[KEEP_AHEAD];
  unsigned next;
} kept;

static inline void keep_now(unsigned slot) {
  tc_span *span = kept.spans[slot];
  if (span) tc_mark(span, tc_object_index(span, kept.objects[slot]));
  kept.spans[slot] = NULL;
}

static inline void keep(tc_heap *heap, uintptr_t object) {
  unsigned slot = kept.next++ % KEEP_AHEAD;
  keep_now(slot);
  tc_span *span = tc_span_slot_of(heap, object);
  tc_prefetch(span);
  tc_prefetch_write(tc_span_marks(span));
  kept.objects[slot] = object;
  kept.spans[slot] = span;
}

static void keep_rest(void) {
  for (unsigned slot = 0; slot < KEEP_AHEAD; slot++) keep_now(slot);
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
