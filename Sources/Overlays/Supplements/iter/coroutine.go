package iter

import "unsafe"

// A coroutine is a goroutine that runs only while another one waits for it: exactly one of the two
// goes on at any time.

type coro struct {
	partner unsafe.Pointer // the goroutine that waits
	body    func(*coro)    // until it has begun
}

//tricolor:call tc_lib_current
func current() unsafe.Pointer

//tricolor:call tc_go_ready
func ready(g unsafe.Pointer)

//tricolor:segment tc_park
func park(reason uintptr)

const waitCoroutine = 18 // TC_WAIT_COROUTINE

func newcoro(body func(*coro)) *coro { return &coro{body: body} }

// coroswitch lets the other one go on, and comes back when that switches or ends.
func coroswitch(c *coro) {
	other := c.partner
	c.partner = current()
	if body := c.body; body != nil {
		c.body = nil
		go run(c, body)
	} else {
		ready(other)
	}
	park(waitCoroutine)
}

func run(c *coro, body func(*coro)) {
	// Also when the body ends the goroutine.
	defer func() { ready(c.partner) }()
	body(c)
}
