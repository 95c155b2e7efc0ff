// Programs about stacks, the collector and processors.
#define TC_STRESS
#include "segments.h"

TC_SEGMENT test_returns(TC_PARAMETERS) {
  tc_test_results[0] = 1;
  TC_JUMP (*(tc_segment **)(sp - 8))(TC_PASS);
}
FUNCTION(test_returns, "main.main");

// ---- Deep recursion --------------------------------------------------------------------------

// Frame: a number, its address, the number again, the return word.
static TC_SEGMENT deep_after(TC_PARAMETERS) {
  tc_word *slot = (tc_word *)W(1);
  if (slot != &W(0) || *slot != W(2)) tc_test_results[1]++;
  a0 += 1;
  LEAVE(4);
}

TC_SEGMENT deep(TC_PARAMETERS) {
  ENTER(deep, 4);
  W(0) = W(2) = a0;
  W(1) = (tc_word)&W(0);
  if (a0 == 0) LEAVE(4);
  a0 -= 1;
  CALL(deep, deep_after);
}
FUNCTION(deep, "main.deep");

static TC_SEGMENT test_deep_after(TC_PARAMETERS) {
  tc_test_results[0] = (int64_t)a0;
  LEAVE(1);
}

TC_SEGMENT test_deep(TC_PARAMETERS) {
  ENTER(test_deep, 1);
  a0 = (tc_word)tc_test_parameters[0];
  CALL(deep, test_deep_after);
}
FUNCTION(test_deep, "main.main");

// ---- Recursion without end ---------------------------------------------------------------------

static TC_SEGMENT endless_after(TC_PARAMETERS) { LEAVE(8); }
static TC_SEGMENT endless(TC_PARAMETERS) {
  ENTER(endless, 8);
  CALL(endless, endless_after);
}
FUNCTION(endless, "main.endless");

static TC_SEGMENT test_overflow_after(TC_PARAMETERS) { LEAVE(1); }
TC_SEGMENT test_overflow(TC_PARAMETERS) {
  ENTER(test_overflow, 1);
  tc_go_set_max_stack(g, (tc_word)tc_test_parameters[0]);
  CALL(endless, test_overflow_after);
}
FUNCTION(test_overflow, "main.main");

// ---- Lists that only frames hold ----------------------------------------------------------------

typedef struct node {
  struct node *next;
  intptr_t number;
} node;

// Frame: the list, how many times, done channel, element, return word. Captured: done channel.
static TC_SEGMENT lister_next(TC_PARAMETERS);
static TC_SEGMENT lister_sent(TC_PARAMETERS) { LEAVE(6); }
static TC_SEGMENT lister_collected(TC_PARAMETERS) {
  intptr_t wanted = tc_test_parameters[1];
  node *at = (node *)W(0);
  while (at && at->number == wanted) at = at->next, wanted--;
  W(3) += at == NULL && wanted == 0;
  W(0) = 0;
  W(1) -= 1;
  TC_JUMP lister_next(TC_PASS);
}

static TC_SEGMENT lister_next(TC_PARAMETERS) {
  if (W(1) == 0) {
    a0 = W(2);
    a1 = (tc_word)&W(3);
    CALL(tc_send, lister_sent);
  }
  node *list = NULL;
  for (intptr_t number = 1; number <= tc_test_parameters[1]; number++) {
    node *fresh = tc_allocate(g->cache, sizeof(node), &test_node_type);
    fresh->number = number;
    tc_store(g->cache, (void **)&fresh->next, list);
    list = fresh;
    tc_allocate(g->cache, 48, NULL);
  }
  W(0) = (tc_word)list;
  if (W(1) % 4 == 0) CALL(tc_collect_now, lister_collected);
  CALL(tc_yield, lister_collected);
}

static TC_SEGMENT lister(TC_PARAMETERS) {
  ENTER(lister, 6);
  W(0) = 0;
  W(1) = (tc_word)tc_test_parameters[2];
  W(2) = CAPTURED(0);
  W(3) = 0;
  TC_JUMP lister_next(TC_PASS);
}
FUNCTION(lister, "main.lister");

// Frame: channel, element, how many are left, return word.
static TC_SEGMENT test_list_received(TC_PARAMETERS) {
  tc_test_results[0] += (int64_t)W(1);
  W(2) -= 1;
  if (W(2) == 0) LEAVE(4);
  a0 = W(0);
  a1 = (tc_word)&W(1);
  CALL(tc_receive, test_list_received);
}

TC_SEGMENT test_list(TC_PARAMETERS) {
  ENTER(test_list, 4);
  W(0) = test_channel(g, 0);
  W(2) = (tc_word)tc_test_parameters[0];
  for (intptr_t i = 0; i < tc_test_parameters[0]; i++)
    tc_go_start(g, test_closure(g, lister, W(0), 0, 0), NULL);
  a0 = W(0);
  a1 = (tc_word)&W(1);
  CALL(tc_receive, test_list_received);
}
FUNCTION(test_list, "main.main");

// ---- Yielding -----------------------------------------------------------------------------------

static int64_t last_yielder;

// Frame: how many times, who, channel, element, return word. Captured: who, channel.
static TC_SEGMENT yielder_sent(TC_PARAMETERS) { LEAVE(6); }
static TC_SEGMENT yielder_next(TC_PARAMETERS) {
  if (last_yielder != (int64_t)W(1)) tc_test_results[0]++;
  last_yielder = (int64_t)W(1);
  if (W(0) == 0) {
    a0 = W(2);
    a1 = (tc_word)&W(3);
    CALL(tc_send, yielder_sent);
  }
  W(0) -= 1;
  CALL(tc_yield, yielder_next);
}

static TC_SEGMENT yielder(TC_PARAMETERS) {
  ENTER(yielder, 6);
  W(0) = (tc_word)tc_test_parameters[0];
  W(1) = CAPTURED(0);
  W(2) = CAPTURED(1);
  W(3) = 0;
  TC_JUMP yielder_next(TC_PASS);
}
FUNCTION(yielder, "main.yielder");

static TC_SEGMENT test_yield_received(TC_PARAMETERS) {
  W(2) -= 1;
  if (W(2) == 0) LEAVE(4);
  a0 = W(0);
  a1 = (tc_word)&W(1);
  CALL(tc_receive, test_yield_received);
}

TC_SEGMENT test_yield(TC_PARAMETERS) {
  ENTER(test_yield, 4);
  W(0) = test_channel(g, 0);
  W(2) = 2;
  for (tc_word i = 1; i <= 2; i++) tc_go_start(g, test_closure(g, yielder, i, W(0), 0), NULL);
  a0 = W(0);
  a1 = (tc_word)&W(1);
  CALL(tc_receive, test_yield_received);
}
FUNCTION(test_yield, "main.main");

// ---- A loop that only polls ---------------------------------------------------------------------

static int64_t spinning_ends;

static TC_SEGMENT spinner_poll(TC_PARAMETERS) {
  W(0) += 1;
  if (__atomic_load_n(&spinning_ends, __ATOMIC_RELAXED)) {
    tc_test_results[0] = (int64_t)W(0);
    LEAVE(2);
  }
  if (TC_LACKS(0)) {
    g->resume = spinner_poll;
    TC_JUMP tc_poll(TC_PASS);
  }
  TC_JUMP spinner_poll(TC_PASS);
}

static TC_SEGMENT spinner(TC_PARAMETERS) {
  ENTER(spinner, 2);
  W(0) = 0;
  TC_JUMP spinner_poll(TC_PASS);
}
FUNCTION(spinner, "main.spinner");

static TC_SEGMENT test_spin_after(TC_PARAMETERS) { LEAVE(1); }

static TC_SEGMENT stopper(TC_PARAMETERS) {
  __atomic_store_n(&spinning_ends, 1, __ATOMIC_RELAXED);
  TC_JUMP (*(tc_segment **)(sp - 8))(TC_PASS);
}
FUNCTION(stopper, "main.stopper");

TC_SEGMENT test_spin(TC_PARAMETERS) {
  ENTER(test_spin, 1);
  spinning_ends = 0;
  tc_go_start(g, test_closure(g, stopper, 0, 0, 0), NULL);
  CALL(spinner, test_spin_after);
}
FUNCTION(test_spin, "main.main");

// ---- Start one, wait for it, again --------------------------------------------------------------

static TC_SEGMENT answering_sent(TC_PARAMETERS) { LEAVE(2); }
static TC_SEGMENT answering(TC_PARAMETERS) {
  ENTER(answering, 2);
  W(0) = 1;
  a0 = CAPTURED(0);
  a1 = (tc_word)&W(0);
  CALL(tc_send, answering_sent);
}
FUNCTION(answering, "main.answering");

static TC_SEGMENT test_fan_received(TC_PARAMETERS) {
  tc_test_results[0] += (int64_t)W(0);
  W(2) -= 1;
  if (W(2) == 0) LEAVE(4);
  tc_go_start(g, test_closure(g, answering, W(1), 0, 0), NULL);
  a0 = W(1);
  a1 = (tc_word)&W(0);
  CALL(tc_receive, test_fan_received);
}
TC_SEGMENT test_fan(TC_PARAMETERS) {
  ENTER(test_fan, 4);
  W(0) = 0;
  W(1) = test_channel(g, 0);
  W(2) = (tc_word)tc_test_parameters[0] + 1;
  TC_JUMP test_fan_received(TC_PASS);
}
FUNCTION(test_fan, "main.main");

// ---- Barriers before and after the scan of the stack -------------------------------------------

// Frame: a list that lives, rounds that are left, return word.
static TC_SEGMENT test_blackening_next(TC_PARAMETERS) {
  tc_test_results[0] |= 1 << g->cache->barrier;
  if (W(1) == 0 || tc_test_results[0] & 1 << TC_BARRIER_OLD) LEAVE(3);
  W(1) -= 1;
  for (int i = 0; i < 200; i++) tc_allocate(g->cache, 48, NULL);
  CALL(tc_yield, test_blackening_next);
}

TC_SEGMENT test_blackening(TC_PARAMETERS) {
  ENTER(test_blackening, 3);
  node *list = NULL;
  for (intptr_t number = 0; number < tc_test_parameters[0]; number++) {
    node *fresh = tc_allocate(g->cache, sizeof(node), &test_node_type);
    tc_store(g->cache, (void **)&fresh->next, list);
    list = fresh;
  }
  W(0) = (tc_word)list;
  W(1) = (tc_word)tc_test_parameters[1];
  CALL(tc_yield, test_blackening_next);
}
FUNCTION(test_blackening, "main.main");

static const tc_site sites[] = {
    ENTRY_SITE(test_blackening, 0),
    SITE(test_blackening_next, test_blackening, 3, 1),
    ENTRY_SITE(test_returns, 0),
    ENTRY_SITE(deep, 0),
    SITE(deep_after, deep, 4, 2),
    ENTRY_SITE(test_deep, 0),
    SITE(test_deep_after, test_deep, 1, 0),
    ENTRY_SITE(endless, 0),
    SITE(endless_after, endless, 8, 0),
    ENTRY_SITE(test_overflow, 0),
    SITE(test_overflow_after, test_overflow, 1, 0),
    ENTRY_SITE(lister, 0x100),
    SITE(lister_sent, lister, 6, 0),
    SITE(lister_collected, lister, 6, 5),
    ENTRY_SITE(test_list, 0),
    SITE(test_list_received, test_list, 4, 1),
    ENTRY_SITE(yielder, 0x100),
    SITE(yielder_sent, yielder, 6, 0),
    SITE(yielder_next, yielder, 6, 4),
    ENTRY_SITE(test_yield, 0),
    SITE(test_yield_received, test_yield, 4, 1),
    ENTRY_SITE(spinner, 0),
    SITE(spinner_poll, spinner, 2, 0),
    ENTRY_SITE(stopper, 0x100),
    ENTRY_SITE(test_spin, 0),
    SITE(test_spin_after, test_spin, 1, 0),
    ENTRY_SITE(answering, 0x100),
    SITE(answering_sent, answering, 2, 0),
    ENTRY_SITE(test_fan, 0),
    SITE(test_fan_received, test_fan, 4, 2),
};
const test_sites test_running_sites = {sites, sizeof(sites) / sizeof(sites[0])};
