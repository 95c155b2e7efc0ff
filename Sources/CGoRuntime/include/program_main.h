// The C main of a program that is linked with its run time. Included by its glue, once.
#ifndef TRICOLOR_PROGRAM_MAIN_H
#define TRICOLOR_PROGRAM_MAIN_H

#include "start.h"

extern const tc_program tricolor_program;

int main(int count, char **arguments);
__attribute__((visibility("default"))) int main(int count, char **arguments) {
  return tc_go_run_program(&tricolor_program, count, arguments);
}

#endif
