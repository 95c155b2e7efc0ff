// The words of the command line, and what our programs want of the C library: in the Embedded
// subset Swift has neither CommandLine nor Glibc.
#ifndef COMMAND_WORDS_H
#define COMMAND_WORDS_H
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/// How many words the command line has, the program's name included.
int command_word_count(void);

/// Word `index` of the command line; NULL beyond the last.
const char *_Nullable command_word(int index);

/// Whether word `index` is there and reads `text`.
bool command_word_is(int index, const char *_Nonnull text);

#endif
