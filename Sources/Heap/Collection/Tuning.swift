// Settings that may change while the heap runs: the percentage, the memory limit, and the
// container's limit that the latter may follow.
import CTricolor
import TricolorPacing
import TricolorTelemetry

extension UnsafeMutablePointer where Pointee == Collector {
  /// Sets GOGC; negative: off. A cycle that marks now is paced anew; the caller who switches off
  /// and wants no cycle running afterwards waits for it (`waitForMarking`).
  /// - Returns: the old percentage.
  func setPercent(_ percent: Int32) -> Int32 {
    lock(&pointee.paceLock, .pace)
    let old = pointee.controller.setPercent(percent)
    settlePacing()
    unlock(&pointee.paceLock, .pace)
    repaceScavenger()
    emit(
      .setting, SettingName.percent.rawValue, UInt64(bitPattern: Int64(old)),
      UInt64(bitPattern: Int64(percent)))
    return old
  }

  /// Sets the soft memory limit in bytes; a negative one only asks.
  /// - Returns: the old limit.
  func setMemoryLimit(_ bytes: Int64) -> Int64 {
    lock(&pointee.paceLock, .pace)
    let old = pointee.controller.setMemoryLimit(bytes)
    let changes = bytes >= 0 && bytes != old
    if changes { settlePacing() }
    unlock(&pointee.paceLock, .pace)
    guard changes else { return old }
    repaceScavenger()
    emit(
      .setting, SettingName.memoryLimit.rawValue, UInt64(bitPattern: old),
      UInt64(bitPattern: bytes))
    return old
  }

  /// Recomputes what depends on the settings. `paceLock` held.
  private func settlePacing() {
    commitPacing(sweepDone: isSwept)
    if phase == .mark { mark.setAssistRatio(pointee.controller.assistRatio(reading())) }
    if !isSwept {
      let live = tc_u64_load(&heap.pointee.live_bytes)
      heap.sweeper.setProportion(pagesPerByte: pointee.sweepPagesPerByte, live: live)
    }
  }

  /// Tells the scavenger what pacing has come to.
  func repaceScavenger() {
    lock(&pointee.paceLock, .pace)
    let pace = ScavengePace(
      heapGoal: pointee.controller.heapGoal(reading()).bytes,
      lastHeapGoal: pointee.controller.lastGoal, processors: processors)
    let limit = pointee.controller.memoryLimit
    unlock(&pointee.paceLock, .pace)
    heap.scavenger.paceChanged(pace, memoryLimit: limit)
  }

  /// With a memory limit the trigger moves with everything that is mapped: called when pages were
  /// backed again or the heap has grown. Skipped when somebody else is at the pacer's state.
  func limitMoved() {
    guard tc_i64_load(&heap.scavenger.pointee.memoryLimit) != Pace.noMemoryLimit else { return }
    guard tryLock(&pointee.paceLock, .pace) else { return }
    if phase == .off { refreshTrigger(reading()) }
    unlock(&pointee.paceLock, .pace)
  }

  // MARK: The container

  /// Finds the container's limit and follows it from now on. Nothing happens outside containers.
  func watchContainer() {
    let metadata = heap.pageHeap.pointee.metadata
    let bytes = UInt(ContainerMemory.storageBytes)
    guard let storage = metadata.allocate(bytes, .other) else { return }
    pointee.container = withUnsafeTemporaryAllocation(
      of: UInt8.self, capacity: ContainerMemory.scratchBytes
    ) { scratch -> ContainerMemory? in
      ContainerMemory.find(storage: storage, scratch: scratch)
    }
    followContainer()
  }

  /// Takes the container's limit over if it has changed.
  func followContainer() {
    guard let container = pointee.container else { return }
    let allowance = withUnsafeTemporaryAllocation(
      of: UInt8.self, capacity: ContainerMemory.scratchBytes
    ) { scratch -> UInt64? in
      container.allowance(scratch: scratch)
    }
    let wanted = allowance.map { ContainerLimit.limit(allowance: $0) } ?? Pace.noMemoryLimit
    // Only a change of the container's changes ours: a limit that the program sets meanwhile stays.
    guard wanted != pointee.containerLimit else { return }
    pointee.containerLimit = wanted
    _ = setMemoryLimit(wanted)
  }
}
