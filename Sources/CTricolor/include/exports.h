// The heap's slow paths and its services to the host, implemented in Swift
// (Sources/Heap/Exports) and checked by the compiler against these declarations.
#ifndef TRICOLOR_EXPORTS_H
#define TRICOLOR_EXPORTS_H

#include "layout.h"
#include "specials.h"
#include "world.h"

// ---- Allocation (the cache's owner calls) ----------------------------------------------------

// A slot of span_class when the run is used up: takes the next run of free slots, or another
// span. Zeroed, with the pointer bits that the run says. NULL only if the world's out_of_memory
// returned.
void *tc_slow_small(tc_cache *cache, uint32_t span_class);
// A new tiny block and the first object in it.
void *tc_slow_tiny(tc_cache *cache, uintptr_t size);
// Any size, any type: what a client without a constant size calls. `type` NULL: noscan. For
// more than one element, `type` is the element's and size a multiple of type->size.
void *tc_allocate(tc_cache *cache, uintptr_t size, const tc_type *type);
// As tc_allocate, for noscan memory that the caller overwrites at once: not zeroed.
void *tc_allocate_raw(tc_cache *cache, uintptr_t size);

// A cache for one more P or thread; it holds nothing yet. Any thread, while the world is running
// and cannot be stopped: hosts serialise the making and unmaking of caches with stopping.
tc_cache *tc_cache_create(tc_heap *heap);
// Takes everything from a cache, what its barrier buffer remembers included, and gives its memory
// back. Its owner, likewise.
void tc_cache_destroy(tc_cache *cache);
// Gives back every run and every span that the cache holds. Its owner, or with the world stopped.
void tc_cache_flush(tc_cache *cache);

// ---- Memory that its user manages by hand ------------------------------------------------------

// What a manual span is used for; statistics tell them apart.
enum { TC_MANUAL_STACK = 0, TC_MANUAL_OTHER = 2 };

// Whole pages, not zeroed, which the collector neither scans nor frees. `cache`: of the caller's
// processor, or NULL. NULL if the system refuses.
tc_span *tc_manual_allocate(tc_heap *heap, tc_cache *cache, uintptr_t pages, uint32_t use);
void tc_manual_free(tc_span *span, tc_cache *cache);
// Makes the last `bytes` of `from` the last of `to`. Where the system can, it moves the memory
// itself, which from a MiB on is much faster than a copy and needs no memory twice. What `from`
// holds is lost.
void tc_manual_move(tc_span *from, tc_span *to, uintptr_t bytes);
// Zeroed memory for the host's own records, aligned to a cache line, which lives as long as the
// heap; counted as OtherSys. NULL if the system refuses.
void *tc_metadata_allocate(tc_heap *heap, uintptr_t bytes);

// ---- Barrier -------------------------------------------------------------------------------

// Hands the buffer's values to the collector and empties it. Owner of the cache, or anyone with
// the world stopped.
void tc_flush_barrier(tc_cache *cache);
// Remembers the pointers that a copy (or clear: source NULL) is about to overwrite and to store.
// The destination's pointer map is looked up; outside the heap every word counts as ambiguous.
void tc_bulk_barrier(tc_cache *cache, void *destination, const void *source, uintptr_t bytes);
// The same for values of `type`, one behind the other: no lookup.
void tc_bulk_barrier_typed(tc_cache *cache, void *destination, const void *source,
                           uintptr_t bytes, const tc_type *type);
// Keeps one object in this cycle: for pointers that are handed on where no barrier sees it.
void tc_shade(tc_cache *cache, void *object);

// A managed object was stored to by a thread that is not attached to its heap: says so, with the
// cure, and ends the program.
void tc_thread_is_foreign(void);

// ---- Collection ------------------------------------------------------------------------------
// Who calls these is no running mutator: a mutator at a safepoint, or a thread of the host.

// What a mutator does at a safepoint that it was asked to: pays its assists, begins a cycle that
// is due, ends one whose marking is complete. True: it still owes and there is no work at hand;
// let others run and come again.
bool tc_heap_safepoint(tc_cache *cache);
// One slice of background work of the given kinds with `cache` (of the calling P or worker), well
// under a millisecond. Returns the kinds that have more to do; `idle`: the processor has nothing
// else to do, so this is beyond the background's share.
uint32_t tc_background_work(tc_cache *cache, uint32_t kinds, bool idle);
// Whether background marking is behind its share, so that the host should make room for a slice.
bool tc_wants_worker(tc_heap *heap);
// A whole cycle that begins after the call, and its sweep.
void tc_collect(tc_cache *cache);

// For root scanners. A slot or word is exact: a heap pointer (interior ones included), a foreign
// pointer, or NULL. What is ambiguous may be anything.
void tc_visit_slot(tc_visitor *visitor, void *const *slot);
void tc_visit_word(tc_visitor *visitor, uintptr_t word);
// The words of `bytes` bytes from `base` on whose bits are set in `mask`, least significant first.
void tc_visit_masked(tc_visitor *visitor, const void *base, uintptr_t bytes, const uint8_t *mask);
void tc_visit_ambiguous(tc_visitor *visitor, const void *base, uintptr_t bytes);
// The same for a stretch of machine stack, whose words may be stale: a frame holds what earlier
// calls left there until it writes its own. Marks alike; the verifier takes them as hints only.
void tc_visit_machine_stack(tc_visitor *visitor, const void *base, uintptr_t bytes);

// ---- Specials: finalizers, cleanups, weak handles
// ------------------------------------------------
// `function` and `argument` are kept alive if they are heap pointers; `context` is not.

// False if the object has a finalizer already. The object must not be a free slot's.
bool tc_set_finalizer(tc_cache *cache, void *object, uintptr_t function, uintptr_t context);
// False if it had none.
bool tc_clear_finalizer(tc_cache *cache, void *object);
// The cleanup's number, never 0.
uint64_t tc_add_cleanup(tc_cache *cache, void *object, uintptr_t function, uintptr_t argument,
                        uintptr_t context);
// False if it has come due or was never added.
bool tc_stop_cleanup(tc_cache *cache, void *object, uint64_t id);
// The object's weak handle, which is made if there is none; the same for as long as it lives.
tc_weak_handle *tc_weak_handle_of(tc_cache *cache, void *object);
// The handle's object, kept in this cycle; NULL when it is gone.
void *tc_weak_load(tc_cache *cache, const tc_weak_handle *handle);
// Takes the oldest finalizer or cleanup that has come due; false: none. From here on the caller
// keeps alive what it names.
bool tc_next_ready(tc_cache *cache, tc_ready *ready);

#endif
