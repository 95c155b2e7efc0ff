// The umbrella of the shared contract between the Swift run time, generated C and tests.
// Only includes live here.
#ifndef TRICOLOR_H
#define TRICOLOR_H

#include <stddef.h>
#include <stdint.h>

#endif
