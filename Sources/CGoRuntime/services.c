// The addresses of the services (heap_calls.h). C because Swift has no constant tables of function
// addresses.
#include "heap_calls.h"

static void *const services[TC_SERVICES] = {
    [TC_SERVICE_MEM_STATS] = (void *)tc_go_service_mem_stats,
    [TC_SERVICE_GC_STATS] = (void *)tc_go_service_gc_stats,
    [TC_SERVICE_FREE_MEMORY] = (void *)tc_go_service_free_memory,
    [TC_SERVICE_GC_PERCENT] = (void *)tc_go_service_gc_percent,
    [TC_SERVICE_MEMORY_LIMIT] = (void *)tc_go_service_memory_limit,
};

tc_word tc_go_service(tc_g *g, tc_word number) {
  (void)g;
  return number < TC_SERVICES ? (tc_word)services[number] : 0;
}
