// The module links and loads.
import Testing
@testable import TricolorPacing

@Test func moduleLoads() { #expect(Bool(true)) }
