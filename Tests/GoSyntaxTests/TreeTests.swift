// The shape of trees and the positions of their nodes.
import GoSyntax
import Testing

@Suite struct TreeTests {
  @Test("declarations have their parts")
  func declarations() throws {
    let parsed = try ParsedFile(
      """
      package p
      import ( "a"; . "b"; _ "c"; d "d" )
      const ( x, y = iota, 1; z, w )
      type ( A = int; G[P, Q any, R ~int|string] struct{ P } )
      var v, u T = 1, 2
      func (r *T[P]) m[Q any](a, b int, _ ...string) (c error) { return }
      func f(int, string)
      """)
    #expect(parsed.messages.isEmpty)
    let tree = parsed.tree
    let imports = parsed.nodes(.importDeclaration).map { tree.importDeclaration($0) }
    #expect(
      imports.map { $0.localName.map { tree.text(of: $0) } } == [nil, ".", "_", "d"])
    #expect(imports.allSatisfy { $0.group == 1 })
    let constants = parsed.nodes(.constDeclaration).map { tree.constDeclaration($0) }
    #expect(constants.map(\.names.count) == [2, 2])
    #expect(constants[1].values == nil)
    #expect(constants.allSatisfy { $0.group == 2 })
    let types = parsed.nodes(.typeDeclaration).map { tree.typeDeclaration($0) }
    #expect(types.map(\.isAlias) == [true, false])
    #expect(types[1].typeParameters.count == 3)
    let fields = types[1].typeParameters.map { tree.field($0) }
    #expect(fields[0].type == fields[1].type && fields[0].sharesTypeWithNext)
    #expect(tree.text(of: fields[2].type) == "~int | string")
    let variable = try #require(parsed.nodes(.varDeclaration).first.map { tree.varDeclaration($0) })
    #expect(variable.group == 0 && tree.elements(variable.values).count == 2)
    let functions = parsed.nodes(.functionDeclaration).map { tree.functionDeclaration($0) }
    #expect(functions[0].typeParameters.count == 1 && functions[0].body != nil)
    #expect(functions[0].receiver.map { tree.text(of: $0) } == "r *T[P]")
    let signature = tree.functionType(functions[0].type)
    #expect(signature.parameters.count == 3 && signature.results.count == 1)
    #expect(functions[1].body == nil && functions[1].receiver == nil)
    let unnamed = tree.functionType(functions[1].type).parameters.map { tree.field($0) }
    #expect(unnamed.allSatisfy { $0.name == nil })
  }

  @Test("statements have their parts")
  func statements() throws {
    let parsed = try ParsedFile(
      body: """
        l: for i := 0; i < n; i++ { continue l }
        for k, v := range m {}
        for range 3 {}
        if x := f(); x > 0 { } else if y { } else { }
        switch x := y.(type) { case int, string: fallthrough; default: }
        select { case v := <-c: ; case c <- 1: default: }
        go f(); defer g()
        a, b = b, a; x += 1; y--
        return
        """)
    let tree = parsed.tree
    #expect(parsed.diagnostics.map(\.code) == [.branch])
    let loops = parsed.nodes(.forStatement).map { tree.forStatement($0) }
    #expect(loops[0].initial != nil && loops[0].condition != nil && loops[0].post != nil)
    let clauses = parsed.nodes(.rangeClause).map { tree.rangeClause($0) }
    #expect(clauses[0].isDefinition && tree.elements(clauses[0].left).count == 2)
    #expect(clauses[1].left == nil)
    let branch = try #require(parsed.nodes(.branchStatement).first)
    #expect(tree.branchStatement(branch).target == parsed.nodes(.forStatement)[0])
    let condition = try #require(parsed.nodes(.ifStatement).first.map { tree.ifStatement($0) })
    #expect(condition.otherwise.map { tree.kind($0) } == .ifStatement)
    let tag = try #require(parsed.nodes(.typeSwitchGuard).first.map { tree.typeSwitchGuard($0) })
    #expect(tag.name.map { tree.text(of: $0) } == "x")
    let cases = parsed.nodes(.caseClause).map { tree.caseClause($0) }
    #expect(tree.elements(cases[0].values).count == 2 && cases[1].values == nil)
    let communications = parsed.nodes(.communicationClause).map { tree.communicationClause($0) }
    #expect(
      communications.map { $0.communication.map { tree.kind($0) } } == [
        .assignment, .sendStatement, nil,
      ])
    #expect(parsed.nodes(.callStatement).map { tree.callStatement($0).isDefer } == [false, true])
    let assignments = parsed.nodes(.assignment).map { tree.assignment($0).op }
    #expect(assignments == [.define, .define, .define, .none, .add])
    #expect(
      parsed.nodes(.incrementDecrement).map { tree.incrementDecrement($0).op } == [
        .add, .subtract,
      ])
  }

  @Test(
    "a node's position is the token that is typical for it; its start the leftmost",
    arguments: [
      ("a + b", NodeKind.binary, "2:11", "2:9", "2:14"),
      ("f(x)", .call, "2:10", "2:9", "2:12"),
      ("a.b", .selector, "2:10", "2:9", "2:12"),
      ("a[1]", .index, "2:10", "2:9", "2:12"),
      ("a[1:2]", .slice, "2:10", "2:10", "2:14"),
      ("a.(T)", .typeAssertion, "2:10", "2:9", "2:13"),
      ("T{k: v}", .compositeLiteral, "2:10", "2:9", "2:15"),
      ("T{k: v}", .keyValue, "2:12", "2:11", "2:15"),
      ("-a", .unary, "2:9", "2:9", "2:11"),
      ("(a)", .parenthesized, "2:9", "2:9", "2:11"),
      ("func() {}", .functionLiteral, "2:9", "2:9", "2:17"),
      ("func() {}", .functionType, "2:13", "2:13", "2:13"),
      ("[]int(nil)", .sliceType, "2:9", "2:9", "2:14"),
      ("map[k]v(nil)", .mapType, "2:9", "2:9", "2:16"),
    ])
  func positions(
    _ source: String, _ kind: NodeKind, _ at: String, _ start: String, _ end: String
  ) throws {
    let parsed = try ParsedFile(expression: source)
    let node = try #require(parsed.nodes(kind).first)
    #expect(parsed.place(parsed.tree.position(node)) == at)
    #expect(parsed.place(parsed.tree.start(of: node)) == start)
    #expect(parsed.place(parsed.tree.end(of: node)) == end)
  }

  @Test("an arrow before a channel type belongs to the type")
  func channelArrows() throws {
    for (source, quoted) in [
      ("<-chan int(c)", "<-chan int(c)"), ("(<-chan int)(c)", "(<-chan int)(c)"),
      ("<-c", "<-c"), ("<-chan chan<- int(c)", "<-chan chan<- int(c)"),
    ] {
      #expect(try ParsedFile(expression: source).expressionText == quoted)
    }
  }

  @Test("a brace in a header opens the body, in brackets a literal")
  func braces() throws {
    #expect(try ParsedFile(body: "if x == (T{}) {}").messages.isEmpty)
    #expect(try ParsedFile(body: "if f(T{}) {}").messages.isEmpty)
    #expect(try ParsedFile(body: "for range []int{1} {}").messages.isEmpty)
    #expect(try ParsedFile(body: "if x == T{} {}").messages.isEmpty == false)
    #expect(try ParsedFile(body: "x = G[int]{}").nodes(.compositeLiteral).count == 1)
    #expect(try ParsedFile(body: "if a[i] {}").nodes(.compositeLiteral).isEmpty)
  }

  @Test("walking visits every node once, parents first")
  func walking() throws {
    let parsed = try ParsedFile(
      "package p\nfunc f(a, b []int) { x := func() { y(a[1:2], struct{ c, d int }{}) } }\n")
    var seen: Set<NodeID> = []
    for declaration in parsed.tree.declarations {
      parsed.tree.walk(declaration) { node in
        #expect(seen.insert(node).inserted, "visited twice")
        return true
      }
    }
    // Record zero is no node, the package's name is not below a declaration.
    #expect(seen.count == parsed.tree.nodeCount - 2)
  }

  @Test("names are equal when their spelling is")
  func names() {
    let table = NameTable()
    #expect(table.intern("_") == .blank)
    #expect(table.intern("comparable") == .comparable)
    let many: [Name] = (0..<20_000).map { table.intern("name\($0)") }
    #expect(Set(many).count == 20_000)
    #expect(table.text(many[12_345]) == "name12345")
    #expect(table.intern("name777") == many[777])
    #expect(table.isExported(table.intern("Éa")) && !table.isExported(table.intern("éa")))
    #expect(!table.isExported(table.intern("世")) && !table.isExported(.blank))
  }
}
