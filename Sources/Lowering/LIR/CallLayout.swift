// Where the arguments and results of a call travel: eight words and eight floats in registers, the
// rest in the caller's frame. A value travels whole in one way or the other.
import GoIR

/// How one value is passed.
public enum Passing: Sendable {
  /// Each component in a register: its place among the words or among the floats.
  case registers([(component: Component, place: Int)])
  /// At so many bytes from the caller's stack pointer.
  case memory(offset: Int64)
}

/// How all values of a call are passed.
public struct CallLayout: Sendable {
  public var parameters: [Passing] = []
  public var results: [Passing] = []
  /// Bytes of arguments in the caller's frame; results follow them.
  public var argumentBytes: Int64 = 0
  /// Bytes of both.
  public var bytes: Int64 = 0
  /// Which words of the arguments hold pointers.
  public var argumentPointers: [Bool] = []
  /// The arguments' words that hold pointers in registers, by place.
  public var pointerWords: Set<Int> = []

  /// As many words, and as many floats, travel in registers: segment.h.
  static let registers = 8

  /// The layout of calls of a function with parameters and results of these types.
  public init(parameters types: [TypeID], results resultTypes: [TypeID], _ shapes: TypeShapes) {
    var offset: Int64 = 0
    parameters = Self.pass(types, shapes, &offset)
    argumentBytes = offset
    argumentPointers = [Bool](repeating: false, count: Int(offset / 8))
    for (type, passing) in zip(types, parameters) {
      switch passing {
      case .memory(let at):
        for (word, isPointer) in shapes.pointerMap(type).enumerated() where isPointer {
          argumentPointers[Int(at / 8) + word] = true
        }
      case .registers(let parts):
        for part in parts where part.component.scalar == .pointer {
          pointerWords.insert(part.place)
        }
      }
    }
    results = Self.pass(resultTypes, shapes, &offset)
    bytes = offset
  }

  /// Whether all parameters but the first have the places that they have in another layout, words
  /// one further on, and results the same.
  func isShifted(from other: CallLayout) -> Bool {
    func matches(_ mine: Passing, _ its: Passing, by shift: Int) -> Bool {
      switch (mine, its) {
      case (.memory(let left), .memory(let right)): return left == right
      case (.registers(let left), .registers(let right)):
        return zip(left, right).allSatisfy { mine, its in
          mine.place == its.place + (mine.component.scalar.isFloat ? 0 : shift)
        }
      default: return false
      }
    }
    let arguments = zip(parameters, other.parameters).dropFirst()
    return arguments.allSatisfy { matches($0, $1, by: 1) }
      && zip(results, other.results).allSatisfy { matches($0, $1, by: 0) }
  }

  private static func pass(
    _ types: [TypeID], _ shapes: TypeShapes, _ offset: inout Int64
  ) -> [Passing] {
    var words = 0
    var floats = 0
    return types.map { type in
      if let components = shapes.components(type) {
        let floatCount = components.count { $0.scalar.isFloat }
        let wordCount = components.count - floatCount
        if words + wordCount <= registers && floats + floatCount <= registers {
          return .registers(
            components.map { component in
              if component.scalar.isFloat {
                floats += 1
                return (component, floats - 1)
              }
              words += 1
              return (component, words - 1)
            })
        }
      }
      let place = offset
      offset += (shapes.types.size(type) + 7) / 8 * 8
      return .memory(offset: place)
    }
  }
}
