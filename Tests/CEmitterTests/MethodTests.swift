// Which methods types have, which functions these are, and which of them are kept.
import GoIR
import TestRandomness
import Testing

@testable import CEmitter
@testable import GoTypes

private let program = """
  package main

  type Speaker interface { Speak() string; Walk(int) }
  type Walker interface { Walk(int) }
  type Quiet interface { hush() }

  type Dog struct { name string }
  func (d Dog) Speak() string { return d.name }
  func (d *Dog) Walk(n int) {}
  func (d *Dog) hush() {}
  func (d Dog) Unused() {}

  type Robot func()
  func (r Robot) Speak() string { return "" }
  func (r Robot) Walk(n int) {}

  type Owner struct { *Dog; Other int }
  type Cat struct { Dog }
  func (c Cat) Walk(far, fast int) {}

  type Box[T any] struct { Value T }
  func (b Box[T]) Speak() string { return "" }
  func (b Box[T]) Walk(n int) {}
  func (b Box[T]) Give(other T) T { return other }

  var speaker Speaker
  var walker Walker
  var quiet Quiet
  var dog Dog
  var dogPointer *Dog
  var robot Robot
  var owner Owner
  var cat *Cat
  var box Box[int]
  var boxes Box[[]string]
  """

@Suite struct MethodTests {
  let go = GoProgram(program)
  let methods: MethodTables

  init() { methods = MethodTables(types: go.types, units: go.units) }

  private func names(_ variable: String) -> [String] {
    methods.methodSet(of: go.type(variable)).map(\.name)
  }

  private func live(_ list: [LiveMethod]) -> [String] {
    list.map { "\(go.types.linkText($0.receiver)).\($0.method.name)" }.sorted()
  }

  @Test func methodSetsAreInTheOrderOfTables() {
    #expect(go.complaints == [])
    #expect(names("dog") == ["Speak", "Unused"])
    #expect(names("dogPointer") == ["Speak", "Unused", "Walk", "hush"])
    #expect(names("owner") == ["Speak", "Unused", "Walk", "hush"])
    #expect(names("cat") == ["Speak", "Unused", "Walk", "hush"])
    #expect(names("speaker") == [])
    #expect(names("box") == ["Give", "Speak", "Walk"])
  }

  @Test func methodsOfInstancesHaveTheirArgumentsPutIn() {
    let give = methods.methodSet(of: go.type("boxes"))[0]
    #expect(go.types.linkText(give.type) == "func([]string) []string")
    let function = methods.function(give, receiver: go.type("boxes"))
    #expect(function.name == "Box[[]string].Give")
  }

  @Test func interfacesCallPointerMethodsUnlessTheValueIsTheWord() {
    let speak = methods.methodSet(of: go.type("dog"))[0]
    #expect(methods.function(speak, receiver: go.type("dog")).name == "Dog.Speak")
    #expect(methods.interfaceFunction(speak, receiver: go.type("dog")).name == "(*Dog).Speak")
    let robot = methods.methodSet(of: go.type("robot"))[0]
    #expect(methods.interfaceFunction(robot, receiver: go.type("robot")).name == "Robot.Speak")
    let promoted = methods.methodSet(of: go.type("owner"))[2]
    #expect(methods.interfaceFunction(promoted, receiver: go.type("owner")).name == "(*Owner).Walk")
  }

  @Test func methodExpressionsOfOtherReceiversTakeAdapters() {
    let go = GoProgram(
      """
      package main
      type Inner struct { s string }
      func (i Inner) M() string { return i.s }
      type Outer struct { *Inner }
      var own = Inner.M
      var promoted = (*Outer).M
      var pointed = (*Inner).M
      """)
    let symbols: [String] = go.unit.staticData.compactMap { datum in
      if case .function(let symbol) = datum.value { return symbol.name }
      return nil
    }
    #expect(symbols.sorted() == ["(*Inner).M", "(*Outer).M", "Inner.M"])
  }

  @Test func onlyMethodsThatAnInterfaceCallsAreLive() {
    var liveness = MethodLiveness(methods)
    liveness.convert(go.type("dogPointer"))
    liveness.convert(go.type("robot"))
    #expect(liveness.drain().isEmpty)
    liveness.call(interface: go.type("speaker"), method: 0)
    #expect(live(liveness.drain()) == ["*main.Dog.Speak", "main.Robot.Speak"])
    // The same method of another interface, and a type that comes later.
    liveness.call(interface: go.type("walker"), method: 0)
    liveness.convert(go.type("owner"))
    #expect(
      live(liveness.drain()) == [
        "*main.Dog.Walk", "main.Owner.Speak", "main.Owner.Walk", "main.Robot.Walk",
      ])
    // Methods of another type are not meant, whatever their names.
    liveness.convert(go.type("cat"))
    #expect(live(liveness.drain()) == ["*main.Cat.Speak"])
    #expect(liveness.drain().isEmpty)
  }

  @Test func theOrderOfReportsDoesNotMatter() {
    let reports: [(inout MethodLiveness) -> Void] = [
      { $0.convert(go.type("dogPointer")) }, { $0.convert(go.type("box")) },
      { $0.call(interface: go.type("speaker"), method: 1) },
      { $0.call(interface: go.type("quiet"), method: 0) }, { $0.reflect(.values) },
      { $0.call(named: "Unused") },
    ]
    var random = SeededRandom.fromEnvironment()
    var expected: Set<String>?
    for _ in 0..<20 {
      var liveness = MethodLiveness(methods)
      var all: Set<String> = []
      for report in reports.shuffled(using: &random) {
        report(&liveness)
        all.formUnion(live(liveness.drain()))
      }
      expected = expected ?? all
      #expect(all == expected, "seed \(random.seed)")
    }
    #expect(expected?.contains("*main.Dog.Unused") == true)
    #expect(expected?.contains("*main.Dog.Speak") == false)
  }

  @Test func reflectionReachesTypesInsideOfTypes() {
    var liveness = MethodLiveness(methods)
    liveness.convert(go.type("owner"))
    liveness.call(interface: go.type("quiet"), method: 0)
    #expect(live(liveness.drain()) == ["main.Owner.hush"])
    liveness.reflect(.values)
    // The field, what it points to, and pointers to these.
    #expect(live(liveness.drain()) == ["*main.Dog.hush", "*main.Owner.hush"])
    liveness.reflect(.methods)
    let all = liveness.drain()
    #expect(live(all).contains("main.Dog.Unused"))
    #expect(all.allSatisfy { $0.function != nil })
  }

  @Test func methodTablesNameLiveMethodsAndLeaveOutTheOthers() {
    var liveness = MethodLiveness(methods)
    liveness.convert(go.type("dogPointer"))
    liveness.call(interface: go.type("speaker"), method: 0)
    let descriptors = TypeDescriptors(methods: methods, liveness: liveness, naming: TestNaming())
    let name = descriptors.itab(interface: go.type("speaker"), type: go.type("dogPointer"))
    #expect(name.hasPrefix("tc_itab_"))
    #expect(
      descriptors.itab(interface: go.type("speaker"), type: go.type("dogPointer")) == name)
    var text = ""
    descriptors.emit(into: &text)
    let speak = TestNaming().entry(
      of: methods.function(
        methods.methodSet(of: go.type("dogPointer"))[0], receiver: go.type("dogPointer")))
    #expect(text.contains("{\(speak), tc_method_left_out}};"))
    // Speak is kept, and no other method of the four.
    #expect(
      text.split(separator: "\n").count { $0.contains("TC_METHOD") && $0.contains("-1, -1, -1") }
        == 3 + 2)
  }

  /// Programs in which types embed each other at random, by value and by pointer.
  private func randomProgram(_ random: inout SeededRandom) -> String {
    var text = "package main\n"
    for index in 0..<7 {
      var fields: [String] = []
      for inner in 0..<index where Int.random(in: 0..<3, using: &random) == 0 {
        fields.append(Bool.random(using: &random) ? "T\(inner)" : "*T\(inner)")
      }
      if Bool.random(using: &random) {
        fields.append("M\(Int.random(in: 0..<4, using: &random)) int")
      }
      text += "type T\(index) struct { \(fields.joined(separator: "; ")) }\n"
      for method in 0..<4 where Int.random(in: 0..<4, using: &random) == 0 {
        if fields.contains("M\(method) int") { continue }
        let star = Bool.random(using: &random) ? "*" : ""
        text += "func (t \(star)T\(index)) M\(method)() {}\n"
      }
      text += "var v\(index) T\(index)\nvar p\(index) *T\(index)\n"
    }
    return text
  }

  @Test func methodSetsHaveWhatTheCheckerFinds() {
    var random = SeededRandom.fromEnvironment()
    for _ in 0..<100 {
      let text = randomProgram(&random)
      let go = GoProgram(text)
      #expect(go.complaints == [], "\(text)")
      for variable in (0..<7).flatMap({ ["v\($0)", "p\($0)"] }) {
        let found = go.types.methodSet(of: go.type(variable)).map(\.name)
        let expected = (0..<4).map { "M\($0)" }.filter { go.hasMethod($0, variable) }
        #expect(found == expected, "\(variable) of seed \(random.seed): \(text)")
      }
    }
  }
}
