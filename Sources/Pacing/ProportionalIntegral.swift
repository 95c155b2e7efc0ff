// A proportional-integral controller with bounded output: the scavenger's sleep is its only user.

/// Steers one variable so that a measured one meets its set point.
public struct ProportionalIntegral: Equatable, Sendable {
  /// Response to the present error.
  public var gain: Double
  /// Time in which the integral matches the proportional response, in the caller's unit.
  public var integralTime: Double
  /// Time in which an integral that drives the output out of its bounds is unwound.
  public var resetTime: Double
  /// The output's bounds.
  public var bounds: ClosedRange<Double>
  private var integral = 0.0

  /// A controller at rest.
  public init(
    gain: Double, integralTime: Double, resetTime: Double, bounds: ClosedRange<Double>
  ) {
    self.gain = gain
    self.integralTime = integralTime
    self.resetTime = resetTime
    self.bounds = bounds
  }

  /// Takes a sample.
  ///
  /// - Parameters:
  ///   - input: what was measured.
  ///   - target: what it should be.
  ///   - period: time since the last sample, in the unit of `integralTime`.
  /// - Returns: the new output; nil if the arithmetic left its range, after which the controller
  ///   has started over and the caller should use a cautious value.
  public mutating func next(input: Double, target: Double, period: Double) -> Double? {
    let raw = gain * (target - input) + integral
    guard raw.isFinite else {
      integral = 0
      return nil
    }
    let output = min(max(raw, bounds.lowerBound), bounds.upperBound)
    if integralTime != 0, resetTime != 0 {
      integral += gain * period / integralTime * (target - input)
      integral += period / resetTime * (output - raw)
      guard integral.isFinite else {
        integral = 0
        return nil
      }
    }
    return output
  }
}
