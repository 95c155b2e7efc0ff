// Types and parameter lists that no program can have because of their size: the complaints that
// Go's compiler makes when it lays types out.
import GoSyntax
import GoTypes

/// Checks the sizes of what a package without errors declares. Type parameters count as
/// interfaces.
struct SizeCheck {
  /// No type is as large as this: 2^50 bytes.
  private static let addressSpace: Int64 = 1 << 50
  /// The elements of a channel are smaller than this: 64 KiB.
  private static let channelElement: Int64 = 1 << 16
  /// The keys and elements of a map are smaller than this: 2 GiB.
  private static let mapElement: Int64 = 1 << 31
  /// The parameters and results of a function take no more than this: 1 GB.
  private static let frame: Int64 = 1_000_000_000

  private let sizes: Sizes
  private let sink: any DiagnosticSink
  private var seen: Set<ObjectIdentifier> = []
  /// Where the type that is being looked at was declared.
  private var place = SourcePosition.unknown

  static func check(_ info: TypeInfo, _ sizes: Sizes, _ sink: any DiagnosticSink) {
    var check = SizeCheck(sizes: sizes, sink: sink)
    for file in info.files {
      for raw in 1..<UInt32(file.tree.nodeCount) {
        let node = NodeID(raw: raw)
        guard file.tree.kind(node) == .name, let type = file.definition(node)?.type else {
          continue
        }
        check.place = file.tree.position(node)
        check.visit(type)
      }
      check.visitFunctions(file)
    }
  }

  private init(sizes: Sizes, sink: any DiagnosticSink) {
    self.sizes = sizes
    self.sink = sink
  }

  private func report(_ message: String) {
    sink.report(Diagnostic(position: place, code: .limit, message: message))
  }

  /// Looks at a type and at those that its layout needs, each once.
  private mutating func visit(_ outer: GoType) {
    let type: GoType = outer.unaliased
    guard type.kind != .basic, type.kind != .typeParameter, type.kind != .interface,
      seen.insert(ObjectIdentifier(type)).inserted
    else { return }
    switch type.underlying.kind {
    case .array:
      visitArray(type)
    case .structure:
      let fields: [VarObject] = type.underlying.asStruct?.fields ?? []
      for field in fields { field.type.map { visit($0) } }
      if sizes.size(of: type) >= Self.addressSpace {
        report("type \(typeString(type)) too large")
      }
    case .slice:
      type.underlying.asSlice.map { visit($0.element) }
    case .pointer:
      type.underlying.asPointer.map { visit($0.base) }
    case .channel:
      guard let element = type.underlying.asChannel?.element else { return }
      visit(element)
      if sizes.size(of: element) >= Self.channelElement {
        report("channel element type too large (>64kB)")
      }
    case .map:
      visitMap(type)
    case .signature:
      guard let signature = type.underlying.asSignature else { return }
      for variable in signature.parameters.variables + signature.results.variables {
        variable.type.map { visit($0) }
      }
    default:
      break
    }
  }

  private mutating func visitArray(_ type: GoType) {
    guard let array = type.underlying.asArray else { return }
    visit(array.element)
    let element: Int64 = sizes.size(of: array.element)
    if element > 0 && array.length > (Self.addressSpace - 1) / element {
      report("type \(typeString(type.underlying)) larger than address space")
    }
  }

  private mutating func visitMap(_ type: GoType) {
    guard let map = type.underlying.asMap else { return }
    visit(map.key)
    visit(map.element)
    if sizes.size(of: map.element) >= Self.mapElement { report("map element type too large") }
    if sizes.size(of: map.key) >= Self.mapElement { report("map key type too large") }
  }

  private mutating func visitFunctions(_ file: FileTypes) {
    let tree: SyntaxTree = file.tree
    for node in tree.declarations where tree.kind(node) == .functionDeclaration {
      guard let type = file.definition(tree.functionDeclaration(node).name)?.type else { continue }
      place = tree.position(node)
      visitFrame(type)
    }
  }

  /// A function's receiver, parameters and results must fit into a frame.
  private func visitFrame(_ type: GoType) {
    guard let signature = type.asSignature else { return }
    var variables: [VarObject] = signature.parameters.variables + signature.results.variables
    if let receiver = signature.receiver { variables.append(receiver) }
    var total: Int64 = 0
    for variable in variables {
      guard let type = variable.type else { return }
      total = total.addingReportingOverflow(max(0, sizes.size(of: type))).partialValue
    }
    if total > Self.frame {
      report("stack frame too large (>1GB): 0 MB locals + \(total >> 20) MB args")
    }
  }
}
