package main

// Package os alone: files, directories, the environment, errors.

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

func must(err error) {
	if err != nil {
		println("FAILED:", err.Error())
		os.Exit(3)
	}
}

func main() {
	println(len(os.Args))
	folder, err := os.MkdirTemp("", "files")
	must(err)
	defer os.RemoveAll(folder)
	must(os.Chdir(folder))

	must(os.WriteFile("one.txt", []byte("first line\nsecond line\n"), 0o644))
	text, err := os.ReadFile("one.txt")
	must(err)
	print(string(text))
	file, err := os.OpenFile("one.txt", os.O_APPEND|os.O_WRONLY, 0)
	must(err)
	n, err := file.WriteString("third\n")
	must(err)
	println("wrote", n)
	must(file.Close())
	println(file.Close().Error())

	file, err = os.Open("one.txt")
	must(err)
	at, err := file.Seek(-6, io.SeekEnd)
	must(err)
	rest, err := io.ReadAll(file)
	must(err)
	println(at, string(rest))
	info, err := file.Stat()
	must(err)
	println(info.Name(), info.Size(), info.Mode().String(), info.IsDir())
	var buffer [5]byte
	_, err = file.ReadAt(buffer[:], 6)
	must(err)
	println(string(buffer[:]))
	must(file.Close())

	_, err = os.Open("absent")
	println(err.Error(), errors.Is(err, fs.ErrNotExist), os.IsNotExist(err))
	var path *fs.PathError
	println(errors.As(err, &path), path.Op, path.Path)
	err = os.Mkdir("one.txt", 0o755)
	println(err.Error(), errors.Is(err, fs.ErrExist))

	must(os.MkdirAll("a/b/c", 0o755))
	must(os.Symlink("../one.txt", "a/link"))
	must(os.Rename("one.txt", "a/two.txt"))
	target, err := os.Readlink("a/link")
	must(err)
	println(target)
	must(filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		println(path, entry.IsDir(), entry.Type().String())
		return err
	}))
	entries, err := os.ReadDir("a")
	must(err)
	for _, entry := range entries {
		println(entry.Name())
	}
	matches, err := filepath.Glob("a/*.txt")
	must(err)
	println(len(matches), matches[0])
	println(filepath.Join("x", "..", "y", ".", "z"), filepath.Ext("a.tar.gz"), filepath.Clean("a//b/../c"))

	must(os.Setenv("FILES_TEST", "value"))
	value, found := os.LookupEnv("FILES_TEST")
	println(os.Getenv("FILES_TEST"), value, found, os.ExpandEnv("<$FILES_TEST>"))
	must(os.Unsetenv("FILES_TEST"))
	_, found = os.LookupEnv("FILES_TEST")
	println(found)
	println(os.Getpid() > 0, os.Getppid() > 0, os.Getpagesize())

	// A large copy through buffers on the stack and the heap.
	big := make([]byte, 1<<20)
	for i := range big {
		big[i] = byte(i * 7)
	}
	must(os.WriteFile("big", big, 0o600))
	from, err := os.Open("big")
	must(err)
	to, err := os.Create("copy")
	must(err)
	copied, err := io.Copy(to, from)
	must(err)
	must(from.Close())
	must(to.Close())
	again, err := os.ReadFile("copy")
	must(err)
	println(copied, len(again), string(again) == string(big))
	must(os.Truncate("copy", 10))
	info, err = os.Stat("copy")
	must(err)
	println(info.Size())
	os.Stdout.WriteString("to standard output\n")
	os.Exit(7)
}
