// epoll. C because its structures are packed and its constants macros.
#if defined(__linux__) && !defined(_GNU_SOURCE)
#define _GNU_SOURCE
#endif
#include "polling.h"

#include <errno.h>
#include <unistd.h>

#if defined(__linux__)
#include <sys/epoll.h>
#include <sys/eventfd.h>

enum { MOST_EVENTS = 64 };

int tc_os_poll_open(int *wake, int *error) {
  int handle = epoll_create1(EPOLL_CLOEXEC);
  *error = handle < 0 ? errno : 0;
  if (handle < 0) return -1;
  *wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  // Level-triggered: once woken, always awake.
  struct epoll_event event = {.events = EPOLLIN, .data.u64 = 0};
  if (*wake < 0 || epoll_ctl(handle, EPOLL_CTL_ADD, *wake, &event) != 0) {
    *error = errno;
    if (*wake >= 0) close(*wake);
    close(handle);
    return -1;
  }
  return handle;
}

void tc_os_poll_close(int handle, int wake) {
  close(wake);
  close(handle);
}

// User addresses have 47 bits: the generation has room beside them.
int tc_os_poll_add(int handle, int fd, void *context, uint16_t generation) {
  struct epoll_event event = {
      .events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET,
      .data.u64 = (uint64_t)(uintptr_t)context << 16 | generation,
  };
  return epoll_ctl(handle, EPOLL_CTL_ADD, fd, &event) == 0 ? 0 : errno;
}

void tc_os_poll_remove(int handle, int fd) {
  struct epoll_event event = {0};
  epoll_ctl(handle, EPOLL_CTL_DEL, fd, &event);
}

int tc_os_poll_events(int handle, tc_poll_event *events, int room, bool waits) {
  struct epoll_event found[MOST_EVENTS];
  int count = epoll_wait(handle, found, room < MOST_EVENTS ? room : MOST_EVENTS, waits ? -1 : 0);
  for (int place = 0; place < count; place++) {
    uint32_t what = found[place].events;
    events[place] = (tc_poll_event){
        .context = (void *)(uintptr_t)(found[place].data.u64 >> 16),
        .generation = (uint16_t)found[place].data.u64,
        .reading = (what & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0,
        .writing = (what & (EPOLLOUT | EPOLLHUP | EPOLLERR)) != 0,
        .failed = what == EPOLLERR,
    };
  }
  return count;
}

void tc_os_poll_wake(int wake) {
  uint64_t one = 1;
  if (write(wake, &one, sizeof one) < 0) return;  // full: it is awake already
}
#else
int tc_os_poll_open(int *wake, int *error) {
  *wake = -1;
  *error = ENOSYS;
  return -1;
}
void tc_os_poll_close(int handle, int wake) { (void)handle, (void)wake; }
int tc_os_poll_add(int handle, int fd, void *context, uint16_t generation) {
  (void)handle, (void)fd, (void)context, (void)generation;
  return ENOSYS;
}
void tc_os_poll_remove(int handle, int fd) { (void)handle, (void)fd; }
int tc_os_poll_events(int handle, tc_poll_event *events, int room, bool waits) {
  (void)handle, (void)events, (void)room, (void)waits;
  return 0;
}
void tc_os_poll_wake(int wake) { (void)wake; }
#endif
