#!/usr/bin/env python3
"""Makes random well-typed Go programs, runs each with real Go and with `tricolor run`, and compares.

  Scripts/fuzz_programs.py [--minutes 10] [--seed N] [--keep DIR] [--tool PATH] [--gogc VALUE]
                           [--settings TRICOLOR]
  Scripts/fuzz_programs.py --print --seed N      prints the program of one seed

Both must print the same and end with the same code. A program imports only `runtime`, so that it
compiles fast, and prints with println. What Go leaves open is left out: the order of a map's
elements, and the order of calls with effects in one expression. Where two operands of one expression
panic it is open which of them is the first: programs that differ in the texts of panics only are
counted, and not reported. Programs that differ otherwise are kept with both outputs; exit status 1 if
there were any. TRICOLOR_SEED gives the seed as well.
"""
import argparse
import os
import random
import re
import subprocess
import sys
import tempfile
import time

INTEGERS = ["int", "int8", "int16", "int32", "int64", "uint", "uint8", "uint16", "uint32", "uint64"]
FLOATS = ["float32", "float64"]
BITS = {"int": 64, "uint": 64}
PRELUDE = """package main

import "runtime"

type shape interface{ area(k int) int }
type number int
type box struct {
	label string
	next  *box
	shape shape
	f     float64
	list  []int
}
type pair[A, B any] struct {
	a A
	b B
}

func (n number) area(k int) int { return int(n)*3 + k }
func (b *box) area(k int) int {
	if b.next != nil && k > 0 {
		return b.next.area(k-1) + 1
	}
	return len(b.label) + k
}
func (p pair[A, B]) area(k int) int { return k*2 + 1 }

type integer interface {
	~int | ~int8 | ~int16 | ~int32 | ~int64 | ~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64
}
type stack[T any] struct{ items []T }
type base struct{ id int }
type middle struct {
	base
	*box
	num number
}
type outer struct {
	middle
	stack[int]
	extra string
}
type named interface{ name() string }
type textual string

func (s *stack[T]) push(x T) { s.items = append(s.items, x) }
func (s *stack[T]) pop() (x T, ok bool) {
	if len(s.items) == 0 {
		return
	}
	x = s.items[len(s.items)-1]
	s.items = s.items[:len(s.items)-1]
	return x, true
}
func (b base) name() string     { return "base" + string(rune('0'+b.id%10)) }
func (b *base) bump(n int) int  { b.id += n; return b.id }
func (t textual) name() string  { return "textual " + string(t) }
func sum[T integer](list ...T) (total T) {
	for i, x := range list {
		total = total<<1 ^ x + T(i)
	}
	return total
}
func convert[T, U integer](x T) U { return U(x) }
func collect[T any](seq func(func(T) bool)) (list []T) {
	for x := range seq {
		list = append(list, x)
	}
	return list
}
func each[T any](list []T) func(func(T) bool) {
	return func(yield func(T) bool) {
		for _, x := range list {
			if !yield(x) {
				return
			}
		}
	}
}
func total(m map[int]int) (n int) {
	for k, v := range m {
		n += k*31 ^ v
	}
	return n
}
func again(depth int) (out int) {
	defer func() {
		if r := recover(); r != nil {
			out = depth*10 + 1
			if depth > 0 && depth%2 == 0 {
				panic(depth)
			}
		}
	}()
	if depth == 0 {
		var none []int
		return none[len(none)]
	}
	return again(depth-1) + 1
}

var fuel = 300
var kept []any
var heap *box

func id[T any](x T) T { return x }
func ref[T any](x T) *T { return &x }
func fold[T, U any](list []T, u U, f func(U, T) U) U {
	for _, x := range list {
		u = f(u, x)
	}
	return u
}
func count(n int) func(func(int, string) bool) {
	return func(yield func(int, string) bool) {
		defer println("counted", n)
		for i := 0; i < n; i++ {
			if !yield(i, string(rune('a'+i))) {
				return
			}
		}
	}
}
func churn(n int) {
	for i := 0; i < n; i++ {
		heap = &box{label: string(rune('a' + i%26)), list: make([]int, i%9), next: heap}
		if i%7 == 0 {
			heap = nil
		}
		kept = append(kept, heap)
	}
	if len(kept) > 40 {
		kept = kept[20:]
	}
}
func deep(n int, p *int) int {
	var room [24]int
	room[n%24] = *p
	if n == 0 {
		return room[0]
	}
	return deep(n-1, &room[n%24]) + room[5]
}
func try(name string, f func()) {
	defer func() {
		switch r := recover().(type) {
		case nil:
		case runtime.Error:
			println(name, "panics:", r.Error())
		case error:
			println(name, "error")
		case string:
			println(name, "says", r)
		case int:
			println(name, "number", r)
		default:
			println(name, "other")
		}
	}()
	f()
}
"""


class Generator:
    def __init__(self, seed):
        self.r = random.Random(seed)
        self.names = 0
        self.lines = []
        self.depth = 1
        self.functions = []
        self.structs = {}
        self.loops = 0
        self.budget = 0

    # ---- Helpers

    def name(self, stem="v"):
        self.names += 1
        return f"{stem}{self.names}"

    def put(self, text):
        self.lines.append("\t" * self.depth + text)

    def chance(self, p):
        return self.r.random() < p

    def pick(self, scope, kind):
        found = [n for n, t in scope if t == kind]
        return self.r.choice(found) if found else None

    def basic(self):
        return self.r.choice(INTEGERS + FLOATS + ["string", "bool", "int", "int", "string", "uint8"])

    def type(self, depth=2):
        roll = self.r.random()
        if depth == 0 or roll < 0.5:
            return self.basic()
        if roll < 0.62:
            return "[]" + self.type(depth - 1)
        if roll < 0.72:
            return f"[{self.r.randint(1, 5)}]" + self.type(depth - 1)
        if roll < 0.78:
            return "map[" + self.r.choice(["int", "string", "uint8", "[2]int"]) + "]" + self.basic()
        if roll < 0.83:
            return "*" + self.type(depth - 1)
        if roll < 0.88:
            return self.r.choice(["any", "shape"])
        if self.structs:
            return self.r.choice(list(self.structs))
        return "*box"

    @staticmethod
    def element(kind):
        return kind[kind.index("]") + 1:]

    @staticmethod
    def parts(kind):
        """The key and element of a map type; its key may be an array."""
        depth, at = 0, 3
        for at in range(3, len(kind)):
            depth += {"[": 1, "]": -1}.get(kind[at], 0)
            if depth == 0:
                break
        return kind[4:at], kind[at + 1:]

    # ---- Expressions: none of them changes anything, though it may panic

    def literal(self, kind):
        r = self.r
        if kind in INTEGERS:
            bits = BITS.get(kind) or int("".join(c for c in kind if c.isdigit()))
            low, high = (0, 2**bits - 1) if kind[0] == "u" else (-2**(bits - 1), 2**(bits - 1) - 1)
            value = r.choice([0, 1, 2, 3, 5, 7, high, low, r.randint(low, high), r.randint(0, 9)])
            return f"id({kind}({max(low, min(high, value))}))"
        if kind in FLOATS:
            return f"id({kind}({r.choice(['0', '1.5', '-2.25', '1e10', '3', '0.1', '-7', '1e-3'])}))"
        if kind == "string":
            return r.choice(['""', '"a"', '"héllo"', '"longer text than a buffer of thirty-two bytes"',
                             'id("xyz")'])
        if kind == "bool":
            return r.choice(["true", "false", "id(true)"])
        return self.composite(kind, [], 0)

    def composite(self, kind, scope, depth):
        r = self.r
        if kind.startswith("[]"):
            items = [self.expr(kind[2:], scope, depth - 1) for _ in range(r.randint(0, 4))]
            return f"{kind}{{{', '.join(items)}}}"
        if kind.startswith("["):
            length = int(kind[1:kind.index("]")])
            items = [self.expr(self.element(kind), scope, depth - 1)
                     for _ in range(r.randint(0, length))]
            return f"{kind}{{{', '.join(items)}}}"
        if kind.startswith("map["):
            key, value = self.parts(kind)
            keys = {"int": ["1", "2", "-5"], "string": ['"a"', '"k"'], "uint8": ["0", "255"],
                    "[2]int": ["{1, 2}", "{0, 0}"]}[key]
            items = [f"{k}: {self.expr(value, scope, depth - 1)}" for k in keys if self.chance(0.6)]
            return f"{kind}{{{', '.join(items)}}}"
        if kind == "*box":
            return r.choice(["&box{}", '&box{label: "b"}', "heap", "&box{next: heap, f: 2.5}"])
        if kind.startswith("*"):
            return f"ref({self.expr(kind[1:], scope, depth - 1)})"
        if kind == "any":
            return f"any({self.expr(self.basic(), scope, depth - 1)})"
        if kind == "shape":
            return r.choice(["shape(number(4))", "shape(&box{label: \"s\"})", "shape(pair[int, string]{1, \"p\"})",
                             "shape(nil)", "shape(pair[uint8, any]{})"])
        if kind in self.structs:
            fields = [f"{n}: {self.expr(t, scope, depth - 1)}"
                      for n, t in self.structs[kind] if self.chance(0.7)]
            return f"{kind}{{{', '.join(fields)}}}"
        return self.literal(kind)

    def sources(self, kind, scope):
        """Ways to get a value of a type from the variables at hand."""
        found = []
        for n, t in scope:
            if t == kind:
                found += [n, n]
            elif t in self.structs:
                found += [f"{n}.{f}" for f, ft in self.structs[t] if ft == kind]
            elif t.startswith("[") and self.element(t) == kind:
                found.append(f"{n}[{self.index(scope)}]")
            elif t.startswith("map[") and self.parts(t)[1] == kind:
                found.append(f"{n}[{self.expr(self.parts(t)[0], [], 0)}]")
            elif t.startswith("*") and t[1:] == kind:
                found.append(f"(*{n})")
            elif t == "any" and self.chance(0.1):
                found.append(f"{n}.({kind})")
        return found

    def index(self, scope):
        n = self.pick(scope, "int")
        if n and self.chance(0.15):
            return n
        if n and self.chance(0.4):
            return f"({n}&{self.r.choice([1, 3])})"
        return f"id({self.r.choice([0, 0, 0, 1, 1, 2])})"

    def expr(self, kind, scope, depth=3):
        r = self.r
        found = self.sources(kind, scope)
        if found and (depth <= 0 or self.chance(0.45)):
            return r.choice(found)
        if depth <= 0:
            return self.literal(kind) if kind in INTEGERS + FLOATS + ["string", "bool"] \
                else self.composite(kind, scope, 0) if depth > -2 else f"id(*new({kind}))"
        if kind in INTEGERS:
            return self.integer(kind, scope, depth)
        if kind in FLOATS:
            if self.chance(0.3):
                return f"{kind}({self.expr(r.choice(['int', 'int32', 'uint16', 'float64']), scope, depth - 1)})"
            return f"({self.value(kind, scope, depth)} {r.choice('+-*/')} {self.expr(kind, scope, depth - 1)})"
        if kind == "string":
            choice = r.randint(0, 5)
            if choice == 0:
                return f"({self.value(kind, scope, depth)} + {self.expr(kind, scope, depth - 1)})"
            if choice == 1:
                return f"{self.value(kind, scope, depth)}[{self.index(scope)}:]"
            if choice == 2:
                return f"string(rune({self.expr('uint8', scope, depth - 1)}))"
            if choice == 3:
                return f"string([]byte({self.expr(kind, scope, depth - 1)}))"
            if choice == 4 and self.chance(0.5):
                return f"string([]rune({self.expr(kind, scope, depth - 1)}))"
            return self.literal(kind)
        if kind == "bool":
            return self.comparison(scope, depth)
        if kind.startswith("[]"):
            choice = r.randint(0, 4)
            slices = self.pick(scope, kind)
            if slices and choice == 0:
                low = r.randint(0, 2)
                return f"{slices}[id({low}):{r.choice(['', 'id(' + str(low + r.randint(0, 2)) + ')'])}]"
            if slices and choice == 1:
                return f"append({slices}[:len({slices}):len({slices})], {self.expr(kind[2:], scope, depth - 1)})"
            if choice == 2:
                return f"make({kind}, id({r.randint(0, 6)}))"
        return self.composite(kind, scope, depth)

    def value(self, kind, scope, depth):
        """An operand that is no constant."""
        text = self.expr(kind, scope, depth - 1)
        return f"id({text})" if text[0] in '"tf' else text

    def integer(self, kind, scope, depth):
        r = self.r
        choice = r.randint(0, 9)
        if choice <= 3:
            op = r.choice(["+", "-", "*", "&", "|", "^", "&^"])
            return f"({self.value(kind, scope, depth)} {op} {self.expr(kind, scope, depth - 1)})"
        if choice == 4:
            op = r.choice("/%")
            divisor = self.expr(kind, scope, depth - 1)
            if self.chance(0.8):
                divisor = f"({divisor} | 1)"
            elif self.chance(0.7):
                divisor = str(r.choice([2, 3, 7, 10, 16, 100]))
            return f"({self.value(kind, scope, depth)} {op} {divisor})"
        if choice == 5:
            count = f"({self.expr(r.choice(['uint8', 'uint', 'int']), scope, depth - 1)} & 71)"
            return f"({self.value(kind, scope, depth)} {r.choice(['<<', '>>'])} {count})"
        if choice == 6:
            return f"{kind}({self.expr(r.choice(INTEGERS), scope, depth - 1)})"
        if choice == 7 and kind == "int":
            lists = [n for n, t in scope if t[0] in "[m" or t == "string"]
            if lists:
                return f"id(len({r.choice(lists)}))"
            shape = self.pick(scope, "shape")
            if shape:
                return f"{shape}.area({self.expr('int', scope, depth - 2)})"
        if choice == 8 and kind == "int" and self.chance(0.3):
            return f"fold({self.expr('[]int', scope, 1)}, 0, func(a, b int) int {{ return a*3 + b }})"
        return f"({r.choice(['-', '^', ''])}{self.value(kind, scope, depth)})"

    def comparison(self, scope, depth):
        r = self.r
        if self.chance(0.25):
            return f"({self.expr('bool', scope, depth - 1)} {r.choice(['&&', '||'])} {self.expr('bool', scope, depth - 1)})"
        if self.chance(0.1):
            return f"(!{self.expr('bool', scope, depth - 1)})"
        plain = [t for n, t in scope if t in self.structs and self.comparable(t)]
        if plain and self.chance(0.3):
            kind = r.choice(plain)
            return f"({self.pick(scope, kind)} {r.choice(['==', '!='])} {self.pick(scope, kind)})"
        if self.chance(0.15):
            kind = r.choice(["any", "shape", "[3]int", "[2]string"])
            return f"(id({self.expr(kind, scope, 1)}) == {self.expr(kind, scope, 1)})"
        kind = r.choice(INTEGERS + FLOATS + ["string", "int", "int"])
        op = r.choice(["==", "!=", "<", "<=", ">", ">="])
        return f"({self.value(kind, scope, depth)} {op} {self.expr(kind, scope, depth - 1)})"

    def comparable(self, kind):
        if kind in self.structs:
            return all(self.comparable(t) for _, t in self.structs[kind])
        if kind.startswith("[]") or kind.startswith("map["):
            return False
        return not kind.startswith("[") or self.comparable(self.element(kind))

    # ---- Statements

    def show(self, label, name, kind, depth=2):
        """Prints what can be printed of a variable."""
        if kind in INTEGERS + FLOATS + ["string", "bool"]:
            self.put(f'println("{label}", {name})')
        elif kind.startswith("[") or kind.startswith("map["):
            self.put(f'println("{label}", len({name}))')
            if depth and kind.startswith("["):
                item = self.name("e")
                self.put(f"for _, {item} := range {name} {{")
                self.depth += 1
                self.put(f"_ = {item}")
                self.show(label + "[]", item, self.element(kind), depth - 1)
                self.depth -= 1
                self.put("}")
        elif kind in self.structs:
            for field, field_kind in self.structs[kind][: 3 if depth < 2 else 9]:
                if depth:
                    self.show(f"{label}.{field}", f"{name}.{field}", field_kind, depth - 1)
        elif kind == "*box":
            self.put(f'if {name} != nil {{ println("{label}", {name}.label, {name}.f) }}')
        elif kind.startswith("*"):
            self.put(f'println("{label}", {name} != nil)')
        elif kind == "shape":
            self.put(f'if {name} != nil {{ println("{label}", {name}.area(2)) }}')
        elif kind == "any":
            self.put(f"switch x := {name}.(type) {{")
            for case in ["int", "string", "uint8", "float64", "bool"]:
                self.put(f'case {case}: println("{label} {case}", x)')
            self.put(f'case nil: println("{label} nil")\n' + "\t" * self.depth +
                     f'default: println("{label} other")')
            self.put("}")

    def declare(self, scope):
        kind, name = self.type(), self.name()
        if self.chance(0.2):
            self.put(f"var {name} {kind}")
        else:
            self.put(f"var {name} {kind} = {self.expr(kind, scope)}")
        self.put(f"_ = {name}")
        scope.append((name, kind))

    def place(self, scope):
        """What can be assigned to, and its type."""
        places = []
        for n, t in scope:
            if n.startswith("c"):
                continue
            places.append((n, t))
            if t in self.structs:
                places += [(f"{n}.{f}", ft) for f, ft in self.structs[t]]
            elif t.startswith("["):
                places.append((f"{n}[{self.index(scope)}]", self.element(t)))
            elif t.startswith("map["):
                key, value = self.parts(t)
                places.append((f"{n}[{self.expr(key, scope, 1)}]", value))
            elif t.startswith("*") and t != "*box":
                places.append(("*" + n, t[1:]))
            elif t == "*box":
                places += [(n + ".label", "string"), (n + ".shape", "shape"), (n + ".list", "[]int")]
        return self.r.choice(places) if places else None

    def assign(self, scope):
        place = self.place(scope)
        if place is None:
            return self.declare(scope)
        target, kind = place
        if kind in INTEGERS and self.chance(0.4):
            op = self.r.choice(["+", "-", "*", "^", "|", "&^"])
            self.put(f"{target} {op}= {self.expr(kind, scope, 2)}")
        elif kind == "string" and self.chance(0.3):
            self.put(f'if len({target}) < 200 {{ {target} += {self.expr(kind, scope, 1)} }}')
        elif self.chance(0.15):
            a, b = self.pick(scope, kind), self.pick(scope, kind)
            if a and b and a != b and not a.startswith("c") and not b.startswith("c"):
                self.put(f"{a}, {b} = {b}, {a}")
        else:
            self.put(f"{target} = {self.expr(kind, scope)}")

    def block(self, scope, count, before=()):
        """Statements inside braces, with a scope of their own."""
        inner = list(scope)
        self.depth += 1
        for line in before:
            self.put(line)
        for _ in range(count):
            self.statement(inner)
        self.depth -= 1

    def loop(self, scope):
        r = self.r
        if self.loops >= 3:
            return self.assign(scope)
        self.loops += 1
        label = self.name("loop") if self.chance(0.3) else None
        if label:
            self.put(f"{label}:")
        name = self.name("c")
        choice = r.randint(0, 6)
        extra = [(name, "int")]
        slices = [(n, t) for n, t in scope if t.startswith("[")]
        texts = [n for n, t in scope if t == "string"]
        if choice == 0 and slices:
            over, kind = r.choice(slices)
            value = self.name("c")
            self.put(f"for {name}, {value} := range {over} {{")
            extra.append((value, self.element(kind)))
        elif choice == 1 and texts:
            value = self.name("c")
            self.put(f"for {name}, {value} := range {r.choice(texts)} {{")
            extra.append((value, "int32"))
        elif choice == 2:
            value = self.name("c")
            self.put(f"for {name}, {value} := range count({r.randint(0, 4)}) {{")
            extra.append((value, "string"))
        elif choice == 3:
            self.put(f"for {name} := range {r.randint(1, 5)} {{")
        else:
            self.put(f"for {name} := 0; {name} < {r.randint(1, 6)}; {name}++ {{")
        inner = list(scope) + extra
        self.depth += 1
        self.put("if fuel--; fuel < 0 { break }")
        self.put("_ = " + ", ".join(n for n, _ in extra) if len(extra) == 1
                 else f"_, _ = {extra[0][0]}, {extra[1][0]}")
        for _ in range(r.randint(1, 4)):
            self.statement(inner)
            if self.chance(0.2):
                word = r.choice(["break", "continue"])
                target = f" {label}" if label and self.chance(0.7) else ""
                self.put(f"if {self.comparison(inner, 1)} {{ {word}{target} }}")
                label = label if not target else label
        if label:
            self.put(f"if {self.comparison(inner, 1)} {{ continue {label} }}")
        if self.chance(0.15):
            self.put(f"defer func() {{ println(\"deferred\", {name}) }}()")
        self.depth -= 1
        self.put("}")
        self.loops -= 1

    def closure(self, scope):
        """A closure that reads and changes what is around it, called or deferred or run elsewhere."""
        r = self.r
        kind = self.basic()
        name = self.name("f")
        result = self.name("q")
        self.put(f"{name} := func(p int) ({result} {kind}) {{")
        self.block(scope + [("p", "int"), (result, kind)], r.randint(1, 3))
        self.put(f"\treturn {self.expr(kind, scope + [('p', 'int')], 2)}")
        self.put("}")
        roll = r.random()
        value = self.name()
        if roll < 0.5:
            self.put(f"var {value} {kind} = {name}({self.expr('int', scope, 1)})")
        elif roll < 0.7:
            channel = self.name("ch")
            self.put(f"{channel} := make(chan {kind}, {r.randint(0, 2)})")
            self.put(f"go func() {{ defer close({channel}); try(\"go\", func() {{ {channel} <- {name}(1) }}) }}()")
            self.put(f"{value}, ok{value} := <-{channel}")
            self.put(f'println("received", ok{value})')
        elif roll < 0.85:
            self.put(f"defer {name}(2)")
            self.put(f"var {value} {kind}")
        else:
            self.put(f"var {value} {kind}")
            self.put(f'try("{name}", func() {{ {value} = {name}(3) }})')
        self.put(f"_ = {value}")
        scope.append((value, kind))

    def call(self, scope):
        if not self.functions:
            return self.assign(scope)
        name, parameters, results = self.r.choice(self.functions)
        arguments = ", ".join(self.expr(t, scope, 2) for t in parameters)
        if not results:
            return self.put(f"{name}({arguments})")
        names = [self.name() for _ in results]
        self.put(f"{', '.join(names)} := {name}({arguments})")
        self.put(f"{', '.join('_' for _ in names)} = {', '.join(names)}")
        scope.extend(zip(names, results))

    def switch(self, scope):
        r = self.r
        kind = r.choice(["int", "string", "uint8", "bool", "any"])
        if kind == "any":
            name = self.name("c")
            self.put(f"switch {name} := {self.expr(r.choice(['any', 'shape']), scope, 1)}.(type) {{")
            for case in ["number", "*box", "pair[int, string]"]:
                self.put(f"case {case}:")
                self.block(scope, 1, [f"_ = {name}"])
            self.put("default:")
            self.block(scope, 1, [f"_ = {name}"])
        else:
            self.put(f"switch {self.value(kind, scope, 2)} {{")
            cases = {"int": ["0", "1, 2, 3", "-1", "9"], "string": ['""', '"a", "xyz"', '"héllo"'],
                     "uint8": ["0", "1, 255", "7"], "bool": ["true", "false"]}[kind]
            for index, case in enumerate(cases):
                self.put(f"case {case}:")
                self.block(scope, r.randint(0, 2))
                if index + 1 < len(cases) and self.chance(0.15):
                    self.put("\tfallthrough")
            if kind != "bool":
                self.put("default:")
                self.block(scope, 1)
        self.put("}")

    def statement(self, scope):
        r = self.r
        self.budget -= 1
        if self.budget < 0:
            return self.assign(scope)
        roll = r.random()
        if roll < 0.22:
            self.declare(scope)
        elif roll < 0.45:
            self.assign(scope)
        elif roll < 0.55:
            self.put(f"if {self.comparison(scope, 2)} {{")
            self.block(scope, r.randint(1, 3))
            if self.chance(0.5):
                self.put("} else {")
                self.block(scope, r.randint(1, 2))
            self.put("}")
        elif roll < 0.65:
            self.loop(scope)
        elif roll < 0.72:
            self.closure(scope)
        elif roll < 0.80:
            self.call(scope)
        elif roll < 0.83:
            self.switch(scope)
        elif roll < 0.90:
            self.snippet(scope)
        elif roll < 0.94 and scope:
            name, kind = r.choice(scope)
            self.show(f"{name}", name, kind)
        elif roll < 0.955:
            self.put(r.choice(["churn(30)", "runtime.GC()", "runtime.Gosched()",
                               "{ start := 5; println(deep(60, &start)) }"]))
        elif roll < 0.965:
            self.put(f"if {self.comparison(scope, 1)} {{ panic({self.expr(r.choice(['int', 'string', 'any']), scope, 1)}) }}")
        elif scope:
            name, kind = r.choice(scope)
            self.put(f"defer func() {{")
            self.depth += 1
            self.show(f"later {name}", name, kind, 1)
            self.depth -= 1
            self.put("}()")

    # ---- Snippets: what statements of one kind each do not reach

    def snippet(self, scope):
        r = self.r
        kind = r.choice([
            self.select_snippet, self.method_snippet, self.embedded_snippet, self.generic_snippet,
            self.copy_snippet, self.map_snippet, self.capture_snippet, self.assert_snippet,
            self.text_snippet, self.shift_snippet, self.labels_snippet, self.panic_snippet,
            self.goroutine_snippet, self.range_defer_snippet, self.complex_snippet])
        self.put("{")
        self.depth += 1
        kind([entry for entry in scope], r)
        self.depth -= 1
        self.put("}")

    def lines_of(self, text):
        for line in text.strip("\n").split("\n"):
            self.put(line)

    def int(self, scope):
        return self.expr("int", scope, 1)

    def select_snippet(self, scope, r):
        self.lines_of(f"""
one, two := make(chan int, {r.randint(0, 2)}), make(chan string, {r.randint(1, 2)})
var none chan int
two <- {self.expr("string", scope, 1)}
go func() {{ one <- {r.randint(0, 99)}; close(one) }}()
for range {r.randint(1, 4)} {{
	select {{
	case x, ok := <-one:
		if !ok {{ one = nil }}
		_ = x
	case s := <-two:
		_ = s
		two = nil
	case <-none:
		println("never")
	case none <- 1:
		println("never")
	{r.choice(["default:" + chr(10) + chr(9) + "runtime.Gosched()", "case <-func() chan bool { c := make(chan bool); close(c); return c }():"])}
	}}
}}
if one != nil {{ for x := range one {{ _ = x }} }}""")

    def method_snippet(self, scope, r):
        self.lines_of(f"""
b := &box{{label: {self.expr("string", scope, 1)}}}
n := number({self.int(scope)})
f, g, h := b.area, n.area, (*box).area
n++
b.label += "x"
var s shape = {r.choice(["n", "b", "pair[int, bool]{1, true}", "&n"])}
k := s.area
s = nil
println(f({r.randint(0, 5)}), g({self.int(scope)}), h(b, 1), k(2), number.area(n, 3), shape.area(b, 4))""")

    def embedded_snippet(self, scope, r):
        self.lines_of(f"""
o := outer{{middle: middle{{base: base{{{r.randint(0, 20)}}}, box: {r.choice(["&box{}", "&box{label: " + chr(34) + "in" + chr(34) + "}", "nil"])}}}, extra: "e"}}
copied := o
o.push({self.int(scope)})
println(o.bump({r.randint(0, 9)}), copied.id, o.name(), len(copied.items), len(o.items))
var who named = {r.choice(["o", "&o", "o.base", "textual(o.extra)", "&o.middle"])}
o.id = {self.int(scope)}
println(who.name())
if s, ok := who.(shape); ok {{ println("is a shape", s != nil) }}
switch x := who.(type) {{
case outer, *outer:
	println("outer", x.name())
case interface{{ bump(int) int }}:
	println("bumps", x.bump(1))
case textual:
	println(string(x))
default:
	println("other")
}}
try("promoted", func() {{ println(o.label, o.f, o.area(1)) }})
if item, ok := o.pop(); ok {{ println(item) }}""")

    def generic_snippet(self, scope, r):
        a, b = r.choice(INTEGERS), r.choice(INTEGERS)
        items = ", ".join(self.expr(a, scope, 1) for _ in range(r.randint(1, 4)))
        self.lines_of(f"""
list := []{a}{{{items}}}
println(sum(list...), convert[{a}, {b}](list[0]), min(list[0], {self.expr(a, scope, 1)}), max({self.expr(a, scope, 1)}, list[0]))
var held stack[pair[{a}, string]]
for x := range each(list) {{ held.push(pair[{a}, string]{{x, "p"}}) }}
got := collect(each(held.items))
println(len(got), got[len(got)-1].a, got[0] == held.items[0])
println(fold(list, {self.expr("string", scope, 0)}, func(s string, x {a}) string {{ if len(s) > 40 {{ return s[1:] }}; return s + string(rune('a' + x & 15)) }}))
clear(list)
println(list[0])""")

    def copy_snippet(self, scope, r):
        self.lines_of(f"""
grid := [3][2]int{{{{1, 2}}, {{3, {self.int(scope)}}}}}
same := grid
same[{r.randint(0, 2)}][{r.randint(0, 1)}] ^= {r.randint(0, 9)}
for i, row := range grid {{ grid[2][1] += i; row[0] = 99; same[i] = row }}
println(grid == same, grid[2][1], same[2][0], same[1][1])
list := append([]int(nil), grid[1][:]...)
list = append(list[:1], list...)
println(copy(list[{r.randint(0, 2)}:], list), list[0], list[len(list)-1], cap(list[:1:2]))
try("array", func() {{ array := [{r.randint(0, 4)}]int(list); println(len(array)) }})
try("pointer", func() {{ array := (*[{r.randint(1, 4)}]int)(list); array[0] = 5; println(list[0]) }})
p := pair[[2]string, any]{{[2]string{{"a", {self.expr("string", scope, 0)}}}, grid}}
q := p
q.a[0] += "b"
println(p == q, p.b == q.b, p.a != q.a)""")

    def map_snippet(self, scope, r):
        self.lines_of(f"""
m := map[int]int{{}}
for i := range {r.choice([3, 9, 40, 300])} {{ m[i*{self.literal("int")}] += i }}
println(len(m), total(m))
for k := range m {{ if k&1 == 0 {{ delete(m, k) }} }}
println(len(m), total(m), m[{self.int(scope)}])
keys := map[any]string{{1: "int", int8(1): "int8", "1": "text", 1.5: "float", [2]int{{1, 2}}: "array", pair[int, string]{{1, "x"}}: "pair"}}
keys[{self.expr(self.basic(), scope, 1)}] = "more"
println(keys[1], keys[int8(1)], keys[pair[int, string]{{1, "x"}}], len(keys) > 5)
try("key", func() {{ keys[{r.choice(["[]int{1}", "func() {}", "pair[int, any]{1, []int{}}", "number(1)"])}] = "bad"; println("stored") }})
clear(m)
m[1]++
nested := map[string]map[int][]string{{"a": {{1: {{"x"}}}}}}
nested["a"][1] = append(nested["a"][1], "y")
nested["a"][2] = append(nested["b"][2], "z")
println(len(m), len(nested["a"][1]), len(nested["a"]), nested["a"][2][0])
try("nil map", func() {{ nested["b"][1] = nil }})""")

    def capture_snippet(self, scope, r):
        self.lines_of(f"""
var calls []func(int) int
sum := {self.int(scope)}
for i := 0; i < {r.randint(1, 4)}; i++ {{
	j := i * 2
	calls = append(calls, func(x int) int {{ i += x; j++; sum ^= i; return i*100 + j }})
	i{r.choice(["++", " += 0", "--; i++"])}
}}
for _, f := range calls {{ println(f(1), f({r.randint(0, 9)})) }}
func(f func(int) int) {{ defer func() {{ println(f(3)) }}(); sum++ }}(calls[0])
println(sum)""")

    def assert_snippet(self, scope, r):
        kind = r.choice(["int", "string", "number", "shape", "error", "*box", "pair[int, string]", "named",
                         "interface{ area(string) int }", "[]int", "func()"])
        value = r.choice(["1", '"s"', "number(2)", "&box{}", "box{}", "[]int{}", "nil", "textual(\"t\")",
                          "pair[int, string]{}", "base{3}", "&base{4}", self.expr(self.basic(), scope, 1)])
        self.lines_of(f"""
var x any = {value}
try("assert", func() {{ _ = x.({kind}); println("is {kind}") }})
_, ok := x.({kind})
println(ok)
try("equal", func() {{ println(x == any({r.choice(["1", "[]int{}", "number(2)", "box{}", "base{3}"])})) }})""")

    def text_snippet(self, scope, r):
        text = r.choice(['"a\\xffb"', '"héllo, 世界"', '"\\u00e9\\x80"', self.expr("string", scope, 1)])
        self.lines_of(f"""
s := id({text})
for i, c := range s {{ println(i, c) }}
runes := []rune(s)
bytes := append([]byte(s), "tail"...)
println(len(s), len(runes), string(runes) == s, string(bytes[:len(bytes)-4]) == s, s < {self.expr("string", scope, 1)})
println(string(rune({self.expr("int32", scope, 1)})) != s, max(s, "b") == min("b", s))
switch {{
case s > "b" && len(s) > 3:
	println("large")
case len(s) == 0:
	println("empty")
}}
try("index", func() {{ println(s[{self.index(scope)}], s[{self.index(scope)}:{self.index(scope)}]) }})""")

    def shift_snippet(self, scope, r):
        kind, other = r.choice(INTEGERS), r.choice(INTEGERS)
        count = r.choice(["int", "int8", "uint64", "uint8"])
        self.lines_of(f"""
x, y := {kind}({self.expr(kind, scope, 1)}), {other}({self.expr(other, scope, 1)})
n := {count}({self.expr(count, scope, 1)})
try("shift", func() {{ println(x<<n, x>>n, ^x>>(n&7)) }})
try("divide", func() {{ println(x/{kind}(y), x%{kind}(y)) }})
x++
x *= x
y -= {other}(x)
println(x, y, -x, x&^{kind}(y), {kind}(y)|x, {r.choice(INTEGERS)}(x), float64(y), float32(x))""")

    def labels_snippet(self, scope, r):
        first, end = self.name("first"), self.name("end")
        self.lines_of(f"""
n := 0
{first}:
for i := range 4 {{
	for j := range count(3) {{
		switch {{
		case i == {r.randint(0, 3)} && j == {r.randint(0, 2)}:
			{r.choice(["continue " + first, "break " + first, "break", "n += 100"])}
		case i+j == {r.randint(1, 5)}:
			{r.choice(["continue", "n += 7", "break " + first])}
		}}
		n += i*3 + j
	}}
	if n > 1000 {{ goto {end} }}
	if n < 0 {{ break {first} }}
}}
{end}:
println("labels", n)""")

    def panic_snippet(self, scope, r):
        value = r.choice(["1", '"text"', "nil", "number(1)", "recover()", "any(nil)", "shape(nil)"])
        self.lines_of(f"""
result := func() (n int) {{
	defer func() {{ n++; if r := recover(); r != nil {{ n += 10 }} }}()
	defer func() {{
		defer func() {{ n *= 2; {r.choice(["recover()", "_ = 1", "panic(3)"])} }}()
		{r.choice(["panic(2)", "recover()", "n += 5", "_ = n"])}
	}}()
	n = {r.randint(0, 5)}
	if {self.comparison(scope, 1)} {{ panic({value}) }}
	return n + 1
}}
try("nested", func() {{ println(result()) }})
try("again", func() {{ println(again({r.randint(0, 7)})) }})""")

    def goroutine_snippet(self, scope, r):
        self.lines_of(f"""
in, out, done := make(chan int), make(chan int, {r.randint(0, 3)}), make(chan struct{{}})
go func() {{
	defer close(out)
	defer func() {{ recover() }}()
	for x := range in {{ {r.choice(["out <- x * 2", "out <- 100 / x", "if x == 2 { runtime.Goexit() }; out <- x"])} }}
}}()
go func() {{ defer close(done); n := 0; for x := range out {{ n = n*7 + x }}; println("through", n) }}()
func() {{ defer close(in); for i := range {r.randint(0, 5)} {{ select {{ case in <- i: case <-done: return }} }} }}()
<-done""")

    def range_defer_snippet(self, scope, r):
        self.lines_of(f"""
f := func() (n int) {{
	defer func() {{ println("first", n) }}()
	for i, s := range count({r.randint(1, 4)}) {{
		_ = s
		defer func() {{ n += i; {r.choice(["recover()", "_ = s", "println(s)"])} }}()
		if i == {r.randint(0, 4)} {{ {r.choice(["return 50", "panic(s)", "break", "continue"])} }}
		for j := range each([]int{{1, 2}}) {{
			defer println("inner", i, j)
			{r.choice(["if j == 2 { break }", "if i == 1 { return j }", "n++"])}
		}}
	}}
	return n + 1000
}}
try("ranges", func() {{ println(f()) }})""")

    def complex_snippet(self, scope, r):
        self.lines_of(f"""
a, b := complex({self.expr("float64", scope, 1)}, 2), complex64(complex({r.randint(0, 9)}, -1))
a *= a + 1i
println(real(a) == imag(a), b*b, b == complex64(1), -b, real(b)+imag(b))
var x any = b
println(x == any(b), x == any(a))""")

    # ---- Programs

    def function(self, index):
        r = self.r
        parameters = [self.type() for _ in range(r.choice([0, 1, 2, 3, 5, 9]))]
        results = [self.type(1) for _ in range(r.choice([0, 1, 1, 2, 3, 6]))]
        name = f"fn{index}"
        scope = [(f"a{i}", t) for i, t in enumerate(parameters)]
        named = [(f"r{i}", t) for i, t in enumerate(results)]
        self.lines.append(f"func {name}({', '.join(f'{n} {t}' for n, t in scope)}) "
                          f"({', '.join(f'{n} {t}' for n, t in named)}) {{")
        self.depth = 1
        self.put("if fuel--; fuel < 0 { return }")
        self.budget = r.randint(6, 26)
        inside = scope + named
        for _ in range(r.randint(3, 9)):
            self.statement(inside)
        if named:
            self.put("return " + ", ".join(self.expr(t, inside, 2) for _, t in named))
        self.lines.append("}")
        self.functions.append((name, parameters, results))

    def program(self, least=0):
        """The text of a program, whose functions have at least so many lines."""
        r = self.r
        declarations = []
        for index in range(r.randint(1, 3)):
            fields = [(f"x{i}", self.type()) for i in range(r.choice([1, 2, 3, 5, 8]))]
            name = f"S{index}"
            declarations.append(f"type {name} struct {{\n" +
                                "\n".join(f"\t{n} {t}" for n, t in fields) + "\n}")
            self.structs[name] = fields
        for index in range(r.randint(3, 7)):
            self.function(index)
        while len(self.lines) < least:
            self.function(len(self.functions))
        self.lines.append("func main() {")
        self.depth = 1
        for name, parameters, results in self.functions:
            self.put("fuel = 300")
            self.put(f'try("{name}", func() {{')
            arguments = ", ".join(self.expr(t, [], 2) for t in parameters)
            names = [self.name() for _ in results]
            if names:
                self.put(f"\t{', '.join(names)} := {name}({arguments})")
                self.depth += 1
                self.put(f"{', '.join('_' for _ in names)} = {', '.join(names)}")
                for value, kind in zip(names, results):
                    self.show(name, value, kind)
                self.depth -= 1
            else:
                self.put(f"\t{name}({arguments})")
            self.put("})")
        self.lines.append("}")
        return PRELUDE + "\n".join(declarations + self.lines) + "\n"


def run(command, environment, seconds):
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              env={**os.environ, **environment}, timeout=seconds)
        return done.returncode, done.stdout.decode("utf-8", "replace")
    except subprocess.TimeoutExpired:
        return "timeout", ""


def plain(text):
    """What a program printed, less what its panics said."""
    return re.sub(r" panics: .*| (says|number) .*| error$", " panics", text)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--keep", default=".build/fuzz-programs")
    parser.add_argument("--tool", default=os.environ.get("TRICOLOR", ".build/debug/tricolor"))
    parser.add_argument("--gogc", default="20", help="GOGC of our runs (20)")
    parser.add_argument("--settings", default="", help="TRICOLOR of our runs, such as movestacks=2")
    parser.add_argument("--lines", type=int, default=0, help="with --print: at least so many")
    parser.add_argument("--count", type=int, default=0, help="so many programs, not minutes")
    parser.add_argument("--print", action="store_true", help="print the program of --seed")
    options = parser.parse_args()
    seed = options.seed
    if seed is None:
        seed = int(os.environ.get("TRICOLOR_SEED", random.SystemRandom().randrange(1 << 32)))
    if options.print:
        print(Generator(seed).program(options.lines), end="")
        return 0
    print(f"TRICOLOR_SEED={seed}", flush=True)
    end, ran, refused, differ = time.monotonic() + options.minutes * 60, 0, 0, 0
    order = 0
    with tempfile.TemporaryDirectory() as folder:
        source, program = os.path.join(folder, "main.go"), os.path.join(folder, "program")
        while (ran + refused < options.count) if options.count else time.monotonic() < end:
            with open(source, "w") as file:
                file.write(Generator(seed).program())
            built = run(["go", "build", "-o", program, source], {"GOTOOLCHAIN": "local"}, 120)
            if built[0] != 0:
                refused += 1
                print(f"seed {seed}: Go does not build it: {built[1][-300:]}", flush=True)
            else:
                wanted = run([program], {}, 20)
                ours = run([options.tool, "run", source], {"GOGC": options.gogc, "TRICOLOR": options.settings}, 240)
                ran += 1
                if ours != wanted and ours[0] == wanted[0] and plain(ours[1]) == plain(wanted[1]):
                    order += 1
                elif ours != wanted and wanted[0] != "timeout":
                    differ += 1
                    keep = os.path.join(options.keep, str(seed))
                    os.makedirs(keep, exist_ok=True)
                    for name, text in [("main.go", open(source).read()), ("go.txt", wanted[1]),
                                       ("tricolor.txt", ours[1])]:
                        with open(os.path.join(keep, name), "w") as file:
                            file.write(text)
                    print(f"seed {seed}: DIFFERS (exit {wanted[0]} and {ours[0]}): {keep}", flush=True)
            seed += 1
    print(f"{ran} programs ran, {differ} differ, {refused} were not Go; in {order} another of several "
          "panics was first")
    return 1 if differ or refused else 0


if __name__ == "__main__":
    sys.exit(main())
