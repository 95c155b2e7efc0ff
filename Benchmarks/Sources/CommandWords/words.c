// The words of the command line are handed to what runs before main.
#include "command_words.h"

static int count;
static char **words;

__attribute__((constructor)) static void take(int given, char **list) {
  count = given;
  words = list;
}

int command_word_count(void) { return count; }

const char *command_word(int index) { return index < count ? words[index] : NULL; }

bool command_word_is(int index, const char *text) {
  return index < count && strcmp(words[index], text) == 0;
}
