// Four marking loops, reduced to what they differ in: the measurement behind decision 0003.
#include "collector_work.h"
#include <stdlib.h>
#include <sys/mman.h>

enum { STACK_ENTRIES = 1 << 24, RING = 16, QUEUE = 1 << 20 };

static void *zeroes(uintptr_t bytes) {
  return mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1,
              0);
}

typedef struct heap_range {
  tc_arena *const *arenas;
  uintptr_t low, bytes;
} heap_range;

static heap_range range_of(const tc_heap *heap) {
  return (heap_range){(tc_arena *const *)heap->arenas, heap->arenas_low,
                      heap->arenas_high - heap->arenas_low};
}

// Marks the object at `address`; 0 if it is marked already or has no pointers.
TC_INLINE uintptr_t claim(tc_span *span, uintptr_t address, uint64_t *objects) {
  uint32_t index = tc_object_index(span, address);
  if (index >= span->object_count || !tc_mark(span, index)) return 0;
  ++*objects;
  return tc_span_noscan(span) ? 0 : tc_object_base(span, index);
}

TC_INLINE uint64_t pointer_bits(uintptr_t base, uintptr_t size) {
  uintptr_t word = (base & (TC_PAGE_SIZE - 1)) >> 3, count = size >> 3, shift = word & 63;
  const uint64_t *words = tc_pointer_bits(base) + (word >> 6);
  uint64_t bits = words[0] >> shift;
  if (shift + count > 64) bits |= words[1] << (64 - shift);
  return bits & (~(uint64_t)0 >> (64 - count));
}

// Asks for the four lines that marking and scanning the object at `address` will touch.
TC_INLINE void announce(tc_span *span, uintptr_t address) {
  tc_prefetch(span);
  tc_prefetch_write(tc_span_marks(span));
  tc_prefetch((void *)address);
  tc_prefetch_pointer_bits(address);
}

// Pushes what the object at `base` points to.
TC_INLINE uintptr_t *push_all(heap_range heap, uintptr_t base, uintptr_t size, uintptr_t *top) {
  // A large object, of pointers alone: the root of a heap of lists.
  if (size > TC_MAX_BITMAP) {
    for (uintptr_t at = base; at < base + size; at += 8) {
      *top = *(uintptr_t *)at;
      top += *top - heap.low < heap.bytes;
    }
    return top;
  }
  for (uint64_t bits = pointer_bits(base, size); bits; bits &= bits - 1) {
    *top = ((uintptr_t *)base)[__builtin_ctzll(bits)];
    top += *top - heap.low < heap.bytes;
  }
  return top;
}

uint64_t cores_plain(tc_heap *its, void *root) {
  static uintptr_t *stack;
  if (!stack) stack = zeroes(STACK_ENTRIES * sizeof *stack);
  heap_range heap = range_of(its);
  uintptr_t *top = stack;
  uint64_t objects = 0;
  *top++ = (uintptr_t)root;
  while (top != stack) {
    uintptr_t address = *--top;
    tc_span *span = tc_span_slot_in(heap.arenas, address);
    uintptr_t base = span ? claim(span, address, &objects) : 0;
    if (base) top = push_all(heap, base, span->object_size, top);
  }
  return objects;
}

typedef struct ring_slot {
  uintptr_t address;
  tc_span *span;
} ring_slot;

uint64_t cores_ring(tc_heap *its, void *root) {
  static uintptr_t *stack;
  if (!stack) stack = zeroes(STACK_ENTRIES * sizeof *stack);
  heap_range heap = range_of(its);
  uintptr_t *top = stack;
  uint64_t objects = 0;
  ring_slot ring[RING];
  unsigned head = 0, count = 0;
  *top++ = (uintptr_t)root;
  for (;;) {
    while (count < RING && top != stack) {
      uintptr_t address = *--top;
      tc_span *span = tc_span_slot_in(heap.arenas, address);
      if (!span) continue;
      announce(span, address);
      ring[(head + count++) & (RING - 1)] = (ring_slot){address, span};
    }
    if (count == 0) return objects;
    ring_slot slot = ring[head++ & (RING - 1)];
    count--;
    uintptr_t base = claim(slot.span, slot.address, &objects);
    if (base) top = push_all(heap, base, slot.span->object_size, top);
  }
}

enum { BATCH = 8 };

uint64_t cores_batches(tc_heap *its, void *root) {
  static uintptr_t *stack;
  if (!stack) stack = zeroes(STACK_ENTRIES * sizeof *stack);
  heap_range heap = range_of(its);
  uintptr_t *top = stack;
  uint64_t objects = 0;
  ring_slot batches[2][BATCH];
  unsigned arriving = 0, waiting = 0;
  *top++ = (uintptr_t)root;
  for (;;) {
    ring_slot *fill = batches[arriving];
    uintptr_t *bottom = top - stack > BATCH ? top - BATCH : stack;
    while (top != bottom) {
      uintptr_t address = *--top;
      tc_span *span = tc_span_slot_in(heap.arenas, address);
      if (!span) continue;
      announce(span, address);
      *fill++ = (ring_slot){address, span};
    }
    unsigned arrived = (unsigned)(fill - batches[arriving]);
    if (arrived == 0 && waiting == 0) return objects;
    arriving ^= 1;
    for (ring_slot *slot = batches[arriving], *end = slot + waiting; slot != end; slot++) {
      uintptr_t base = claim(slot->span, slot->address, &objects);
      if (base) top = push_all(heap, base, slot->span->object_size, top);
    }
    waiting = arrived;
  }
}

// What a page's span has besides its marks: which of them were scanned, and whether it is queued.
typedef struct page_state {
  uint64_t scanned[16];
  uint64_t queued;
  uint64_t padding[7];
} page_state;

typedef struct batch {
  heap_range heap;
  page_state *pages;
  uint32_t *queue;
  uint32_t head, tail;
  uint64_t objects;
} batch;

// Marks an object and queues its page.
TC_INLINE void batch_mark(batch *self, tc_span *span, uintptr_t address) {
  if (!claim(span, address, &self->objects)) return;
  uintptr_t page = (address - self->heap.low) >> TC_PAGE_SHIFT;
  if (self->pages[page].queued) return;
  self->pages[page].queued = 1;
  self->queue[self->tail++ & (QUEUE - 1)] = (uint32_t)page;
}

// Visits what the object at `base` points to, through the ring, so that spans are prefetched.
TC_INLINE unsigned batch_scan(batch *self, uintptr_t base, uintptr_t size, ring_slot *ring,
                              unsigned next) {
  uintptr_t words = size > TC_MAX_BITMAP ? size >> 3 : 64;
  uint64_t bits = size > TC_MAX_BITMAP ? ~(uint64_t)0 : pointer_bits(base, size);
  for (uintptr_t first = 0; first < words; first += 64) {
    for (uint64_t left = bits; left; left &= left - 1) {
      uintptr_t word = ((uintptr_t *)base)[first + (uintptr_t)__builtin_ctzll(left)];
      if (word - self->heap.low >= self->heap.bytes) continue;
      tc_span *span = tc_span_slot_in(self->heap.arenas, word);
      if (!span) continue;
      tc_prefetch(span);
      tc_prefetch_write(tc_span_marks(span));
      tc_prefetch(&self->pages[(word - self->heap.low) >> TC_PAGE_SHIFT].queued);
      ring_slot oldest = ring[next & (RING - 1)];
      ring[next++ & (RING - 1)] = (ring_slot){word, span};
      if (oldest.span) batch_mark(self, oldest.span, oldest.address);
    }
  }
  return next;
}

uint64_t cores_batched(tc_heap *its, void *root) {
  heap_range heap = range_of(its);
  uintptr_t bytes = (heap.bytes >> TC_PAGE_SHIFT) * sizeof(page_state);
  batch self = {.heap = heap, .pages = zeroes(bytes), .queue = zeroes(QUEUE * sizeof(uint32_t))};
  ring_slot ring[RING] = {{0, NULL}};
  unsigned next = 0;
  batch_mark(&self, tc_span_slot_in(heap.arenas, (uintptr_t)root), (uintptr_t)root);
  for (;;) {
    if (self.head == self.tail) {
      for (unsigned i = 0; i < RING; i++) {
        if (ring[i].span) batch_mark(&self, ring[i].span, ring[i].address);
        ring[i].span = NULL;
      }
      if (self.head == self.tail) break;
    }
    uint32_t page = self.queue[self.head++ & (QUEUE - 1)];
    page_state *state = &self.pages[page];
    state->queued = 0;
    tc_span *span =
        tc_span_slot_in(heap.arenas, heap.low + ((uintptr_t)page << TC_PAGE_SHIFT));
    const uint64_t *marks = tc_span_marks(span);
    for (uint32_t word = 0; word < span->bit_words; word++) {
      uint64_t todo = marks[word] & ~state->scanned[word];
      state->scanned[word] |= todo;
      for (; todo; todo &= todo - 1) {
        uint32_t index = word * 64 + (uint32_t)__builtin_ctzll(todo);
        next = batch_scan(&self, tc_object_base(span, index), span->object_size, ring, next);
      }
    }
  }
  munmap(self.pages, bytes);
  munmap(self.queue, QUEUE * sizeof(uint32_t));
  return self.objects;
}
