package time

//tricolor:call tc_go_nanotime
func monoTime() int64
