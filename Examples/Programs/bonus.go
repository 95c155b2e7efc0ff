// A record that never leaves the stack, and one that does: the same fields, but for the pointer that
// main hands out. `tricolor escape bonus.go` says which is which.
package main

import "fmt"

const percent = 10

// A Clerk is paid by the month, and for what he sells.
type Clerk struct {
	Name          string
	Salary, Sales int
	Bonus         int
}

func share(salary int) int { return salary * percent / 100 }

func bonus(salary, sales int) int { return share(salary) * sales }

// hire hands out a pointer, so the clerk lives on the heap.
func hire(name string, salary int) *Clerk { return &Clerk{Name: name, Salary: salary} }

func main() {
	john := Clerk{"John", 5000, 5, 0}
	john.Bonus = bonus(john.Salary, john.Sales)
	mary := hire("Mary", 7000)
	mary.Sales = 3
	mary.Bonus = bonus(mary.Salary, mary.Sales)
	fmt.Println(john.Bonus, *mary)
}
