// Front door of marking: the colours, the barrier, and why nothing is scanned twice.
//
// COLOURS
//
//   white   not found yet: the mark bit is clear, and the slot was taken before marking began. What
//           is white at the end is garbage.
//   grey    marked, and some of its pointers have not been looked at.
//   black   marked, and every pointer in it was looked at, or it was allocated while marking ran.
//
// There is no grey bit: an object is grey while an entry for it is in somebody's hands (a work
// buffer, the ring of a marker, a barrier buffer). A *candidate* entry stands for a pointer whose
// object may still be white; it counts as grey here, because it will be looked at.
//
// THE INVARIANT
//
//   While marking runs, every white object that is reachable is reachable from something grey:
//   a grey object, an entry, or a root that was not scanned yet.
//
// When nothing is grey, then, nothing white is reachable. The marker keeps the invariant by
// itself; the mutator can break it in one way only: it stores a pointer to a white object in a
// black place and destroys every other path to it. The barrier makes sure that it cannot.
//
// THE BARRIER
//
// A store `*slot = new` into the heap or a global first shades
//
//   old = *slot   so that no path from a grey place is cut (deletion, after Yuasa): what was
//                 reachable when marking began, and reached its finder through the heap, is found;
//   new           so that a pointer that lives on a stack only is not hidden in a black place
//                 (insertion, after Dijkstra): needed as long as that stack is not scanned.
//
// Stores to stacks have no barrier. A stack is scanned once, with its owner stopped, and is black
// from then on. It stays black without being looked at again: a pointer that arrives on it later
// was loaded from the heap, where the object was reachable at the beginning of marking, or was
// stored since (shaded then), or is new (black); and if it is still white, it was reachable from
// the beginning and the deletion half has kept or will keep a grey path to it. So marking ends
// with one short stop in which no stack is scanned, however deep the stacks are.
//
// `new` is shaded always, although it is only needed while the writer's stack is grey: asking would
// cost more than shading.
//
// Shading is deferred: the inline half (barrier.h) writes both words into the P's buffer, and the
// buffer is emptied in batches (Barrier/BarrierBuffer). The entries are grey meanwhile; marking
// ends only when all buffers were looked into with the world stopped.
//
// BLACK ALLOCATION
//
// A cache takes free slots in runs, and before it takes the first one of a span while marking is on
// it notes in the span from which slot on they are black (Spans/Span+Marks). So a new object is
// black from its first word on, costs marking nothing, not even a bit, and its initialising stores
// go through the barrier like any other (the new half matters there). What is left of a run when
// marking ends is free again before anything is swept. At the beginning of marking every cache
// gives its runs back, so that no run is white.
//
// THE WAY UP AND DOWN
//
//   1. Collection/MarkSetup stops the world, switches barriers on and cuts the roots into jobs.
//   2. Marking/Slice: a slice goes in through the gate, does root jobs (Roots) and drains (Drain,
//      Scan). Slices come from workers and from assists (Assist).
//   3. Barrier/ hands in what mutators overwrite.
//   4. When the gate says that nothing may be grey, Collection/MarkTermination stops the world,
//      looks into the barrier buffers, and either lets marking go on or ends it.
//   5. Checkmark, in verify mode, marks again from the roots with the world still stopped, and
//      compares.
//
// A worked example. A -> B, root r -> A, all white.
//   marker scans r: A is a candidate, then marked and scanned; B becomes a candidate.
//   mutator, before B's turn:  t = A.next; A.next = nil; C = new; C.next = t.
//   A is black, C is black (allocated now). `A.next = nil` shades B (old half); `C.next = t`
//   shades B (new half). Without both halves B would be lost if B had not been a candidate yet.
