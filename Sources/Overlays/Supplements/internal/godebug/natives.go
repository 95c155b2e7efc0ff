package godebug

import "unsafe"

// The GODEBUG variable is read once. Settings that turn away from the usual are not counted.

//tricolor:call tc_go_environment
func environment(name *byte, length int) string

//tricolor:call tc_go_write_error
func writeError(data unsafe.Pointer, length int)

// setUpdate has update called with the settings that hold.
func setUpdate(update func(string, string)) {
	const name = "GODEBUG"
	update("", environment(unsafe.StringData(name), len(name)))
}

func registerMetric(name string, read func() uint64) {}

func setNewIncNonDefault(newIncNonDefault func(string) func()) {}

func write(fd uintptr, p unsafe.Pointer, n int32) int32 {
	writeError(p, int(n))
	return n
}
