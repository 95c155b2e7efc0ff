// The names that descriptors refer to: abi.Name records in one blob, each once.
//
// A record is a byte of flags, the length as a varint, the bytes; then the tag in the same way;
// then four bytes, least significant first, with the offset of the record of a package path. The
// blob begins with a byte that is nobody's, because offset 0 stands for no name.

/// The blob of `tc_program.names`.
struct NameRecords {
  private(set) var bytes: [UInt8] = [0]
  private var offsets: [Key: Int32] = [:]

  private struct Key: Hashable {
    let name: String
    let tag: String
    let package: String?
    let flags: UInt8
  }

  /// The offset of a name's record, made if it is new.
  ///
  /// - Parameter package: the path of the package of an unexported name, where the descriptor
  ///   itself does not tell it.
  mutating func offset(
    of name: String, tag: String = "", package: String? = nil, isExported: Bool = false,
    isEmbedded: Bool = false
  ) -> Int32 {
    var flags: UInt8 = isExported ? 1 : 0
    if !tag.isEmpty { flags |= 2 }
    if package != nil { flags |= 4 }
    if isEmbedded { flags |= 8 }
    let key = Key(name: name, tag: tag, package: package, flags: flags)
    if let known = offsets[key] { return known }
    let path = package.map { self.offset(of: $0) }
    let offset = Int32(bytes.count)
    offsets[key] = offset
    bytes.append(flags)
    append(name)
    if !tag.isEmpty { append(tag) }
    if let path {
      let word = UInt32(bitPattern: path)
      for shift: UInt32 in [0, 8, 16, 24] { bytes.append(UInt8(truncatingIfNeeded: word >> shift)) }
    }
    return offset
  }

  private mutating func append(_ text: String) {
    var length = text.utf8.count
    while length >= 0x80 {
      bytes.append(UInt8(length & 0x7f) | 0x80)
      length >>= 7
    }
    bytes.append(UInt8(length))
    bytes += text.utf8
  }
}
