// A program that starts itself anew, by the name that os.Executable gives.
package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

func main() {
	if len(os.Args) > 1 {
		fmt.Printf("again with %q\n", os.Args[1:])
		os.Exit(len(os.Args))
	}
	path, err := os.Executable()
	fmt.Println(filepath.IsAbs(path), err)
	out, err := exec.Command(path, "one", "--help", "it's", "---", "-=x",
		"--generate-completion-script", "").CombinedOutput()
	fmt.Print(string(out))
	fmt.Println(err)
}
