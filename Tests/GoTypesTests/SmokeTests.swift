// The module links and loads.
import Testing
@testable import GoTypes

@Test func moduleLoads() { #expect(Bool(true)) }
