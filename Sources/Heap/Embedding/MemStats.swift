// The statistics that a heap gives are Telemetry's; here they get the heap's name for users of
// this module alone. How they are gathered is in MemStats+Read.swift.
import TricolorTelemetry

/// Go's `runtime.MemStats`.
public typealias MemStats = TricolorTelemetry.MemStats
