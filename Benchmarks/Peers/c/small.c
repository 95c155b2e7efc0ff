// The small-object works on whatever malloc the process has: small WORK [OBJECTS [SIZE]].
#include <stdio.h>
#include <string.h>

#define SMALL_WORK_BODY
#define SMALL_CONTEXT int unused
#define TAKE(size) malloc(size)
#define DROP(object) free(object)
#define KEEP(object) ((void)(object))
#define BEGIN_RECLAIM ((void)unused)
#define END_RECLAIM ((void)unused)
#include "../../Sources/SmallObjectsWork/include/small_work.h"

int main(int argc, char **argv) {
  if (argc < 2) {
    fprintf(stderr, "usage: small batch|survivors|ring [OBJECTS [SIZE]]\n");
    return 2;
  }
  long objects = argc > 2 ? atol(argv[2]) : 20000000;
  long size = argc > 3 ? atol(argv[3]) : 20000;
  uint64_t sum = strcmp(argv[1], "batch") == 0       ? small_batch(0, objects, size)
                 : strcmp(argv[1], "survivors") == 0 ? small_survivors(0, objects, size)
                                                     : small_ring(0, objects, size);
  printf("%s %llu\n", argv[1], (unsigned long long)sum);
  return 0;
}
