// Binary trees of 24-byte nodes with malloc and free: the twin of Sources/CollectorWork/trees.c.
#include "managed.h"

typedef struct Tree {
  struct Tree *left, *right;
  long value;
} Tree;

static Tree *build(long value, long depth) {
  Tree *tree = malloc(sizeof(Tree));
  tree->value = value;
  tree->left = tree->right = NULL;
  if (depth > 0) {
    tree->left = build(2 * value, depth - 1);
    tree->right = build(2 * value + 1, depth - 1);
  }
  return tree;
}

static long count(const Tree *tree) {
  long self = 1 + (tree->value & 1);
  return tree->left ? self + count(tree->left) + count(tree->right) : self;
}

static void drop(Tree *tree) {
  if (tree->left) {
    drop(tree->left);
    drop(tree->right);
  }
  free(tree);
}

int main(int arguments, char **words) {
  long deepest = argument(arguments, words, 18);
  Tree *tree = build(1, deepest + 1);
  printf("stretch tree of depth %ld: %ld\n", deepest + 1, count(tree));
  drop(tree);
  Tree *stays = build(1, deepest);
  for (long depth = 4; depth <= deepest; depth += 2) {
    long rounds = 1L << (deepest - depth + 4), sum = 0;
    for (long round = 0; round < rounds; round++) {
      tree = build(round, depth);
      sum += count(tree);
      drop(tree);
    }
    printf("%ld trees of depth %ld: %ld\n", rounds, depth, sum);
  }
  printf("the tree that stays: %ld\n", count(stays));
  drop(stays);
  return 0;
}
