package fips140

// Whether a goroutine may do without approved algorithms, which those that it starts inherit.

const bypass = 0x100

//tricolor:call tc_lib_notes
func notes() uint64

//tricolor:call tc_lib_set_notes
func setNotes(notes uint64)

func setBypass() { setNotes(notes() | bypass) }

func unsetBypass() { setNotes(notes() &^ bypass) }

func isBypassed() bool { return notes()&bypass != 0 }
