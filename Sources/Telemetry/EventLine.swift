// Events as lines of JSON: one object a line, names that say what the numbers are. The format has
// a version and only grows.
//
//   {"v":1,"t":1234,"event":"pause","cycle":3,"source":"collector","cause":"mark termination",
//    "stopping_ns":900,"total_ns":14000}

extension EventKind {
  /// The name in JSON.
  public var name: StaticString {
    switch self {
    case .cycleStart: return "cycle start"
    case .cycleEnd: return "cycle end"
    case .phase: return "phase"
    case .pause: return "pause"
    case .assist: return "assist"
    case .sweepStart: return "sweep start"
    case .sweepEnd: return "sweep end"
    case .scavenge: return "scavenge"
    case .limiter: return "limiter"
    case .stackGrowth: return "stack growth"
    case .heapGrowth: return "heap growth"
    case .setting: return "setting"
    case .worker: return "worker"
    case .dropped: return "dropped"
    }
  }

  /// The names of the arguments in JSON; nil for those that it has not.
  var arguments: (StaticString?, StaticString?, StaticString?) {
    switch self {
    case .cycleStart: return ("reason", "live_bytes", "goal_bytes")
    case .cycleEnd: return ("marked_bytes", "utilization_ppm", "wall_ns")
    case .phase: return ("phase", "live_bytes", nil)
    case .pause: return ("cause", "stopping_ns", "total_ns")
    case .assist: return ("ns", "work_bytes", "debt_bytes")
    case .sweepStart: return ("pages", nil, nil)
    case .sweepEnd: return ("pages", "freed_bytes", "wall_ns")
    case .scavenge: return ("released_bytes", "cpu_ns", "how")
    case .limiter: return ("on", "limit_bytes", "mapped_bytes")
    case .stackGrowth: return ("old_bytes", "new_bytes", "goroutine")
    case .heapGrowth: return ("bytes", "heap_sys_bytes", nil)
    case .setting: return ("which", "old", "new")
    case .worker: return ("mode", "ns", "work_bytes")
    case .dropped: return ("events", nil, nil)
    }
  }

  /// The word for an argument whose number is one of a list; nil where the number itself counts.
  func word(_ index: Int, _ value: UInt64) -> StaticString? {
    switch (self, index) {
    case (.cycleStart, 0): return Self.pick(value, "heap", "time", "request", "idle")
    case (.phase, 0): return Self.pick(value &+ 1, "off", "mark", "mark termination", nil)
    case (.pause, 0):
      return Self.pick(value, "sweep termination", "mark termination", "statistics", "other")
    case (.scavenge, 2): return Self.pick(value &+ 1, "background", "allocation", "forced", nil)
    case (.setting, 0): return Self.pick(value, "gc percent", "memory limit", nil, nil)
    case (.worker, 0): return Self.pick(value, "dedicated", "fractional", "idle", nil)
    default: return nil
    }
  }

  private static func pick(
    _ value: UInt64, _ one: StaticString?, _ two: StaticString?, _ three: StaticString?,
    _ four: StaticString?
  ) -> StaticString? {
    switch value {
    case 1: return one
    case 2: return two
    case 3: return three
    case 4: return four
    default: return nil
    }
  }
}

extension Event {
  /// Longest line, newline included, in bytes.
  public static let maximumLine = 320

  /// Writes the event as a line of JSON with its newline. Events of unknown kind keep their
  /// numbers: `"event":77,"first":1,"second":2,"third":3`.
  public func writeLine(into text: inout TextBuffer) {
    text.put("{\"v\":")
    text.put(UInt64(eventFormatVersion))
    text.put(",\"t\":")
    text.put(time)
    text.put(",\"event\":")
    let known = EventKind(rawValue: kind)
    if let known { Self.quoted(known.name, &text) } else { text.put(UInt64(kind)) }
    text.put(",\"cycle\":")
    text.put(UInt64(cycle))
    text.put(",\"source\":")
    if source == Event.collector {
      text.put("\"collector\"")
    } else {
      text.put(UInt64(source))
    }
    let names = known?.arguments ?? ("first", "second", "third")
    argument(0, names.0, first, known, &text)
    argument(1, names.1, second, known, &text)
    argument(2, names.2, third, known, &text)
    text.put("}\n")
  }

  private func argument(
    _ index: Int, _ name: StaticString?, _ value: UInt64, _ kind: EventKind?,
    _ text: inout TextBuffer
  ) {
    guard let name else { return }
    text.put(",")
    Self.quoted(name, &text)
    text.put(":")
    if let word = kind?.word(index, value) {
      Self.quoted(word, &text)
    } else if kind == .setting {
      // Percentages and limits have a sign.
      text.put(Int64(bitPattern: value))
    } else {
      text.put(value)
    }
  }

  private static func quoted(_ word: StaticString, _ text: inout TextBuffer) {
    text.put("\"")
    text.put(word)
    text.put("\"")
  }
}
