// Nothing of this target is compiled here: its inline functions and layouts are in the headers. The
// build wants one source file, and this one checks what the headers promise about their layouts.
#include "go_calls.h"
#include "language_calls.h"

_Static_assert(offsetof(tc_g, guard) == 0, "the prologue's comparison reads the first word");
_Static_assert(sizeof(tc_map) == 32, "room that compiled frames leave for small maps");
_Static_assert(sizeof(tc_map_iterator) == 8 * TC_MAP_ITERATOR_WORDS, "room for iterators");
