// The works that exercise the collector, in C with exact roots on a shadow stack: what generated
// code would do by hand.
#ifndef COLLECTOR_WORK_H
#define COLLECTOR_WORK_H

#include <stdbool.h>
#include "tricolor.h"

// Binary trees to depth `deepest`; prints what the peers print.
void trees_run(tc_thread *thread, long deepest);
// One tree of depth `depth`.
void *trees_build(tc_thread *thread, long depth);

// A live heap of about `bytes`: 4096 lists of 64-byte nodes, woven into one another in memory; or
// arrays of 32 KiB of pointers to pointer-free objects of 16 bytes. Returns its root.
void *lists_build(tc_thread *thread, uintptr_t bytes);
void *arrays_build(tc_thread *thread, uintptr_t bytes);

// Takes nodes from the front of lists and puts new ones at the back, `steps` times, in the lists
// first, first + stride, …; a sum of what it saw.
uint64_t lists_churn(tc_thread *thread, void *root, uint64_t steps, uint32_t first,
                     uint32_t stride);

// `rounds` times over a table of `count` (a power of two) pointers: each slot takes another's
// value. Through the barrier or with plain stores.
uint64_t stores_run(tc_cache *cache, void **table, uint64_t count, uint64_t rounds, bool barrier);

// A list of `count` links of 16 bytes, and the same list reversed `rounds` times: its new first
// link. Through the barrier or with plain stores.
void *links_build(tc_thread *thread, uint64_t count);
void *links_reverse(tc_cache *cache, void *list, uint64_t rounds, bool barrier);

// Three marking loops, reduced to what they differ in, over everything that `root` reaches; one
// thread, nobody else at work, small objects and arrays of pointers. Each returns how many objects
// it marked.
//   plain    takes an entry, marks its object and pushes what that points to
//   ring     the same through a ring of prefetched entries: what the collector does
//   batched  queues spans rather than objects and scans all that is marked in one, in order
uint64_t cores_plain(tc_heap *heap, void *root);
uint64_t cores_batches(tc_heap *heap, void *root);
uint64_t cores_ring(tc_heap *heap, void *root);
uint64_t cores_batched(tc_heap *heap, void *root);

#endif
