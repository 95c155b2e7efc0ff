// The scheduler ends programs; here is none, so whatever is fatal ends the tests.
import CGoRuntime

@c @implementation
public func tc_go_fatal(_ g: UnsafeMutablePointer<tc_g>?, _ message: tc_string) -> Never {
  preconditionFailure(
    String(
      decoding: UnsafeBufferPointer(start: message.data, count: message.length), as: UTF8.self))
}
