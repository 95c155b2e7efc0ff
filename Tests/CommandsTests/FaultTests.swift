// Faults of the processor in a Go program: what is printed, and the exit code.
import Foundation
import Testing

@Suite struct FaultTests {
  private static let program = """
    package main

    import "unsafe"

    type pair struct{ a, b int }

    //go:noinline
    func read(p *pair, n int) int {
    	if n > 0 {
    		return again(p, n-1) + 1
    	}
    	return p.b
    }

    var again func(*pair, int) int

    func main() {
    	defer println("not to be seen")
    	again = read
    	println(again((*pair)(unsafe.Pointer(uintptr(0x123456780))), 2))
    }

    """

  @Test func anAddressThatIsNoneIsToldWithTheCallsThatLedToIt() throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("tricolor-fault-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("main.go")
    try Self.program.write(to: file, atomically: true, encoding: .utf8)
    let outcome = try ToolProcess.run(["run", file.path])
    #expect(outcome.code == 2)
    let lines = outcome.errors.split(separator: "\n").map(String.init)
    #expect(lines.first == "unexpected fault address 0x123456788")
    #expect(lines.dropFirst().first == "fatal error: fault")
    #expect(outcome.errors.contains("[signal SIGSEGV: segmentation violation code=0x1 addr=0x1234"))
    let calls = lines.filter { $0.hasPrefix("main.") }
    #expect(calls == ["main.read(...)", "main.read(...)", "main.read(...)", "main.main()"])
    #expect(!outcome.errors.contains("not to be seen"))
  }
}
