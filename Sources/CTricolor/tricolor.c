// The few lines of the run time that must be C; each says why.
#include "tricolor.h"
