// go_calls.h, "print, println".
import CGoRuntime
import CTricolor

@c @implementation
public func tc_go_print_begin(_ g: UnsafeMutablePointer<tc_g>?) { Print.begin() }

@c @implementation
public func tc_go_print_end(_ g: UnsafeMutablePointer<tc_g>?) { Print.end() }

@c @implementation
public func tc_go_print_int(_ g: UnsafeMutablePointer<tc_g>?, _ value: Int64) {
  Print.signed(value)
}

@c @implementation
public func tc_go_print_uint(_ g: UnsafeMutablePointer<tc_g>?, _ value: UInt64) {
  Print.decimal(value)
}

@c @implementation
public func tc_go_print_hex(_ g: UnsafeMutablePointer<tc_g>?, _ value: UInt64) {
  Print.hexadecimal(value)
}

@c @implementation
public func tc_go_print_float(_ g: UnsafeMutablePointer<tc_g>?, _ value: Double) {
  Print.float(value)
}

@c @implementation
public func tc_go_print_float32(_ g: UnsafeMutablePointer<tc_g>?, _ value: Float) {
  Print.float(value)
}

@c @implementation
public func tc_go_print_complex(
  _ g: UnsafeMutablePointer<tc_g>?, _ real: Double, _ imaginary: Double
) {
  Print.byte(UInt8(ascii: "("))
  Print.float(real)
  Print.plusUnlessSigned(imaginary)
  Print.float(imaginary)
  Print.text("i)")
}

@c @implementation
public func tc_go_print_complex64(
  _ g: UnsafeMutablePointer<tc_g>?, _ real: Float, _ imaginary: Float
) {
  Print.byte(UInt8(ascii: "("))
  Print.float(real)
  Print.plusUnlessSigned(Double(imaginary))
  Print.float(imaginary)
  Print.text("i)")
}

@c @implementation
public func tc_go_print_bool(_ g: UnsafeMutablePointer<tc_g>?, _ value: Bool) {
  Print.text(value ? "true" : "false")
}

@c @implementation
public func tc_go_print_pointer(_ g: UnsafeMutablePointer<tc_g>?, _ value: UnsafeRawPointer?) {
  Print.hexadecimal(UInt64(UInt(bitPattern: value)))
}

@c @implementation
public func tc_go_print_string(_ g: UnsafeMutablePointer<tc_g>?, _ value: tc_string) {
  if let data = value.data { Print.bytes(data, value.length) }
}

@c @implementation
public func tc_go_print_slice(_ g: UnsafeMutablePointer<tc_g>?, _ value: tc_slice) {
  Print.byte(UInt8(ascii: "["))
  Print.signed(Int64(value.length))
  Print.byte(UInt8(ascii: "/"))
  Print.signed(Int64(value.capacity))
  Print.byte(UInt8(ascii: "]"))
  tc_go_print_pointer(g, value.data)
}

@c @implementation
public func tc_go_print_any(_ g: UnsafeMutablePointer<tc_g>?, _ value: tc_any) {
  Print.byte(UInt8(ascii: "("))
  tc_go_print_pointer(g, value.type)
  Print.byte(UInt8(ascii: ","))
  tc_go_print_pointer(g, value.data)
  Print.byte(UInt8(ascii: ")"))
}
