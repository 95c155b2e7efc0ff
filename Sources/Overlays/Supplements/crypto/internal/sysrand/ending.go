package sysrand

// Ends the program with "fatal error: " and the message.
//
//tricolor:segment tc_fatal
func fatal(message string)
