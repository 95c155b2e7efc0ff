// The front door of escape analysis: what it decides, how it is built, and how to feed it.
//
// ## The question
//
// A function's variables, and the storage that its expressions make (new, make, literals,
// closures, boxed values), can live on the stack when no pointer to them is stored in the heap and
// none outlives the frame or the loop iteration that they belong to. Everything else must be on
// the heap. The analysis answers, for each such place, which of the two holds, and why.
//
// ## The model
//
// A `FlowGraph` knows three things and no language:
//
// - **Frames**: functions being analysed together. A frame may be a closure inside another one.
// - **Locations**: places that hold values. A location belongs to a frame, was declared at some
//   loop depth, and is a parameter, a result, a variable, storage made by an expression, or a
//   temporary. Four locations always exist: the *heap*; the *mutator*, into which goes every
//   pointer that is written through; the *callee*, into which goes every function value that is
//   called without being known; and the *blank*, which swallows what flows into it.
// - **Flows**: assignments `destination ← source`, weighted by how often the source is
//   dereferenced on the way. `p = q` weighs 0, `p = *q` weighs 1, `p = &q` weighs -1. The address
//   of an address cannot be taken, so no weight is below -1. Parts of a location are not told
//   apart: a store into `x.f` is a store into `x`.
//
// `solve()` walks, from each location as a root, backwards along the flows and finds for every
// other location the least number of dereferences at which its value reaches the root. Then:
//
// 1. where the *address* of a location reaches a root that outlives it, the location escapes, and
//    is from then on a part of the heap;
// 2. where the value of a parameter reaches the heap or a result, this is written into the
//    parameter's `Leaks`, with the number of dereferences: the only thing that callers outside
//    the group will need to know;
// 3. where an address reaches a root that persists, its location must not be reused early;
// 4. where a value reaches the mutator or the callee without a dereference, its location is
//    marked, so that a conversion may share memory that nobody writes.
//
// What outlives what is one function, `outlives(_:_:)`, and is meant to be read first.
//
// ## Feeding it from a language
//
// 1. Sort the functions into strongly connected groups of the call graph and visit callees first.
//    For each group make one `FlowGraph`.
// 2. `addFrame` for each function of the group and each closure inside, then `addLocation` for
//    every variable, parameter and result.
// 3. Walk the bodies. An expression is evaluated *into a hole*: a `Hole` names the location that
//    the value is for and how often it will be dereferenced first. Walking `*e` into hole `k`
//    walks `e` into `k.dereferenced()`; walking `&e` walks `e` into `k.addressed()`; a variable
//    ends the descent with `flow(k, from: variable)`. An expression that makes storage adds a
//    location, lets its address flow to the hole, and evaluates its operands into the new one
//    (`spill`). A store through a pointer sends the pointer to the mutator and the value to the
//    heap. A value that is wanted in several places goes into a `tee`.
// 4. A call of a function of the same group sends each argument into the parameter's own
//    location, and the result locations into the call's hole. A call of a function already solved
//    reads its parameters' `Leaks` and builds the hole from them (`hole(for:results:)`). A call of
//    an unknown function sends all arguments to the heap.
// 5. After the bodies, connect closures with what they capture, by value or by address.
// 6. `solve()`, then read `attributes(of:)` and `leaks(of:)`.
//
// With `isTracing` each flow keeps notes (which expression, and what it did with the value), and
// every decision appends a `FlowFinding`, which `FlowFinding.lines(naming:graph:)` turns into
// text. Without it nothing is recorded and a flow costs twelve bytes.
//
// The Go front end of this module is in the folder `Go`; nothing beside that folder mentions Go.
