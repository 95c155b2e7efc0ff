// From values to text.
import Tricolor

extension Interpreter {
  /// The external form of a value; strings and characters bare when `bare` (as `display` shows).
  func show(_ value: Value, bare: Bool = false) -> String {
    switch value {
    case .null: return "()"
    case .unspecified: return ""
    case .boolean(let flag): return flag ? "#t" : "#f"
    case .integer(let integer): return String(integer)
    case .real(let real): return String(real)
    case .character(let scalar):
      let text = Unicode.Scalar(scalar).map { String(Character($0)) } ?? "?"
      return bare ? text : "#\\" + text
    case .symbol(let symbol): return name(symbol)
    case .string(let text): return bare ? text.text.value : "\"\(text.text.value)\""
    case .pair(let cell): return "(" + showRest(cell, bare) + ")"
    case .vector(let items):
      let parts = (0..<items.count).map { show(items[$0], bare: bare) }
      return "#(" + parts.joined(separator: " ") + ")"
    case .closure, .primitive: return "#<procedure>"
    }
  }

  private func showRest(_ cell: Ref<Pair>, _ bare: Bool) -> String {
    var text = show(cell.first, bare: bare)
    var rest = cell.rest
    while case .pair(let next) = rest {
      text += " " + show(next.first, bare: bare)
      rest = next.rest
    }
    if case .null = rest { return text }
    return text + " . " + show(rest, bare: bare)
  }
}
