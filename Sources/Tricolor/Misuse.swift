// What a program may do wrong with a heap that the compiler cannot see: checked in debug builds at
// every use of a reference, and in all builds where the question costs nothing beside the work.
//
//   mistake                                    checked
//   a reference used on an unattached thread   debug, each use; stores during marking always
//   a reference used inside blocking { }       debug
//   a mutator used on another thread           debug, each use; always at its end
//   a root of another heap                     always
//   collect() without safepoints               always
//   a computed property, Embedded              always
import CTricolor

/// Whether the calling thread may touch the managed object at `address` now: it is attached to the
/// heap that owns it, and in no blocking call. For `assert` in inlined code.
@usableFromInline
func isUsable(_ address: UnsafeMutableRawPointer) -> Bool {
  attachment(owning: UInt(bitPattern: address)) != nil
}

/// Whether `thread` is an attachment of the calling thread that may allocate.
@usableFromInline
func isUsable(_ thread: UnsafeMutablePointer<tc_thread>) -> Bool {
  var here = tc_thread_current()
  while let attachment = here {
    if attachment == thread { return thread.pointee.still == 0 }
    here = attachment.pointee.outer
  }
  return false
}

/// The words of the traps, each with its cure.
@usableFromInline
enum Misuse {
  @usableFromInline static var reference: String {
    "a managed reference was used on a thread that is not attached to its heap, or inside "
      + "blocking { }: attach the thread first (heap.attach() or heap.enter), and keep the "
      + "reference in a Root between attachments"
  }

  @usableFromInline static var mutator: String {
    "a Mutator was used on another thread than it was made on, or inside blocking { }: each thread "
      + "attaches for itself, and allocates outside of blocking calls"
  }

  static let end =
    "a Mutator ended on another thread than it began: end it where it was made, by letting it go "
    + "out of scope there"

  static let foreignRoot =
    "a root of another heap: give it the heap that made the object"
}

#if hasFeature(Embedded)
  /// Ends the program because a property that is not stored was used through a reference: with
  /// words, which a failed precondition has not in optimised code, and Embedded code is that.
  @usableFromInline @inline(never)
  func endForProperty() -> Never {
    let words: StaticString =
      """
      fatal error: a property that is computed or observed was used through a reference, which in \
      the Embedded subset only stored ones can be: go through reference.value

      """
    tc_os_write_error(words.utf8Start, UInt(words.utf8CodeUnitCount))
    tc_os_exit(2)
  }
#endif
