package runtime

// Compiler is what compiled the program, as build constraints name it.
const Compiler = "gc"

// Version is the version of Go that the program was compiled as.
func Version() string { return "go1.27" }

// GOROOT is the environment variable of that name; without it, nothing is known of a Go tree.
func GOROOT() string { return environment("GOROOT") }

//tricolor:call tc_go_environment
func environment(name string) string

// Breakpoint stops the program in a debugger.
//
//tricolor:intrinsic breakpoint
func Breakpoint()
