// A loop that serves requests out of a cache with a bounded number of entries: the one that was used
// longest ago makes room. Clients are goroutines; each waits for the answer to its request, as it would
// at a socket. Almost everything that is allocated dies young, and the cache lives on.
package main

import (
	"fmt"
	"strings"
	"sync"
)

// An entry is one link of a ring in the order of use.
type entry struct {
	key          string
	body         []byte
	newer, older *entry
}

// A Cache holds the answers that were asked for last.
type Cache struct {
	room               int
	entries            map[string]*entry
	ring               entry // its older is the newest, its newer the oldest
	hits, misses, lost int
}

// NewCache makes a cache for so many entries.
func NewCache(room int) *Cache {
	cache := &Cache{room: room, entries: make(map[string]*entry, room)}
	cache.ring.newer, cache.ring.older = &cache.ring, &cache.ring
	return cache
}

func (c *Cache) unlink(e *entry) {
	e.newer.older, e.older.newer = e.older, e.newer
}

func (c *Cache) link(e *entry) {
	e.older, e.newer = c.ring.older, &c.ring
	e.older.newer, c.ring.older = e, e
}

// Get answers a request, out of the cache or by making the answer.
func (c *Cache) Get(key string, make func(string) []byte) []byte {
	if e := c.entries[key]; e != nil {
		c.hits++
		c.unlink(e)
		c.link(e)
		return e.body
	}
	c.misses++
	if len(c.entries) == c.room {
		oldest := c.ring.newer
		c.unlink(oldest)
		delete(c.entries, oldest.key)
		c.lost++
	}
	e := &entry{key: key, body: make(key)}
	c.entries[key] = e
	c.link(e)
	return e.body
}

// A request is a key and where the answer goes.
type request struct {
	key    string
	answer chan<- []byte
}

func page(key string) []byte {
	return []byte("<html><title>" + key + "</title>" + strings.Repeat("<p>"+key+"</p>", 20) + "</html>")
}

// client asks for pages, most often for the popular ones, and sums the sizes of what it gets.
func client(number, rounds int, requests chan<- request) int {
	state := uint32(number*7919 + 1)
	answer := make(chan []byte, 1)
	bytes := 0
	for range rounds {
		state = state*1664525 + 1013904223
		page := state >> 16 % 4096
		if state>>28 != 0 {
			page %= 128
		}
		requests <- request{fmt.Sprintf("/page/%d", page), answer}
		bytes += len(<-answer)
	}
	return bytes
}

func main() {
	const clients, rounds = 8, 2000
	cache := NewCache(256)
	requests := make(chan request)
	served := make(chan int)
	go func() {
		count := 0
		for r := range requests {
			r.answer <- cache.Get(r.key, page)
			count++
		}
		served <- count
	}()

	var group sync.WaitGroup
	sizes := make([]int, clients)
	for number := range clients {
		group.Add(1)
		go func() {
			defer group.Done()
			sizes[number] = client(number, rounds, requests)
		}()
	}
	group.Wait()
	close(requests)
	fmt.Println("served", <-served, "requests")
	fmt.Println("sizes", sizes)
	fmt.Println("asked", cache.hits+cache.misses, "kept", len(cache.entries),
		"consistent", cache.misses-cache.lost == len(cache.entries), "useful", cache.hits > cache.misses)
}
