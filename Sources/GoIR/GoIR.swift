// The front door of the typed tree: Go with nothing implicit left.
//
// ## What it is for
//
// The syntax tree says what was written and the checker what it means. Stages that analyse or
// translate need neither: they need each conversion, dereference, address, receiver, variadic
// slice, temporary and dictionary as a node of its own, and generic code put in concrete terms.
// This module makes that tree, in the shape of the tree that Go's own compiler works on, so that
// what is counted (the cost of inlining), quoted (diagnostics) and decided (escapes) comes out as
// it does there. Escape analysis and the generation of code stand on it.
//
// ## The tree
//
// A `Unit` is one package: arrays of nodes, lists, variables, labels, constants, and its
// functions. Everything refers to everything by index (`IRNode`, `IRList`, `VariableID`, …), so a
// pass is a loop over plain structs, and a side table is an array. `Operation` says what a node
// does and what its operands are; `forEachChild` visits them in the order of evaluation. A node
// may carry statements that run before it (`initial`): declarations before an assignment, the
// temporaries of a call with several results. Passes replace records in place.
//
// Types are numbers too. A `TypeTable` holds every type of a run once: same number, same type;
// same `identity`, identical in the language's sense. The table knows sizes and names.
//
// A `FunctionSymbol` is what calls refer to, for the whole run; a `Function` is a body in a unit.
//
// ## The way in
//
// 1. `Session(universe:sources:)`, then `add` each checked package, imports first.
// 2. `session.build(package)` makes the unit: the initialising function, the declared functions,
//    and every literal, instance and adapter that these bring up.
// 3. `unit.optimize(…)` runs the passes that come before escape analysis: devirtualising and
//    inlining, wrappers of methods, loop variables of their own iteration, dead locals.
//
// ## Generic code
//
// In the mode `.shapes` instances share a body where their arguments have the same shape, and a
// dictionary parameter tells them apart, as in Go's compiler: what diagnostics describe. In the
// mode `.concrete` each list of type arguments has a body and there are no dictionaries: the
// simplest thing to generate code from. The difference is decided in BuildInstances and
// BuildMethods only.
//
// ## How it is read
//
// Types: TypeRecord → TypeTable → TypeTable+Intern → TypeLayout → TypeText. The tree: Operation →
// Node → Unit. Building: BodyBuilder holds the state, a chapter for each part of the language
// (BuildStatements, BuildAssignments, BuildExpressions, BuildCalls, BuildMethods, …). Text of
// nodes: IRText; for tests: IRDump.
