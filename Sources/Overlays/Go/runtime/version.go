package runtime

// Compiler is what compiled the program, as build constraints name it.
const Compiler = "gc"

// Version is the release whose library the program was compiled with.
func Version() string { return release }

// GOROOT is the environment variable of that name; without it, nothing is known of a Go tree.
func GOROOT() string { return environment("GOROOT") }

//tricolor:call tc_go_environment
func environment(name string) string

// Breakpoint stops the program in a debugger.
//
//tricolor:intrinsic breakpoint
func Breakpoint()
