// Prints what generated descriptors say, in the words of facts.go; the test puts the two beside
// each other. Compiled together with the generated file, which defines `probes`.
#include <stdio.h>
#include <string.h>

#include "types.h"

typedef struct probe {
  const char *label;
  const tc_type *type;
} probe;
extern const probe probes[];
extern const char tc_names[];
extern const tc_type *const tc_types[];
extern tc_segment *const tc_texts[];

// ---- Names -----------------------------------------------------------------------------------

typedef struct name {
  uint8_t flags;
  int length, tag_length;
  const char *text, *tag, *package;
} name;

static name read_name(const void *record) {
  name result = {0};
  result.text = result.tag = result.package = "";
  if (record == NULL) return result;
  const uint8_t *bytes = record;
  result.flags = *bytes++;
  for (int part = 0; part < (result.flags & TC_NAME_TAG ? 2 : 1); part++) {
    int length = 0, shift = 0;
    do {
      length |= (*bytes & 0x7f) << shift;
      shift += 7;
    } while (*bytes++ & 0x80);
    if (part == 0) {
      result.text = (const char *)bytes;
      result.length = length;
    } else {
      result.tag = (const char *)bytes;
      result.tag_length = length;
    }
    bytes += length;
  }
  if (result.flags & TC_NAME_PACKAGE) {
    int32_t offset;
    memcpy(&offset, bytes, 4);
    result.package = tc_names + offset;
  }
  return result;
}

static name name_at(int32_t offset) { return read_name(offset == 0 ? NULL : tc_names + offset); }

static void print_quoted(const char *text, int length) {
  putchar('"');
  for (int i = 0; i < length; i++) {
    if (text[i] == '\t') {
      printf("\\t");
    } else {
      if (text[i] == '"' || text[i] == '\\') putchar('\\');
      putchar(text[i]);
    }
  }
  putchar('"');
}

static void print_name(name value) { printf("%.*s", value.length, value.text); }
static void print_type(const tc_type *type) { print_name(name_at(type->str)); }

static void line(const char *label, const tc_type *type) {
  printf("  %s ", label);
  print_type(type);
  printf("\n");
}

// ---- Parts -----------------------------------------------------------------------------------

static void print_mask(const char *label, const tc_type *type) {
  if (type->ptr_bytes / 8 > 128) return;
  printf("  %s ", label);
  for (uintptr_t word = 0; word < type->ptr_bytes / 8; word++) {
    printf("%d", type->mask[word / 8] >> (word % 8) & 1);
  }
  printf("\n");
}

static uintptr_t part_bytes(const tc_type *type) {
  switch (type->kind) {
  case TC_KIND_ARRAY: return sizeof(tc_array_type);
  case TC_KIND_CHANNEL: return sizeof(tc_channel_type);
  case TC_KIND_FUNCTION: return sizeof(tc_function_type);
  case TC_KIND_INTERFACE: return sizeof(tc_interface_type);
  case TC_KIND_MAP: return sizeof(tc_map_type);
  case TC_KIND_POINTER:
  case TC_KIND_SLICE: return sizeof(tc_element_type);
  case TC_KIND_STRUCT: return sizeof(tc_struct_type);
  default: return sizeof(tc_type);
  }
}

static const tc_uncommon *uncommon(const tc_type *type) {
  if (!(type->tflag & TC_TYPE_UNCOMMON)) return NULL;
  return (const tc_uncommon *)((const char *)type + (part_bytes(type) + 7) / 8 * 8);
}

static void print_methods(const tc_type *type) {
  const tc_uncommon *u = uncommon(type);
  if (type->tflag & TC_TYPE_NAMED) {
    name package = name_at(u->package);
    printf("  package \"%.*s\"\n", package.length, package.text);
  }
  if (u == NULL) return;
  printf("  methods %d exported %d\n", u->methods, u->exported);
  const tc_method *methods = (const tc_method *)((const char *)u + u->offset);
  for (int i = 0; i < u->methods; i++) {
    name text = name_at(methods[i].name);
    if (((text.flags & TC_NAME_EXPORTED) != 0) != (i < u->exported)) printf("  order!\n");
    if (i >= u->exported) continue;
    printf("  method ");
    print_name(text);
    printf(" ");
    print_type(tc_types[methods[i].type]);
    printf("\n");
    if (methods[i].interface_text <= 0 || methods[i].text <= 0) printf("  no function!\n");
  }
}

static void print_parameters(const tc_type *type) {
  const tc_array_type *array = (const void *)type;
  const tc_channel_type *channel = (const void *)type;
  const tc_function_type *function = (const void *)type;
  const tc_map_type *map = (const void *)type;
  switch (type->kind) {
  case TC_KIND_ARRAY:
    printf("  element ");
    print_type(array->element);
    printf(" length %lu\n", array->length);
    if (((const tc_element_type *)array->slice)->element != array->element) printf("  slice!\n");
    break;
  case TC_KIND_CHANNEL:
    printf("  element ");
    print_type(channel->element);
    printf(" direction %ld\n", channel->direction);
    break;
  case TC_KIND_POINTER:
  case TC_KIND_SLICE: line("element", ((const tc_element_type *)type)->element); break;
  case TC_KIND_MAP:
    printf("  key ");
    print_type(map->key);
    printf(" element ");
    print_type(map->element);
    printf("\n");
    break;
  case TC_KIND_FUNCTION: {
    uintptr_t offset = sizeof(tc_function_type) + (type->tflag & TC_TYPE_UNCOMMON ? 16 : 0);
    const tc_type *const *list = (const void *)((const char *)type + offset);
    int results = function->results & 0x7fff;
    for (int i = 0; i < function->parameters + results; i++) {
      line(i < function->parameters ? "in" : "out", list[i]);
    }
    printf("  variadic %s\n", function->results & 0x8000 ? "true" : "false");
  }
  }
}

static void print_members(const tc_type *type) {
  if (type->kind == TC_KIND_STRUCT) {
    const tc_struct_type *structure = (const void *)type;
    for (intptr_t i = 0; i < structure->count; i++) {
      const tc_struct_field *field = &structure->fields[i];
      name text = read_name(field->name);
      name package = read_name(text.flags & TC_NAME_EXPORTED ? NULL : structure->package);
      printf("  field ");
      print_name(text);
      printf(" at %lu embedded %s package \"%.*s\" tag ", field->offset,
             text.flags & TC_NAME_EMBEDDED ? "true" : "false", package.length, package.text);
      print_quoted(text.tag, text.tag_length);
      printf(": ");
      print_type(field->type);
      printf("\n");
    }
  } else if (type->kind == TC_KIND_INTERFACE) {
    const tc_interface_type *interface = (const void *)type;
    for (intptr_t i = 0; i < interface->count; i++) {
      name text = name_at(interface->methods[i].name);
      name package = {0};
      if (!(text.flags & TC_NAME_EXPORTED)) {
        package = read_name(text.flags & TC_NAME_PACKAGE ? (const void *)text.package
                                                         : (const void *)interface->package);
      }
      printf("  method ");
      print_name(text);
      printf(" package \"%.*s\": ", package.length, package.text);
      print_type(tc_types[interface->methods[i].type]);
      printf("\n");
    }
  }
}

static void print_group(const tc_type *type) {
  const tc_map_type *map = (const void *)type;
  if (map->group->size != map->group_bytes) printf("  group!\n");
  printf("  group size %lu %lu %lu %lu %lu %lu flags %u pointers %lu\n", map->group_bytes,
         map->keys_offset, map->key_stride, map->elements_offset, map->element_stride,
         map->element_offset, map->flags, map->group->ptr_bytes);
  print_mask("group mask", map->group);
}

static void show(const probe *p) {
  const tc_type *type = p->type;
  printf("%s: ", p->label);
  print_type(type);
  printf("\n  kind %d size %lu align %d %d pointers %lu flags %d equal %s\n", type->kind,
         type->size, type->align, type->field_align, type->ptr_bytes, type->tflag,
         type->equal ? "true" : "false");
  print_mask("mask", type);
  print_methods(type);
  print_parameters(type);
  print_members(type);
  if (type->kind == TC_KIND_MAP) print_group(type);
  if (type->ptr_to_this != 0) {
    const tc_element_type *pointer = (const void *)tc_types[type->ptr_to_this];
    if (pointer->element != type) printf("  pointer!\n");
  }
}

int main(void) {
  for (const probe *p = probes; p->label != NULL; p++) show(p);
  return 0;
}
