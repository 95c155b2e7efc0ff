// Asking the system which descriptors became ready: epoll on Linux. Used by the scheduler's poller
// (Sources/Scheduler/Waiting/Poller.swift) alone.
#ifndef TRICOLOR_POLLING_H
#define TRICOLOR_POLLING_H

#include <stdbool.h>
#include <stdint.h>

// What is told of a descriptor. `context` and `generation` are what it was added with.
typedef struct tc_poll_event {
  void *context;
  uint16_t generation;
  bool reading;  // something can be read, or the end was reached
  bool writing;
  bool failed;   // the descriptor itself is in error, and nothing else is known
} tc_poll_event;

// A handle, below 0 with *error set if the system refuses; and a descriptor that ends waiting.
int tc_os_poll_open(int *wake, int *error);
void tc_os_poll_close(int handle, int wake);
// Adds a descriptor, for both directions and changes only; 0 or an errno value. `context` is a
// multiple of 8.
int tc_os_poll_add(int handle, int fd, void *context, uint16_t generation);
void tc_os_poll_remove(int handle, int fd);
// Waits for events if `waits`; how many there are, at most `room`.
int tc_os_poll_events(int handle, tc_poll_event *events, int room, bool waits);
void tc_os_poll_wake(int wake);

#endif
