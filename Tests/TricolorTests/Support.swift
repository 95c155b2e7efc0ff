// Counting and waiting across threads.
import Foundation
import Synchronization

final class Counter: Sendable {
  private let count = Atomic<Int>(0)
  func add() { count.add(1, ordering: .relaxed) }
  var value: Int { count.load(ordering: .relaxed) }
}

/// Waits until `holds`, a minute at most: on a machine that is busy with other things it may take
/// seconds.
func eventually(_ holds: () -> Bool) async {
  for _ in 0..<6000 where !holds() { try? await Task.sleep(for: .milliseconds(10)) }
}

/// Runs `body` on `count` threads of their own and waits for all.
func onThreads(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
  let group = DispatchGroup()
  for index in 0..<count {
    group.enter()
    let thread = Thread {
      body(index)
      group.leave()
    }
    thread.stackSize = 4 << 20
    thread.start()
  }
  group.wait()
}
