package time

// Clocks and sleep.

//tricolor:call tc_go_moment
func now() (sec int64, nsec int32, mono int64)

//tricolor:call tc_go_moment
func runtimeNow() (sec int64, nsec int32, mono int64)

//tricolor:call tc_go_nanotime
func runtimeNano() int64

// There is no time but the real one.
func runtimeIsBubbled() bool { return false }

//tricolor:segment tc_sleep
func Sleep(d Duration)
