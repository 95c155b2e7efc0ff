// Stubs for programs that are loaded into another process: see imports.h.
#ifndef TRICOLOR_STUBS_H
#define TRICOLOR_STUBS_H

typedef struct tc_import {
  const char *name;
  void **slot;
} tc_import;

#define TC_IMPORT(name) static void *tc_slot_##name __attribute__((used));
#include "imports.h"
#undef TC_IMPORT

#if defined(__x86_64__)
#define TC_IMPORT(name)                                                                            \
  __asm__(".pushsection .text\n.globl " #name "\n.hidden " #name "\n.type " #name                  \
          ", @function\n" #name ":\n  jmp *tc_slot_" #name "(%rip)\n.popsection\n");
#elif defined(__aarch64__)
#define TC_IMPORT(name)                                                                            \
  __asm__(".pushsection .text\n.globl " #name "\n.hidden " #name "\n.type " #name                  \
          ", @function\n" #name ":\n  adrp x16, tc_slot_" #name "\n  ldr x16, [x16, "              \
          ":lo12:tc_slot_" #name "]\n  br x16\n.popsection\n");
#endif
#include "imports.h"
#undef TC_IMPORT

#define TC_IMPORT(name) {#name, &tc_slot_##name},
__attribute__((visibility("default"))) const tc_import tricolor_imports[] = {
#include "imports.h"
  {0, 0},
};
#undef TC_IMPORT

#endif
