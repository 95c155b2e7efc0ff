// How a program that is linked with its run time begins. Implemented in Sources/GoRuntime/Start.
#ifndef TRICOLOR_START_H
#define TRICOLOR_START_H

#include "segment.h"

// Runs a program with the settings that the environment asks for, in the process's first thread.
// The arguments are what it finds in os.Args, its name first; they must stay.
// The process ends with the program; this returns, with an exit code, only if it could not begin.
int tc_go_run_program(const tc_program *program, int count, char *const *arguments);

#endif
