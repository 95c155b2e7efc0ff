// Work that is put off until more types are known.

/// Something to do later, and the file in which it was found.
struct DelayedAction {
  let file: FileTypes
  let run: () -> Void
}

extension Checker {
  /// Puts work off: to the end of a local constant or variable declaration that contains it,
  /// before the declared names are in scope, or to the end of the package's declarations.
  ///
  /// The work finds the file that is current now; it must set up the scope itself if it needs one.
  func later(_ action: @escaping () -> Void) {
    delayed.append(DelayedAction(file: environment.file, run: action))
  }

  /// Does what was put off since the list had a length, in order, and what that puts off in turn.
  func processDelayed(from start: Int) {
    let saved = environment.file
    var next = start
    while next < delayed.count {
      let action = delayed[next]
      next += 1
      environment.file = action.file
      action.run()
    }
    delayed.removeSubrange(start...)
    environment.file = saved
  }
}
