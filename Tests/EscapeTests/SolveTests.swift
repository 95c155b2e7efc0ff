// The solver on graphs made by hand, one fact each.
import Testing

@testable import Escape

@Suite struct SolveTests {
  @Test func aStoredAddressEscapesAndAStoredValueDoesNot() {
    var fixture = GraphFixture()
    fixture.add("x")
    fixture.add("y")
    fixture.flow("heap = &x")
    fixture.flow("heap = y")
    fixture.graph.solve()
    #expect(fixture.escapes("x"))
    #expect(!fixture.escapes("y"))
  }

  @Test func anAddressThatReachesTheHeapThroughVariablesEscapes() {
    var fixture = GraphFixture()
    for name in ["x", "p", "q"] { fixture.add(name) }
    fixture.flow("p = &x")
    fixture.flow("q = p")
    fixture.flow("heap = q")
    fixture.graph.solve()
    #expect(fixture.escapes("x"))
    #expect(!fixture.escapes("p"))
  }

  @Test func whatADereferencedPointerPointsToDoesNotEscape() {
    var fixture = GraphFixture()
    for name in ["x", "p"] { fixture.add(name) }
    fixture.flow("p = &x")
    fixture.flow("heap = *p")
    fixture.graph.solve()
    #expect(!fixture.escapes("x"))
  }

  @Test func theAddressOfAnAddressDoesNotCarryItsContentAlong() {
    // root = &l; l = &x: x's address reaches the root after one dereference only.
    var fixture = GraphFixture()
    for name in ["l", "x"] { fixture.add(name) }
    fixture.flow("heap = &l")
    fixture.flow("l = &x")
    fixture.graph.solve()
    #expect(fixture.escapes("l"))
    #expect(fixture.escapes("x"), "l is a part of the heap once it escaped")
  }

  @Test func aVariableOfAnInnerLoopIsOutlivedByOneOutside() {
    var fixture = GraphFixture()
    fixture.add("outer", depth: 1)
    fixture.add("inner", depth: 2)
    fixture.add("sameLoop", depth: 2)
    fixture.add("other", depth: 2)
    fixture.flow("outer = &inner")
    fixture.flow("sameLoop = &other")
    fixture.graph.solve()
    #expect(fixture.escapes("inner"))
    #expect(!fixture.escapes("other"))
  }

  @Test func aResultOutlivesItsFunction() {
    var fixture = GraphFixture()
    fixture.add("r", .result, result: 0)
    fixture.add("x")
    fixture.flow("r = &x")
    fixture.graph.solve()
    #expect(fixture.escapes("x"))
  }

  @Test func aClosureMayReturnTheAddressOfAnOuterVariableWhileItsCallersAreKnown() {
    var known = GraphFixture()
    let body = known.frame("f.func1", in: known.frame)
    known.add("x")
    known.add("r", .result, frame: body, result: 0)
    known.flow("r = &x")
    var lost = known
    known.graph.solve()
    #expect(!known.escapes("x"))

    lost.add("closure", .storage)
    lost.graph.setClosureBody(body, of: lost["closure"])
    lost.add("g")
    lost.flow("g = &closure")
    lost.flow("callee = *g")
    lost.graph.solve()
    #expect(lost.escapes("x"), "the closure is called from somewhere unknown")
  }

  @Test func aVariableOfAClosureIsOutlivedByTheFunctionAroundIt() {
    var fixture = GraphFixture()
    let body = fixture.frame("f.func1", in: fixture.frame)
    fixture.add("outer")
    fixture.add("inner", frame: body)
    fixture.flow("outer = &inner")
    fixture.graph.solve()
    #expect(fixture.escapes("inner"))
  }

  @Test func leaksNameTheLeastDereferences() {
    var fixture = GraphFixture()
    fixture.add("p", .parameter)
    fixture.add("q", .parameter)
    fixture.add("r", .result, result: 0)
    fixture.add("t")
    fixture.flow("t = *p")
    fixture.flow("r = *t")
    fixture.flow("r = ***p")
    fixture.flow("heap = *q")
    fixture.flow("mutator = p")
    fixture.graph.solve()
    #expect(fixture.leaks("p").result(0) == 2)
    #expect(fixture.leaks("p").heap == nil)
    #expect(fixture.leaks("p").mutator == 0)
    #expect(fixture.leaks("q").heap == 1)
  }

  @Test func aResultPastTheTrackedOnesCountsAsTheHeap() {
    var fixture = GraphFixture()
    fixture.add("p", .parameter)
    fixture.add("r5", .result, result: Leaks.trackedResults)
    fixture.flow("r5 = p")
    fixture.graph.solve()
    #expect(fixture.leaks("p").heap == 0)
  }

  @Test func storagePersistsOnlyWhenItsAddressReachesSomethingThatDoes() {
    var fixture = GraphFixture()
    fixture.add("x")
    fixture.add("kept", .storage)
    fixture.add("passing", .storage)
    fixture.add("t", .temporary)
    fixture.flow("x = &kept")
    fixture.flow("t = &passing")
    fixture.graph.solve()
    #expect(fixture.graph.attributes(of: fixture["kept"]).contains(.persists))
    #expect(!fixture.graph.attributes(of: fixture["passing"]).contains(.persists))
  }

  @Test func memoryThatIsWrittenThroughIsMarkedAtItsStorage() {
    var fixture = GraphFixture()
    fixture.add("s", .storage)
    fixture.add("clean", .storage)
    fixture.add("p")
    fixture.add("q")
    fixture.flow("p = &s")
    fixture.flow("q = &clean")
    fixture.flow("mutator = p")
    fixture.graph.solve()
    #expect(fixture.graph.attributes(of: fixture["s"]).contains(.mutates))
    #expect(!fixture.graph.attributes(of: fixture["clean"]).contains(.mutates))
  }

  @Test func anAddressThatFlowsNowhereIsStillRecordedAsTaken() {
    var fixture = GraphFixture()
    fixture.add("x")
    fixture.graph.flow(Hole(.blank).shifted(by: -1), from: fixture["x"])
    #expect(fixture.graph.isAddressTaken(fixture["x"]))
    #expect(fixture.graph.flows.isEmpty)
  }

  @Test func anExplanationFollowsTheFlowToTheHeap() {
    var fixture = GraphFixture(isTracing: true)
    fixture.add("x")
    fixture.add("p", .parameter)
    fixture.add("s", .storage)
    fixture.flow("s = p")
    fixture.flow("x = &s")
    fixture.flow("heap = x")
    fixture.graph.solve()
    let findings = fixture.graph.takeFindings()
    let text: [[String]] = findings.map { $0.lines(naming: fixture, graph: fixture.graph) }
    #expect(
      text == [
        [
          "f:3: s escapes to heap in f:",
          "f:3:   flow: x ← &{storage for s}:",
          "f:3:     from x = &s (assign) at f:5",
          "f:3:   flow: {heap} ← x:",
          "f:3:     from heap = x (assign) at f:6",
        ],
        [
          "f:2: parameter p leaks to {storage for s} for f with derefs=0:",
          "f:2:   flow: {storage for s} ← p:",
          "f:2:     from s = p (assign) at f:4",
        ],
      ])
  }
}
