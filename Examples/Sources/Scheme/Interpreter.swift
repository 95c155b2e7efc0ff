// The interpreter's state: the thread's hold on the heap, the symbols, and what makes values.
import Tricolor

/// Interned names. The symbols are managed objects that Swift storage names, so roots hold them.
final class SymbolTable {
  var places: [String: Int] = [:]
  let symbols: RootTable<Symbol>
  /// How many evaluations are inside each other.
  var depth = 0
  init(heap: ManagedHeap) { symbols = RootTable(heap: heap) }
}

/// One Scheme on one thread.
struct Interpreter: ~Copyable {
  let mutator: Mutator
  let table: SymbolTable
  var output: (String) -> Void

  init(heap: ManagedHeap, output: @escaping (String) -> Void) throws {
    mutator = try heap.attach()
    table = SymbolTable(heap: heap)
    self.output = output
    for (number, primitive) in primitives.enumerated() {
      guard case .symbol(let symbol) = self.symbol(primitive.name) else { continue }
      symbol.value = .primitive(number)
      symbol.isBound = true
    }
  }

  /// Evaluations inside each other, at most, and the stack that they take: about a kilobyte each,
  /// in debug builds ten.
  static let deepest = 20_000
  static let stackBytes = 512 << 20

  /// Runs every form of a program.
  func run(program text: String) throws {
    var reader = Reader(text)
    while true {
      // Reading and analysing keep values in Swift arrays, which the collector does not see.
      let code = try mutator.withoutSafepoints { () throws -> Ref<Code>? in
        guard let datum = try reader.next(self) else { return nil }
        return try analyse(datum, nil)
      }
      guard let code else { return }
      _ = try run(code, nil)
    }
  }

  func symbol(_ name: String) -> Value {
    if let place = table.places[name] { return .symbol(table.symbols[place]) }
    let symbol = mutator.make(with: name) { box in
      Symbol(name: box, value: .unspecified, isBound: false)
    }
    table.places[name] = table.symbols.append(symbol)
    return .symbol(symbol)
  }

  func string(_ text: String) -> Value {
    .string(mutator.make(with: text) { Text(text: $0) })
  }

  func name(_ symbol: Ref<Symbol>) -> String { symbol.name.value }

  func pair(_ first: Value, _ rest: Value) -> Ref<Pair> {
    mutator.make(Pair(first: first, rest: rest))
  }

  /// A list of the elements. Only without safepoints: the array's values are not roots.
  func list(_ items: [Value]) -> Value {
    var list = Value.null
    for item in items.reversed() { list = .pair(pair(item, list)) }
    return list
  }

  /// The elements of a list. Only without safepoints.
  func array(_ list: Value) -> [Value] {
    var items: [Value] = []
    var rest = list
    while case .pair(let cell) = rest {
      items.append(cell.first)
      rest = cell.rest
    }
    return items
  }

  func vector(_ items: [Value]) -> ManagedArray<Value> { mutator.makeArray(items) }

  func length(_ list: Value) -> Int {
    var count = 0
    var rest = list
    while case .pair(let cell) = rest {
      count += 1
      rest = cell.rest
    }
    return count
  }
}
