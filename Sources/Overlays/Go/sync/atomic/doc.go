// Package atomic has operations on memory that several goroutines use at once. All of them are
// sequentially consistent. Each is one instruction, or a short loop of them; those on pointers
// keep the collector informed.
package atomic
