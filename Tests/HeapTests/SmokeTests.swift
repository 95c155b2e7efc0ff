// The module links and loads.
import Testing
@testable import TricolorHeap

@Test func moduleLoads() { #expect(Bool(true)) }
