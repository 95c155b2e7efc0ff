// The write barrier's inline half: one predictable branch when off; when on, the old and the new
// value go into the P's buffer, which the collector drains in batches.
//
// The hybrid barrier (Yuasa deletion + Dijkstra insertion): shade the value that is overwritten,
// and the one that is stored. Invariant: while marking is on, no pointer into the heap is lost
// from, or hidden behind, a slot that the collector has scanned already.
#ifndef TRICOLOR_BARRIER_H
#define TRICOLOR_BARRIER_H

#include "exports.h"
#include "layout.h"
#include "lookup.h"

// What a cache's barrier may be. Once the mutator's stack was scanned, whatever it can lay hands on
// is grey, black or in a slot whose overwriting will be remembered: from then on only the old value
// matters. A host may say so; one that does not keeps the first kind for the whole cycle. Between
// cycles, if the next one is to be minor, stores note where they store (Marking/Cards.swift).
enum {
  TC_BARRIER_OFF = 0,
  TC_BARRIER_BOTH = 1,  // the mutator's stack is grey: old and new values are remembered
  TC_BARRIER_OLD = 2,   // the mutator's stack was scanned: old values suffice
  TC_BARRIER_CARDS = 4  // the slot's card is noted: alone between cycles, or beside one of the
                        // above, so that what is born while marking runs can stay young
};

// Makes a cache's view of the cards what its barrier and the heap say. With the world stopped, or
// unable to stop. What the heap grows by later is not in it, and need not be: only what is young
// is there, as on fresh pages.
TC_INLINE void tc_view_cards(tc_cache *cache) {
  const tc_heap *heap = cache->heap;
  bool notes_only = cache->barrier == TC_BARRIER_CARDS;
  cache->card_table = heap->card_table;
  cache->card_base = __atomic_load_n(&heap->card_base, __ATOMIC_RELAXED);
  cache->card_bytes = notes_only ? __atomic_load_n(&heap->card_bytes, __ATOMIC_RELAXED) : 0;
  cache->card_note = heap->card_note;
}

// Whether there are arenas whose cards are not in the table, or one is being added to it.
TC_INLINE bool tc_has_far_arenas(const tc_heap *heap) {
  return tc_arena_count(heap) << TC_ARENA_SHIFT !=
         __atomic_load_n(&heap->card_bytes, __ATOMIC_RELAXED);
}

// Whether no store to the slot at `address` needs a note: its object is not older than the next
// cycle's youngest. As tc_store_fresh, for whole pages.
TC_INLINE bool tc_is_fresh(const tc_cache *cache, uintptr_t address) {
  return (address ^ cache->fresh_page) < TC_PAGE_SIZE;
}

// Whether the cache's mutator must remember values: marking is on.
TC_INLINE bool tc_is_marking(const tc_cache *cache) {
  return (cache->barrier & (TC_BARRIER_BOTH | TC_BARRIER_OLD)) != 0;
}

// The rest of tc_note_card_in for a slot that is not in the heap's table of cards.
TC_PRESERVES void tc_note_far_card(const tc_heap *heap, uintptr_t address, uintptr_t note);

// Notes that the slot at `address`, wherever it is, may point to an object that is not marked.
// `note` is what stores note now (tc_heap.card_note). A card too many is looked at in vain.
TC_INLINE void tc_note_card_in(const tc_heap *heap, uintptr_t address, uintptr_t note) {
  // Who sees the table shorter than it is finds the same card through its arena.
  uintptr_t offset = address - __atomic_load_n(&heap->card_base, __ATOMIC_RELAXED);
  if (TC_LIKELY(offset < __atomic_load_n(&heap->card_bytes, __ATOMIC_RELAXED))) {
    uint8_t *card = &heap->card_table[offset >> TC_CARD_SHIFT];
    __atomic_store_n(card, (uint8_t)note, __ATOMIC_RELAXED);
  } else {
    tc_note_far_card(heap, address, note);
  }
}

// The same by the mutator that stores.
TC_INLINE void tc_note_card(tc_cache *cache, uintptr_t address) {
  cache->noted_stores += 1;
  tc_note_card_in(cache->heap, address, cache->heap->card_note);
}

// The same by a thread that no stop waits for. Marking may have ended since it read the note, and
// somebody may have noted that on the same card: so its own says it, too.
TC_INLINE void tc_note_card_unstopped(const tc_heap *heap, uintptr_t address) {
  tc_note_card_in(heap, address, heap->card_note | TC_NOTE_LATE);
}

// The same for each card of `bytes` (not 0) bytes from `address` on.
TC_INLINE void tc_note_cards(tc_cache *cache, uintptr_t address, uintptr_t bytes) {
  uintptr_t card = (uintptr_t)1 << TC_CARD_SHIFT;
  uintptr_t end = address + bytes;
  for (uintptr_t at = address & ~(card - 1); at < end; at += card) tc_note_card(cache, at);
}

// Puts two values into the buffer; whether it is full now and must be flushed.
TC_INLINE bool tc_remember_pair(tc_cache *cache, uintptr_t old_value, uintptr_t new_value) {
  uintptr_t *next = cache->barrier_next;
  next[0] = old_value;
  next[1] = new_value;
  cache->barrier_next = next + 2;
  return next + 2 == cache->barrier_end;
}

// Remembers two values for the collector. Only while marking is on.
TC_INLINE void tc_remember(tc_cache *cache, uintptr_t old_value, uintptr_t new_value) {
  if (TC_UNLIKELY(tc_remember_pair(cache, old_value, new_value))) tc_flush_barrier(cache);
}

// Remembers `count` words of a fresh object, whatever they are. Only while marking is on.
TC_INLINE void tc_remember_words(tc_cache *cache, const uintptr_t *words, uintptr_t count) {
  for (uintptr_t i = 0; i + 1 < count; i += 2) tc_remember(cache, words[i], words[i + 1]);
  if (count & 1) tc_remember(cache, 0, words[count - 1]);
}

// The rest of tc_store and its like where the barrier is on and the slot not among the cards that
// the cache knows: one call, so that the code around stores stays small.
TC_PRESERVES void tc_before_store_slowly(tc_cache *cache, void *const *slot, const void *value);

// What the barrier does about a store that comes next, if it is on.
TC_INLINE void tc_before_any_store(tc_cache *cache, void *const *slot, const void *value) {
  if (cache->barrier == TC_BARRIER_OFF || tc_is_fresh(cache, (uintptr_t)slot)) return;
  uintptr_t offset = (uintptr_t)slot - cache->card_base;
  if (TC_UNLIKELY(offset >= cache->card_bytes)) {
    tc_before_store_slowly(cache, slot, value);
  } else if (value != NULL) {
    cache->noted_stores += 1;
    uint8_t *card = &cache->card_table[offset >> TC_CARD_SHIFT];
    __atomic_store_n(card, (uint8_t)cache->card_note, __ATOMIC_RELAXED);
  }
}

// Stores a pointer to memory that the collector scans (heap or globals).
TC_INLINE void tc_store(tc_cache *cache, void **slot, void *value) {
  tc_before_any_store(cache, slot, value);
  __atomic_store_n(slot, value, __ATOMIC_RELAXED);
}

// The same for a slot of an object that was allocated since the mutator's last safepoint: between
// cycles it is not marked, and needs no card.
TC_INLINE void tc_store_fresh(tc_cache *cache, void **slot, void *value) {
  if (TC_UNLIKELY(tc_is_marking(cache))) tc_before_store_slowly(cache, slot, value);
  __atomic_store_n(slot, value, __ATOMIC_RELAXED);
}

// Before `bytes` at `destination` (words of type memory that may hold pointers) are overwritten
// with those at `source`, or cleared (source NULL).
TC_INLINE void tc_before_copy(tc_cache *cache, void *destination, const void *source,
                              uintptr_t bytes) {
  if (TC_UNLIKELY(cache->barrier)) tc_bulk_barrier(cache, destination, source, bytes);
}

#endif
