// Large objects: what the heap adds to page faults and zeroing.
#include "small_ours.h"

#include "small_work.h"

uint64_t small_ours_large(tc_cache *cache, uint64_t bytes, small_reclaimer reclaimer) {
  small_random random = {88172645463325252ull};
  uint64_t sum = 0, since = 0;
  for (uint64_t done = 0; done < bytes;) {
    uint64_t size = small_large_size(small_next(&random));
    uint8_t *object = tc_allocate(cache, size, NULL);
    sum += small_touch(object, size);
    done += size;
    since += size;
    if (since >= SMALL_LARGE_ROUND) {
      since = 0;
      reclaimer.begin(reclaimer.context);
      reclaimer.end(reclaimer.context);
    }
  }
  return sum;
}
