// Threads of the small-object benchmarks, a processor each: the system may put two of them on one
// for a while, and then it is measured instead. For both sides; define _GNU_SOURCE first.
#include <pthread.h>
#include <sched.h>
#include <unistd.h>

static inline void small_start(pthread_t *id, int index, int threads, void *(*run)(void *),
                               void *work) {
  pthread_create(id, NULL, run, work);
#ifdef __linux__
  if (threads > sysconf(_SC_NPROCESSORS_ONLN)) return;
  cpu_set_t own;
  CPU_ZERO(&own);
  CPU_SET(index, &own);
  pthread_setaffinity_np(*id, sizeof(own), &own);
#endif
}
