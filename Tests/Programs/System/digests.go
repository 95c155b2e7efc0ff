// Digests, codes of authenticity and ciphers: what Go has in assembly and marks for its own compiler.
package main

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/subtle"
	"fmt"
	"strings"
)

func main() {
	text := []byte(strings.Repeat("to whom it may concern, ", 300))
	fmt.Printf("%x\n%x\n%x\n%x\n", md5.Sum(text), sha1.Sum(text), sha256.Sum256(text),
		sha512.Sum384(text))
	code := hmac.New(sha256.New, []byte("key"))
	code.Write(text[:100])
	fmt.Printf("%x\n", code.Sum(nil))

	block, err := aes.NewCipher([]byte("0123456789abcdef"))
	if err != nil {
		fmt.Println(err)
	}
	sealing, err := cipher.NewGCM(block)
	if err != nil {
		fmt.Println(err)
	}
	nonce := make([]byte, sealing.NonceSize())
	sealed := sealing.Seal(nil, nonce, text[:50], []byte("header"))
	fmt.Printf("%x\n", sealed)
	opened, err := sealing.Open(nil, nonce, sealed, []byte("header"))
	fmt.Println(string(opened[:7]), err)
	sealed[3] ^= 1
	_, err = sealing.Open(nil, nonce, sealed, []byte("header"))
	fmt.Println(err)

	stream := make([]byte, 100)
	cipher.NewCTR(block, make([]byte, 16)).XORKeyStream(stream, text[:100])
	fmt.Printf("%x\n", sha1.Sum(stream))
	fmt.Println(subtle.ConstantTimeCompare(text[:3], []byte("to ")),
		subtle.ConstantTimeByteEq(1, 2), subtle.ConstantTimeLessOrEq(3, 4))
}
