package fips140

// What the package remembers of a goroutine lies with it: the first eight bits are the service
// indicator. crypto/fips140 has the ninth.

//tricolor:call tc_lib_notes
func notes() uint64

//tricolor:call tc_lib_set_notes
func setNotes(notes uint64)

func getIndicator() uint8 { return uint8(notes()) }

func setIndicator(indicator uint8) { setNotes(notes()&^0xff | uint64(indicator)) }

// Ends the program with "fatal error: " and the message.
//
//tricolor:segment tc_fatal
func fatal(message string)
