// Hashes of memory, by folded multiplication: two words are multiplied to 128 bits, and the halves
// are joined by exclusive or. Seeds are random, one a map, so nobody can choose keys that collide.
import CGoRuntime
import CTricolor

/// The hash function of all maps. What a key hashes to depends on its bytes and the seed alone.
enum Hash {
  // Odd, with as many bits set as not; otherwise arbitrary.
  private static let first: UInt64 = 0x9FB2_1C65_1E98_DF25
  private static let second: UInt64 = 0xD6E8_FEB8_6659_FD93
  private static let third: UInt64 = 0xA3B1_9535_4A39_B70D

  /// Both halves of a product, joined.
  @inline(__always)
  static func fold(_ left: UInt64, _ right: UInt64) -> UInt64 {
    let product = left.multipliedFullWidth(by: right)
    return product.high ^ product.low
  }

  /// A word of 8 bytes.
  @inline(__always)
  static func word(_ value: UInt64, _ seed: UInt64) -> UInt64 {
    fold(value ^ first, seed ^ second)
  }

  /// A word of 4 bytes.
  @inline(__always)
  static func half(_ value: UInt32, _ seed: UInt64) -> UInt64 {
    fold(UInt64(value) ^ third, seed ^ second)
  }

  /// Memory. 8 and 4 bytes hash as `word` and `half` do.
  static func bytes(_ data: UnsafeRawPointer, _ count: Int, _ seed: UInt64) -> UInt64 {
    if count <= 16 { return short(data, count, seed) }
    var at = data
    var left = count
    var state = seed
    var other = seed ^ third
    while left > 32 {
      state = fold(load(at) ^ first, load(at + 8) ^ state)
      other = fold(load(at + 16) ^ second, load(at + 24) ^ other)
      at += 32
      left &-= 32
    }
    state ^= other
    if left > 16 { state = fold(load(at) ^ second, load(at + 8) ^ state) }
    // The last 16 bytes, some of them for the second time.
    let end = data + count
    let length = UInt64(UInt(bitPattern: count))
    return fold(fold(load(end - 16) ^ third, load(end - 8) ^ state), length ^ first)
  }

  @inline(__always)
  private static func short(
    _ data: UnsafeRawPointer, _ count: Int, _ seed: UInt64
  ) -> UInt64 {
    if count == 8 { return word(load(data), seed) }
    if count == 4 { return half(data.loadUnaligned(as: UInt32.self), seed) }
    let length = UInt64(UInt(bitPattern: count))
    if count > 8 {
      let last = load(data + count - 8)
      return fold(fold(load(data) ^ first, last ^ seed), length ^ second)
    }
    var low: UInt64 = 0
    var high: UInt64 = 0
    if count > 4 {
      low = UInt64(data.loadUnaligned(as: UInt32.self))
      high = UInt64((data + count - 4).loadUnaligned(as: UInt32.self))
    } else if count > 0 {
      // One to three bytes: the first, the middle, the last.
      low = UInt64(byte(data, 0)) | UInt64(byte(data, count &>> 1)) &<< 8
      high = UInt64(byte(data, count &- 1))
    }
    return fold(fold(low ^ first, high ^ seed), length ^ third)
  }

  @inline(__always)
  private static func load(_ at: UnsafeRawPointer) -> UInt64 { at.loadUnaligned(as: UInt64.self) }

  @inline(__always)
  private static func byte(_ at: UnsafeRawPointer, _ index: Int) -> UInt8 {
    (at + index).load(as: UInt8.self)
  }

  /// A float: equal ones hash alike, +0 and -0 too; NaN, equal to none, as it happens.
  static func float(_ value: Double, _ seed: UInt64) -> UInt64 {
    if value == 0 { return word(first, seed) }
    if value != value { return word(tc_os_now(), seed &+ second) }
    return word(value.bitPattern, seed)
  }
}
