// `tricolor sizes`, and the generated C header that is its output.
import Foundation
import Testing
import TricolorHeap

@testable import Commands

@Suite struct SizesCommandTests {
  let rows = SizeClassRule.rows()

  @Test func theGeneratedHeaderIsUpToDate() throws {
    let root = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let folder = root.appending(path: "Sources/CTricolor")
    let header = try String(
      contentsOf: folder.appending(path: "include/size_classes.h"), encoding: .utf8)
    #expect(header == SizeClassSource.header.text(rows))
  }

  @Test func textHasGoColumns() {
    let lines = SizeClassTable.text(rows, prefix: "// ")
    #expect(
      lines[0] == "// class  bytes/obj  bytes/span  objects  tail waste  max waste  min align")
    #expect(
      lines[1] == "//     1          8        8192     1024           0     87.50%          8")
    #expect(
      lines[67] == "//    67      32768       32768        1           0     12.50%       8192")
    #expect(lines[68] == "//")
    #expect(lines[69] == "// alignment  bits  min obj size")
    #expect(lines[76] == "//      8192    13         32768")
  }

  @Test func jsonHasOneObjectAClass() throws {
    let parsed = try JSONSerialization.jsonObject(with: Data(SizeClassTable.json(rows).utf8))
    let objects = try #require(parsed as? [[String: Any]])
    #expect(objects.count == 67)
    #expect(objects[4]["bytesPerObject"] as? Int == 48)
    #expect(objects[4]["tailWaste"] as? Int == 32)
    #expect(objects[4]["maxWastePercent"] as? Double == 31.52)
  }
}
