// Graph rewriting: nodes with three edges; each step replaces a random node by a fresh one that
// takes over its edges, and rewires an edge elsewhere. The graph is full of cycles.
// Argument: steps. With malloc a node is freed when its table entry is replaced, and edges to it
// are redirected through a forwarding index instead of a pointer, since nobody else knows who
// points
// to it: a node names its neighbours by table index there, by pointer under a collector.
#include "managed.h"

enum { NODES = 100000, EDGES = 3 };

#ifdef BOEHM
typedef struct Node *Edge;
#else
typedef long Edge;
#endif

typedef struct Node {
  Edge edges[EDGES];
  long label, index;
} Node;

static Node **table;

#ifdef BOEHM
static Edge edge_to(long index) { return table[index]; }
static long label_of(Edge edge) { return table[edge->index]->label; }
#else
static Edge edge_to(long index) { return index; }
static long label_of(Edge edge) { return table[edge]->label; }
#endif

static Node *make(long label, long index) {
  Node *node = ALLOCATE(sizeof(Node));
  node->label = label;
  node->index = index;
  return node;
}

int main(int arguments, char **words) {
  START();
  long steps = argument(arguments, words, 5000000);
  uint64_t random = 88172645463325252ULL, sum = 0;
  table = ALLOCATE(NODES * sizeof(Node *));
  for (long i = 0; i < NODES; i++) table[i] = make(i, i);
  for (long i = 0; i < NODES; i++)
    for (int e = 0; e < EDGES; e++) table[i]->edges[e] = edge_to(next_random(&random) % NODES);
  for (long step = 0; step < steps; step++) {
    long at = next_random(&random) % NODES;
    Node *old = table[at], *fresh = make(step, at);
    for (int e = 0; e < EDGES; e++) fresh->edges[e] = old->edges[e];
    table[at] = fresh;
    RELEASE(old);
    uint64_t dice = next_random(&random);
    table[dice % NODES]->edges[dice >> 40 & 1] = edge_to(at);
    sum += label_of(fresh->edges[2]);
  }
  printf("%ld steps, sum %lu\n", steps, (unsigned long)sum);
  return 0;
}
