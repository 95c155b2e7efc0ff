// Text: built, split, compared, converted, searched, through strings, strconv and fmt.
package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"
)

func main() {
	n := 300_000
	if len(os.Args) > 1 {
		n = 3_000
	}
	var builder strings.Builder
	for i := 0; i < n*4; i++ {
		builder.WriteString(strconv.Itoa(i))
		builder.WriteByte(' ')
	}
	fields := strings.Fields(builder.String())
	sum := 0
	for _, field := range fields {
		v, err := strconv.Atoi(field)
		if err != nil {
			panic(err)
		}
		sum += v
	}
	println("fields", len(fields), sum)
	joined := strings.Join(fields, ",")
	println("found", strings.Count(joined, "99"), strings.Index(joined, "99999"),
		len(strings.ReplaceAll(joined, "7", "seven")))
	text := ""
	length := 0
	for i := 0; i < n*4; i++ {
		text += string(rune('a' + i%26))
		if len(text) > 64 {
			length += len(text)
			text = ""
		}
	}
	println("concatenated", length)
	for i := 0; i < n*2; i++ {
		length += len(fmt.Sprintf("%d:%s %5.2f %v", i, fields[i], float64(i)/3, i&1 == 0))
	}
	println("formatted", length)
	runes := 0
	for i := 0; i < n; i++ {
		for _, r := range "grüße aus der Welt — " + fields[i] {
			runes += int(r)
		}
	}
	println("runes", runes)
}
