package sync

import "sync/atomic"

// A Once calls one function, once.
type Once struct {
	_    noCopy
	done atomic.Bool
	lock Mutex
}

// Do calls f if no call of Do has been made before; otherwise it waits until that one has
// returned. A call that panics counts.
func (o *Once) Do(f func()) {
	if !o.done.Load() {
		o.doSlow(f)
	}
}

func (o *Once) doSlow(f func()) {
	o.lock.Lock()
	defer o.lock.Unlock()
	if !o.done.Load() {
		defer o.done.Store(true)
		f()
	}
}

// outcome is how the call of a function ended that is made once.
type outcome struct {
	once     Once
	returned bool
	failure  any // what it panicked with
}

// run calls f if nobody has; it panics if f did, every time.
func (o *outcome) run(f func()) {
	o.once.Do(func() {
		defer func() {
			if !o.returned {
				o.failure = recover()
				panic(o.failure) // with the trace of the first time
			}
		}()
		f()
		o.returned = true
	})
	if !o.returned {
		panic(o.failure)
	}
}

// OnceFunc is a function that calls f once, whoever calls it how often.
func OnceFunc(f func()) func() {
	o := new(outcome)
	return func() {
		o.run(func() {
			f()
			f = nil // what it holds may be collected
		})
	}
}

// OnceValue is a function that gives what f returns; f is called once.
func OnceValue[T any](f func() T) func() T {
	o := new(outcome)
	var result T
	return func() T {
		o.run(func() {
			result = f()
			f = nil
		})
		return result
	}
}

// OnceValues is a function that gives what f returns; f is called once.
func OnceValues[T1, T2 any](f func() (T1, T2)) func() (T1, T2) {
	o := new(outcome)
	var result1 T1
	var result2 T2
	return func() (T1, T2) {
		o.run(func() {
			result1, result2 = f()
			f = nil
		})
		return result1, result2
	}
}
