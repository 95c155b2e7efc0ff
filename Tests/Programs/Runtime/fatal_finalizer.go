// A finalizer for what is no pointer.
package main

import "runtime"

func main() { x := 3; runtime.SetFinalizer(x, nil) }
