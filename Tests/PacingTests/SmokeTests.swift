import Testing
@testable import TricolorPacing

@Test func moduleLoads() { #expect(Bool(true)) }
