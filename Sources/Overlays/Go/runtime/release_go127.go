//go:build go1.27

package runtime

const release = "go1.27"
