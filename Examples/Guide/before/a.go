package a

type t struct{ n int }

func f() int { v := &t{1}; return v.n }
