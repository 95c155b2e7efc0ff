// The umbrella of the shared contract between the Swift run time, generated C and tests.
// Only includes live here.
#ifndef TRICOLOR_H
#define TRICOLOR_H

#include "layout.h"
#include "atomics.h"
#include "system.h"
#include "files.h"
#include "lookup.h"
#include "spans.h"
#include "size_classes.h"
#include "world.h"
#include "specials.h"
#include "marking.h"
#include "exports.h"
#include "reports.h"
#include "allocate.h"
#include "barrier.h"
#include "threads.h"

#endif
