// Binary trees: many short-lived trees beside one that stays. Argument: the greatest depth.
#include "managed.h"

typedef struct Tree {
  struct Tree *left, *right;
} Tree;

static Tree *build(long depth) {
  Tree *tree = ALLOCATE(sizeof(Tree));
  if (depth > 0) {
    tree->left = build(depth - 1);
    tree->right = build(depth - 1);
  }
  return tree;
}

static long count(Tree *tree) {
  return tree->left ? 1 + count(tree->left) + count(tree->right) : 1;
}

static void drop(Tree *tree) {
#ifndef BOEHM
  if (tree->left) {
    drop(tree->left);
    drop(tree->right);
  }
  RELEASE(tree);
#endif
}

int main(int arguments, char **words) {
  START();
  long deepest = argument(arguments, words, 18);
  Tree *stays = build(deepest);
  for (long depth = 4; depth <= deepest; depth += 2) {
    long rounds = 1L << (deepest - depth + 4), nodes = 0;
    for (long round = 0; round < rounds; round++) {
      Tree *tree = build(depth);
      nodes += count(tree);
      drop(tree);
    }
    printf("%ld trees of depth %ld: %ld nodes\n", rounds, depth, nodes);
  }
  printf("the tree that stays: %ld nodes\n", count(stays));
  return 0;
}
