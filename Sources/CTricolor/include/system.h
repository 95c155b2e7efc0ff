// What the run time asks of the operating system: address space, waiting, words to standard
// error, and death. C because the names differ between Linux and macOS, many are macros, and
// Swift's Embedded subset imports no C library module. Policy lives in Swift
// (Sources/Heap/System); every function here is one or two system calls.
#ifndef TRICOLOR_SYSTEM_H
#define TRICOLOR_SYSTEM_H

#include "layout.h"
#include "atomics.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>
#if defined(__linux__)
#include <linux/futex.h>
#include <sys/syscall.h>
#endif

// ---- Memory ----------------------------------------------------------------------------------
// All return 0 or an errno value; addresses and sizes are multiples of the system's page.

#ifndef MAP_NORESERVE
#define MAP_NORESERVE 0
#endif

enum { TC_ACCESS_NONE = 0, TC_ACCESS_READ = 1, TC_ACCESS_WRITE = 2 };

TC_INLINE int tc_os_protection(int access) {
  return access == TC_ACCESS_WRITE ? PROT_READ | PROT_WRITE
         : access == TC_ACCESS_READ ? PROT_READ : PROT_NONE;
}

// Address space with no memory behind it, near `hint` when that is free. 0: refused.
TC_INLINE uintptr_t tc_os_map(uintptr_t hint, uintptr_t bytes, int access) {
  void *at = mmap((void *)hint, bytes, tc_os_protection(access),
                  MAP_PRIVATE | MAP_ANONYMOUS | (access == TC_ACCESS_WRITE ? 0 : MAP_NORESERVE),
                  -1, 0);
  return at == MAP_FAILED ? 0 : (uintptr_t)at;
}

TC_INLINE int tc_os_unmap(uintptr_t at, uintptr_t bytes) {
  return munmap((void *)at, bytes) == 0 ? 0 : errno;
}

TC_INLINE int tc_os_protect(uintptr_t at, uintptr_t bytes, int access) {
  return mprotect((void *)at, bytes, tc_os_protection(access)) == 0 ? 0 : errno;
}

// Gives the memory behind pages back at once; they read as zero on Linux. On macOS they may
// keep their contents until the system wants them.
TC_INLINE int tc_os_release(uintptr_t at, uintptr_t bytes) {
#if defined(__APPLE__)
  return madvise((void *)at, bytes, MADV_FREE_REUSABLE) == 0 ? 0 : errno;
#else
  return madvise((void *)at, bytes, MADV_DONTNEED) == 0 ? 0 : errno;
#endif
}

// Lets the system take the memory when it needs some: cheaper, contents uncertain until written.
TC_INLINE int tc_os_release_lazily(uintptr_t at, uintptr_t bytes) {
#if defined(MADV_FREE)
  return madvise((void *)at, bytes, MADV_FREE) == 0 ? 0 : errno;
#else
  return tc_os_release(at, bytes);
#endif
}

// Whether pages that tc_os_release gave back are known to read as zero.
TC_INLINE bool tc_os_release_zeroes(void) {
#if defined(__linux__)
  return true;
#else
  return false;
#endif
}

// Released pages are about to be used again: only macOS wants to know.
TC_INLINE int tc_os_reuse(uintptr_t at, uintptr_t bytes) {
#if defined(__APPLE__)
  return madvise((void *)at, bytes, MADV_FREE_REUSE) == 0 ? 0 : errno;
#else
  (void)at, (void)bytes;
  return 0;
#endif
}

// Huge pages: wanted, not wanted. No-ops where there are none.
TC_INLINE int tc_os_huge(uintptr_t at, uintptr_t bytes) {
#if defined(MADV_HUGEPAGE)
  return madvise((void *)at, bytes, MADV_HUGEPAGE) == 0 ? 0 : errno;
#else
  (void)at, (void)bytes;
  return 0;
#endif
}
TC_INLINE int tc_os_no_huge(uintptr_t at, uintptr_t bytes) {
#if defined(MADV_NOHUGEPAGE)
  return madvise((void *)at, bytes, MADV_NOHUGEPAGE) == 0 ? 0 : errno;
#else
  (void)at, (void)bytes;
  return 0;
#endif
}

// Moves the memory behind `bytes` from `at` on to `to`, where whatever lies is lost; `at` reads as
// zero afterwards. 0; or an errno value, when nothing has changed; or -1: `to` may be no mapping
// any more. (tricolor.c)
int tc_os_move(uintptr_t at, uintptr_t to, uintptr_t bytes);

// A number that no earlier call in this process returned (but for 2^32 of them): heaps spread over
// the address space by it (tricolor.c).
uint32_t tc_next_region(void);

// Which of the pages from `at` on are backed: one byte a page, bit 0. 0 or an errno value.
TC_INLINE int tc_os_backed(uintptr_t at, uintptr_t bytes, uint8_t *pages) {
#if defined(__APPLE__)
  return mincore((void *)at, bytes, (char *)pages) == 0 ? 0 : errno;
#else
  return mincore((void *)at, bytes, pages) == 0 ? 0 : errno;
#endif
}

// Bytes of the system's page.
TC_INLINE uintptr_t tc_os_page_size(void) { return (uintptr_t)sysconf(_SC_PAGESIZE); }

// ---- Waiting ---------------------------------------------------------------------------------

// Sleeps while *word == expected, at most `nanoseconds` (0: without end). May wake early.
TC_INLINE void tc_futex_wait(uint32_t *word, uint32_t expected, uint64_t nanoseconds) {
#if defined(__linux__)
  struct timespec limit = {.tv_sec = (time_t)(nanoseconds / 1000000000),
                           .tv_nsec = (long)(nanoseconds % 1000000000)};
  int saved = errno;
  syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, expected, nanoseconds ? &limit : NULL, NULL, 0);
  errno = saved;
#elif defined(__APPLE__)
  extern int __ulock_wait(uint32_t, void *, uint64_t, uint32_t);
  int saved = errno;
  __ulock_wait(1, word, expected, (uint32_t)(nanoseconds / 1000));
  errno = saved;
#endif
}

// Wakes one waiter, or all.
TC_INLINE void tc_futex_wake(uint32_t *word, bool all) {
#if defined(__linux__)
  syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, all ? 0x7fffffff : 1, NULL, NULL, 0);
#elif defined(__APPLE__)
  extern int __ulock_wake(uint32_t, void *, uint64_t);
  __ulock_wake(all ? 0x101 : 1, word, 0);
#endif
}

// How many processors this process may use.
TC_INLINE uint32_t tc_os_processors(void) {
  long count = sysconf(_SC_NPROCESSORS_ONLN);
  return count < 1 ? 1 : (uint32_t)count;
}

TC_INLINE void tc_os_yield(void) { sched_yield(); }

TC_INLINE void tc_os_sleep(uint64_t nanoseconds) {
  struct timespec length = {.tv_sec = (time_t)(nanoseconds / 1000000000),
                            .tv_nsec = (long)(nanoseconds % 1000000000)};
  nanosleep(&length, NULL);
}

// Monotonic nanoseconds; about 25 ns, no system call.
TC_INLINE uint64_t tc_os_now(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

// Nanoseconds of CPU that the calling thread has used; a system call, about 0.2 µs.
TC_INLINE uint64_t tc_os_thread_time(void) {
  struct timespec now;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

// Nanoseconds of CPU that all threads of the process have used; a system call, below 1 µs.
TC_INLINE uint64_t tc_os_process_time(void) {
  struct timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

// Nanoseconds since 1970.
TC_INLINE uint64_t tc_os_wall_time(void) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

// Starts a thread that runs body(argument) with all signals blocked and 256 KiB of stack; 0 if the
// system refuses (tricolor.c). And waits for its end.
uintptr_t tc_os_thread_start(void *(*body)(void *), void *argument);
// As above, with a stack of `stack` bytes.
uintptr_t tc_os_thread_start_sized(void *(*body)(void *), void *argument, uintptr_t stack);
void tc_os_thread_join(uintptr_t thread);

// From now on `signal` sets *flag to 1 and wakes a sleeper on *wake, after adding 1 to it
// (tricolor.c).
void tc_os_watch_signal(int signal, uint32_t *flag, uint32_t *wake);
// The numbers of signals that somebody asks for.
TC_INLINE int tc_os_quit_signal(void) { return SIGQUIT; }

// ---- Locks -----------------------------------------------------------------------------------
// A lock is one word: 0 free, 1 held, 2 held and perhaps waited for. Uncontended, taking and
// leaving it are one atomic instruction each.

// The slow half of tc_lock: spins a little, then sleeps (tricolor.c).
void tc_lock_wait(uint32_t *word);

TC_INLINE bool tc_try_lock(uint32_t *word) {
  uint32_t free_word = 0;
  return __atomic_compare_exchange_n(word, &free_word, 1, false, __ATOMIC_ACQUIRE,
                                     __ATOMIC_RELAXED);
}

TC_INLINE void tc_lock(uint32_t *word) {
  if (TC_UNLIKELY(!tc_try_lock(word))) tc_lock_wait(word);
}

TC_INLINE void tc_unlock(uint32_t *word) {
  if (TC_UNLIKELY(__atomic_exchange_n(word, 0, __ATOMIC_RELEASE) == 2)) tc_futex_wake(word, false);
}

// A brief lock is for sections of tens of nanoseconds: whoever finds it held spins, and then sleeps
// a moment at a time, since nobody will wake him. So leaving it is a plain store, and it is 0 or 1.
void tc_brief_lock_wait(uint32_t *word);

TC_INLINE void tc_brief_lock(uint32_t *word) {
  if (TC_UNLIKELY(!tc_try_lock(word))) tc_brief_lock_wait(word);
}

TC_INLINE void tc_brief_unlock(uint32_t *word) { __atomic_store_n(word, 0, __ATOMIC_RELEASE); }

// The ranks that this thread holds, for the order check of debug builds (Foundations/LockRank).
// C because Swift's Embedded subset has no thread-local storage of its own.
enum { TC_RANK_DEPTH = 32 };
typedef struct tc_held_ranks {
  uint32_t count;
  uint8_t rank[TC_RANK_DEPTH];
} tc_held_ranks;
tc_held_ranks *tc_thread_ranks(void);

// ---- Words and death ---------------------------------------------------------------------------

// Writes all of `bytes` to standard error; gives up on an error.
TC_INLINE void tc_os_write_error(const void *bytes, uintptr_t count) {
  const char *at = (const char *)bytes;
  while (count > 0) {
    ssize_t written = write(2, at, count);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;
    at += written;
    count -= (uintptr_t)written;
  }
}

__attribute__((noreturn)) TC_INLINE void tc_os_abort(void) { abort(); }
// The same for a program that asked for it: nobody else's handler has a say, such as the one by
// which a Swift process describes its own crashes.
__attribute__((noreturn)) TC_INLINE void tc_os_die_by_abort(void) {
  signal(SIGABRT, SIG_DFL);
  abort();
}
__attribute__((noreturn)) TC_INLINE void tc_os_exit(int code) { _exit(code); }

// Called between the message and the end of a fatal error: the host prints its traces, flushes
// what it must. Set once by the host before threads start; NULL: nothing to add.
typedef void (*tc_fatal_handler)(void *context);
void tc_set_fatal_handler(tc_fatal_handler handler, void *context);
void tc_call_fatal_handler(void);

#endif
