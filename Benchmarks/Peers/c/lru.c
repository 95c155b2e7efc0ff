// An LRU cache under churn: a chained hash table over a doubly linked list in order of use.
// Argument: operations. A get of a key that is gone inserts it and evicts the least recent.
#include "managed.h"

enum { CAPACITY = 100000, BUCKETS = 131072, KEYS = 200000 };

typedef struct Entry {
  struct Entry *newer, *older, *chain;
  long key, value;
} Entry;

typedef struct Cache {
  Entry *newest, *oldest;
  long count, hits;
  Entry *buckets[BUCKETS];
} Cache;

static void unlink_entry(Cache *cache, Entry *entry) {
  if (entry->newer) entry->newer->older = entry->older; else cache->newest = entry->older;
  if (entry->older) entry->older->newer = entry->newer; else cache->oldest = entry->newer;
}

static void push_newest(Cache *cache, Entry *entry) {
  entry->newer = NULL;
  entry->older = cache->newest;
  if (cache->newest) cache->newest->newer = entry; else cache->oldest = entry;
  cache->newest = entry;
}

static void evict(Cache *cache) {
  Entry *victim = cache->oldest;
  unlink_entry(cache, victim);
  Entry **link = &cache->buckets[victim->key & (BUCKETS - 1)];
  while (*link != victim) link = &(*link)->chain;
  *link = victim->chain;
  cache->count--;
  RELEASE(victim);
}

static long get(Cache *cache, long key) {
  Entry **bucket = &cache->buckets[key & (BUCKETS - 1)];
  for (Entry *entry = *bucket; entry; entry = entry->chain) {
    if (entry->key != key) continue;
    cache->hits++;
    unlink_entry(cache, entry);
    push_newest(cache, entry);
    return entry->value;
  }
  if (cache->count == CAPACITY) evict(cache);
  Entry *entry = ALLOCATE(sizeof(Entry));
  entry->key = key;
  entry->value = key * 3;
  entry->chain = *bucket;
  *bucket = entry;
  push_newest(cache, entry);
  cache->count++;
  return entry->value;
}

int main(int arguments, char **words) {
  START();
  long operations = argument(arguments, words, 5000000);
  Cache *cache = ALLOCATE(sizeof(Cache));
  uint64_t random = 88172645463325252ULL, sum = 0;
  for (long i = 0; i < operations; i++) sum += get(cache, next_random(&random) % KEYS);
  printf("%ld operations, %ld hits, sum %lu\n", operations, cache->hits, (unsigned long)sum);
  return 0;
}
