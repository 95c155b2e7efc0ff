// Names in expressions.
import GoSyntax

extension Checker {
  /// Makes an operand of an identifier: resolves what it denotes and notes that it is used.
  /// - Parameter wantsType: only types will do; other objects are not resolved then.
  func identifier(_ node: NodeID, into x: inout Operand, wantsType: Bool) {
    x.invalidate()
    x.expression = node
    let name = tree.name(node)
    guard let (scope, object) = lookupWithScope(name) else {
      if name == .blank {
        report(.invalidBlank, at: node, "cannot use _ as value or type")
      } else {
        report(.undeclaredName, at: node, "undefined: \(names.text(name))")
      }
      return
    }
    if object === universe.anyType.object || object === universe.comparableType.object {
      guard
        verify(GoVersion(minor: 18), at: tree.position(node), "predeclared \(object.text)")
      else { return }
    }
    recordUse(node, object)
    let isType = object.kind == .typeName
    if wantsType && !isType {
      report(
        .notAType, at: node, "\(object.text) (\(objectKindName(object))) is not a type")
      // Do not complain about an unused variable too.
      if let variable = object.asVariable, variable.package === package { variable.isUsed = true }
      return
    }
    // A type is resolved again when a type is wanted, to notice cycles; other objects only while
    // their type is unknown, so that cycles of them give the better message of the caller.
    if object.type == nil || isType && wantsType && object.package === package {
      resolve(object)
    }
    if !dotImports.isEmpty {
      let key = DotImportKey(scope: ObjectIdentifier(scope), name: name)
      dotImports[key]?.isUsed = true
    }
    fill(&x, node, object, object.type ?? BasicType.invalid)
  }

  private func fill(_ x: inout Operand, _ node: NodeID, _ object: Object, _ type: GoType) {
    switch object.kind {
    case .packageName:
      report(.invalidPkgUse, at: node, "use of package \(object.text) not in selector")
      return
    case .constant:
      addDependency(on: object)
      guard isValid(type), let constant = object.asConstant else { return }
      if constant.name == .iota, constant.package == nil {
        guard let iota = environment.iota else {
          report(.invalidIota, at: node, "cannot use iota outside constant declaration")
          return
        }
        x.value = iota
      } else {
        x.value = constant.value
      }
      x.mode = .constant
    case .typeName: x.mode = .type
    case .variable:
      if let variable = object.asVariable, variable.package === package {
        variable.isUsed = true
      }
      addDependency(on: object)
      guard isValid(type) else { return }
      x.mode = .variable
    case .function:
      addDependency(on: object)
      x.mode = .value
    case .builtin:
      guard let builtin = object.asBuiltin else { return }
      x.builtin = builtin.builtin
      x.mode = .builtin
    case .nil: x.mode = .nilValue
    case .label: return
    }
    x.type = type
  }
}
