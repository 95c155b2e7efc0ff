// How the run time ends a process, and what makes it do so: each in a process of its own.
import CTricolor
import Foundation
import Testing

@testable import TricolorHeap

@Suite struct FailureTests {
  private func text(_ result: ExitTest.Result?) -> String {
    String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
  }

  @Test func corruptionIsToldWithItsEvidenceAndAborts() async {
    let result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      corrupt("a thing that cannot be", 0xab, 0)
    }
    #expect(text(result).contains("tricolor: corrupt: a thing that cannot be (0xab, 0x0)\n"))
  }

  @Test func aFatalErrorIsInGosWordsAndLetsTheHostSpeak() async {
    let result = await #expect(
      processExitsWith: .exitCode(2), observing: [\.standardErrorContent]
    ) {
      tc_set_fatal_handler({ _ in write("goroutine 1 [running]:\n") }, nil)
      fatal("out of memory")
    }
    #expect(text(result) == "fatal error: out of memory\ngoroutine 1 [running]:\n")
  }

  @Test func aBrokenInvariantIsFoundInEveryBuild() async {
    let result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      invariant(true, "this one holds")
      invariant(CommandLine.arguments.isEmpty, "this one does not")
    }
    #expect(text(result).contains("this one does not"))
    #expect(!text(result).contains("this one holds"))
  }

  @Test func aSpanIsFreedOnce() async {
    let result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      let bare = try #require(BarePageHeap())
      let span = try #require(bare.pageHeap.allocateManual(pages: 1, use: .other))
      bare.pageHeap.freeManual(span)
      bare.pageHeap.freeManual(span)
    }
    #expect(text(result).contains("a manual span is freed twice"))
  }

  @Test func aManualSpanIsNotFreedAsOneOfObjects() async {
    await #expect(processExitsWith: .signal(SIGABRT)) {
      let bare = try #require(BarePageHeap())
      let span = try #require(bare.pageHeap.allocateManual(pages: 1, use: .stack))
      bare.pageHeap.freeSpan(span)
    }
  }

  #if DEBUG
    @Test func locksAreTakenInTheOrderOfTheirRanks() async {
      let result = await #expect(
        processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
      ) {
        var outer: UInt32 = 0
        var inner: UInt32 = 0
        lock(&outer, .pageHeap)
        lock(&inner, .metadata)
        unlock(&inner, .metadata)
        unlock(&outer, .pageHeap)
        write("in order\n")
        lock(&inner, .metadata)
        lock(&outer, .pageHeap)
      }
      #expect(text(result).hasPrefix("in order\n"))
      #expect(text(result).contains("locks taken out of order"))
    }

    @Test func twoLocksOfOneRankAreNotHeldTogether() async {
      await #expect(processExitsWith: .signal(SIGABRT)) {
        var first: UInt32 = 0
        var second: UInt32 = 0
        lock(&first, .specials)
        lock(&second, .specials)
      }
    }

    @Test func aLockThatWasNotTakenIsNotLeft() async {
      await #expect(processExitsWith: .signal(SIGABRT)) {
        var word: UInt32 = 0
        unlock(&word, .pool)
      }
    }
  #endif

  @Test func ranksAreAllDifferentAndBeginAboveZero() {
    let ranks = (0...UInt8.max).compactMap { LockRank(rawValue: $0) }
    #expect(ranks.first.map { $0.rawValue > 0 } == true)
    #expect(ranks.last == .metadata, "the innermost lock is that of metadata")
    #expect(ranks.count < Int(TC_RANK_DEPTH), "a thread may hold one lock of each rank")
  }
}

@Suite struct LockTests {
  /// A counter that only a lock makes right.
  private final class Counter: @unchecked Sendable {
    let words: UnsafeMutablePointer<UInt32>
    init() {
      words = .allocate(capacity: 2)
      words.initialize(repeating: 0, count: 2)
    }
    deinit { words.deallocate() }

    func add(_ times: Int) {
      for _ in 0..<times {
        lock(words, .pool)
        words[1] &+= 1
        unlock(words, .pool)
      }
    }
  }

  @Test func aLockLetsOneThreadInAtATime() {
    let counter = Counter()
    let done = Mailbox()
    for _ in 0..<4 {
      Thread {
        counter.add(20_000); done.put(0)
      }.start()
    }
    for _ in 0..<4 { _ = done.take() }
    #expect(counter.words[1] == 80_000)
    #expect(counter.words[0] == 0, "nobody holds it, nobody waits")
  }

  @Test func aThreadThatWaitsLongSleepsAndIsWoken() {
    let counter = Counter()
    let done = Mailbox()
    lock(counter.words, .pool)
    Thread {
      counter.add(1); done.put(1)
    }.start()
    // It marks the lock as waited for before it sleeps.
    while tc_u32_load(counter.words) != 2 { tc_os_sleep(100_000) }
    unlock(counter.words, .pool)
    #expect(done.take() == 1)
    #expect(counter.words[1] == 1)
  }

  @Test func aBriefLockIsHeldByOneAndComesToWhoSleepsForIt() {
    let counter = Counter()
    let done = Mailbox()
    tc_brief_lock(counter.words)
    for _ in 0..<4 {
      Thread {
        for _ in 0..<20_000 {
          tc_brief_lock(counter.words)
          counter.words[1] += 1
          tc_brief_unlock(counter.words)
        }
        done.put(0)
      }.start()
    }
    // Long enough for all to spin in vain, and to sleep.
    tc_os_sleep(2_000_000)
    #expect(counter.words[1] == 0, "it is held")
    tc_brief_unlock(counter.words)
    for _ in 0..<4 { _ = done.take() }
    #expect(counter.words[1] == 80_000)
    #expect(counter.words[0] == 0)
  }

  @Test func tryingALockDoesNotWait() {
    var word: UInt32 = 0
    #expect(tc_try_lock(&word))
    #expect(!tc_try_lock(&word))
    tc_unlock(&word)
    #expect(tc_try_lock(&word))
  }
}
