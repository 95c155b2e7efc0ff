// Links the names of imports.h to the run time's functions. A target of its own, since whoever
// links it needs all of the run time.
#include "go_imports.h"

#include <string.h>

#include "go_calls.h"
#include "heap_calls.h"
#include "system_calls.h"
#include "language_calls.h"
#include "scheduler_calls.h"

#define TC_IMPORT(name) {#name, (void *)name},
static const struct {
  const char *name;
  void *address;
} tc_functions[] = {
#include "imports.h"
};
#undef TC_IMPORT

typedef struct {
  const char *name;
  void **slot;
} tc_import;

const char *tc_bind_imports(const void *table) {
  for (const tc_import *import = table; import->name; import++) {
    unsigned long index = 0;
    while (index < sizeof tc_functions / sizeof tc_functions[0] &&
           strcmp(tc_functions[index].name, import->name) != 0)
      index++;
    if (index == sizeof tc_functions / sizeof tc_functions[0]) return import->name;
    *import->slot = tc_functions[index].address;
  }
  return 0;
}
