package a

type t struct{ n int }

var last *t

func f() int { last = &t{1}; return last.n }
