import Testing
@testable import GoSyntax

@Test func moduleLoads() { #expect(Bool(true)) }
