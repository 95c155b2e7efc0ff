// Programs that are compiled for `tricolor explain`: each place in the user's code that may
// allocate has a meter, and makes it the one that counts before it allocates or calls somebody who
// may. So what the library allocates counts where the user's code called it.
//
// The places lie in the program, the meters in memory that its host provides, so that they can be
// read whatever becomes of the program.
#ifndef TRICOLOR_METERED_H
#define TRICOLOR_METERED_H

#include "segment.h"

// A place in the source.
typedef struct tc_metered_place {
  const char *kind;      // what is allocated there: MeteredKind of the emitter
  const char *function;  // as traces name it
  const char *file;      // as the user wrote its path
  int32_t line;
  int32_t column;
} tc_metered_place;

// The places of one C file, and where the address of their meters goes.
typedef struct tc_metered_file {
  const tc_metered_place *places;
  tc_meter **meters;
  uint64_t count;
} tc_metered_file;

// From here on, meter `index` of the file counts what the goroutine allocates.
#define TC_METER(meters, index) (g->cache->meter = (meters) + (index))

// What the host of a metered program asks for. NULL: nobody counts.
typedef struct tc_metering {
  tc_meter *elsewhere;       // counts what goroutines allocate that were at no place yet
  tc_cycle_totals *totals;   // what collecting has cost
} tc_metering;
extern tc_metering tc_go_metering;

// Sets it; the memory must stay. By the host, before anything runs.
static inline void tc_go_set_metering(tc_meter *elsewhere, tc_cycle_totals *totals) {
  tc_go_metering = (tc_metering){elsewhere, totals};
}
static inline tc_metering tc_go_metering_asked(void) { return tc_go_metering; }

#endif
