package main

type Node struct {
	ID     int
	Parent *Node
}

func New() *Node {
	child := &Node{}
	parent := &Node{}
	child.Parent = parent
	return child
}

func main() {
	New()
}
