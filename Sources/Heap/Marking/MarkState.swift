// What all markers of a heap share: the work lists, the memory behind them, and the counts of the
// cycle. The layout is tc_mark_state in CTricolor/marking.h.
//
// Buffers come from the system in chunks. While marking runs they only ever grow in number, so
// that a link on a list never leads into unmapped memory; when a cycle is over and every buffer is
// on the empty list again, all chunks but the first few are given back.
import CTricolor

extension UnsafeMutablePointer where Pointee == tc_mark_state {
  @inline(__always)
  var fullList: WorkListPointer { tc_mark_full(self).unsafelyUnwrapped }
  @inline(__always)
  var emptyList: WorkListPointer { tc_mark_empty(self).unsafelyUnwrapped }

  private var space: MetadataSpacePointer {
    pointee.metadata.assumingMemoryBound(to: MetadataSpace.self)
  }

  /// Puts a buffer with entries at everyone's disposal.
  func pushFull(_ buffer: WorkBufferPointer) { fullList.push(buffer) }

  /// Puts a buffer without entries in reserve.
  func pushEmpty(_ buffer: WorkBufferPointer) { emptyList.push(buffer) }

  /// A buffer with entries; nil if there is none at this moment.
  func takeFullBuffer() -> WorkBufferPointer? { fullList.pop() }

  /// A buffer without entries. Never nil: without memory for marking there is no going on, as in
  /// Go.
  func takeEmptyBuffer() -> WorkBufferPointer {
    if let buffer = emptyList.pop() { return buffer }
    lock(&pointee.chunk_lock, .pool)
    defer { unlock(&pointee.chunk_lock, .pool) }
    // Somebody may have brought a chunk while this caller waited.
    if let buffer = emptyList.pop() { return buffer }
    return addChunk()
  }

  /// Bytes of a chunk; its first buffer's place holds the chunk's own link.
  private static var chunkBytes: UInt { 64 &<< 10 }
  private static var buffersPerChunk: Int { Int(chunkBytes) / Int(TC_WORK_BUFFER_BYTES) - 1 }
  /// Chunks that stay from cycle to cycle; 512 KiB. Fewer: more system calls in each cycle; more:
  /// memory that small heaps never use.
  private static var keptChunks: UInt32 { 8 }

  private func addChunk() -> WorkBufferPointer {
    guard let chunk = space.pointee.system.map(Self.chunkBytes) else {
      fatal("runtime: out of memory: cannot allocate work buffers")
    }
    space.pointee.accounting.map(Int(Self.chunkBytes), .collector)
    UnsafeMutablePointer<UInt>(bitPattern: chunk).unsafelyUnwrapped.pointee = pointee.chunks
    pointee.chunks = chunk
    pointee.chunk_count &+= 1
    var at = chunk &+ UInt(TC_WORK_BUFFER_BYTES)
    for _ in 1..<Self.buffersPerChunk {
      emptyList.push(WorkBufferPointer(bitPattern: at).unsafelyUnwrapped)
      at &+= UInt(TC_WORK_BUFFER_BYTES)
    }
    return WorkBufferPointer(bitPattern: at).unsafelyUnwrapped
  }

  /// Gives back what a cycle needed beyond the usual. Marking is over, the gate closed, and every
  /// buffer on the empty list.
  func trimBuffers() {
    guard pointee.chunk_count > Self.keptChunks else { return }
    invariant(
      emptyList.count == Int(pointee.chunk_count) * Self.buffersPerChunk,
      "a work buffer is neither on a list nor in a marker's hands")
    while emptyList.pop() != nil {}
    releaseChunks(keeping: Self.keptChunks)
    var chunk = pointee.chunks
    while chunk != 0 {
      for index in 1...Self.buffersPerChunk {
        let at = chunk &+ UInt(index) &* UInt(TC_WORK_BUFFER_BYTES)
        emptyList.push(WorkBufferPointer(bitPattern: at).unsafelyUnwrapped)
      }
      chunk = Self.next(of: chunk)
    }
  }

  /// Forgets all entries: after a deliberate fault ended marking too early.
  func discardWork() {
    while let buffer = fullList.pop() {
      buffer.pointee.count = 0
      pushEmpty(buffer)
    }
  }

  /// Gives all memory back. Nobody marks, or ever will.
  func destroyBuffers() { releaseChunks(keeping: 0) }

  private func releaseChunks(keeping kept: UInt32) {
    while pointee.chunk_count > kept {
      let chunk = pointee.chunks
      pointee.chunks = Self.next(of: chunk)
      pointee.chunk_count &-= 1
      space.pointee.system.unmap(chunk, Self.chunkBytes)
      space.pointee.accounting.map(-Int(Self.chunkBytes), .collector)
    }
  }

  private static func next(of chunk: UInt) -> UInt {
    UnsafePointer<UInt>(bitPattern: chunk).unsafelyUnwrapped.pointee
  }

  /// Makes the counts those of a cycle that has not begun. World stopped; a slice that was the
  /// last of its cycle may still add its time.
  func resetCounts() {
    tc_i64_store(&pointee.credit, 0)
    tc_u64_store(&pointee.bytes_marked, 0)
    tc_u64_store(&pointee.heap_work, 0)
    tc_u64_store(&pointee.stack_work, 0)
    tc_u64_store(&pointee.global_work, 0)
    tc_u64_store(&pointee.assist_time, 0)
    tc_u64_store(&pointee.dedicated_time, 0)
    tc_u64_store(&pointee.idle_time, 0)
  }
}
