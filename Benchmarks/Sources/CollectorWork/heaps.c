// Live heaps of some hundred megabytes, and changes to them.
#include "shadow.h"

typedef struct Node {
  struct Node *next;
  void *owner;
  uint64_t key, rest[5];
} Node;

typedef struct List {
  Node *head, *tail;
} List;

enum { LISTS = 4096 };

static const uint8_t node_mask = 3, pointer_mask = 1, list_mask = 3;
static const tc_type list_type = {.size = 16, .ptr_bytes = 16, .align = 8, .mask = &list_mask};
static const tc_type pointer_type = {.size = 8, .ptr_bytes = 8, .align = 8, .mask = &pointer_mask};

static uint64_t next_random(uint64_t *state) {
  uint64_t x = *state;
  x ^= x << 13;
  x ^= x >> 7;
  x ^= x << 17;
  return *state = x;
}

static void append(tc_thread *thread, List *list, uint64_t key) {
  Node *node = tc_thread_allocate_masked(thread, sizeof(Node), node_mask);
  node->key = key;
  tc_store(thread->cache, &node->owner, list);
  if (list->tail) tc_store(thread->cache, (void **)&list->tail->next, node);
  else tc_store(thread->cache, (void **)&list->head, node);
  tc_store(thread->cache, (void **)&list->tail, node);
}

void *lists_build(tc_thread *thread, uintptr_t bytes) {
  void *root = tc_thread_allocate(thread, LISTS * sizeof(List), &list_type);
  SHADOW_PUSH(thread, root);
  uint64_t state = 88172645463325252u;
  for (uintptr_t done = 0; done < bytes; done += sizeof(Node))
    append(thread, (List *)root + next_random(&state) % LISTS, done);
  SHADOW_POP(thread);
  return root;
}

uint64_t lists_churn(tc_thread *thread, void *root, uint64_t steps, uint32_t first,
                     uint32_t stride) {
  SHADOW_PUSH(thread, root);
  uint64_t state = 88172645463325252u + first, sum = 0;
  uint32_t mine = LISTS / stride;
  for (uint64_t step = 0; step < steps; step++) {
    List *from = (List *)root + first + next_random(&state) % mine * stride;
    Node *node = from->head;
    if (node && node->next) {
      sum += node->key;
      tc_store(thread->cache, (void **)&from->head, node->next);
    }
    append(thread, (List *)root + first + next_random(&state) % mine * stride, step);
  }
  SHADOW_POP(thread);
  return sum;
}

void *arrays_build(tc_thread *thread, uintptr_t bytes) {
  const uintptr_t entries = 4096, array_bytes = entries * 8;
  uintptr_t count = bytes / (array_bytes + entries * 16);
  void *root = tc_thread_allocate(thread, count * 8, &pointer_type);
  SHADOW_PUSH(thread, root);
  for (uintptr_t index = 0; index < count; index++) {
    void **array = tc_thread_allocate(thread, array_bytes, &pointer_type);
    tc_store(thread->cache, (void **)root + index, array);
    for (uintptr_t entry = 0; entry < entries; entry++)
      tc_store(thread->cache, array + entry, tc_thread_allocate_noscan(thread, 16));
  }
  SHADOW_POP(thread);
  return root;
}

uint64_t stores_run(tc_cache *cache, void **table, uint64_t count, uint64_t rounds, bool barrier) {
  uint64_t sum = 0;
  for (uint64_t round = 0; round < rounds; round++) {
    uint64_t shift = round * 7 + 1;
    for (uint64_t slot = 0; slot < count; slot++) {
      void *value = __atomic_load_n(&table[(slot + shift) & (count - 1)], __ATOMIC_RELAXED);
      if (barrier) tc_store(cache, &table[slot], value);
      else __atomic_store_n(&table[slot], value, __ATOMIC_RELAXED);
    }
    sum += (uintptr_t)table[round & (count - 1)];
  }
  return sum;
}

typedef struct Link {
  struct Link *next;
  uint64_t value;
} Link;

static const uint8_t link_mask = 1;

void *links_build(tc_thread *thread, uint64_t count) {
  Link *first = NULL;
  SHADOW_PUSH(thread, NULL);
  for (uint64_t done = 0; done < count; done++) {
    Link *link = tc_thread_allocate_masked(thread, sizeof(Link), link_mask);
    tc_store(thread->cache, (void **)&link->next, first);
    link->value = done;
    thread->shadow_next[-1] = first = link;
  }
  SHADOW_POP(thread);
  return first;
}

void *links_reverse(tc_cache *cache, void *list, uint64_t rounds, bool barrier) {
  Link *first = list;
  for (uint64_t round = 0; round < rounds; round++) {
    Link *done = NULL;
    while (first != NULL) {
      Link *next = __atomic_load_n(&first->next, __ATOMIC_RELAXED);
      if (barrier) tc_store(cache, (void **)&first->next, done);
      else __atomic_store_n(&first->next, done, __ATOMIC_RELAXED);
      done = first;
      first = next;
    }
    first = done;
  }
  return first;
}
