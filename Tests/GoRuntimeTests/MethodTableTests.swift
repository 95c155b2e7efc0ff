// Method tables: found, made, remembered, missing; names and packages; many threads at once.
import CGoRuntime
import CTricolor
import Testing

/// A program of one package with interfaces and types that have methods.
final class HandMadeProgram {
  private var names: [UInt8] = [0, 0]
  private var types: [TypePointer?] = [nil]
  private var texts: [UnsafeMutableRawPointer?] = []
  let program = UnsafeMutablePointer<tc_program>.allocate(capacity: 1)

  /// Adds a name and gives its offset. Names with a package are not exported.
  func name(_ text: String, package: Int32? = nil) -> Int32 {
    let offset = Int32(names.count)
    let isExported = text.first!.isUppercase  // no name is empty
    names.append((isExported ? 1 : 0) | (package != nil ? 4 : 0))
    names.append(UInt8(text.utf8.count))
    names += [UInt8](text.utf8)
    if let package { withUnsafeBytes(of: package) { names += [UInt8]($0) } }
    return offset
  }

  /// Adds a type and gives its offset.
  func add(_ type: TypePointer) -> Int32 {
    types.append(type)
    return Int32(types.count - 1)
  }

  /// An interface with methods of names and type offsets.
  func interface(_ methods: [(name: Int32, type: Int32)], package: String = "main") -> TypePointer {
    let list = UnsafeMutablePointer<Int32>.allocate(capacity: methods.count * 2 + 1)
    for (index, method) in methods.enumerated() {
      list[index * 2] = method.name
      list[index * 2 + 1] = method.type
    }
    let path = UnsafeMutablePointer<UInt8>.allocate(capacity: package.utf8.count + 2)
    path[0] = 0
    path[1] = UInt8(package.utf8.count)
    for (index, byte) in package.utf8.enumerated() { path[index + 2] = byte }
    return HandMade.type(
      size: 16, pointers: [true, true], kind: 20,
      extra: [
        UInt(bitPattern: path), UInt(bitPattern: list), UInt(methods.count), UInt(methods.count),
      ])
  }

  /// A named number type with methods; entries are the numbers that come back as addresses.
  func type(_ methods: [(name: Int32, type: Int32, entry: UInt)], package: Int32) -> TypePointer {
    var words: [UInt] = [
      UInt(UInt32(bitPattern: package)) | UInt(methods.count) << 32 | UInt(methods.count) << 48,
      16,  // the methods follow the record
    ]
    for method in methods {
      let text = UInt(texts.count)
      texts.append(UnsafeMutableRawPointer(bitPattern: method.entry))
      let first = UInt(UInt32(bitPattern: method.name))
      words.append(first | UInt(UInt32(bitPattern: method.type)) << 32)
      words.append(text | text << 32)
    }
    return HandMade.type(size: 8, kind: 6, flags: HandMade.regular | 1, extra: words)
  }

  /// Fills the program in; nothing may be added any more.
  func finish() {
    let bytes = UnsafeMutablePointer<UInt8>.allocate(capacity: names.count)
    bytes.initialize(from: names, count: names.count)
    let typeList = UnsafeMutablePointer<TypePointer?>.allocate(capacity: types.count)
    typeList.initialize(from: types, count: types.count)
    let textList = UnsafeMutablePointer<UnsafeMutableRawPointer?>.allocate(
      capacity: texts.count + 1)
    textList.initialize(from: texts, count: texts.count)
    program.initialize(to: tc_program())
    program.pointee.names = UnsafeRawPointer(bytes).assumingMemoryBound(to: CChar.self)
    program.pointee.types = UnsafePointer(typeList)
    program.pointee.type_count = UInt32(types.count)
    program.pointee.texts = UnsafePointer(textList)
    program.pointee.text_count = UInt32(texts.count)
  }
}

@Suite struct MethodTableTests {
  private func string(_ text: tc_string) -> String {
    String(decoding: UnsafeBufferPointer(start: text.data, count: text.length), as: UTF8.self)
  }

  @Test func methodsAreFoundByNameTypeAndPackage() throws {
    let runtime = try RuntimeHeap()
    let made = HandMadeProgram()
    let main = made.name("main")
    let other = made.name("other")
    let signature = made.add(HandMade.type(size: 8, kind: 19))
    let wrong = made.add(HandMade.type(size: 8, kind: 19))
    let close = made.name("Close")
    let read = made.name("Read")
    let hidden = made.name("hidden")
    let foreign = made.name("hidden", package: other)
    let file = made.type(
      [
        (close, signature, 0x100), (read, signature, 0x200),
        (made.name("Write"), signature, 0x300), (hidden, signature, 0x400),
      ], package: main)
    let both = made.interface([(close, signature), (read, signature)])
    // An order of its own is no obstacle.
    let backwards = made.interface([(hidden, signature), (read, signature), (close, signature)])
    let mistyped = made.interface([(close, signature), (read, wrong)])
    let elsewhere = made.interface([(foreign, signature)], package: "other")
    made.finish()
    runtime.g.pointee.program = UnsafePointer(made.program)
    tc_go_register(made.program)
    let g = runtime.g

    let table = tc_go_itab(g, both, file)
    let methods = tc_itab_methods(table)!
    #expect([methods[0], methods[1]] == [0x100, 0x200])
    #expect(table?.pointee.type == file && table?.pointee.interface == both)
    #expect(tc_go_itab(g, both, file) == table)
    let reversed = tc_itab_methods(tc_go_itab(g, backwards, file))!
    #expect([reversed[0], reversed[1], reversed[2]] == [0x400, 0x200, 0x100])
    #expect(tc_go_itab(g, mistyped, file) == nil)
    #expect(tc_go_itab(g, mistyped, file) == nil)
    #expect(string(tc_go_missing_method(g, mistyped, file)) == "Read")
    #expect(tc_go_itab(g, elsewhere, file) == nil)
    #expect(string(tc_go_missing_method(g, elsewhere, file)) == "hidden")
    #expect(string(tc_go_missing_method(g, both, HandMade.word)) == "Close")
    #expect(tc_go_name(g, UInt(close)) != 0)
    #expect(tc_go_type(g, UInt(signature)) != 0 && tc_go_type(g, 0) == 0)
    #expect(tc_go_text(g, 1) == 0x200)
    #expect(tc_go_text(g, 99) == 0)
  }

  @Test func tablesAreOneForAllThreads() throws {
    let made = HandMadeProgram()
    let main = made.name("main")
    let signature = made.add(HandMade.type(size: 8, kind: 19))
    let run = made.name("Run")
    let interface = made.interface([(run, signature)])
    // More types than the first table has places for.
    let types = (1...1500).map { made.type([(run, signature, UInt($0))], package: main) }
    made.finish()
    let work = (0..<4).map { _ in
      SearchWork(program: UnsafePointer(made.program), interface: interface, types: types)
    }
    let threads = work.map { piece in
      tc_os_thread_start(
        { argument in
          Unmanaged<SearchWork>.fromOpaque(argument!).takeUnretainedValue().run()
          return nil
        }, Unmanaged.passUnretained(piece).toOpaque())
    }
    threads.forEach { tc_os_thread_join($0) }
    for index in types.indices {
      let first = work[0].found[index]
      #expect(work.allSatisfy { $0.found[index] == first })
      #expect(tc_itab_methods(first)![0] == UInt(index + 1))
    }
  }
}

/// What one thread asks for. The test waits for it.
private final class SearchWork {
  let program: UnsafePointer<tc_program>
  let interface: TypePointer
  let types: [TypePointer]
  var found: [UnsafeMutablePointer<tc_itab>?] = []

  init(program: UnsafePointer<tc_program>, interface: TypePointer, types: [TypePointer]) {
    self.program = program
    self.interface = interface
    self.types = types
  }

  func run() {
    var g = tc_g()
    g.program = program
    found = types.map { tc_go_itab(&g, interface, $0) }
  }
}
