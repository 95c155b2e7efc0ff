// Locks, atomics, sync.Map, sync.Pool.
package main

import (
	"runtime"
	"sync"
	"sync/atomic"
)

type counter struct {
	mu sync.Mutex
	n  int
}

func main() {
	// mutex
	var c counter
	var wg sync.WaitGroup
	for i := 0; i < 50; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for j := 0; j < 1000; j++ {
				c.mu.Lock()
				c.n++
				if j%100 == 0 {
					runtime.Gosched()
				}
				c.mu.Unlock()
			}
		}()
	}
	wg.Wait()
	println("mutex", c.n)
	// rwmutex
	var rw sync.RWMutex
	m := map[int]int{}
	var reads atomic.Int64
	for i := 0; i < 8; i++ {
		wg.Go(func() {
			for j := 0; j < 500; j++ {
				if j%10 == 0 {
					rw.Lock()
					m[j] += i
					rw.Unlock()
				} else {
					rw.RLock()
					_ = m[j]
					reads.Add(1)
					rw.RUnlock()
				}
			}
		})
	}
	wg.Wait()
	println("rw", len(m), reads.Load(), rw.TryLock(), rw.TryRLock())
	rw.Unlock()
	// once
	var once sync.Once
	var n atomic.Int32
	for i := 0; i < 10; i++ {
		wg.Go(func() { once.Do(func() { n.Add(1) }) })
	}
	wg.Wait()
	println("once", n.Load())
	v := sync.OnceValue(func() int { n.Add(1); return 42 })
	println(v(), v(), n.Load())
	a, b := sync.OnceValues(func() (int, string) { return 1, "x" })()
	println(a, b)
	f := sync.OnceFunc(func() { panic("once") })
	for i := 0; i < 2; i++ {
		func() {
			defer func() { println("recovered", recover().(string)) }()
			f()
		}()
	}
	// cond
	var mu sync.Mutex
	cond := sync.NewCond(&mu)
	ready := 0
	for i := 0; i < 5; i++ {
		wg.Go(func() {
			mu.Lock()
			for ready == 0 {
				cond.Wait()
			}
			ready++
			mu.Unlock()
		})
	}
	mu.Lock()
	ready = 1
	cond.Broadcast()
	mu.Unlock()
	wg.Wait()
	println("cond", ready)
	// map
	var sm sync.Map
	for i := 0; i < 8; i++ {
		wg.Go(func() {
			for j := 0; j < 300; j++ {
				sm.Store(j, i)
				if j%3 == 0 {
					sm.Delete(j)
				}
				if v, ok := sm.Load(j); ok && v.(int) > 8 {
					println("bad")
				}
			}
		})
	}
	wg.Wait()
	count := 0
	sm.Range(func(k, v any) bool { count++; return true })
	println("map", count <= 300 && count >= 200)
	sm.Clear()
	old, loaded := sm.Swap("k", 1)
	println(old == nil, loaded)
	act, loaded := sm.LoadOrStore("k", 2)
	println(act.(int), loaded, sm.CompareAndSwap("k", 1, 3), sm.CompareAndSwap("k", 1, 4), sm.CompareAndDelete("k", 3))
	_, ok := sm.Load("k")
	println(ok)
	func() {
		defer func() { println(recover().(error).Error()) }()
		sm.Load([]int{})
	}()
	// pool
	p := sync.Pool{New: func() any { return new(int) }}
	x := p.Get().(*int)
	*x = 7
	p.Put(x)
	println("pool", *p.Get().(*int) == 7)
	// atomics
	var u32 uint32
	println(atomic.AddUint32(&u32, 5), atomic.CompareAndSwapUint32(&u32, 5, 9), atomic.SwapUint32(&u32, 1), atomic.OrUint32(&u32, 6), atomic.AndUint32(&u32, 3), u32)
	var ptr atomic.Pointer[int]
	println(ptr.Load() == nil, ptr.CompareAndSwap(nil, x), *ptr.Load())
	var val atomic.Value
	val.Store("s")
	println(val.Load().(string), val.Swap("t").(string), val.CompareAndSwap("t", "u"), val.Load().(string))
	func() {
		defer func() { println(recover().(string)) }()
		val.Store(1)
	}()
	var ab atomic.Bool
	println(ab.Swap(true), ab.Load())
	func() {
		defer func() { println(recover().(string)) }()
		var w sync.WaitGroup
		w.Done()
	}()
}
