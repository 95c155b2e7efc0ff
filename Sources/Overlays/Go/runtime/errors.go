package runtime

import "internal/abi"

// Error is what the run time itself panics with: indexes out of range, failed assertions,
// closed channels.
type Error interface {
	error

	// RuntimeError does nothing; having it makes an error one of the run time's.
	RuntimeError()
}

// errorString is an error whose text begins with "runtime error: ".
type errorString string

func (errorString) RuntimeError()   {}
func (e errorString) Error() string { return "runtime error: " + string(e) }

// plainError is an error whose text is as it is.
type plainError string

func (plainError) RuntimeError()   {}
func (e plainError) Error() string { return string(e) }

// errorAddressString is a fault at a known address (debug.SetPanicOnFault).
type errorAddressString struct {
	text    string
	address uintptr
}

func (errorAddressString) RuntimeError()   {}
func (e errorAddressString) Error() string { return "runtime error: " + e.text }

// Addr is the address that could not be read or written.
func (e errorAddressString) Addr() uintptr { return e.address }

// unhashableTypeError is a key without a hash that was looked for in a map without entries.
type unhashableTypeError struct {
	t *abi.Type
}

func (unhashableTypeError) RuntimeError()   {}
func (e unhashableTypeError) Error() string { return "hash of unhashable type: " + typeString(e.t) }

// PanicNilError is what recover answers after panic(nil).
type PanicNilError struct {
	_ [0]func() // not comparable
}

func (*PanicNilError) RuntimeError() {}
func (*PanicNilError) Error() string {
	return "runtime error: panic called with nil argument"
}

// TypeAssertionError says why a value is not of the type that it was asserted to be.
type TypeAssertionError struct {
	static   *abi.Type // the interface that held the value; nil: no matter which
	dynamic  *abi.Type // the value's type; nil: the interface was nil
	asserted *abi.Type
	missing  string // a method of asserted that dynamic lacks
}

func (*TypeAssertionError) RuntimeError() {}

func (e *TypeAssertionError) Error() string {
	const prefix = "interface conversion: "
	wanted := typeString(e.asserted)
	if e.dynamic != nil && e.missing != "" {
		return prefix + typeString(e.dynamic) + " is not " + wanted +
			": missing method " + e.missing
	}
	holder := "interface"
	if e.static != nil {
		holder = typeString(e.static)
	}
	if e.dynamic == nil {
		return prefix + holder + " is nil, not " + wanted
	}
	found := typeString(e.dynamic)
	text := prefix + holder + " is " + found + ", not " + wanted
	switch {
	case found != wanted:
		return text
	case packagePath(e.dynamic) != packagePath(e.asserted):
		return text + " (types from different packages)"
	default:
		return text + " (types from different scopes)"
	}
}

// boundsError is an index or a slice expression out of range.
type boundsError struct {
	x      int64 // what was out of range
	y      int   // the bound; not negative
	signed bool  // whether x is to be read as int64 or as uint64
	kind   boundsKind
}

func (boundsError) RuntimeError() {}

func (e boundsError) Error() string {
	text := &boundsTexts[e.kind]
	out := append(make([]byte, 0, 100), "runtime error: "...)
	if e.kind == boundsConvert {
		out = appendInt(append(out, text.head...), int64(e.y), true)
		return string(appendInt(append(out, text.between...), e.x, e.signed))
	}
	out = append(append(out, text.head...), text.before...)
	out = appendInt(out, e.x, e.signed)
	if e.signed && e.x < 0 {
		// The bound says nothing about a negative index.
		return string(append(append(out, text.alone...), ']'))
	}
	out = appendInt(append(out, text.between...), int64(e.y), true)
	return string(append(out, text.after...))
}

// boundsKind is what kind of expression was out of range.
type boundsKind uint8

const (
	boundsIndex      boundsKind = iota // s[x]
	boundsSliceAlen                    // s[?:x], against the length
	boundsSliceAcap                    // s[?:x], against the capacity
	boundsSliceB                       // s[x:y]
	boundsSlice3Alen                   // s[?:?:x], against the length
	boundsSlice3Acap                   // s[?:?:x], against the capacity
	boundsSlice3B                      // s[?:x:y]
	boundsSlice3C                      // s[x:y:?]
	boundsConvert                      // an array of x elements from a slice of y
)

// The pieces of each message: head, before, x, between, y, after; if x is negative: head, before,
// x, alone and a bracket.
var boundsTexts = [...]struct{ head, before, between, after, alone string }{
	boundsIndex:      {"index out of range ", "[", "] with length ", "", ""},
	boundsSliceAlen:  {sliceOutOfRange, "[:", "] with length ", "", ""},
	boundsSliceAcap:  {sliceOutOfRange, "[:", "] with capacity ", "", ""},
	boundsSliceB:     {sliceOutOfRange, "[", ":", "]", ":"},
	boundsSlice3Alen: {sliceOutOfRange, "[::", "] with length ", "", ""},
	boundsSlice3Acap: {sliceOutOfRange, "[::", "] with capacity ", "", ""},
	boundsSlice3B:    {sliceOutOfRange, "[:", ":", "]", ":"},
	boundsSlice3C:    {sliceOutOfRange, "[", ":", ":]", "::"},
	boundsConvert: {
		head:    "cannot convert slice with length ",
		between: " to array or pointer to array with length ",
	},
}

const sliceOutOfRange = "slice bounds out of range "

// appendInt appends a number in decimal.
func appendInt(to []byte, value int64, signed bool) []byte {
	magnitude := uint64(value)
	if signed && value < 0 {
		to = append(to, '-')
		magnitude = -magnitude
	}
	var digits [20]byte
	at := len(digits)
	for {
		at--
		digits[at] = byte('0' + magnitude%10)
		if magnitude /= 10; magnitude == 0 {
			return append(to, digits[at:]...)
		}
	}
}
