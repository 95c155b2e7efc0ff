// A shadow stack of exact roots: addresses of local variables that hold pointers.
#ifndef SHADOW_H
#define SHADOW_H
#include "collector_work.h"

#define SHADOW_PUSH(thread, slot) (*(thread)->shadow_next++ = (void *const *)&(slot))
#define SHADOW_POP(thread) ((thread)->shadow_next--)

#endif
