// Sets of small numbers, and the questions about control flow that frames need answered: which
// registers and which objects are needed later, and which objects mean something.

/// A set of indices below a limit.
public struct IndexSet64: Equatable, Sendable {
  var words: [UInt64]

  init(limit: Int) { self.init(words: (limit + 63) / 64) }

  init(words: Int) { self.words = Array(repeating: 0, count: words) }

  mutating func insert(_ index: Int) { words[index >> 6] |= 1 << UInt64(index & 63) }

  mutating func remove(_ index: Int) { words[index >> 6] &= ~(1 << UInt64(index & 63)) }

  func contains(_ index: Int) -> Bool { words[index >> 6] >> UInt64(index & 63) & 1 != 0 }

  /// Adds another set; whether that made it larger.
  @discardableResult
  mutating func formUnion(_ other: IndexSet64) -> Bool {
    var grew = false
    for index in words.indices {
      let united = words[index] | other.words[index]
      if united != words[index] {
        words[index] = united
        grew = true
      }
    }
    return grew
  }

  mutating func formIntersection(_ other: IndexSet64) {
    for index in words.indices { words[index] &= other.words[index] }
  }

  func intersects(_ other: IndexSet64) -> Bool {
    for index in words.indices where words[index] & other.words[index] != 0 { return true }
    return false
  }

  /// The indices, rising.
  public var elements: [Int] {
    var result: [Int] = []
    for (index, word) in words.enumerated() {
      var rest = word
      while rest != 0 {
        result.append(index * 64 + rest.trailingZeroBitCount)
        rest &= rest - 1
      }
    }
    return result
  }
}

/// Registers that are needed at the beginning of each block.
struct Liveness {
  /// By block.
  private(set) var atStart: [IndexSet64]

  init(_ function: LoweredFunction) {
    let count = function.blocks.count
    let limit = function.registers.count
    var uses = [IndexSet64](repeating: IndexSet64(limit: limit), count: count)
    var kills = uses
    for (index, block) in function.blocks.enumerated() {
      for instruction in block.instructions {
        instruction.visitUses {
          if !kills[index].contains($0.index) { uses[index].insert($0.index) }
        }
        instruction.visitDefinitions { kills[index].insert($0.index) }
      }
      block.terminator.visitUses {
        if !kills[index].contains($0.index) { uses[index].insert($0.index) }
      }
    }
    atStart = Self.solve(function, uses, kills) { needed, results in
      for result in results { needed.remove(result.index) }
    }
  }

  /// What is needed at the beginning of each block: what is used there before it is made, and what
  /// the blocks behind it need that is not made in it.
  ///
  /// - Parameters:
  ///   - uses: by block, what it uses before it makes it.
  ///   - kills: by block, what it makes.
  ///   - arrive: takes away from what a block needs what the results of the call before it are.
  static func solve(
    _ function: LoweredFunction, _ uses: [IndexSet64], _ kills: [IndexSet64],
    arrive: (inout IndexSet64, [Register]) -> Void
  ) -> [IndexSet64] {
    var atStart = uses
    var isChanging = true
    while isChanging {
      isChanging = false
      for index in uses.indices.reversed() {
        var out = IndexSet64(words: atStart[index].words.count)
        forEachSuccessor(function, index) { next, results in
          var needed = atStart[next.index]
          arrive(&needed, results)
          out.formUnion(needed)
        }
        for position in out.words.indices { out.words[position] &= ~kills[index].words[position] }
        if atStart[index].formUnion(out) { isChanging = true }
      }
    }
    return atStart
  }

  /// All ways on from a block, those behind calls and after recovered panics included.
  static func forEachSuccessor(
    _ function: LoweredFunction, _ index: Int, _ visit: (BlockID, [Register]) -> Void
  ) {
    let terminator = function.blocks[index].terminator
    for next in terminator.localSuccessors { visit(next, []) }
    if case .call(let call) = terminator {
      if let next = call.next { visit(next, call.results.all) }
      if let recovery = function.recovery { visit(recovery, []) }
    }
  }
}

/// Objects that their function itself needs at the beginning of each block: what comes later names
/// them, before they come into being anew.
struct NeededObjects {
  /// By block.
  private(set) var atStart: [IndexSet64]
  /// Objects whose addresses are values somewhere: they can be reached in other ways, too.
  private(set) var addressed: IndexSet64

  init(_ function: LoweredFunction) {
    let count = function.blocks.count
    let limit = function.objects.count
    var uses = [IndexSet64](repeating: IndexSet64(limit: limit), count: count)
    var kills = uses
    var addressed = IndexSet64(limit: limit)
    for (index, block) in function.blocks.enumerated() {
      for instruction in block.instructions {
        instruction.visitObjects { object, isAddress in
          if !kills[index].contains(object.index) { uses[index].insert(object.index) }
          if isAddress { addressed.insert(object.index) }
        }
        if case .activate(let object) = instruction { kills[index].insert(object.index) }
      }
      block.terminator.visitObjects { object in
        if !kills[index].contains(object.index) { uses[index].insert(object.index) }
        addressed.insert(object.index)
      }
    }
    self.addressed = addressed
    atStart = Liveness.solve(function, uses, kills) { _, _ in }
  }
}

/// Objects whose pointers mean something, wherever control came from, at the end of each block.
struct ActiveObjects {
  /// By block; nil for blocks that are never reached.
  private(set) var atEnd: [IndexSet64?]
  private(set) var atStart: [IndexSet64?]

  init(_ function: LoweredFunction) {
    let count = function.blocks.count
    atEnd = Array(repeating: nil, count: count)
    atStart = Array(repeating: nil, count: count)
    atStart[0] = IndexSet64(limit: function.objects.count)
    var pending = [0]
    while let index = pending.popLast() {
      guard var active = atStart[index] else { continue }
      for instruction in function.blocks[index].instructions {
        if case .activate(let object) = instruction { active.insert(object.index) }
      }
      if atEnd[index] == active { continue }
      atEnd[index] = active
      var changed: [Int] = []
      var starts = atStart
      Liveness.forEachSuccessor(function, index) { next, _ in
        var merged = active
        if let known = starts[next.index] { merged.formIntersection(known) }
        if starts[next.index] != merged {
          starts[next.index] = merged
          changed.append(next.index)
        }
      }
      atStart = starts
      pending += changed
    }
  }
}
