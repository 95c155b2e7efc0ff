// Large map literals of package-level variables are made only if something names the variable, and
// in their place among the initialisers.
package main

var direct = map[string]int{"d0": 0, "d1": 1, "d2": 4, "d3": 9, "d4": 16, "d5": 25, "d6": 36, "d7": 49, "d8": 64, "d9": 81, "d10": 100, "d11": 121}

var (
	early = direct["d3"]
	size  = count(later)
	later = map[string]int{"l0": 0, "l1": 1, "l2": 4, "l3": 9, "l4": 16, "l5": 25, "l6": 36, "l7": 49, "l8": 64, "l9": 81, "l10": 100, "l11": 121}
)

var reached = map[string]int{"r0": 0, "r1": 1, "r2": 4, "r3": 9, "r4": 16, "r5": 25, "r6": 36, "r7": 49, "r8": 64, "r9": 81, "r10": 100, "r11": 121}

var look = func(key string) int { return reached[key] }

var grown = map[string]int{"g0": 0, "g1": 1, "g2": 4, "g3": 9, "g4": 16, "g5": 25, "g6": 36, "g7": 49, "g8": 64, "g9": 81, "g10": 100, "g11": 121}

func init() { grown["more"] = 1 }

var nobody = map[string]int{"n0": 0, "n1": 1, "n2": 4, "n3": 9, "n4": 16, "n5": 25, "n6": 36, "n7": 49, "n8": 64, "n9": 81, "n10": 100, "n11": 121}

var (
	where = &pointed
	pointed = map[string]int{"p0": 0, "p1": 1, "p2": 4, "p3": 9, "p4": 16, "p5": 25, "p6": 36, "p7": 49, "p8": 64, "p9": 81, "p10": 100, "p11": 121}
)

// A value that an initialiser computes is there when the map is made.
var base = compute()
var computed = map[string]int{"a": base, "b": base + 1, "c": 3, "d": 4, "e": 5, "f": 6, "g": 7, "h": 8, "i": 9, "j": 10}

func compute() int { return len(direct) }

func count(values map[string]int) int { return len(values) }

func main() {
	println(early, size, look("r5"), len(grown), (*where)["p7"], computed["b"], len(computed))
}
