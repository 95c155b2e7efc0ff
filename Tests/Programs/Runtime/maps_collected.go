// Maps that goroutines fill while the collector runs.
package main

import (
	"runtime"
	"sync"
)

type node struct {
	next *node
	key  int
}

func main() {
	var wg sync.WaitGroup
	for w := 0; w < 4; w++ {
		wg.Go(func() {
			m := map[int]*node{}
			ms := map[string]*node{}
			for i := 0; i < 60000; i++ {
				n := &node{key: i}
				if p := m[i%5000]; p != nil {
					n.next = p.next
					if p.key%5000 != i%5000 {
						panic("bad")
					}
				}
				m[i%5000] = n
				ms[string(rune('a'+i%26))+string(rune('0'+i%10))] = n
				if i%7 == 0 {
					delete(m, (i*31)%5000)
				}
				if i%20000 == 0 {
					runtime.GC()
				}
			}
			for k, v := range m {
				if v.key%5000 != k {
					panic("wrong")
				}
			}
			for _, v := range ms {
				if v.key < 0 {
					panic("neg")
				}
			}
		})
	}
	wg.Wait()
	println("done")
}
