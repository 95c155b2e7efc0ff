// Prints the golden facts about the types of types.go. Run, in this folder:
// go run types.go show.go facts.go > facts.txt
package main

import (
	"os"
	"reflect"
	"strings"
)

func main() {
	// With a name that is not constant, all exported methods are kept.
	reflect.ValueOf(probeNumber).MethodByName(strings.Join(os.Args[1:], ""))
	for _, probe := range []struct {
		name  string
		value any
	}{
		{"probeBool", &probeBool},
		{"probeInt", &probeInt},
		{"probeInt8", &probeInt8},
		{"probeInt16", &probeInt16},
		{"probeInt32", &probeInt32},
		{"probeInt64", &probeInt64},
		{"probeUint", &probeUint},
		{"probeUint8", &probeUint8},
		{"probeByte", &probeByte},
		{"probeRune", &probeRune},
		{"probeUint16", &probeUint16},
		{"probeUint32", &probeUint32},
		{"probeUint64", &probeUint64},
		{"probeUintptr", &probeUintptr},
		{"probeFloat32", &probeFloat32},
		{"probeFloat64", &probeFloat64},
		{"probeComplex64", &probeComplex64},
		{"probeComplex128", &probeComplex128},
		{"probeString", &probeString},
		{"probeUnsafe", &probeUnsafe},
		{"probeAny", &probeAny},
		{"probeError", &probeError},
		{"probeNumber", &probeNumber},
		{"probeNumberPointer", &probeNumberPointer},
		{"probeText", &probeText},
		{"probeFlags", &probeFlags},
		{"probeShape", &probeShape},
		{"probeStringer", &probeStringer},
		{"probeComposed", &probeComposed},
		{"probePoint", &probePoint},
		{"probePointPointer", &probePointPointer},
		{"probeNode", &probeNode},
		{"probeNodeSlice", &probeNodeSlice},
		{"probeOuter", &probeOuter},
		{"probeOuterPointer", &probeOuterPointer},
		{"probeHolder", &probeHolder},
		{"probeHolderPointer", &probeHolderPointer},
		{"probeDeep", &probeDeep},
		{"probeDeepPointer", &probeDeepPointer},
		{"probeAmbiguous", &probeAmbiguous},
		{"probePair", &probePair},
		{"probePairPointer", &probePairPointer},
		{"probePairPair", &probePairPair},
		{"probeList", &probeList},
		{"probeListPointer", &probeListPointer},
		{"probeDirect", &probeDirect},
		{"probeDirectArray", &probeDirectArray},
		{"probeCallback", &probeCallback},
		{"probeTable", &probeTable},
		{"probeBig", &probeBig},
		{"probeBigArray", &probeBigArray},
		{"probePadded", &probePadded},
		{"probeGap", &probeGap},
		{"probeMixed", &probeMixed},
		{"probeHandle", &probeHandle},
		{"probeEmpty", &probeEmpty},
		{"probeTail", &probeTail},
		{"probeEmptyArray", &probeEmptyArray},
		{"probeArray", &probeArray},
		{"probeArrayArray", &probeArrayArray},
		{"probeOne", &probeOne},
		{"probeSlice", &probeSlice},
		{"probeSliceNumber", &probeSliceNumber},
		{"probePointers", &probePointers},
		{"probeChan", &probeChan},
		{"probeChanReceive", &probeChanReceive},
		{"probeChanSend", &probeChanSend},
		{"probeChanChan", &probeChanChan},
		{"probeFunc", &probeFunc},
		{"probeFuncVariadic", &probeFuncVariadic},
		{"probeFuncFunc", &probeFuncFunc},
		{"probeMapIntInt", &probeMapIntInt},
		{"probeMapString", &probeMapString},
		{"probeMapFloat", &probeMapFloat},
		{"probeMapAny", &probeMapAny},
		{"probeMapShape", &probeMapShape},
		{"probeMapBig", &probeMapBig},
		{"probeMapWide", &probeMapWide},
		{"probeMapEmpty", &probeMapEmpty},
		{"probeMapByte", &probeMapByte},
		{"probeMapMixed", &probeMapMixed},
		{"probeLiteral", &probeLiteral},
		{"probeLiteralPointer", &probeLiteralPointer},
		{"probeEmptyStruct", &probeEmptyStruct},
	} {
		show(probe.name, reflect.TypeOf(probe.value).Elem())
	}
	a, _ := local()
	show("local", reflect.TypeOf(a))
}
