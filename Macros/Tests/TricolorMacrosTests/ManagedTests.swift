// What `@Managed` expands to, what it refuses, and that the collector believes it.
import SwiftDiagnostics
import SwiftSyntaxMacroExpansion
import SwiftSyntaxMacrosGenericTestSupport
import Testing
import TricolorMacroPlugin
import TricolorMacros

@Managed struct Tree {
  var value = 0
  var left: Ref<Tree>?
  var right: Ref<Tree>?
  var weight: Double { Double(value) }
}

@Managed struct Point {
  var x: Double
  var y: Double
  var isVisible = true
}

@Managed struct Wide {
  var numbers: InlineArray<100, Int>
  var tree: Ref<Tree>?
}

@inline(never)
private func build(_ depth: Int, _ mutator: borrowing Mutator) -> Ref<Tree> {
  guard depth > 0 else { return mutator.make(Tree(value: 1)) }
  return mutator.make(
    Tree(value: depth, left: build(depth - 1, mutator), right: build(depth - 1, mutator)))
}

private func count(_ tree: Ref<Tree>?) -> Int {
  guard let tree else { return 0 }
  return 1 + count(tree.left) + count(tree.right)
}

private func expectExpansion(
  _ source: String, _ expanded: String, diagnostics: [DiagnosticSpec] = [],
  at location: Testing.SourceLocation = #_sourceLocation
) {
  assertMacroExpansion(
    source, expandedSource: expanded, diagnostics: diagnostics,
    macroSpecs: ["Managed": MacroSpec(type: ManagedMacro.self)], indentationWidth: .spaces(2)
  ) { failure in
    Issue.record("\(failure.message)", sourceLocation: location)
  }
}

@Suite struct ManagedTests {
  @Test func referencesAreNamedAndNumbersAreNot() {
    expectExpansion(
      """
      @Managed public struct Node {
        var next, previous: Ref<Node>?
        var items: ManagedArray<Ref<Node>>
        var count = -1
        var name: SideBox<String>
        static let limit = 5
        var double: Int { count * 2 }
      }
      """,
      """
      public struct Node {
        var next, previous: Ref<Node>?
        var items: ManagedArray<Ref<Node>>
        var count = -1
        var name: SideBox<String>
        static let limit = 5
        var double: Int { count * 2 }
      }

      extension Node: ManagedLayout {
        public static let layout = ObjectLayout<Node>(references: \\.next, \\.previous, \\.items)
      }
      """)
  }

  @Test func aStructOfNumbersIsReferenceFree() {
    expectExpansion(
      """
      @Managed struct P {
        var x: Double, y: (Int, Bool)?
      }
      """,
      """
      struct P {
        var x: Double, y: (Int, Bool)?
      }

      extension P: ReferenceFree {
      }
      """)
  }

  @Test func whatCannotBeDerivedIsRefusedWithItsCure() {
    expectExpansion(
      """
      @Managed enum E {
        case a
      }
      """,
      """
      enum E {
        case a
      }
      """,
      diagnostics: [
        DiagnosticSpec(
          message:
            "@Managed is for structs: an enum or a class cannot say where its references are",
          line: 1, column: 1)
      ])
    expectExpansion(
      """
      @Managed struct S {
        var a = make()
      }
      """,
      """
      struct S {
        var a = make()
      }
      """,
      diagnostics: [
        DiagnosticSpec(
          message: "@Managed needs the type of 'a': write it behind the name", line: 2, column: 7)
      ])
  }

  @Test func theCollectorKeepsWhatTheLayoutNames() throws {
    var configuration = ManagedHeap.Configuration()
    configuration.verify = true
    let heap = try ManagedHeap(configuration)
    try heap.enter { mutator in
      let tree = build(12, mutator)
      let wide = mutator.make(Wide(numbers: .init(repeating: 7), tree: build(5, mutator)))
      let point = mutator.make(Point(x: 1, y: 2))
      for _ in 0..<3 {
        heap.collect()
        _ = build(10, mutator)
      }
      #expect(count(tree) == 8191)
      #expect(count(wide.tree) == 63)
      #expect(point.x == 1 && point.isVisible)
    }
  }
}
