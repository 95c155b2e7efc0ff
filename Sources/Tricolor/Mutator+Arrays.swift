// Making arrays.
import CTricolor

extension Mutator {
  /// A new array of `count` equal elements.
  ///
  /// - Precondition: `count` is not negative, and the array is not larger than the address space.
  public borrowing func makeArray<Element: BitwiseCopyable>(
    count: Int, repeating element: Element
  ) -> ManagedArray<Element> {
    let array = ManagedArray<Element>(
      raw: allocateArray(count, of: Element.self, isReferenceFree: false))
    fill(array, with: element)
    return array
  }

  /// A new array of `count` equal elements without references.
  public borrowing func makeArray<Element: ReferenceFree>(
    count: Int, repeating element: Element
  ) -> ManagedArray<Element> {
    let array = ManagedArray<Element>(
      raw: allocateArray(count, of: Element.self, isReferenceFree: true))
    array.elements.update(repeating: element, count: count)
    return array
  }

  /// A new array with a sequence's elements.
  ///
  /// A Swift array does not keep what its references refer to alive: make it and this array in one
  /// section without safepoints, or let the references be rooted meanwhile.
  public borrowing func makeArray<Elements: Collection>(
    _ elements: Elements
  ) -> ManagedArray<Elements.Element> where Elements.Element: BitwiseCopyable {
    let count = elements.count
    let array = ManagedArray<Elements.Element>(
      raw: withoutSafepoints {
        allocateArray(count, of: Elements.Element.self, isReferenceFree: false)
      })
    for (index, element) in elements.enumerated() { array[index] = element }
    return array
  }

  private func fill<Element: BitwiseCopyable>(
    _ array: ManagedArray<Element>, with element: Element
  ) {
    if cache.pointee.barrier != 0 && array.count > 0 {
      shadeFresh(UnsafeMutableRawPointer(array.elements), element)
    }
    array.elements.update(repeating: element, count: array.count)
  }

  private func allocateArray<Element>(
    _ count: Int, of _: Element.Type, isReferenceFree: Bool
  ) -> UnsafeMutableRawPointer {
    precondition(count >= 0, "an array has no negative count")
    let header = max(8, MemoryLayout<Element>.alignment)
    let (bytes, overflow) = count.multipliedReportingOverflow(by: MemoryLayout<Element>.stride)
    precondition(
      !overflow && bytes <= Int.max - header, "an array of \(count) elements is too large")
    precondition(
      MemoryLayout<Element>.alignment <= 8, "elements of a managed array are aligned to 8 bytes")
    let size = UInt(header + bytes + 7) & ~7
    let type = isReferenceFree ? nil : anyWord
    guard let raw = tc_thread_allocate(thread, size, type) else { refused(Int(size)) }
    raw.storeBytes(of: count, as: Int.self)
    return raw
  }
}
