//go:build !go1.26

package runtime

const release = "go1.25"
