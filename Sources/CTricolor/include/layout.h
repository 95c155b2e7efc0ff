// The vocabulary of the heap: every structure that Swift, generated C and tests share, field by
// field: meaning, unit, who owns it or which lock guards it, and whose speed it serves.
// Only layouts and constants live here; inline code is in allocate.h and barrier.h.
//
// The picture:
//
//   tc_heap ── arena index ──> tc_arena (64 MiB) ── spans[page] ──> tc_span ── marks, alloc bits
//      │                                                               ▲
//      └── caches (one a P) ──> tc_cache ── runs[span class] ──────────┘
//
// A *span* is a run of 8 KiB pages that holds objects of one size class (or one large object, or
// memory that its user manages by hand). A *span class* is a size class with one more bit:
// set when the objects hold no pointers (noscan). A *run* is a stretch of free slots of a span
// that a cache has taken: allocation bumps a pointer through it.
//
// Invariants that everything relies on:
//   1. A slot i of a span is allocated iff  i < free_index || alloc bit i is set, except for the
//      slots of the run that a cache holds beyond its `next`: those are free.
//   2. The memory of a run is zero from `next` to `end`; its pointer bits are the run's `mask`,
//      slot by slot.
//   3. While marking is on, every slot that is taken is black: the span's `black_from` says from
//      where on. What is left of a run when marking ends is free again before any span is swept.
//   4. Slots of a run belong to one cache, and a cache to one thread at a time: no atomics.
#ifndef TRICOLOR_LAYOUT_H
#define TRICOLOR_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__cplusplus)
#error "The run time's headers are C"
#endif

#define TC_INLINE static inline __attribute__((always_inline))
#define TC_NOINLINE __attribute__((noinline))
#define TC_LIKELY(x) __builtin_expect(!!(x), 1)
#define TC_UNLIKELY(x) __builtin_expect(!!(x), 0)
// Tells the optimiser what holds here; the condition must have no side effects.
#if defined(__clang__)
#define TC_ASSUME(x) __builtin_assume(x)
#else
#define TC_ASSUME(x) ((x) ? (void)0 : __builtin_unreachable())
#endif

// What is called in inlined code once in a while: it preserves the caller's registers, so that the
// code around the call need not. Callers and the library are compiled by clang; a shared library of
// it must be bound at once (-z now), since lazy binding keeps argument registers only.
#if defined(__has_attribute)
#if __has_attribute(preserve_most)
#define TC_PRESERVES __attribute__((preserve_most))
#define TC_RARELY_CALLED __attribute__((preserve_most, cold))
#endif
#endif
#ifndef TC_RARELY_CALLED
#define TC_PRESERVES
#define TC_RARELY_CALLED
#endif

// ---- Constants -----------------------------------------------------------------------------

enum {
  TC_PAGE_SHIFT = 13,      // 8 KiB pages, Go's choice; the unit of the page heap
  TC_ARENA_SHIFT = 26,     // 64 MiB arenas; the unit in which address space is described
  TC_ADDRESS_BITS = 48,    // user addresses of x86-64 and arm64 Linux lie below 2^48
  TC_SIZE_CLASSES = 68,    // class 0 stands for "large"
  TC_SPAN_CLASSES = 136,   // size class << 1 | noscan
  TC_TINY_SIZE = 16,       // bytes of a tiny block
  TC_TINY_CLASS = 2,       // the size class of tiny blocks
  TC_MAX_SMALL = 32768,    // bytes; above this an object has a span of its own
  TC_MAX_BITMAP = 512,     // bytes; up to this size pointer bits lie at the span's end,
                           // above it objects begin with an 8-byte type header
  TC_BITMAP_BYTES = 128,   // of pointer bits at the end of each one-page scan span
  TC_CLEAR_AHEAD = 4096,   // bytes that clearing a run asks for ahead of what it clears
  TC_RUN_BYTES = 8192,     // a cache takes at most this much (or one object) at a time:
                           // more would zero memory long before its use
  TC_CARD_SHIFT = 9,       // 512 bytes: a card, the unit in which stores between cycles are
                           // noted; smaller ones cost memory, larger ones are looked at longer
  TC_BARRIER_ENTRIES = 512 // words of a P's barrier buffer; fewer flush too often,
                           // more make the flush a pause of its own
};

#define TC_PAGE_SIZE ((uintptr_t)1 << TC_PAGE_SHIFT)
#define TC_ARENA_SIZE ((uintptr_t)1 << TC_ARENA_SHIFT)
#define TC_ARENA_PAGES ((uintptr_t)1 << (TC_ARENA_SHIFT - TC_PAGE_SHIFT))
#define TC_ARENA_CARDS ((uintptr_t)1 << (TC_ARENA_SHIFT - TC_CARD_SHIFT))
#define TC_ARENA_COUNT ((uintptr_t)1 << (TC_ADDRESS_BITS - TC_ARENA_SHIFT))

typedef struct tc_heap tc_heap;
typedef struct tc_arena tc_arena;
typedef struct tc_span tc_span;
typedef struct tc_cache tc_cache;
typedef struct tc_type tc_type;
typedef struct tc_special tc_special;
typedef struct tc_world tc_world;

// ---- Types ---------------------------------------------------------------------------------

// What the heap must know of a type: the beginning of Go's abi.Type, field for field, so that a
// compiler's type descriptors serve as they are. Immutable while any object of it lives.
struct tc_type {
  uintptr_t size;       // bytes of one value; a multiple of `align`
  uintptr_t ptr_bytes;  // bytes of the prefix that can hold pointers; 0: noscan
  uint32_t hash;        // not read by the heap
  uint8_t tflag;        // not read by the heap
  uint8_t align;        // bytes
  uint8_t field_align;  // not read by the heap
  uint8_t kind;         // not read by the heap
  const void *equal;    // not read by the heap
  const uint8_t *mask;  // one bit a word, least significant first, ptr_bytes / 8 of them
  int32_t str;          // not read by the heap
  int32_t ptr_to_this;  // not read by the heap
};
_Static_assert(sizeof(tc_type) == 48, "the prefix of abi.Type");

// ---- Spans ---------------------------------------------------------------------------------

// What a run of pages is used for.
enum {
  TC_SPAN_DEAD = 0,   // the descriptor is in its pool, or the span is being set up
  TC_SPAN_IN_USE = 1, // holds garbage-collected objects
  TC_SPAN_MANUAL = 2  // stacks and other memory whose user frees it by hand
};

enum {
  TC_SPAN_NEEDS_ZERO = 1,    // some page was used before: runs are cleared when taken
  TC_SPAN_MOVED_AWAY = 128,  // manual: its memory was moved to another; freed as released
  TC_SPAN_LARGE_READY = 2,   // a large scan object's memory is zeroed, its type is published
  TC_SPAN_HAS_SPECIALS = 4   // quick look for sweep; `specials` is guarded by special_lock
};

// No slot's index: above every object_count.
enum { TC_NO_SLOT = 0xffff };

// A span's descriptor. Its first 64 bytes are what marking reads and allocation refills;
// the mark bits and then the allocation bits follow the descriptor directly, `bit_words` words
// of 64 bits each: one place in memory, and no pointer to chase, per span.
// Descriptors come from four pools by bit_words, 2, 4, 8 and 16: 128, 160, 224 and 352 bytes, each
// rounded up to a multiple of 64 so that the first part is one cache line. Metadata of 64-byte
// objects (128 of them a page, 128 bytes of descriptor) is 1.6% of their memory.
struct tc_span {
  uintptr_t base;         // address of the first byte; written before the span is published
  uintptr_t object_size;  // bytes of a slot; of a large object the pages' bytes
  uint32_t div_magic;     // ceil(2^32 / object_size): index = offset * magic >> 32; 0 if large
  uint16_t object_count;  // slots; 1 if large
  uint8_t span_class;     // size class << 1 | noscan
  uint8_t state;          // TC_SPAN_*; atomic, published last (release), read first (acquire)
  uint32_t page_count;    // pages
  uint32_t sweepgen;      // against the heap's h: h-2 needs sweeping, h-1 being swept, h swept,
                          // h+1 cached before this cycle's sweep began (needs sweeping),
                          // h+3 swept and cached; or the heap's tenured_gen or recalled_gen.
                          // Atomic.
  uint16_t free_index;    // slots below it are taken or were looked at; owner of the span
  uint16_t alloc_count;   // slots allocated, by the owner; set from marks when swept
  uint8_t bit_words;      // 64-bit words in each of the two bit sets
  uint8_t flags;          // TC_SPAN_NEEDS_ZERO …; atomic or by the owner
  uint8_t manual_kind;    // of a manual span: which MemStats field accounts for it
  uint8_t home;           // the shard of central spans that it is filed into: of its last cache
  uint64_t alloc_cache;   // free slots from free_index on, bit 0 first, set when free
  const tc_type *large_type;  // of a large scan object: element type; else NULL. Release/acquire
  tc_special *specials;   // by offset, then kind; guarded by special_lock

  // The second, colder part.
  tc_span *next;          // link of whichever list holds it; by that list's lock
  tc_span *previous;      // likewise
  tc_heap *heap;          // the heap that owns it
  uint32_t special_lock;  // futex word
  uint16_t black_from;    // slots from here to free_index that were free at the last sweep were
                          // taken while marking ran: black, with no mark bit set. TC_NO_SLOT: none.
                          // Written by the owner of the span, read by markers
  uint16_t reserved;
};
_Static_assert(sizeof(tc_span) == 96, "a cache line for marking, half of one for the rest");

// ---- Arenas --------------------------------------------------------------------------------

// What a store notes on its card (Marking/Cards.swift).
enum {
  TC_NOTE_ODD = 1,    // by turns with the other, from one cycle's beginning to the next one's
  TC_NOTE_EVEN = 2,
  TC_NOTE_LATE = 4    // in addition: marking was over
};

// One per 64 MiB of reserved heap address space, off-heap.
struct tc_arena {
  uintptr_t base;            // address of its first byte
  tc_heap *heap;
  uintptr_t zeroed_base;     // offset from which no page was ever handed out; atomic, rises
  uint64_t page_in_use[TC_ARENA_PAGES / 64];   // first pages of spans in use; atomic
  uint64_t page_specials[TC_ARENA_PAGES / 64]; // first pages of spans with specials; atomic
  uint64_t page_taken[TC_ARENA_PAGES / 64];    // pages that are allocated or in a page cache, and
                                               // those never grown into; heap lock
  uint64_t page_released[TC_ARENA_PAGES / 64]; // free pages without memory behind them; heap lock
  uintptr_t scavenger_notes; // of ChunkNotes; 0 until there are any. Atomic
  tc_span *spans[TC_ARENA_PAGES];  // the span of each page, of objects or manual; NULL: the page
                                   // is in none. Atomic
  uint8_t *cards;                  // TC_ARENA_CARDS of them, in the heap's table or elsewhere. Not
                                   // 0: a pointer was stored there since the last cycle's marks;
                                   // TC_NOTE_*. Atomic
};

// ---- Meters --------------------------------------------------------------------------------

// What was allocated on somebody's account, in objects and in bytes of their slots or pages. Kept
// by whoever wants to know; threads add to it atomically.
typedef struct tc_meter {
  uint64_t objects;
  uint64_t bytes;
} tc_meter;

// What collecting has cost so far: at the end of each cycle. Atomic.
typedef struct tc_cycle_totals {
  uint64_t cycles;
  uint64_t cpu;     // nanoseconds of marking, assisting and standing still, of all processors
  uint64_t pauses;  // nanoseconds for which the world stood still
} tc_cycle_totals;

// ---- Caches: one a P -----------------------------------------------------------------------

// The free slots that the next allocations of one span class take.
typedef struct tc_run {
  uintptr_t next;  // address of the next free slot
  uintptr_t end;   // first byte after the last free slot; next == end: take a new run
  uint64_t mask;   // the pointer bits that each free slot has already: those of the last object of
                   // the last run that was used up. Where slots carry pointer bits
} tc_run;

// What one P (a goroutine processor, or an attached Swift thread) owns. Nothing in it is shared,
// but `barrier`, the cards and `flush_generation`, which the collector writes with the world
// stopped.
struct tc_cache {
  // Line 0: what every allocation and every pointer store looks at.
  tc_heap *heap;
  uint32_t barrier;            // not 0: pointer stores go through the barrier; TC_BARRIER_*
  uint32_t id;                 // index among the heap's caches
  uintptr_t tiny;              // current tiny block; 0: none
  uintptr_t tiny_offset;       // bytes used of it
  uintptr_t tiny_allocations;  // count since the last flush of statistics
  uintptr_t *barrier_next;     // where the next barrier entry goes
  uintptr_t *barrier_end;      // beyond the last entry: full
  volatile uintptr_t *guard;   // the word that the mutator polls: poisoned to ask for a
                               // safepoint. Set by the host; may be NULL
  // Line 1 on: owner's own, slow paths.
  int64_t assist_bytes;        // credit (positive) or debt of the current mutator, in bytes
  uint64_t scan_allocated;     // bytes of scannable objects since the last flush
  uint64_t noted_stores;       // pointer stores that noted a card since the last cycle
  uint64_t allocated_since;    // bytes of runs since the last flush, less those given back
  // What stores that only note cards need, as of the last switch of barriers: the heap's cards, as
  // in tc_heap. No bytes where stores do more than note, or nothing.
  uint8_t *card_table;
  uintptr_t card_base;
  uintptr_t card_bytes;
  uintptr_t card_note;
  uintptr_t fresh_page;        // a page all of whose objects were allocated since the last cycle
                               // ended: stores to it note nothing. 0: none known, or marking is on
  uint32_t flush_generation;   // sweepgen for which this cache was last flushed
  uint32_t random;             // state of a small generator; never 0
  tc_meter *meter;             // where a metered heap counts what is allocated here; NULL: nowhere.
                               // Set by the mutator, or by whoever lets it run
  uintptr_t tiny_used;         // in a metered heap, bytes of the tiny block that are used: its
                               // tiny_offset is the end
  tc_cache *next;              // list of the heap's caches; heap lock
  void *page_cache;            // this P's ProcessorPages (Swift)
  void *mark_work;             // this P's mark work buffers (Swift)
  void *statistics;            // this P's counters (Swift)
  void *host;                  // the host's own (its P, its thread); not read by the heap
  tc_run runs[TC_SPAN_CLASSES];
  tc_span *spans[TC_SPAN_CLASSES];  // the span that runs[i] lies in; never NULL: an empty
                                    // dummy span stands for "none"
  uintptr_t barrier_buffer[TC_BARRIER_ENTRIES];
};

// What was allocated and freed, in objects. One in each cache, written by its owner (frees also by
// whoever sweeps on its behalf), and one in the heap for background work and destroyed caches.
// Fields are atomic so that statistics can be read at any time; exact with the world stopped.
typedef struct tc_counters {
  uint64_t small_allocated[TC_SIZE_CLASSES];  // slots taken in runs, less those given back
  uint64_t small_freed[TC_SIZE_CLASSES];      // slots that sweeping found dead
  uint64_t large_allocated;                   // objects above TC_MAX_SMALL
  uint64_t large_allocated_bytes;             // bytes of their pages
  uint64_t large_freed;
  uint64_t large_freed_bytes;
  uint64_t tiny_allocated;                    // objects put into a tiny block that was there
} tc_counters;

// ---- The heap ------------------------------------------------------------------------------

enum {
  TC_HEAP_AMBIGUOUS = 1,   // every pointer slot may hold any word: check before believing
  TC_HEAP_STRESS = 2,      // runs of one slot only, so that every allocation takes the slow path
  TC_HEAP_VERIFY = 4,      // second mark and counters checked after each cycle
  TC_HEAP_CLOBBER = 8,     // sweeping overwrites what it frees (Go: clobberfree=1)
  TC_HEAP_METERED = 16     // runs of one slot, and each object is counted at its cache's meter
};

// The part of a heap that inline code reads. The rest is Swift's, behind `core`.
struct tc_heap {
  tc_arena **arenas;       // TC_ARENA_COUNT entries, reserved, touched only where arenas are
  uint32_t sweepgen;       // even; rises by 2 a cycle, with the world stopped
  uint32_t marking;        // 1 from mark setup to mark termination; written with the world stopped
  uint32_t flags;          // TC_HEAP_*; fixed at creation
  uint32_t phase;          // TC_PHASE_*; written with the world stopped
  const tc_world *world;   // the host; fixed at creation
  void *world_context;     // handed back to the world's functions
  void *core;              // the heap's Swift half (HeapCore), which owns everything
  // One pointer a layer of the Swift half, so that code reaches its own layer and those below it
  // and no other. Fixed at creation.
  void *page_heap;         // PageHeap
  void *special_table;     // SpecialTable
  void *mark_state;        // tc_mark_state (marking.h): what all markers share
  void *sweeper;           // Sweeper: progress, proportion, counters of the whole heap
  void *centrals;          // CentralSpans[TC_SPAN_CLASSES] and the caches' registry
  void *collector;         // Collector
  void *scavenger;         // Scavenger
  uint64_t trigger_bytes;  // live bytes at which the next cycle is due; atomic, by the pacer
  uintptr_t arenas_low;    // all arenas lie in arenas_low ..< arenas_high, perhaps with holes;
  uintptr_t arenas_high;   // both 0 before the first. Atomic, by whoever publishes an arena
  void *events;            // EventHub
  uint32_t barrier;        // what the caches' barriers are when their mutators were not scanned:
                           // TC_BARRIER_*. Written with the world stopped
  uint32_t keeps_marks;    // TC_MARKS_*: whether sweeping keeps the marks, so that the next cycle
                           // need not look into what is marked; and not 0 as long as that one
                           // marks. Written with the world stopped
  uintptr_t card_note;     // TC_NOTE_*: what stores note on cards. Likewise
  // The cards of card_bytes from card_base on, all of it arenas: found without a look at those.
  // The heap's first arena fixes the base; adjacent ones are added. Atomic
  uint8_t *card_table;     // room for those of Card.tableCovers; fixed at creation
  uintptr_t card_base;
  uintptr_t card_bytes;
  tc_arena **arena_list;   // the arenas in the order in which they came, arena_count of them: they
  uintptr_t arena_count;   // may lie far apart. Atomic; grows, but for reservations that failed
  // The sweep generation of spans that minor cycles leave alone (Spans/SweepGeneration.swift), and
  // of those that were left alone and are to be swept now: the same as above if there are none.
  // Odd, and far from sweepgen. Written with the world stopped
  uint32_t tenured_gen;
  uint32_t recalled_gen;
  uintptr_t zero_base;     // where all objects of no size lie; never read or written
  uintptr_t reserved[6];

  // What all mutators write; a line of its own. Both are handed over by caches in grains.
  uint64_t live_bytes;     // bytes in slots that are allocated and were not found dead by the
                           // last cycle: marked then, plus taken since. Atomic.
  uint64_t scan_bytes;     // of them taken since mark termination and scannable. Atomic
  uint64_t old_bytes;      // bytes in slots whose marks the last sweep has kept. Atomic
};

_Static_assert(offsetof(tc_heap, live_bytes) % 64 == 0, "not on the line of what is only read");

enum { TC_PHASE_OFF = 0, TC_PHASE_MARK = 1, TC_PHASE_TERMINATION = 2 };

#endif
