// Panics: who may recover, and where a recovered goroutine goes on. The order of events is the
// glue's (glue_segments.h).
//
// A panic's frame lies below the function that panicked. Deferred calls are called from it, so a
// function was called by the panic itself exactly if its caller's `sp` is the panic's address; one
// that only adapts a call stands in between and is looked through, unless the call is not its own
// but that of a function whose body it has taken in.
import CGoRuntime
import CTricolor

extension UnsafeMutablePointer where Pointee == Goroutine {
  /// recover, in a function whose caller's frame begins at `sp`: the panic, which is recovered now.
  func recover(_ sp: UInt) -> UnsafeMutablePointer<tc_panic>? {
    guard let panic = pointee.g.panics, panic.pointee.is_goexit == 0,
      panic.pointee.is_recovered == 0
    else { return nil }
    var sp = sp
    if sp & 1 != 0 {
      // `defer recover()`: asked in an adapter, on behalf of the function that deferred it.
      sp &-= 1
      let word = UnsafePointer<UInt>(bitPattern: sp &- 8).unsafelyUnwrapped.pointee
      guard word != scheduler.pointee.sites.leave,
        let site = scheduler.pointee.sites.find(word: word)
      else { return nil }
      sp &+= UInt(site.pointee.frame)
    }
    while sp != UInt(bitPattern: panic) {
      // segment.h, invariant 2: the word below a frame that has called leads back to it.
      let word = UnsafePointer<UInt>(bitPattern: sp &- 8).unsafelyUnwrapped.pointee
      guard word != scheduler.pointee.sites.leave,
        let site = scheduler.pointee.sites.find(word: word), Self.onlyAdapts(site)
      else { return nil }
      sp &+= UInt(site.pointee.frame)
    }
    panic.pointee.is_recovered = 1
    return panic
  }

  /// Whether everything that the call at `site` belongs to is there to adapt a call.
  private static func onlyAdapts(_ site: SitePointer) -> Bool {
    let wrapper = UInt32(TC_FUNCTION_WRAPPER)
    var inlined = site.pointee.inlined
    while let call = inlined {
      guard let text = call.pointee.function, text.pointee.flags & wrapper != 0 else {
        return false
      }
      inlined = call.pointee.parent
    }
    guard let function = site.pointee.function else { return false }
    return function.pointee.flags & wrapper != 0
  }

  /// The top panic begins a deferred call of the frame at `panic.sp`: panics in frames below that
  /// one will never go on.
  func abortPanics() {
    guard let top = pointee.g.panics else { return }
    let frame = UInt(bitPattern: top.pointee.sp)
    var older = top.pointee.link
    while let panic = older, UInt(bitPattern: panic) < frame {
      panic.pointee.is_aborted = 1
      older = panic.pointee.link
    }
  }

  /// The top panic was recovered by a deferred call of the frame at `panic.sp`: that function goes
  /// on with the deferred calls that are left, and returns.
  /// - Returns: false if a Goexit was under way below that frame: it goes on from there instead.
  func goOnRecovered() -> Bool {
    guard let top = pointee.g.panics else { corrupt("a panic is recovered and there is none") }
    let frame = UInt(bitPattern: top.pointee.sp)
    var isExiting = false
    var older = top.pointee.link
    while let panic = older, UInt(bitPattern: panic) < frame {
      if panic.pointee.is_goexit != 0 { isExiting = true }
      older = panic.pointee.link
    }
    let start = UInt(bitPattern: top) &+ UInt(TC_PANIC_FRAME)
    pointee.g.panics = older
    pointee.g.sp = UnsafeMutablePointer<CChar>(bitPattern: frame)
    if isExiting { return false }
    // segment.h, invariant 2: whoever panicked has written it.
    let word = UnsafePointer<UInt>(bitPattern: start &- 8).unsafelyUnwrapped.pointee
    guard var walk = FrameWalk(scheduler.pointee.sites, sp: start, word: word) else {
      corrupt("a panic without a caller", start, word)
    }
    while walk.sp != frame {
      if !walk.step() { corrupt("a deferred call of no frame", frame, start) }
    }
    guard let recovered = walk.site.pointee.function?.pointee.recovered else {
      corrupt("a function that defers cannot go on after a panic", frame, walk.word)
    }
    pointee.g.resume = UnsafeMutableRawPointer(recovered)
    return true
  }
}
