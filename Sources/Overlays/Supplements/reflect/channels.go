package reflect

import (
	"internal/abi"
	"unsafe"
)

// A case of a select as the scheduler has it (tc_case of go_calls.h).
type selectCase struct {
	channel, element unsafe.Pointer
	isSend           bool
}

//tricolor:call tc_lib_channel_capacity
//go:noescape
func chancap(ch unsafe.Pointer) int

//tricolor:call tc_lib_channel_length
//go:noescape
func chanlen(ch unsafe.Pointer) int

//tricolor:segment tc_close
func chanclose(ch unsafe.Pointer)

//tricolor:call tc_go_make_channel
func newChannel(t *abi.Type, size int) unsafe.Pointer

//tricolor:segment tc_send
//go:noescape
func send(ch, element unsafe.Pointer)

//tricolor:segment tc_receive
//go:noescape
func receive(ch, element unsafe.Pointer) bool

//tricolor:segment tc_select
//go:noescape
func choose(cases *selectCase, count int, hasDefault bool) (chosen int, received bool)

//go:linkname panicMakeChan runtime.panicMakeChan
func panicMakeChan()

func makechan(t *abi.Type, size int) unsafe.Pointer {
	channel := newChannel(t, size)
	if takeFault() != nil {
		panicMakeChan()
	}
	return channel
}

func chanrecv(ch unsafe.Pointer, nb bool, val unsafe.Pointer) (selected, received bool) {
	if !nb {
		return true, receive(ch, val)
	}
	only := selectCase{channel: ch, element: val}
	chosen, received := choose(&only, 1, true)
	return chosen == 0, received
}

func chansend0(ch unsafe.Pointer, val unsafe.Pointer, nb bool) bool {
	if !nb {
		send(ch, val)
		return true
	}
	only := selectCase{channel: ch, element: val, isSend: true}
	chosen, _ := choose(&only, 1, true)
	return chosen == 0
}

// rselect carries out a select whose cases are known only now.
func rselect(wanted []runtimeSelect) (chosen int, recvOK bool) {
	cases := make([]selectCase, 0, len(wanted)+1)
	places := make([]int, 0, len(wanted))
	defaultPlace := -1
	for place, one := range wanted {
		if one.dir == SelectDefault {
			defaultPlace = place
			continue
		}
		cases = append(cases, selectCase{
			channel: one.ch, element: one.val, isSend: one.dir == SelectSend,
		})
		places = append(places, place)
	}
	index, received := choose(unsafe.SliceData(cases), len(cases), defaultPlace >= 0)
	if index < 0 || index >= len(places) {
		return defaultPlace, false
	}
	return places[index], received
}
