package os

// The file that starts the program anew when it runs in the tool's process, whose own file does not;
// otherwise nothing.
//
//tricolor:call tc_go_launcher
func launcher() string

// Executable gives the path of a file that starts this program.
func Executable() (string, error) {
	if path := launcher(); path != "" {
		return path, nil
	}
	return executable()
}
