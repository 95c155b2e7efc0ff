// Prints what Go's own compiler says of a type. With types.go and facts.go it makes the program that
// prints the golden facts, and a test makes a list of the library's types to go with it.
package main

import (
	"fmt"
	"reflect"
	"strings"
	"unsafe"
)

// The beginning of a descriptor, as abi.Type has it.
type prefix struct {
	size, pointerBytes     uintptr
	hash                   uint32
	flags, align, field, k uint8
	equal                  unsafe.Pointer
	mask                   *[1 << 16]uint8
	name, pointer          int32
}

type uncommon struct {
	pkg             int32
	count, exported uint16
}

// Bytes of the descriptor's part for each kind, the prefix included.
var parts = map[reflect.Kind]uintptr{
	reflect.Array: 72, reflect.Chan: 64, reflect.Func: 56, reflect.Interface: 80, reflect.Map: 136,
	reflect.Pointer: 56, reflect.Slice: 56, reflect.Struct: 80,
}

func raw(t reflect.Type) *prefix {
	return (*prefix)((*[2]unsafe.Pointer)(unsafe.Pointer(&t))[1])
}

func mask(p *prefix) string {
	if p.flags&16 != 0 {
		return "on demand"
	}
	var text strings.Builder
	for word := uintptr(0); word < p.pointerBytes/8; word++ {
		fmt.Fprint(&text, p.mask[word/8]>>(word%8)&1)
	}
	return text.String()
}

func show(label string, t reflect.Type) {
	p := raw(t)
	fmt.Printf("%s: %s\n", label, t)
	fmt.Printf("  kind %d size %d align %d %d pointers %d flags %d equal %t\n", t.Kind(), t.Size(),
		t.Align(), t.FieldAlign(), p.pointerBytes, p.flags&^(2|16), p.equal != nil)
	if p.flags&16 == 0 {
		fmt.Printf("  mask %s\n", mask(p))
	}
	if t.Name() != "" || t.PkgPath() != "" {
		fmt.Printf("  package %q\n", t.PkgPath())
	}
	if p.flags&1 != 0 {
		part := parts[t.Kind()]
		if part == 0 {
			part = 48
		}
		u := (*uncommon)(unsafe.Add(unsafe.Pointer(p), part))
		fmt.Printf("  methods %d exported %d\n", u.count, u.exported)
	}
	if t.Kind() != reflect.Interface {
		for i := 0; i < t.NumMethod(); i++ {
			m := t.Method(i)
			v := reflect.New(t).Elem().Method(i)
			fmt.Printf("  method %s %s\n", m.Name, v.Type())
		}
	}
	parameters(t)
	members(t)
	if t.Kind() == reflect.Map {
		group(t)
	}
}

func parameters(t reflect.Type) {
	switch t.Kind() {
	case reflect.Array:
		fmt.Printf("  element %s length %d\n", t.Elem(), t.Len())
	case reflect.Chan:
		fmt.Printf("  element %s direction %d\n", t.Elem(), t.ChanDir())
	case reflect.Pointer, reflect.Slice:
		fmt.Printf("  element %s\n", t.Elem())
	case reflect.Map:
		fmt.Printf("  key %s element %s\n", t.Key(), t.Elem())
	case reflect.Func:
		for i := 0; i < t.NumIn(); i++ {
			fmt.Printf("  in %s\n", t.In(i))
		}
		for i := 0; i < t.NumOut(); i++ {
			fmt.Printf("  out %s\n", t.Out(i))
		}
		fmt.Printf("  variadic %t\n", t.IsVariadic())
	}
}

func members(t reflect.Type) {
	switch t.Kind() {
	case reflect.Struct:
		for i := 0; i < t.NumField(); i++ {
			f := t.Field(i)
			fmt.Printf("  field %s at %d embedded %t package %q tag %q: %s\n", f.Name, f.Offset,
				f.Anonymous, f.PkgPath, string(f.Tag), f.Type)
		}
	case reflect.Interface:
		for i := 0; i < t.NumMethod(); i++ {
			m := t.Method(i)
			fmt.Printf("  method %s package %q: %s\n", m.Name, m.PkgPath, m.Type)
		}
	}
}

// What the maps of the run time read, abi.MapType.
func group(t reflect.Type) {
	p := raw(t)
	words := (*[17]uintptr)(unsafe.Pointer(p))
	g := (*prefix)(unsafe.Pointer(words[8]))
	fmt.Printf("  group size %d", words[10])
	for _, word := range words[11:16] {
		fmt.Printf(" %d", word)
	}
	fmt.Printf(" flags %d pointers %d\n", uint32(words[16]), g.pointerBytes)
	if g.flags&16 == 0 {
		fmt.Printf("  group mask %s\n", mask(g))
	}
}
