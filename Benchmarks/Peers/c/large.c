// The large-object works on pages straight from the system: large WORK SIZE-IN-KIB [TOTAL-IN-MIB].
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

static unsigned char *take(long size) {
  void *at = mmap(NULL, (size_t)size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return at == MAP_FAILED ? NULL : at;
}

#define LARGE_WORK_BODY
#define LARGE_CONTEXT int unused
#define TAKE(size) take(size)
#define DROP(object, size) munmap(object, (size_t)(size))
#define KEEP(object) ((void)(object))
#define BEGIN_RECLAIM ((void)unused)
#define END_RECLAIM ((void)unused)
#include "../../Sources/LargeObjectsWork/include/large_work.h"

int main(int argc, char **argv) {
  if (argc < 3 || atol(argv[2]) <= 0) {
    fprintf(stderr, "usage: large fresh|churn SIZE-IN-KIB [TOTAL-IN-MIB]\n");
    return 2;
  }
  long size = atol(argv[2]) << 10;
  long total = (argc > 3 ? atol(argv[3]) : 2048) << 20;
  uint64_t sum = strcmp(argv[1], "fresh") == 0 ? large_fresh(0, total, size)
                                               : large_churn(0, total, size);
  printf("%s %llu\n", argv[1], (unsigned long long)sum);
  return 0;
}
