//go:build go1.26 && !go1.27

package runtime

const release = "go1.26"
