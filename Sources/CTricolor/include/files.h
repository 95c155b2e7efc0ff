// The few files that the run time reads (cgroup limits, its own smaps), the descriptors that it
// writes reports to, and the environment. C for the same reasons as system.h; one system call each.
#ifndef TRICOLOR_FILES_H
#define TRICOLOR_FILES_H

#include "layout.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

// A descriptor for reading, or -1.
TC_INLINE int tc_os_open(const char *path) {
  int file;
  do file = open(path, O_RDONLY | O_CLOEXEC);
  while (file < 0 && errno == EINTR);
  return file;
}

// A descriptor for appending; the file is made if there is none. -1: refused.
TC_INLINE int tc_os_open_append(const char *path) {
  int file;
  do file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  while (file < 0 && errno == EINTR);
  return file;
}

// Up to `capacity` bytes; 0 at the end, negative on an error.
TC_INLINE intptr_t tc_os_read(int file, void *bytes, uintptr_t capacity) {
  ssize_t count;
  do count = read(file, bytes, capacity);
  while (count < 0 && errno == EINTR);
  return count;
}

// Writes all of `bytes`; false on an error, with an unknown part of it written.
TC_INLINE bool tc_os_write(int file, const void *bytes, uintptr_t count) {
  const char *at = (const char *)bytes;
  while (count > 0) {
    ssize_t written = write(file, at, count);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    at += written;
    count -= (uintptr_t)written;
  }
  return true;
}

TC_INLINE void tc_os_close(int file) { close(file); }

// The value of an environment variable, NULL if there is none.
TC_INLINE const char *tc_os_environment(const char *name) { return getenv(name); }

#endif
