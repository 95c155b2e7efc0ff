// The clock, the process's resident memory and CPU time, and the thread that notes them.
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Seconds of the monotonic clock.
func now() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

/// CPU seconds of the whole process.
func cpuSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

/// CPU seconds of the calling thread.
func threadSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

/// Resident KiB of the process.
func residentKiB() -> Int {
  let file = open("/proc/self/statm", O_RDONLY)
  guard file >= 0 else { return 0 }
  defer { close(file) }
  return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 128) { bytes -> Int in
    let count = read(file, bytes.baseAddress, 128)
    var fields: [Int] = [0]
    for index in 0..<max(count, 0) {
      if bytes[index] == UInt8(ascii: " ") {
        fields.append(0)
      } else if bytes[index] >= 48 && bytes[index] < 58 {
        fields[fields.count - 1] = fields[fields.count - 1] * 10 + Int(bytes[index] - 48)
      }
    }
    return fields.count > 1 ? fields[1] * 4 : 0
  }
}

/// Takes a sample every so many seconds, on a thread of its own.
final class Samples: Sendable {
  private struct Sample {
    let time: Double
    let resident: Int
    let cpu: Double
  }
  private let taken = Mutex<[Sample]>([])
  private let facts = Mutex<[(String, Double)]>([])
  private let isOver = Atomic<Bool>(false)
  /// CPU nanoseconds that taking samples has cost so far.
  private let cost = Atomic<UInt64>(0)
  private let begin = now()
  private let thread = Mutex<pthread_t?>(nil)

  init(every seconds: Double) {
    taken.withLock { $0.reserveCapacity(100_000) }
    let context = Unmanaged.passRetained(Sampler(self, seconds))
    var id = pthread_t()
    pthread_create(
      &id, nil,
      { context in
        if let context { Unmanaged<Sampler>.fromOpaque(context).takeRetainedValue().run() }
        return nil
      }, context.toOpaque())
    let started = id
    thread.withLock { $0 = started }
  }

  private final class Sampler {
    unowned let samples: Samples
    let seconds: Double
    init(_ samples: Samples, _ seconds: Double) {
      self.samples = samples
      self.seconds = seconds
    }
    func run() {
      while !samples.isOver.load(ordering: .relaxed) {
        samples.take()
        usleep(UInt32(seconds * 1e6))
      }
    }
  }

  private func take() {
    let sample = Sample(time: now() - begin, resident: residentKiB(), cpu: cpuSeconds())
    taken.withLock { $0.append(sample) }
    cost.store(UInt64(threadSeconds() * 1e9), ordering: .relaxed)
  }

  /// CPU seconds of the process without what taking samples has cost: a hundredth of a processor,
  /// as much as an idle heap may use.
  var programSeconds: Double {
    cpuSeconds() - Double(cost.load(ordering: .relaxed)) / 1e9
  }

  /// Notes a figure for the end, and when.
  func note(_ name: String, _ value: Double) { facts.withLock { $0.append((name, value)) } }

  /// Seconds since the beginning.
  var elapsed: Double { now() - begin }

  /// Stops sampling and prints everything.
  func finish() {
    isOver.store(true, ordering: .relaxed)
    if let thread = thread.withLock({ $0 }) { pthread_join(thread, nil) }
    var text = ""
    for sample in taken.withLock({ $0 }) {
      text += "\(Int(sample.time * 1000)) \(sample.resident) \(Int(sample.cpu * 1000))\n"
    }
    for (name, value) in facts.withLock({ $0 }) { text += "# \(name) \(value)\n" }
    print(text, terminator: "")
  }
}
