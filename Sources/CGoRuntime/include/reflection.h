// The segments by which reflection calls functions whose types are known only when the program
// runs, and the code of the functions that it makes. Included by glue_segments.h in programs that
// use them (TC_REFLECTION). Their Go half is Supplements/reflect: layout.go, makefunc.go.
#ifndef TRICOLOR_REFLECTION_H
#define TRICOLOR_REFLECTION_H

// abi.RegArgs.
typedef struct tc_registers {
  tc_word words[TC_ARGUMENT_WORDS];
  double floats[TC_ARGUMENT_FLOATS];
  void *pointers[TC_ARGUMENT_WORDS];  // those of the words that hold pointers
  uint64_t results;                   // bit i: word i of the results is a pointer
} tc_registers;

#define TC_SAVE_REGISTERS(at)                                                                      \
  do {                                                                                             \
    (at)->words[0] = a0, (at)->words[1] = a1, (at)->words[2] = a2, (at)->words[3] = a3;            \
    (at)->words[4] = a4, (at)->words[5] = a5, (at)->words[6] = a6, (at)->words[7] = a7;            \
    (at)->floats[0] = f0, (at)->floats[1] = f1, (at)->floats[2] = f2, (at)->floats[3] = f3;        \
    (at)->floats[4] = f4, (at)->floats[5] = f5, (at)->floats[6] = f6, (at)->floats[7] = f7;        \
  } while (0)
#define TC_LOAD_REGISTERS(at)                                                                      \
  do {                                                                                             \
    a0 = (at)->words[0], a1 = (at)->words[1], a2 = (at)->words[2], a3 = (at)->words[3];            \
    a4 = (at)->words[4], a5 = (at)->words[5], a6 = (at)->words[6], a7 = (at)->words[7];            \
    f0 = (at)->floats[0], f1 = (at)->floats[1], f2 = (at)->floats[2], f3 = (at)->floats[3];        \
    f4 = (at)->floats[4], f5 = (at)->floats[5], f6 = (at)->floats[6], f7 = (at)->floats[7];        \
  } while (0)

// Copies the words from `begin` to `end` (bytes) of a value into the heap.
static void tc_copy_words(tc_g *g, const tc_type *type, char *to, const char *from,
                          uintptr_t begin, uintptr_t end) {
  for (uintptr_t at = begin; at < end; at += 8) {
    uintptr_t word = at / 8;
    void *value = *(void *const *)(from + at);
    if (at < type->ptr_bytes && type->mask[word / 8] >> (word % 8) & 1)
      tc_store(g->cache, (void **)(to + at), value);
    else
      *(void **)(to + at) = value;
  }
}

// ---- Calls -------------------------------------------------------------------------------------
//
// tc_reflect_call: a0: the type of `memory`: the arguments and then the results that find no
// registers; a1: the closure to call; a2: `memory`, on the heap; a3: its bytes; a4: where the
// results begin; a6: tc_registers, with the arguments, later with the results.
//
// The frame is as large as `memory` asks for, in steps; each has a segment to come back to. What
// the callee finds in the frame is kept alive by the callee's own tables.

typedef struct tc_reflected {
  const tc_type *type;
  char *memory;
  tc_word results;
  tc_registers *registers;
  tc_word return_word;
} tc_reflected;
enum { TC_REFLECTED_POINTERS = 1 | 2 | 8 };

static void tc_reflect_results(tc_g *g, tc_reflected *call, const char *from) {
  tc_registers *registers = call->registers;
  for (int i = 0; i < TC_ARGUMENT_WORDS; i++)
    if (registers->results >> i & 1)
      tc_store(g->cache, &registers->pointers[i], (void *)registers->words[i]);
  if (call->type->size > call->results)
    tc_copy_words(g, call->type, call->memory, from, call->results, call->type->size);
}

#define TC_REFLECT_ROOM(room)                                                                      \
  static TC_SEGMENT tc_reflect_back_##room(TC_PARAMETERS) {                                        \
    tc_reflected *call = (tc_reflected *)(sp + (room));                                            \
    TC_SAVE_REGISTERS(call->registers);                                                            \
    tc_reflect_results(g, call, sp);                                                               \
    sp += (room) + sizeof(tc_reflected);                                                           \
    TC_RETURN();                                                                                   \
  }                                                                                                \
  static const uint8_t tc_reflect_mask_##room[(room) / 64 + 1] = {                                 \
      [(room) / 64] = TC_REFLECTED_POINTERS};
TC_REFLECT_ROOM(0)
TC_REFLECT_ROOM(64)
TC_REFLECT_ROOM(512)
TC_REFLECT_ROOM(4096)
TC_REFLECT_ROOM(32768)
TC_REFLECT_ROOM(262144)
TC_REFLECT_ROOM(2097152)

static tc_segment *tc_reflect_room(uintptr_t bytes, uintptr_t *room) {
  static const struct { uintptr_t room; tc_segment *back; } steps[] = {
      {0, tc_reflect_back_0},           {64, tc_reflect_back_64},
      {512, tc_reflect_back_512},       {4096, tc_reflect_back_4096},
      {32768, tc_reflect_back_32768},   {262144, tc_reflect_back_262144},
      {2097152, tc_reflect_back_2097152}};
  for (unsigned i = 0; i < sizeof(steps) / sizeof(steps[0]); i++)
    if (bytes <= steps[i].room) {
      *room = steps[i].room;
      return steps[i].back;
    }
  return NULL;
}

TC_SEGMENT tc_reflect_call(TC_PARAMETERS) {
  uintptr_t room = 0;
  tc_segment *back = tc_reflect_room(a3, &room);
  if (back == NULL) {
    static const char message[] = "reflect: call with more than 2 MB of arguments and results";
    a0 = (tc_word)message, a1 = sizeof message - 1;
    TC_JUMP tc_fatal(TC_PASS);
  }
  TC_PROLOGUE(tc_reflect_call, room + sizeof(tc_reflected));
  sp -= room + sizeof(tc_reflected);
  tc_registers *registers = (tc_registers *)a6;
  tc_reflected *call = (tc_reflected *)(sp + room);
  call->type = (const tc_type *)a0;
  call->memory = (char *)a2;
  call->results = a4;
  call->registers = registers;
  if (a4 != 0) __builtin_memcpy(sp, (const char *)a2, a4);
  *(tc_segment **)(sp - 8) = back;
  ctx = a1;
  TC_LOAD_REGISTERS(registers);
  TC_JUMP ((tc_closure *)ctx)->entry(TC_PASS);
}

static const tc_function tc_reflect_function = {
    .name = "runtime.reflectcall", .file = "reflect/value.go", .line = 1,
    .flags = TC_FUNCTION_HIDDEN | TC_FUNCTION_WRAPPER, .entry = tc_reflect_call};

#define TC_REFLECT_SITE(room)                                                                      \
  {.code = tc_reflect_back_##room, .function = &tc_reflect_function, .line = 1,                    \
   .frame = (room) + sizeof(tc_reflected), .mask = tc_reflect_mask_##room}

// ---- Functions that were made -------------------------------------------------------------------
//
// tc_reflect_made is the code of a closure that begins with tc_made. It needs no more room than
// there always is. What arrives in the caller's frame is copied to the heap, since nobody knows
// there what it is.

typedef struct tc_made {
  tc_segment *code;
  tc_closure *handler;  // func(closure, memory unsafe.Pointer, valid *bool, *abi.RegArgs)
  const tc_type *type;  // of `memory`; NULL: nothing is there
  tc_word results;      // where the results begin in it
  tc_word pointers;     // bit i: word i of the arguments is a pointer
} tc_made;

typedef struct tc_made_frame {
  tc_registers registers;
  tc_word is_valid;
  char *memory;
  tc_made *closure;
  tc_word return_word;
} tc_made_frame;
_Static_assert(sizeof(tc_made_frame) + 8 <= TC_STACK_SLACK, "nobody asks whether there is room");
// The pointers of the registers are words 16 to 23, memory and closure 26 and 27.
static const uint8_t tc_made_mask[4] = {0, 0, 0xff, 0x0c};
_Static_assert(offsetof(tc_made_frame, registers.pointers) == 16 * 8 &&
                   offsetof(tc_made_frame, memory) == 26 * 8, "tc_made_mask");

static TC_SEGMENT tc_reflect_made_back(TC_PARAMETERS) {
  tc_made_frame *frame = (tc_made_frame *)sp;
  tc_made *made = frame->closure;
  sp += sizeof(tc_made_frame);
  if (made->type != NULL && made->type->size > made->results)
    __builtin_memcpy(sp + made->results, frame->memory + made->results,
                     made->type->size - made->results);
  TC_LOAD_REGISTERS(&frame->registers);
  TC_RETURN();
}

TC_SEGMENT tc_reflect_made(TC_PARAMETERS) {
  tc_made *made = (tc_made *)ctx;
  const char *arguments = sp;
  sp -= sizeof(tc_made_frame);
  tc_made_frame *frame = (tc_made_frame *)sp;
  TC_SAVE_REGISTERS(&frame->registers);
  for (int i = 0; i < TC_ARGUMENT_WORDS; i++)
    frame->registers.pointers[i] =
        made->pointers >> i & 1 ? (void *)frame->registers.words[i] : NULL;
  frame->registers.results = 0;
  frame->is_valid = 0;
  frame->closure = made;
  frame->memory = NULL;
  if (made->type != NULL) {
    frame->memory = tc_go_make_array(g, made->type, 1);
    tc_copy_words(g, made->type, frame->memory, arguments, 0, made->results);
  }
  *(tc_segment **)(sp - 8) = tc_reflect_made_back;
  ctx = (tc_word)made->handler;
  a0 = (tc_word)made, a1 = (tc_word)frame->memory;
  a2 = (tc_word)&frame->is_valid, a3 = (tc_word)&frame->registers;
  TC_JUMP made->handler->entry(TC_PASS);
}

static const tc_function tc_made_function = {
    .name = "reflect.makeFuncStub", .file = "reflect/makefunc.go", .line = 1,
    .flags = TC_FUNCTION_WRAPPER, .entry = tc_reflect_made};

#define TC_REFLECTION_SITES                                                                        \
  {.code = tc_reflect_call, .function = &tc_reflect_function, .line = 1, .words = 0x47,            \
   .flags = TC_SITE_ENTRY},                                                                        \
      TC_REFLECT_SITE(0), TC_REFLECT_SITE(64), TC_REFLECT_SITE(512), TC_REFLECT_SITE(4096),        \
      TC_REFLECT_SITE(32768), TC_REFLECT_SITE(262144), TC_REFLECT_SITE(2097152),                   \
      {.code = tc_reflect_made_back, .function = &tc_made_function, .line = 1,                     \
       .frame = sizeof(tc_made_frame), .mask = tc_made_mask},

#endif
