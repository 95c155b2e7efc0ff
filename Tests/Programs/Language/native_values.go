// Functions of the run time and of the processor as values: kept, deferred, started. A loop that
// calls one by its value is left when a collection, or another goroutine, wants it.
package main

import (
	"math"
	"math/bits"
	"runtime"
	"sync/atomic"
	"unsafe"
)

func apply(f func(float64) float64, x float64) float64 { return f(x) }

var table = map[string]func(float64) float64{"sqrt": math.Sqrt, "floor": math.Floor, "abs": math.Abs, "ceil": math.Ceil, "trunc": math.Trunc}

func main() {
	for _, n := range []string{"sqrt", "floor", "abs", "ceil", "trunc"} {
		println(n, apply(table[n], 2.5))
	}
	var x int32
	var y int64
	var z atomic.Int64
	var u uint32
	load, add, cas, swap, store := atomic.LoadInt32, atomic.AddInt64, atomic.CompareAndSwapInt32, atomic.SwapInt32, atomic.StoreUint32
	store(&u, 9)
	println(load(&x), add(&y, 5), cas(&x, 0, 3), swap(&x, 4), u)
	zadd := z.Add
	println(zadd(4), z.Load())
	func() { defer atomic.AddInt32(&x, 10); defer z.Store(77) }()
	println(x, z.Load())
	waiting()
	done := make(chan bool)
	go func() { defer close(done); for atomic.LoadInt32(&x) != 99 { runtime.Gosched() } }()
	go atomic.StoreInt32(&x, 99)
	<-done
	tz, lz, ones, rev, mul := bits.TrailingZeros64, bits.LeadingZeros32, bits.OnesCount, bits.ReverseBytes32, bits.Mul64
	h, l := mul(1<<63, 6)
	println(tz(8), lz(1), ones(255), rev(0x01020304), h, l)
	fma, cop, bitsf := math.FMA, math.Copysign, math.Float64bits
	println(fma(2, 3, 4), cop(1, -1), bitsf(1))
	ka := runtime.KeepAlive
	ka(x)
	gs := runtime.Gosched
	gs()
	p := new(int)
	var up unsafe.Pointer
	sp := atomic.StorePointer
	sp(&up, unsafe.Pointer(p))
	println(up == unsafe.Pointer(p))
	var v atomic.Value
	vs := v.Store
	vs("text")
	println(v.Load().(string))
	gc := runtime.GC
	gc()
	var b atomic.Bool
	tog := (*atomic.Bool).CompareAndSwap
	println(tog(&b, false, true), b.Load())
	var ptr atomic.Pointer[int]
	ps := ptr.CompareAndSwap
	println(ps(nil, p), ptr.Load() == p)
	and := atomic.AndInt32
	println(and(&x, 1), x)
	or := atomic.OrUint32
	println(or(&u, 6), u)
}

// waiting leaves one processor to a loop that does nothing but call a value.
func waiting() {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	var came int32
	load := atomic.LoadInt32
	go func() {
		runtime.GC()
		atomic.StoreInt32(&came, 1)
	}()
	for load(&came) == 0 {
	}
	println("left")
}
