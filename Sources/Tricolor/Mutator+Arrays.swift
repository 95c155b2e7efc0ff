// Making arrays.
import CTricolor
import TricolorHeap

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

  /// As `makeArray(count:repeating:)`, but throws when the array is too large for any machine,
  /// when the system refuses memory, or when the heap's bound is reached.
  public borrowing func tryMakeArray<Element: BitwiseCopyable>(
    count: Int, repeating element: Element
  ) throws(HeapError) -> ManagedArray<Element> {
    let size = try arraySize(count, of: Element.self)
    guard let raw = tc_thread_allocate(usableThread, size, anyWord) else {
      throw .outOfMemory(bytes: size)
    }
    raw.storeBytes(of: count, as: Int.self)
    let array = ManagedArray<Element>(raw: raw)
    fill(array, with: element)
    return array
  }

  private func fill<Element: BitwiseCopyable>(
    _ array: ManagedArray<Element>, with element: Element
  ) {
    array.elements.update(repeating: element, count: array.count)
    if cache.pointee.barrier & UInt32(TC_BARRIER_BOTH) != 0 && array.count > 0 {
      shadeFresh(UnsafeMutableRawPointer(array.elements), MemoryLayout<Element>.size)
    }
  }

  private func allocateArray<Element>(
    _ count: Int, of _: Element.Type, isReferenceFree: Bool
  ) -> UnsafeMutableRawPointer {
    guard let size = try? arraySize(count, of: Element.self) else {
      preconditionFailure(
        "an array of \(count) elements is larger than any address space: make it smaller, or use "
          + "tryMakeArray and handle HeapError.tooLarge")
    }
    let type = isReferenceFree ? nil : anyWord
    guard let raw = tc_thread_allocate(usableThread, size, type) else { refused(Int(size)) }
    raw.storeBytes(of: count, as: Int.self)
    return raw
  }

  /// Bytes of an array, its count included.
  private func arraySize<Element>(_ count: Int, of _: Element.Type) throws(HeapError) -> UInt {
    precondition(count >= 0, "an array has no negative count")
    precondition(
      MemoryLayout<Element>.alignment <= 8, "elements of a managed array are aligned to 8 bytes")
    let (bytes, overflow) = count.multipliedReportingOverflow(by: MemoryLayout<Element>.stride)
    guard !overflow, bytes <= 1 << Int(TC_ADDRESS_BITS) else {
      throw .tooLarge(bytes: overflow ? .max : UInt(bytes))
    }
    return UInt(8 + bytes + 7) & ~7
  }
}
