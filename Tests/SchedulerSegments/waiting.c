// Programs about channels, select, semaphores, time and system calls.
#define TC_STRESS
#include "segments.h"

#include <time.h>

// ---- Ping-pong ---------------------------------------------------------------------------------

// Frame: element, from, to, how many, return word. Captured: from, to, how many.
static TC_SEGMENT ponger_received(TC_PARAMETERS);
static TC_SEGMENT ponger_sent(TC_PARAMETERS) {
  W(3) -= 1;
  if (W(3) == 0) LEAVE(6);
  a0 = W(1);
  a1 = (tc_word)&W(0);
  CALL(tc_receive, ponger_received);
}
static TC_SEGMENT ponger_received(TC_PARAMETERS) {
  W(0) += 1;
  a0 = W(2);
  a1 = (tc_word)&W(0);
  CALL(tc_send, ponger_sent);
}
static TC_SEGMENT ponger(TC_PARAMETERS) {
  ENTER(ponger, 6);
  W(1) = CAPTURED(0);
  W(2) = CAPTURED(1);
  W(3) = CAPTURED(2);
  a0 = W(1);
  a1 = (tc_word)&W(0);
  CALL(tc_receive, ponger_received);
}
FUNCTION(ponger, "main.ponger");

static TC_SEGMENT pinger_sent(TC_PARAMETERS);
static TC_SEGMENT pinger_received(TC_PARAMETERS) {
  W(3) -= 1;
  if (W(3) == 0) {
    tc_test_results[0] = (int64_t)W(0);
    LEAVE(6);
  }
  W(0) += 1;
  a0 = W(2);
  a1 = (tc_word)&W(0);
  CALL(tc_send, pinger_sent);
}
static TC_SEGMENT pinger_sent(TC_PARAMETERS) {
  a0 = W(1);
  a1 = (tc_word)&W(0);
  CALL(tc_receive, pinger_received);
}
TC_SEGMENT test_ping_pong(TC_PARAMETERS) {
  ENTER(test_ping_pong, 6);
  tc_word count = (tc_word)tc_test_parameters[0];
  W(0) = 1;
  W(1) = test_channel(g, 0);
  W(2) = test_channel(g, 0);
  W(3) = count;
  tc_go_start(g, test_closure(g, ponger, W(2), W(1), count), NULL);
  a0 = W(2);
  a1 = (tc_word)&W(0);
  CALL(tc_send, pinger_sent);
}
FUNCTION(test_ping_pong, "main.main");

// ---- Many goroutines ----------------------------------------------------------------------------

static int64_t passed;

// Frame: element, return word. Captured: gate, done.
static TC_SEGMENT spawned_open(TC_PARAMETERS) {
  __atomic_fetch_add(&passed, 1, __ATOMIC_RELAXED);
  tc_go_release(g, (uint32_t *)W(0), 0);
  LEAVE(2);
}
static TC_SEGMENT spawned(TC_PARAMETERS) {
  ENTER(spawned, 2);
  W(0) = CAPTURED(1);
  a0 = CAPTURED(0);
  a1 = 0;
  CALL(tc_receive, spawned_open);
}
FUNCTION(spawned, "main.spawned");

// Frame: gate, semaphore, how many to wait for and to start, return word.
static TC_SEGMENT test_spawn_acquired(TC_PARAMETERS) {
  W(2) -= 1;
  if (W(2) == 0) {
    tc_test_results[0] = passed;
    LEAVE(5);
  }
  a0 = W(1);
  a1 = a2 = 0;
  CALL(tc_acquire, test_spawn_acquired);
}
static TC_SEGMENT test_spawn_closed(TC_PARAMETERS) {
  // Beyond the gate.
  a0 = W(1);
  a1 = a2 = 0;
  CALL(tc_acquire, test_spawn_acquired);
}
static TC_SEGMENT test_spawn_ready(TC_PARAMETERS) {
  a0 = W(0);
  CALL(tc_close, test_spawn_closed);
}
static TC_SEGMENT test_spawn_waiting(TC_PARAMETERS) {
  if (tc_test_parameters[1]) CALL(tc_collect_now, test_spawn_ready);
  TC_JUMP test_spawn_ready(TC_PASS);
}
static TC_SEGMENT test_spawn_next(TC_PARAMETERS) {
  while (W(3) > 0) {
    W(3) -= 1;
    tc_go_start(g, test_closure(g, spawned, W(0), W(1), 0), NULL);
    if (TC_LACKS(0)) {
      g->resume = test_spawn_next;
      TC_JUMP tc_poll(TC_PASS);
    }
  }
  if (tc_test_parameters[2]) TC_JUMP test_spawn_closed(TC_PASS);
  a0 = 2000000;
  CALL(tc_sleep, test_spawn_waiting);
}
TC_SEGMENT test_spawn(TC_PARAMETERS) {
  ENTER(test_spawn, 5);
  passed = 0;
  W(0) = test_channel(g, 0);
  W(1) = (tc_word)tc_allocate(g->cache, 8, NULL);
  W(2) = W(3) = (tc_word)tc_test_parameters[0];
  if (tc_test_parameters[2]) tc_go_close(g, (tc_channel *)W(0));
  TC_JUMP test_spawn_next(TC_PASS);
}
FUNCTION(test_spawn, "main.main");

// ---- A ring -------------------------------------------------------------------------------------

// Frame: element, from, to, return word. Captured: from, to. Passes tokens on until one is 0 or
// less.
static TC_SEGMENT link_received(TC_PARAMETERS);
static TC_SEGMENT link_sent(TC_PARAMETERS) {
  if (W(0) == 0) LEAVE(4);
  a0 = W(1);
  a1 = (tc_word)&W(0);
  CALL(tc_receive, link_received);
}
static TC_SEGMENT link_received(TC_PARAMETERS) {
  if (W(0)) {
    W(0) -= 1;
    __atomic_fetch_add(&tc_test_results[0], 1, __ATOMIC_RELAXED);
  }
  a0 = W(2);
  a1 = (tc_word)&W(0);
  CALL(tc_send, link_sent);
}
static TC_SEGMENT chain_link(TC_PARAMETERS) {
  ENTER(chain_link, 4);
  W(1) = CAPTURED(0);
  W(2) = CAPTURED(1);
  a0 = W(1);
  a1 = (tc_word)&W(0);
  CALL(tc_receive, link_received);
}
FUNCTION(chain_link, "main.link");

// Frame: element, first channel, last channel, return word.
static TC_SEGMENT test_ring_received(TC_PARAMETERS);
static TC_SEGMENT test_ring_sent(TC_PARAMETERS) {
  a0 = W(2);
  a1 = (tc_word)&W(0);
  CALL(tc_receive, test_ring_received);
}
static TC_SEGMENT test_ring_received(TC_PARAMETERS) {
  if (W(0) == 0) LEAVE(4);
  a0 = W(1);
  a1 = (tc_word)&W(0);
  CALL(tc_send, test_ring_sent);
}
TC_SEGMENT test_ring(TC_PARAMETERS) {
  ENTER(test_ring, 4);
  W(1) = W(2) = test_channel(g, 0);
  for (intptr_t i = 0; i < tc_test_parameters[0]; i++) {
    tc_word next = test_channel(g, 0);
    tc_go_start(g, test_closure(g, chain_link, W(2), next, 0), NULL);
    W(2) = next;
  }
  W(0) = (tc_word)(tc_test_parameters[0] * tc_test_parameters[1]);
  a0 = W(1);
  a1 = (tc_word)&W(0);
  CALL(tc_send, test_ring_sent);
}
FUNCTION(test_ring, "main.main");

// ---- Select -------------------------------------------------------------------------------------

// Frame: element, channel, return word. Captured: number, channel.
static TC_SEGMENT eager_sent(TC_PARAMETERS) {
  a0 = W(1);
  a1 = (tc_word)&W(0);
  CALL(tc_send, eager_sent);
}
static TC_SEGMENT eager(TC_PARAMETERS) {
  ENTER(eager, 4);
  W(0) = CAPTURED(0);
  W(1) = CAPTURED(1);
  TC_JUMP eager_sent(TC_PASS);
}
FUNCTION(eager, "main.eager");

// Frame: three cases of three words, two elements, how many, return word.
static TC_SEGMENT test_select_chosen(TC_PARAMETERS) {
  if (a0 < 2 && a1 == 1 && W(9 + a0) == a0 + 1) tc_test_results[a0]++;
  W(11) -= 1;
  if (W(11) == 0) LEAVE(13);
  a0 = (tc_word)&W(0);
  a1 = 3;
  a2 = 0;
  CALL(tc_select, test_select_chosen);
}
TC_SEGMENT test_select(TC_PARAMETERS) {
  ENTER(test_select, 13);
  for (tc_word i = 0; i < 3; i++) {
    W(3 * i) = i < 2 ? test_channel(g, (intptr_t)tc_test_parameters[1]) : 0;
    W(3 * i + 1) = i < 2 ? (tc_word)&W(9 + i) : 0;
    W(3 * i + 2) = 0;
    if (i < 2) tc_go_start(g, test_closure(g, eager, i + 1, W(3 * i), 0), NULL);
  }
  W(11) = (tc_word)tc_test_parameters[0];
  a0 = (tc_word)&W(0);
  a1 = 3;
  a2 = 0;
  CALL(tc_select, test_select_chosen);
}
FUNCTION(test_select, "main.main");

// ---- Sleep --------------------------------------------------------------------------------------

// Frame: semaphore, return word. Captured: semaphore.
static TC_SEGMENT sleeper_awake(TC_PARAMETERS) {
  __atomic_fetch_add(&tc_test_results[0], 1, __ATOMIC_RELAXED);
  tc_go_release(g, (uint32_t *)W(0), 0);
  LEAVE(2);
}
static TC_SEGMENT sleeper(TC_PARAMETERS) {
  ENTER(sleeper, 2);
  W(0) = CAPTURED(0);
  a0 = (tc_word)tc_test_parameters[1] + CAPTURED(1) % 7;
  CALL(tc_sleep, sleeper_awake);
}
FUNCTION(sleeper, "main.sleeper");

// Frame: semaphore, how many, return word.
static TC_SEGMENT test_sleep_acquired(TC_PARAMETERS) {
  W(1) -= 1;
  if (W(1) == 0) LEAVE(3);
  a0 = W(0);
  a1 = a2 = 0;
  CALL(tc_acquire, test_sleep_acquired);
}
TC_SEGMENT test_sleep(TC_PARAMETERS) {
  ENTER(test_sleep, 3);
  W(0) = (tc_word)tc_allocate(g->cache, 8, NULL);
  W(1) = (tc_word)tc_test_parameters[0];
  for (tc_word i = 0; i < W(1); i++)
    tc_go_start(g, test_closure(g, sleeper, W(0), i, 0), NULL);
  a0 = W(0);
  a1 = a2 = 0;
  CALL(tc_acquire, test_sleep_acquired);
}
FUNCTION(test_sleep, "main.main");

// ---- System calls -------------------------------------------------------------------------------

static int64_t call_is_over;

static tc_word wait_in_system(tc_g *g, tc_word nanoseconds, tc_word a, tc_word b, tc_word c,
                              tc_word d, tc_word e, tc_word f) {
  (void)g, (void)a, (void)b, (void)c, (void)d, (void)e, (void)f;
  struct timespec length = {.tv_nsec = (long)nanoseconds};
  nanosleep(&length, NULL);
  return nanoseconds;
}

static TC_SEGMENT counter_next(TC_PARAMETERS) {
  if (__atomic_load_n(&call_is_over, __ATOMIC_RELAXED)) LEAVE(1);
  tc_test_results[0]++;
  CALL(tc_yield, counter_next);
}
static TC_SEGMENT counter(TC_PARAMETERS) {
  ENTER(counter, 1);
  TC_JUMP counter_next(TC_PASS);
}
FUNCTION(counter, "main.counter");

static TC_SEGMENT test_blocking_after(TC_PARAMETERS) {
  __atomic_store_n(&call_is_over, 1, __ATOMIC_RELAXED);
  tc_test_results[1] = (int64_t)a0;
  LEAVE(1);
}
TC_SEGMENT test_blocking(TC_PARAMETERS) {
  ENTER(test_blocking, 1);
  call_is_over = 0;
  tc_go_start(g, test_closure(g, counter, 0, 0, 0), NULL);
  a0 = (tc_word)wait_in_system;
  a1 = (tc_word)tc_test_parameters[0];
  CALL(tc_blocking, test_blocking_after);
}
FUNCTION(test_blocking, "main.main");

// ---- Waiting for ever ---------------------------------------------------------------------------

static TC_SEGMENT stuck_after(TC_PARAMETERS) { LEAVE(1); }
static TC_SEGMENT stuck(TC_PARAMETERS) {
  ENTER(stuck, 1);
  a0 = CAPTURED(0);
  a1 = 0;
  CALL(tc_send, stuck_after);
}
FUNCTION(stuck, "main.stuck");

static const tc_site stuck_start = {.function = &stuck_function, .line = 77};

static TC_SEGMENT test_deadlock_after(TC_PARAMETERS) { LEAVE(1); }
TC_SEGMENT test_deadlock(TC_PARAMETERS) {
  ENTER(test_deadlock, 1);
  tc_go_start(g, test_closure(g, stuck, 0, 0, 0), &stuck_start);
  a0 = test_channel(g, 0);
  a1 = 0;
  CALL(tc_receive, test_deadlock_after);
}
FUNCTION(test_deadlock, "main.main");

// ---- Semaphores ---------------------------------------------------------------------------------

static int64_t inside;

// Frame: semaphore, done, return word. Captured: semaphore, done.
static TC_SEGMENT entrant_yielded(TC_PARAMETERS) {
  __atomic_fetch_sub(&inside, 1, __ATOMIC_RELAXED);
  tc_go_release(g, (uint32_t *)W(0), 0);
  tc_go_release(g, (uint32_t *)W(1), 0);
  LEAVE(3);
}
static TC_SEGMENT entrant_inside(TC_PARAMETERS) {
  int64_t now = __atomic_add_fetch(&inside, 1, __ATOMIC_RELAXED);
  if (now > tc_test_results[0]) tc_test_results[0] = now;
  CALL(tc_yield, entrant_yielded);
}
static TC_SEGMENT entrant(TC_PARAMETERS) {
  ENTER(entrant, 3);
  W(0) = CAPTURED(0);
  W(1) = CAPTURED(1);
  a0 = W(0);
  a1 = a2 = 0;
  CALL(tc_acquire, entrant_inside);
}
FUNCTION(entrant, "main.entrant");

TC_SEGMENT test_semaphore(TC_PARAMETERS) {
  ENTER(test_semaphore, 3);
  inside = 0;
  uint32_t *semaphore = tc_allocate(g->cache, 8, NULL);
  *semaphore = 1;
  W(0) = (tc_word)tc_allocate(g->cache, 24, NULL);
  W(1) = (tc_word)tc_test_parameters[0];
  for (tc_word i = 0; i < W(1); i++)
    tc_go_start(g, test_closure(g, entrant, (tc_word)semaphore, W(0), 0), NULL);
  a0 = W(0);
  a1 = a2 = 0;
  CALL(tc_acquire, test_sleep_acquired);
}
FUNCTION(test_semaphore, "main.main");

// ---- Parking ------------------------------------------------------------------------------------

// Captured: the goroutine to make ready.
static TC_SEGMENT waker(TC_PARAMETERS) {
  tc_go_ready(g, (tc_g *)CAPTURED(0));
  TC_JUMP (*(tc_segment **)(sp - 8))(TC_PASS);
}
FUNCTION(waker, "main.waker");

static TC_SEGMENT test_park_timed(TC_PARAMETERS) {
  tc_test_results[2] = (int64_t)a0;
  LEAVE(1);
}
static TC_SEGMENT test_park_first(TC_PARAMETERS) {
  tc_test_results[1] = (int64_t)a0;
  a0 = TC_WAIT_TIMER;
  a1 = tc_go_nanotime(g) + 3000000;
  CALL(tc_park_until, test_park_timed);
}
static TC_SEGMENT test_park_woken(TC_PARAMETERS) {
  tc_test_results[0] = 1;
  // A ready that comes before makes the next park pass.
  tc_go_ready(g, g);
  a0 = TC_WAIT_TIMER;
  a1 = tc_go_nanotime(g) + 1000000000;
  CALL(tc_park_until, test_park_first);
}
TC_SEGMENT test_park(TC_PARAMETERS) {
  ENTER(test_park, 1);
  tc_go_start(g, test_closure(g, waker, (tc_word)g, 0, 0), NULL);
  a0 = TC_WAIT_COND;
  CALL(tc_park, test_park_woken);
}
FUNCTION(test_park, "main.main");

// ---- A buffer -----------------------------------------------------------------------------------

// Frame: element, channel, return word. Captured: channel.
static TC_SEGMENT producer_closed(TC_PARAMETERS) { LEAVE(3); }
static TC_SEGMENT producer_sent(TC_PARAMETERS) {
  if (W(0) == (tc_word)tc_test_parameters[0]) {
    a0 = W(1);
    CALL(tc_close, producer_closed);
  }
  W(0) += 1;
  a0 = W(1);
  a1 = (tc_word)&W(0);
  CALL(tc_send, producer_sent);
}
static TC_SEGMENT producer(TC_PARAMETERS) {
  ENTER(producer, 3);
  W(0) = 0;
  W(1) = CAPTURED(0);
  TC_JUMP producer_sent(TC_PASS);
}
FUNCTION(producer, "main.producer");

static TC_SEGMENT test_buffered_received(TC_PARAMETERS) {
  if (a0 == 0) {
    tc_test_results[1] = (int64_t)W(0);
    LEAVE(3);
  }
  tc_test_results[0] += (int64_t)W(0);
  a0 = W(1);
  a1 = (tc_word)&W(0);
  CALL(tc_receive, test_buffered_received);
}
TC_SEGMENT test_buffered(TC_PARAMETERS) {
  ENTER(test_buffered, 3);
  W(1) = test_channel(g, (intptr_t)tc_test_parameters[1]);
  tc_go_start(g, test_closure(g, producer, W(1), 0, 0), NULL);
  a0 = W(1);
  a1 = (tc_word)&W(0);
  CALL(tc_receive, test_buffered_received);
}
FUNCTION(test_buffered, "main.main");

// ---- Shrinking while somebody may send ----------------------------------------------------------

// Frame: element, channel, done, how many, return word. Captured: channel, done.
static TC_SEGMENT shrinker_received(TC_PARAMETERS) {
  if (a0 == 0) {
    tc_go_release(g, (uint32_t *)W(2), 0);
    LEAVE(6);
  }
  tc_test_results[0] += (int64_t)W(0);
  a0 = W(1);
  a1 = (tc_word)&W(0);
  CALL(tc_receive, shrinker_received);
}
static TC_SEGMENT shrinker_deep(TC_PARAMETERS) {
  a0 = W(1);
  a1 = (tc_word)&W(0);
  CALL(tc_receive, shrinker_received);
}
static TC_SEGMENT shrinker(TC_PARAMETERS) {
  ENTER(shrinker, 6);
  W(1) = CAPTURED(0);
  W(2) = CAPTURED(1);
  a0 = 3000;
  CALL(deep, shrinker_deep);
}
FUNCTION(shrinker, "main.shrinker");

// Frame: element, channel, done, return word.
static TC_SEGMENT test_shrinking_done(TC_PARAMETERS) { LEAVE(4); }
static TC_SEGMENT test_shrinking_closed(TC_PARAMETERS) {
  a0 = W(2);
  a1 = a2 = 0;
  CALL(tc_acquire, test_shrinking_done);
}
static TC_SEGMENT test_shrinking_collected(TC_PARAMETERS);
static TC_SEGMENT test_shrinking_sent(TC_PARAMETERS) {
  if (W(0) == (tc_word)tc_test_parameters[0]) {
    a0 = W(1);
    CALL(tc_close, test_shrinking_closed);
  }
  CALL(tc_collect_now, test_shrinking_collected);
}
static TC_SEGMENT test_shrinking_collected(TC_PARAMETERS) {
  W(0) += 1;
  a0 = W(1);
  a1 = (tc_word)&W(0);
  CALL(tc_send, test_shrinking_sent);
}
TC_SEGMENT test_shrinking(TC_PARAMETERS) {
  ENTER(test_shrinking, 4);
  W(0) = 0;
  W(1) = test_channel(g, 0);
  W(2) = (tc_word)tc_allocate(g->cache, 8, NULL);
  tc_go_start(g, test_closure(g, shrinker, W(1), W(2), 0), NULL);
  TC_JUMP test_shrinking_sent(TC_PASS);
}
FUNCTION(test_shrinking, "main.main");

static const tc_site sites[] = {
    ENTRY_SITE(ponger, 0x100),
    SITE(ponger_sent, ponger, 6, 6),
    SITE(ponger_received, ponger, 6, 6),
    ENTRY_SITE(test_ping_pong, 0),
    SITE(pinger_sent, test_ping_pong, 6, 6),
    SITE(pinger_received, test_ping_pong, 6, 6),
    ENTRY_SITE(spawned, 0x100),
    SITE(spawned_open, spawned, 2, 1),
    ENTRY_SITE(test_spawn, 0),
    SITE(test_spawn_next, test_spawn, 5, 3),
    SITE(test_spawn_waiting, test_spawn, 5, 3),
    SITE(test_spawn_ready, test_spawn, 5, 3),
    SITE(test_spawn_closed, test_spawn, 5, 3),
    SITE(test_spawn_acquired, test_spawn, 5, 3),
    ENTRY_SITE(chain_link, 0x100),
    SITE(link_sent, chain_link, 4, 6),
    SITE(link_received, chain_link, 4, 6),
    ENTRY_SITE(test_ring, 0),
    SITE(test_ring_sent, test_ring, 4, 6),
    SITE(test_ring_received, test_ring, 4, 6),
    ENTRY_SITE(eager, 0x100),
    SITE(eager_sent, eager, 4, 2),
    ENTRY_SITE(test_select, 0),
    SITE(test_select_chosen, test_select, 13, 0xdb),
    ENTRY_SITE(sleeper, 0x100),
    SITE(sleeper_awake, sleeper, 2, 1),
    ENTRY_SITE(test_sleep, 0),
    SITE(test_sleep_acquired, test_sleep, 3, 1),
    ENTRY_SITE(counter, 0x100),
    SITE(counter_next, counter, 1, 0),
    ENTRY_SITE(test_blocking, 0),
    SITE(test_blocking_after, test_blocking, 1, 0),
    ENTRY_SITE(stuck, 0x100),
    SITE(stuck_after, stuck, 1, 0),
    ENTRY_SITE(test_deadlock, 0),
    SITE(test_deadlock_after, test_deadlock, 1, 0),
    ENTRY_SITE(entrant, 0x100),
    SITE(entrant_inside, entrant, 3, 3),
    SITE(entrant_yielded, entrant, 3, 3),
    ENTRY_SITE(test_semaphore, 0),
    ENTRY_SITE(waker, 0x100),
    ENTRY_SITE(test_park, 0),
    SITE(test_park_woken, test_park, 1, 0),
    SITE(test_park_first, test_park, 1, 0),
    SITE(test_park_timed, test_park, 1, 0),
    ENTRY_SITE(producer, 0x100),
    SITE(producer_sent, producer, 3, 2),
    SITE(producer_closed, producer, 3, 2),
    ENTRY_SITE(test_buffered, 0),
    SITE(test_buffered_received, test_buffered, 3, 2),
    ENTRY_SITE(shrinker, 0x100),
    SITE(shrinker_deep, shrinker, 6, 6),
    SITE(shrinker_received, shrinker, 6, 6),
    ENTRY_SITE(test_shrinking, 0),
    SITE(test_shrinking_sent, test_shrinking, 4, 6),
    SITE(test_shrinking_collected, test_shrinking, 4, 6),
    SITE(test_shrinking_closed, test_shrinking, 4, 6),
    SITE(test_shrinking_done, test_shrinking, 4, 6),
};
const test_sites test_waiting_sites = {sites, sizeof(sites) / sizeof(sites[0])};
