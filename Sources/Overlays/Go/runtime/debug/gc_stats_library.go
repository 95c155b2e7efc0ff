//go:build tricolor_library

package debug

import (
	"os"
	"time"
	"unsafe"
)

// What needs packages of the library. The tag holds where those are compiled.

// GCStats is what is known of recent collections.
type GCStats struct {
	LastGC         time.Time       // when the last one ended
	NumGC          int64           // how many there were
	PauseTotal     time.Duration   // how long the world stood still in all
	Pause          []time.Duration // its pauses, the most recent first
	PauseEnd       []time.Time     // when they ended
	PauseQuantiles []time.Duration
}

// ReadGCStats fills *stats. If PauseQuantiles has five elements, they become the shortest pause,
// the quartiles and the longest one; likewise for other numbers.
func ReadGCStats(stats *GCStats) {
	words := new([515]uint64)
	count := int(standingWith(service(serviceGCStats), unsafe.Pointer(words)))
	stats.Pause = stats.Pause[:0]
	stats.PauseEnd = stats.PauseEnd[:0]
	for i := range count {
		stats.Pause = append(stats.Pause, time.Duration(words[i]))
		stats.PauseEnd = append(stats.PauseEnd, time.Unix(0, int64(words[count+i])))
	}
	stats.LastGC = time.Unix(0, int64(words[2*count]))
	stats.NumGC = int64(words[2*count+1])
	stats.PauseTotal = time.Duration(words[2*count+2])
	fillQuantiles(stats.PauseQuantiles, stats.Pause)
}

func fillQuantiles(quantiles, pauses []time.Duration) {
	if len(quantiles) == 0 {
		return
	}
	if len(pauses) == 0 {
		clear(quantiles)
		return
	}
	sorted := append([]time.Duration(nil), pauses...)
	for i := range sorted {
		for j := i; j > 0 && sorted[j] < sorted[j-1]; j-- {
			sorted[j], sorted[j-1] = sorted[j-1], sorted[j]
		}
	}
	last := len(quantiles) - 1
	for i := range last {
		quantiles[i] = sorted[len(sorted)*i/last]
	}
	quantiles[last] = sorted[len(sorted)-1]
}

// CrashOptions says how crashes are reported; there is nothing to say.
type CrashOptions struct{}

// SetCrashOutput says that crashes are reported to standard error only.
func SetCrashOutput(f *os.File, opts CrashOptions) error {
	if f == nil {
		return nil
	}
	return crashOutputError{}
}

type crashOutputError struct{}

func (crashOutputError) Error() string {
	return "runtime/debug: crashes are reported to standard error only"
}
