// What markers share: work buffers, the state of one marker, and the handle that root scanners
// are given. Layouts, and the few accessors that Swift needs because it sees C arrays as tuples;
// the algorithm is in Sources/Heap/Marking (front door: Colours.swift).
#ifndef TRICOLOR_MARKING_H
#define TRICOLOR_MARKING_H

#include "layout.h"

enum {
  TC_WORK_BUFFER_BYTES = 2048,  // more: fewer trips to the shared lists; fewer: work spreads
                                // sooner over the workers
  TC_WORK_ENTRIES = 253,        // and one place that stays free, so that the address of the next
                                // free entry tells which buffer it belongs to
  TC_WORK_ROOM = 64,            // entries that scanning one small object may need at once
  TC_NEAR_OBJECTS = 64,         // objects of the page at hand that may wait to be scanned, a power
                                // of two; more of them wait in the buffer
  TC_RING_SLOTS = 32            // candidates in flight between prefetch and use, half of them in
                                // each batch; as many again gain nothing on trees or lists
};

typedef struct tc_mark_state tc_mark_state;

// A work entry is a *candidate*: the address of a heap object that somebody points to, which may
// be marked or not when its turn comes. With this bit it is *grey*: its object is marked, and it
// is to be scanned from the address on (to the end of the object, or, in a large one, of the
// piece that begins there).
TC_INLINE uintptr_t tc_work_grey(void) { return (uintptr_t)1 << 63; }

// Entries on their way between markers. Aligned to its size, so that the lists' heads have room
// for a tag against ABA; never given back to the system while a list may hold it.
typedef struct tc_work_buffer {
  uintptr_t next;   // tagged link while on a list
  uintptr_t count;  // entries in use
  uintptr_t entries[TC_WORK_ENTRIES + 1];
} tc_work_buffer;
_Static_assert(sizeof(tc_work_buffer) == TC_WORK_BUFFER_BYTES, "a power of two");

// A candidate whose span, mark bits, pointer bits and first bytes are on their way to the cache.
typedef struct tc_ring_slot {
  uintptr_t address;
  tc_span *span;
} tc_ring_slot;

// One marker: a worker, an assisting mutator, or whoever flushes a barrier buffer. One thread at
// a time; empty (no buffers, ring drained) between slices.
typedef struct tc_marker {
  tc_heap *heap;
  tc_mark_state *shared;
  tc_work_buffer *primary;     // entries are pushed and popped here; NULL: none yet
  tc_work_buffer *secondary;   // the last one used, against flutter at a buffer's edge
  uintptr_t low;               // heap addresses lie in low ..< low + span_bytes, as of mark setup:
  uintptr_t span_bytes;        //   what the heap grew by since is black
  uintptr_t bytes_marked;      // slots marked, in bytes, since the counters were last handed over
  uintptr_t bytes_scanned;     // since then, and 8 for each candidate below
  uintptr_t candidates;        // that left their batch since then
  intptr_t given;              // entries given to the shared lists since then, less those taken
  tc_ring_slot ring[TC_RING_SLOTS];  // two batches, see Drain.swift
  uintptr_t near[TC_NEAR_OBJECTS];   // see NearScan.swift
} tc_marker;

// A lock-free stack of work buffers: the tagged address of the first.
typedef struct tc_work_list {
  uintptr_t head;
  uint64_t padding[7];  // a line of its own: every marker writes it
} tc_work_list;

// What all markers of a heap share. Off-heap, one a heap, never moves, aligned to a cache line
// (padding is spelled out because Swift imports no over-aligned structures). Fields are atomic, but
// for the first line's.
struct tc_mark_state {
  // Line 0: read by all, written with the world stopped.
  tc_heap *heap;          // fixed
  void *metadata;         // MetadataSpace (Swift), for the buffers; fixed
  uintptr_t low;          // see tc_marker.low
  uintptr_t span_bytes;
  uintptr_t piece_bytes;  // large objects are scanned in pieces of this size; fixed
  uint32_t faults;        // tests only: TC_FAULT_*; fixed
  uint32_t ambiguous;     // TC_HEAP_AMBIGUOUS; fixed
  uint32_t root_jobs;     // how many root jobs there are:
  uint32_t mutator_jobs;  //   the first ones, one a mutator
  uint32_t global_jobs;   //   the next ones
  uint32_t special_jobs;  //   the next ones: the ready queue, then one an arena
  uint32_t card_jobs;     //   the last ones: some for each arena, or none
  // One line each: what slices write.
  tc_work_list full;      // buffers with entries
  tc_work_list empty;     // buffers without
  uint64_t gate;          // who marks now: see Gate.swift
  uint64_t gate_padding[7];
  uint64_t mark_right;    // who may write mark bits: see MarkRight.swift
  uint64_t right_padding[7];
  // The rest: a few times a slice.
  int64_t credit;         // scan work that the background did ahead and assists may take
  uint64_t work_per_byte; // scan work owed for a byte allocated, the bits of a double
  uint64_t bytes_per_work;// and the reverse
  uint64_t bytes_marked;  // in this cycle, black allocation not counted
  uint64_t heap_work;     // bytes scanned in this cycle: of objects, less 8 for each entry that
                          //   waits (signed: roots make entries, too),
  uint64_t stack_work;    //   of mutators' roots,
  uint64_t global_work;   //   of globals
  uint64_t assist_time;   // nanoseconds of this cycle in assists (CPU time),
  uint64_t dedicated_time;//   in dedicated and fractional workers,
  uint64_t idle_time;     //   in idle ones
  uint64_t began;         // when this cycle's marking began, monotonic nanoseconds
  uint64_t assist_share;  // the most of all processors' time that assists may take, the bits of a
                          // double; fixed
  uintptr_t chunks;       // first piece of memory that buffers lie in; each begins with the
                          // address of the next
  uint32_t chunk_count;   // how many there are
  uint32_t chunk_lock;    // guards the two; taken once in 31 buffers
  uint32_t next_root;     // root jobs below it were taken
  uint32_t assists_off;   // not 0: assists are forgiven (CPU limiter)
  uint32_t processors;    // that mutators run on, as of mark setup
  uint32_t cards;         // what this cycle's root jobs do with cards: TC_CARDS_*
  uint32_t card_turn;     // TC_NOTE_ODD or _EVEN: what they clear away; stores note the other
};

// What becomes of the cards that stores have noted since the last cycle.
enum {
  TC_CARDS_CLEAN = 0,  // there are none
  TC_CARDS_CLEAR = 1,  // everything is marked anew: they say nothing
  TC_CARDS_SCAN = 2    // objects that lie on them are looked into, new ones excepted
};

// What sweeping does with marks.
enum {
  TC_MARKS_CLEARED = 0,  // the next cycle is full
  TC_MARKS_KEPT = 1,     // it is minor, and everything that lives is old
  TC_MARKS_OF_OLD = 2,   // it is minor, and what was born while marking ran is young
  TC_MARKS_OF_AGED = 3   // it is minor, and so was the last: all that the one before that has not
                         // seen is young
};

// Deliberate faults, which the tests must notice: each leaves out one duty of the algorithm.
enum {
  TC_FAULT_NO_OLD = 1,         // the barrier forgets the value that is overwritten
  TC_FAULT_NO_NEW = 2,         // the barrier forgets the value that is stored
  TC_FAULT_WHITE_RUNS = 4,     // slots that are taken while marking is on stay white
  TC_FAULT_EARLY_SWEEP = 8,    // sweeping begins although something is still grey
  TC_FAULT_LOST_BUFFER = 16,   // termination does not look into the barrier buffers
  TC_FAULT_STALE_RUNS = 32,    // leftovers of runs stay black when marking ends
  TC_FAULT_OLD_RUNS = 64,      // caches keep their white runs when marking begins
  TC_FAULT_LOST_CARDS = 128,   // minor cycles do not look at the cards
  TC_FAULT_BLIND_MARKING = 256, // while marking runs, stores note no cards
  TC_FAULT_STALE_CARDS = 512,  // cards with pointers to what stays young are not noted anew
  TC_FAULT_EARLY_NOTES = 1024, // stores after marking note what they note while it runs
  TC_FAULT_STALE_FRESH = 2048, // there are fresh pages while marking runs
  TC_FAULT_HALF_FRESH = 4096,  // pages on which there are old objects, too, count as fresh
  TC_FAULT_NO_RECALL = 8192    // tenured spans are passed over after full cycles, too
};

// What a root scanner reports to: a marker, or the verifier's second opinion.
struct tc_visitor {
  tc_marker *marker;   // NULL: the verifier's
  void *verifier;      // (Swift)
  uintptr_t bytes;     // visited so far
};

// Whether a deliberate fault is asked for. Only on paths that are taken while marking is on.
TC_INLINE bool tc_has_fault(const tc_heap *heap, uint32_t fault) {
  const tc_mark_state *state = (const tc_mark_state *)heap->mark_state;
  return state != NULL && (state->faults & fault) != 0;
}

TC_INLINE tc_work_list *tc_mark_full(tc_mark_state *state) { return &state->full; }
TC_INLINE tc_work_list *tc_mark_empty(tc_mark_state *state) { return &state->empty; }
TC_INLINE uintptr_t *tc_work_entries(tc_work_buffer *buffer) { return buffer->entries; }
TC_INLINE uintptr_t *tc_marker_near(tc_marker *marker) { return marker->near; }
TC_INLINE tc_ring_slot *tc_marker_ring(tc_marker *marker) { return marker->ring; }
TC_INLINE uintptr_t *tc_cache_barrier_buffer(tc_cache *cache) { return cache->barrier_buffer; }


// Asks for the line with the pointer bits of the object at `address`, should its span carry some.
TC_INLINE void tc_prefetch_pointer_bits(uintptr_t address) {
  uintptr_t bits = (address | (TC_PAGE_SIZE - 1)) + 1 - TC_BITMAP_BYTES;
  __builtin_prefetch((void *)(bits + ((address & (TC_PAGE_SIZE - 1)) >> 6)), 0, 3);
}

#endif
