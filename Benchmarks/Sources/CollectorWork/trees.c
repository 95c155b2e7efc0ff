// Binary trees of 24-byte nodes: many that die at once beside one that stays.
#include "shadow.h"
#include <stdio.h>

typedef struct Tree {
  struct Tree *left, *right;
  long value;
} Tree;

static Tree *build(tc_thread *thread, void **roots, long value, long depth) {
  SHADOW_END(thread, roots);
  Tree *tree = tc_thread_allocate_masked(thread, sizeof(Tree), 3);
  tree->value = value;
  if (depth > 0) {
    *roots = tree;
    void *left = build(thread, roots + 1, 2 * value, depth - 1);
    tc_store(thread->cache, (void **)&tree->left, left);
    void *right = build(thread, roots + 1, 2 * value + 1, depth - 1);
    tc_store(thread->cache, (void **)&tree->right, right);
  }
  return tree;
}

void *trees_build(tc_thread *thread, long depth) {
  void **roots = thread->shadow_next;
  void *tree = build(thread, roots, 1, depth);
  SHADOW_END(thread, roots);
  return tree;
}

static long count(const Tree *tree) {
  long self = 1 + (tree->value & 1);
  return tree->left ? self + count(tree->left) + count(tree->right) : self;
}

void trees_run(tc_thread *thread, long deepest) {
  void **roots = thread->shadow_next;
  void *root = build(thread, roots, 1, deepest + 1);
  printf("stretch tree of depth %ld: %ld\n", deepest + 1, count(root));
  *roots = root = build(thread, roots, 1, deepest);
  for (long depth = 4; depth <= deepest; depth += 2) {
    long rounds = 1L << (deepest - depth + 4), sum = 0;
    for (long round = 0; round < rounds; round++)
      sum += count(build(thread, roots + 1, round, depth));
    printf("%ld trees of depth %ld: %ld\n", rounds, depth, sum);
  }
  printf("the tree that stays: %ld\n", count(root));
  SHADOW_END(thread, roots);
}
