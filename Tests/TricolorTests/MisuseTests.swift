// What a program may do wrong: a typed error, or a trap whose words tell the cure. Traps are those
// of debug builds where the question would cost something in others.
import Foundation
import Testing
import Tricolor

/// Carries a reference where it should not be.
private struct Smuggled: @unchecked Sendable {
  var node: Ref<Node>
}

/// Whether the words of a process's end tell the cure.
private func says(_ result: ExitTest.Result?, _ words: String) -> Bool {
  String(decoding: result?.standardErrorContent ?? [], as: UTF8.self).contains(words)
}

@Suite struct MisuseTests {
  #if DEBUG
    @Test func aReferenceUsedAfterDetachingTraps() async {
      let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let heap = try ManagedHeap()
        func leak() throws -> Ref<Node> {
          let mutator = try heap.attach()
          return mutator.make(Node(value: 1))
        }
        let node = try leak()
        if node.value == 1 { exit(0) }
      }
      #expect(says(result, "attach the thread first"))
    }

    @Test func aReferenceUsedOnAnUnattachedThreadTraps() async {
      let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let heap = try ManagedHeap()
        let mutator = try heap.attach()
        let smuggled = Smuggled(node: mutator.make(Node(value: 1)))
        onThreads(1) { _ in smuggled.node.value += 1 }
        exit(0)
      }
      #expect(says(result, "attach the thread first"))
    }

    @Test func aReferenceUsedInsideABlockingCallTraps() async {
      let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let heap = try ManagedHeap()
        let mutator = try heap.attach()
        let node = mutator.make(Node(value: 1))
        mutator.blocking { node.value += 1 }
        exit(0)
      }
      #expect(says(result, "inside blocking { }"))
    }

    @Test func aReferenceUsedAfterItsHeapIsGoneTraps() async {
      let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        func leak() throws -> Ref<Node> {
          let heap = try ManagedHeap()
          let mutator = try heap.attach()
          return mutator.make(Node(value: 1))
        }
        let node = try leak()
        if node.value == 1 { exit(0) }
      }
      #expect(says(result, "attach the thread first"))
    }
  #endif

  @Test func aRootOfAnotherHeapTraps() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let (first, second) = (try ManagedHeap(), try ManagedHeap())
      let mutator = try first.attach()
      let root = Root(mutator.make(Node(value: 1)), in: second)
      exit(root.ref.value == 1 ? 0 : 1)
    }
    #expect(says(result, "give it the heap that made the object"))
  }

  @Test func aRootSetToAnObjectOfAnotherHeapTraps() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let (first, second) = (try ManagedHeap(), try ManagedHeap())
      let a = try first.attach()
      let b = try second.attach()
      let root = Root(a.make(Node(value: 1)), in: first)
      root.ref = b.make(Node(value: 2))
      exit(0)
    }
    #expect(says(result, "give it the heap that made the object"))
  }

  @Test func collectingWithoutSafepointsTraps() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let heap = try ManagedHeap()
      let mutator = try heap.attach()
      mutator.withoutSafepoints { heap.collect() }
      exit(0)
    }
    #expect(says(result, "call it before or after"))
  }

  @Test func anArrayBeyondTheAddressSpaceIsTooLarge() throws {
    let heap = try testHeap()
    let mutator = try heap.attach()
    for count in [Int.max, Int.max / 8, 1 << 50] {
      var refused: HeapError?
      do throws(HeapError) {
        _ = try mutator.tryMakeArray(count: count, repeating: 0)
      } catch {
        refused = error
      }
      guard case .tooLarge = refused else {
        Issue.record("\(count): \(String(describing: refused))")
        continue
      }
    }
    let array = try mutator.tryMakeArray(count: 10, repeating: 3)
    #expect(array.count == 10 && array[9] == 3)
  }

  @Test func anArrayBeyondTheAddressSpaceTrapsWithItsCure() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let heap = try ManagedHeap()
      let mutator = try heap.attach()
      _ = mutator.makeArray(count: 1 << 60, repeating: 1.5)
    }
    #expect(says(result, "use tryMakeArray"))
  }

  @Test func aHeapOverItsBoundTrapsWithItsCure() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var configuration = ManagedHeap.Configuration()
      configuration.maximumBytes = 64 << 20
      let heap = try ManagedHeap(configuration)
      let mutator = try heap.attach()
      var kept: Ref<Node>?
      while true { kept = mutator.make(Node(next: kept, value: 1)) }
    }
    #expect(says(result, "handle HeapError.outOfMemory"))
  }
}
