// Specials: what is to happen when an object dies. A record of fixed size per duty, off-heap,
// hanging from the object's span; and the record of a duty that has come due.
// The rules are in Sources/Heap/Objects/Specials.swift.
#ifndef TRICOLOR_SPECIALS_H
#define TRICOLOR_SPECIALS_H

#include "layout.h"
#include "lookup.h"

// Kinds, in the order in which one object's specials are listed.
enum {
  TC_SPECIAL_FINALIZER = 1,  // at most one an object; the object survives until it has run
  TC_SPECIAL_WEAK = 2,       // at most one an object: its weak handle
  TC_SPECIAL_CLEANUP = 3     // any number; run after the object's memory may be reused
};

struct tc_special {
  tc_special *next;     // in the span's list, by offset and kind; or in the queue of ready ones
  uintptr_t offset;     // of the object's address from its span's base
  uint32_t kind;        // TC_SPECIAL_*
  uint32_t reserved;
  uint64_t id;          // of a cleanup: never reused, never 0
  uintptr_t function;   // what to run: the host's word, or a heap object, which is kept alive;
                        // of a weak handle: the handle's address, which is kept alive
  uintptr_t argument;   // the host's second word, or a heap object, which is kept alive.
                        // Of a ready finalizer: the object
  uintptr_t context;    // the host's third word; not kept alive
};

// A weak handle: 8 noscan bytes on the heap. Everyone who wants the same object weakly holds the
// same handle; it outlives the object.
typedef struct tc_weak_handle {
  uintptr_t object;     // 0 once the object is gone; atomic
} tc_weak_handle;

// A finalizer or cleanup whose time has come.
typedef struct tc_ready {
  uint32_t kind;        // TC_SPECIAL_FINALIZER or TC_SPECIAL_CLEANUP
  uint32_t reserved;
  uint64_t id;
  uintptr_t function;
  uintptr_t argument;   // of a finalizer: the object
  uintptr_t context;
} tc_ready;

// Notes in the arena whether `span` has specials, for those who look for all of them.
TC_INLINE void tc_note_specials(const tc_heap *heap, const tc_span *span, bool present) {
  tc_arena *arena = tc_arena_of(heap, span->base);
  uintptr_t page = (span->base & (TC_ARENA_SIZE - 1)) >> TC_PAGE_SHIFT;
  uint64_t bit = (uint64_t)1 << (page & 63);
  uint64_t *word = &arena->page_specials[page >> 6];
  if (present) __atomic_fetch_or(word, bit, __ATOMIC_RELEASE);
  else __atomic_fetch_and(word, ~bit, __ATOMIC_RELEASE);
}

// Words of those bits.
TC_INLINE uintptr_t tc_arena_words(void) { return TC_ARENA_PAGES / 64; }

// The word of the arena's bits that covers pages 64 * index and up.
TC_INLINE uint64_t tc_arena_specials_word(tc_arena *arena, uintptr_t index) {
  return __atomic_load_n(&arena->page_specials[index], __ATOMIC_ACQUIRE);
}

#endif
