// The module links and loads.
import Testing
@testable import GoSyntax

@Test func moduleLoads() { #expect(Bool(true)) }
