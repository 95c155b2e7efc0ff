// What is to happen when an object dies, as the collector holds it: one word that leads here. A
// duty
// is retained by its heap's list until it was done or the heap ended.
import CTricolor

/// Something to do once. Links and list are under the list's lock.
class Duty {
  fileprivate var next: Duty?
  fileprivate unowned(unsafe) var previous: Duty?
  fileprivate var isListed = false

  /// Does it. `object` is the object of a finalizer, nil for cleanups.
  func run(_ object: UnsafeMutableRawPointer?) {}

  /// The word for the collector.
  var word: UInt { UInt(bitPattern: Unmanaged.passUnretained(self).toOpaque()) }

  /// The duty behind a word that came back.
  static func from(_ word: UInt) -> Duty? {
    UnsafeRawPointer(bitPattern: word).map { Unmanaged<Duty>.fromOpaque($0).takeUnretainedValue() }
  }
}

/// All duties of one heap that are not done yet.
final class DutyList: @unchecked Sendable {
  private let first = Locked<Duty?>(nil)

  func add(_ duty: Duty) {

    first.withLock { first in
      duty.isListed = true
      duty.next = first
      first?.previous = duty
      first = duty
    }
  }

  /// Takes a duty off the list; false when somebody else did.
  func remove(_ duty: Duty) -> Bool {

    return first.withLock { first in
      guard duty.isListed else { return false }
      duty.isListed = false
      if let previous = duty.previous { previous.next = duty.next } else { first = duty.next }
      duty.next?.previous = duty.previous
      duty.next = nil
      duty.previous = nil
      return true
    }
  }

  /// Drops what was never done; what the duties retain is released with them.
  func drop() {
    while true {
      let duty = first.withLock { first -> Duty? in
        let duty = first
        first = duty?.next
        first?.previous = nil
        duty?.next = nil
        duty?.isListed = false
        return duty
      }
      if duty == nil { return }
    }
  }
}
