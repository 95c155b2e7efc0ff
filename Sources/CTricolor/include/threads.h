// Ordinary threads as mutators of a heap: what `import Tricolor` and C clients without a scheduler
// of their own stand on. The heap side is the thread world (Heap/Embedding), a tc_world whose
// mutators are the threads that attached themselves.
//
// Roots of an attached thread: its machine stack and registers, ambiguous, from where it stands at
// its safepoint to the stack's base; and its shadow stack of exact slots, for clients that keep
// one. Those that keep every pointer there say so (`exact`): what their frames have left behind on
// the machine stack then keeps nothing alive. Its slots hold copies of pointers, not addresses of
// variables: nothing moves, and variables can stay in registers. The cheapest client hands its
// stack's end down in a register and writes `shadow_next` before it calls what may come to a
// safepoint; pushing and popping by way of memory makes each call wait for the last one's
// (decision 0028). A thread is at a safepoint inside tc_thread_poll and
// tc_thread_wait, while it is bracketed as blocking, and nowhere else. So nothing is ever scanned
// while it runs.
//
// A thread may be attached to several heaps; each attachment is a tc_thread of its own, and a
// second one to the same heap is the first one again. A thread that stands still stands still for
// all of them: else two threads, each waiting at a safepoint of another heap, would wait for each
// other.
#ifndef TRICOLOR_THREADS_H
#define TRICOLOR_THREADS_H

#include "allocate.h"
#include "barrier.h"
#include "layout.h"

// One thread's attachment to one heap. Owned by its thread, but for `requests`.
typedef struct tc_thread {
  tc_cache *cache;              // its allocation cache; guard points to `requests`
  volatile uintptr_t requests;  // not 0: come to a safepoint at the next poll. Atomic
  tc_heap *heap;
  struct tc_thread *outer;      // the same thread's previous attachment, or NULL
  void **shadow_first;          // its shadow stack, first ..< next: pointers that the client keeps
  void **shadow_next;           // there; NULL for clients that have none
  uint32_t no_safepoints;       // depth of sections in which polls do nothing
  uint32_t exact;               // not 0: the client keeps every pointer on its shadow stack while
                                // it may come to a safepoint; its machine stack is not scanned
  uint32_t id;                  // for events and messages
  uint32_t unused;
  void *state;                  // the thread world's own
  uintptr_t *registers;         // where its registers are spilled: TC_SAVED_REGISTERS words
  uint32_t still;               // depth of safepoints and blocking calls that it is in
  uint32_t again;               // how often it was attached again beyond the first time
} tc_thread;

// The innermost attachment of the calling thread, NULL when it has none.
extern _Thread_local tc_thread *tc_thread_innermost
    __attribute__((tls_model("initial-exec")));

TC_INLINE tc_thread *tc_thread_current(void) { return tc_thread_innermost; }

// How many heaps of the process have a barrier on now: while 0, no pointer store anywhere in the
// process needs one. Written by the thread world with the heap's threads stopped.
extern uint32_t tc_barriers_on;

TC_INLINE bool tc_any_barrier(void) {
  return __atomic_load_n(&tc_barriers_on, __ATOMIC_RELAXED) != 0;
}

// The rest of tc_before_word where a barrier is on. Fatal where the calling thread is not attached
// to the slot's heap.
TC_RARELY_CALLED void tc_thread_before_word(uintptr_t *slot, uintptr_t word);

// Before `word` is stored to `slot`, a word of an object of some heap of ambiguous words, where it
// may be anything; elsewhere a pointer or NULL.
TC_INLINE void tc_before_word(void *slot, uintptr_t word) {
  if (TC_UNLIKELY(tc_any_barrier())) tc_thread_before_word((uintptr_t *)slot, word);
}

// The word that `requests` is, for a cache's guard.
TC_INLINE volatile uintptr_t *tc_thread_requests(tc_thread *thread) { return &thread->requests; }

// Asks the thread to come to a safepoint at its next poll. Any thread.
TC_INLINE void tc_thread_ask(tc_thread *thread) {
  __atomic_store_n(&thread->requests, 1, __ATOMIC_RELEASE);
}

// The thread is at a safepoint: what was asked so far is answered.
TC_INLINE void tc_thread_forget_requests(tc_thread *thread) {
  __atomic_exchange_n(&thread->requests, 0, __ATOMIC_ACQ_REL);
}

// The registers that a callee must preserve: whatever the caller kept in them is theirs alone until
// somebody saves it. At most eleven on the machines that we know, with one to spare.
enum { TC_SAVED_REGISTERS = 12 };

// Stores the callee-saved registers at `words` and returns the stack pointer.
TC_INLINE uintptr_t tc_spill(uintptr_t *words) {
  uintptr_t stack;
#if defined(__x86_64__)
  __asm__ volatile("movq %%rbx, 0(%1)\n\tmovq %%rbp, 8(%1)\n\tmovq %%r12, 16(%1)\n\t"
                   "movq %%r13, 24(%1)\n\tmovq %%r14, 32(%1)\n\tmovq %%r15, 40(%1)\n\t"
                   "movq %%rsp, %0"
                   : "=&r"(stack) : "r"(words) : "memory");
#elif defined(__aarch64__)
  __asm__ volatile("stp x19, x20, [%1, #0]\n\tstp x21, x22, [%1, #16]\n\t"
                   "stp x23, x24, [%1, #32]\n\tstp x25, x26, [%1, #48]\n\t"
                   "stp x27, x28, [%1, #64]\n\tstr x29, [%1, #80]\n\tmov %0, sp"
                   : "=&r"(stack) : "r"(words) : "memory");
#else
#error "which registers does a callee preserve here?"
#endif
  return stack;
}

// The address beyond the calling thread's stack; found once a thread.
uintptr_t tc_stack_base(void);

// The word at `at` of a machine stack, somebody else's perhaps, whose frames change meanwhile and
// hold what their functions never meant to be read: red zones. No sanitizer looks at this read.
uintptr_t tc_stack_word(const uintptr_t *at);

// The calling thread's innermost attachment is `thread` from now on.
TC_INLINE void tc_thread_set_current(tc_thread *thread) { tc_thread_innermost = thread; }

// A heap's barrier goes on or off. With its threads stopped.
TC_INLINE void tc_note_barrier(bool on) {
  if (on) __atomic_fetch_add(&tc_barriers_on, 1, __ATOMIC_RELEASE);
  else __atomic_fetch_sub(&tc_barriers_on, 1, __ATOMIC_RELEASE);
}

// Attaches the calling thread. NULL when memory is refused. About a microsecond.
tc_thread *tc_thread_attach(tc_heap *heap);
// Takes one attach back; the last one of a heap ends the attachment. On its own thread; attachments
// to several heaps may end in any order.
void tc_thread_detach(tc_thread *thread);
// Whether `thread` is an attachment of the calling thread.
bool tc_thread_is_mine(tc_thread *thread);
// The slow half of a poll: spills registers, waits while the world is stopped, scans or lets scan,
// pays what assist debt there is, starts a cycle that is due.
void tc_thread_wait(tc_thread *thread);
// A whole collection, on behalf of the thread: what was unreachable before the call is free after
// it.
void tc_thread_collect(tc_thread *thread);
// Makes all attachments of the calling thread safe, or running again. `thread` is one of them,
// whose registers are spilled; the stack is live from `stack` on.
void tc_thread_become_still(tc_thread *thread, uintptr_t stack);
void tc_thread_go_on(tc_thread *thread);

// Between these two the thread counts as stopped: it touches no managed memory. Inline, because the
// registers must be spilled in a frame that is still there meanwhile: in a callee's they may hold
// its own values, and the caller's lie in a frame that is about to go.
TC_INLINE void tc_thread_enter_blocking(tc_thread *thread) {
  tc_thread_become_still(thread, tc_spill(thread->registers));
}
TC_INLINE void tc_thread_leave_blocking(tc_thread *thread) { tc_thread_go_on(thread); }

// A safepoint, if one is asked for.
TC_INLINE void tc_thread_poll(tc_thread *thread) {
  bool asked = __atomic_load_n(&thread->requests, __ATOMIC_RELAXED) != 0;
  if (TC_UNLIKELY(asked) && thread->no_safepoints == 0) tc_thread_wait(thread);
}

// Before `count` words at `place`, all of one object, become those at `next`: remembers those that
// change. The barrier is on. Words may hold anything: heaps with attached threads check them.
TC_INLINE void tc_thread_before_change(tc_thread *thread, const uintptr_t *place,
                                       const uintptr_t *next, uintptr_t count) {
  tc_cache *cache = thread->cache;
  if (cache->barrier == TC_BARRIER_CARDS) {
    if (tc_is_fresh(cache, (uintptr_t)place)) return;
    for (uintptr_t i = 0; i < count; i++)
      if (next[i] != 0 && place[i] != next[i]) tc_note_card(cache, (uintptr_t)&place[i]);
    return;
  }
  bool both = (cache->barrier & TC_BARRIER_BOTH) != 0;
  bool cards = (cache->barrier & TC_BARRIER_CARDS) != 0;
  for (uintptr_t i = 0; i < count; i++) {
    uintptr_t old = __atomic_load_n(&place[i], __ATOMIC_RELAXED);
    if (cards && next[i] != 0 && old != next[i]) tc_note_card(cache, (uintptr_t)&place[i]);
    if (old != next[i] && (old != 0 || both)) tc_remember(cache, old, both ? next[i] : 0);
  }
}

// ---- Allocation with the safepoint that belongs to it -----------------------------------------
// As their namesakes in allocate.h. The safepoint comes first, where a run is used up: the new
// object cannot be lost to a collection that its own allocation let through.

TC_INLINE void tc_thread_before(tc_thread *thread, uint32_t span_class) {
  tc_run *run = &thread->cache->runs[span_class];
  if (TC_UNLIKELY(run->next == run->end)) tc_thread_poll(thread);
}

// The rest of tc_thread_allocate_masked where the run is used up: a safepoint, then another run.
void *tc_thread_slow_masked(tc_thread *thread, uintptr_t size, uint64_t mask);

TC_INLINE void *tc_thread_allocate_masked(tc_thread *thread, uintptr_t size, uint64_t mask) {
  uint32_t class = tc_class_for(size);
  uintptr_t slot = tc_class_size[class];
  tc_run *run = &thread->cache->runs[class << 1];
  uintptr_t at = run->next;
  if (TC_UNLIKELY(at == run->end)) return tc_thread_slow_masked(thread, size, mask);
  run->next = at + slot;
  TC_ASSUME(at != 0);  // so that who asks for NULL asks after the slow path only
  tc_write_mask(run, at, slot, mask);
  tc_publish();
  return (void *)at;
}

TC_INLINE void *tc_thread_allocate_noscan(tc_thread *thread, uintptr_t size) {
  tc_thread_before(thread, tc_class_for(size) << 1 | 1);
  return tc_allocate_noscan(thread->cache, size);
}

TC_INLINE void *tc_thread_allocate_tiny(tc_thread *thread, uintptr_t size) {
  tc_thread_before(thread, TC_TINY_CLASS << 1 | 1);
  return tc_allocate_tiny(thread->cache, size);
}

TC_INLINE void *tc_thread_allocate(tc_thread *thread, uintptr_t size, const tc_type *type) {
  tc_thread_poll(thread);
  return tc_allocate(thread->cache, size, type);
}

#endif
