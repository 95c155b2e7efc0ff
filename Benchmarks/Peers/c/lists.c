// Doubly linked lists: a queue of lists, each built, walked both ways, spliced and dropped.
// Argument: rounds.
#include "managed.h"

enum { LENGTH = 1000, KEPT = 200 };

typedef struct Link {
  struct Link *next, *previous;
  long value;
} Link;

static Link *build(long seed) {
  Link *head = ALLOCATE(sizeof(Link)), *last = head;
  head->value = seed;
  for (long i = 1; i < LENGTH; i++) {
    Link *link = ALLOCATE(sizeof(Link));
    link->value = seed + i;
    link->previous = last;
    last->next = link;
    last = link;
  }
  last->next = head;
  head->previous = last;
  return head;
}

static void drop(Link *head) {
#ifndef BOEHM
  if (!head) return;
  Link *link = head;
  do {
    Link *next = link->next;
    RELEASE(link);
    link = next;
  } while (link != head);
#endif
}

int main(int arguments, char **words) {
  START();
  long rounds = argument(arguments, words, 20000);
  Link **kept = ALLOCATE(KEPT * sizeof(Link *));
  uint64_t sum = 0;
  for (long round = 0; round < rounds; round++) {
    Link *list = build(round), *link = list;
    do {
      sum += link->value;
      link = link->next;
    } while (link != list);
    do {
      sum ^= link->value;
      link = link->previous;
    } while (link != list);
    drop(kept[round % KEPT]);
    kept[round % KEPT] = list;
  }
  printf("%ld rounds, sum %lu\n", rounds, (unsigned long)sum);
  return 0;
}
