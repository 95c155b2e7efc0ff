// Fills the slots of a program that was loaded into this process.
#ifndef TRICOLOR_GO_IMPORTS_H
#define TRICOLOR_GO_IMPORTS_H

// `table`: the program's tricolor_imports. NULL, or the name of a function that this run time
// lacks.
const char *tc_bind_imports(const void *table);

#endif
