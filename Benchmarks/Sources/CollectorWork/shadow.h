// A shadow stack of exact roots: copies of the pointers that have to outlive a collection.
//
// A function that calls itself takes the first free slot as its parameter `roots`: so it stays in
// a register, and SHADOW_END says where the stack ends before anything that may come to a
// safepoint. Others push and pop.
#ifndef SHADOW_H
#define SHADOW_H
#include "collector_work.h"

#define SHADOW_END(thread, roots) ((thread)->shadow_next = (roots))
#define SHADOW_PUSH(thread, pointer) (*(thread)->shadow_next++ = (pointer))
#define SHADOW_POP(thread) ((thread)->shadow_next--)

#endif
