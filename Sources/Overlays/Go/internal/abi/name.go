package abi

import "unsafe"

// Name is a name with what belongs to it: a byte of flags, the length as a varint, the text,
// and if there is a tag, its length and text.
type Name struct {
	Bytes *byte
}

const (
	nameExported = 1 << 0
	nameHasTag   = 1 << 1
	nameHasPath  = 1 << 2 // four bytes of a NameOff follow: the package of an unexported name
	nameEmbedded = 1 << 3
)

// Data is the address of byte off.
func (n Name) Data(off int) *byte {
	return (*byte)(behind(unsafe.Pointer(n.Bytes), uintptr(off)))
}

// DataChecked is Data; the second argument says why the byte is the name's.
func (n Name) DataChecked(off int, whySafe string) *byte { return n.Data(off) }

func (n Name) IsExported() bool { return *n.Bytes&nameExported != 0 }
func (n Name) HasTag() bool     { return *n.Bytes&nameHasTag != 0 }
func (n Name) IsEmbedded() bool { return *n.Bytes&nameEmbedded != 0 }
func (n Name) IsBlank() bool    { return n.Name() == "_" }

// ReadVarint reads the number at byte off: how many bytes it has, and its value.
func (n Name) ReadVarint(off int) (int, int) {
	value := 0
	for i := 0; ; i++ {
		b := *n.Data(off + i)
		value |= int(b&0x7f) << (7 * i)
		if b < 0x80 {
			return i + 1, value
		}
	}
}

// text is the string whose length stands at byte off, and the offset behind it.
func (n Name) text(off int) (string, int) {
	width, length := n.ReadVarint(off)
	start := off + width
	return unsafe.String(n.Data(start), length), start + length
}

// Name is the name itself; that of no name is empty.
func (n Name) Name() string {
	if n.Bytes == nil {
		return ""
	}
	name, _ := n.text(1)
	return name
}

// Tag is the tag of a struct's field.
func (n Name) Tag() string {
	if !n.HasTag() {
		return ""
	}
	_, end := n.text(1)
	tag, _ := n.text(end)
	return tag
}

// NewName makes a name in new memory.
func NewName(n, tag string, exported, embedded bool) Name {
	const most = 1 << 29
	if len(n) >= most {
		panic("abi.NewName: name too long: " + n[:1024] + "...")
	}
	if len(tag) >= most {
		panic("abi.NewName: tag too long: " + tag[:1024] + "...")
	}
	var flags byte
	if exported {
		flags |= nameExported
	}
	if tag != "" {
		flags |= nameHasTag
	}
	if embedded {
		flags |= nameEmbedded
	}
	bytes := append(make([]byte, 0, len(n)+len(tag)+11), flags)
	bytes = append(appendVarint(bytes, len(n)), n...)
	if tag != "" {
		bytes = append(appendVarint(bytes, len(tag)), tag...)
	}
	return Name{Bytes: &bytes[0]}
}

func appendVarint(to []byte, value int) []byte {
	for value >= 0x80 {
		to = append(to, byte(value)|0x80)
		value >>= 7
	}
	return append(to, byte(value))
}
