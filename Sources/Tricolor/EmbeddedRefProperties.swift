// `node.left` in the Embedded subset, which has no key paths when a program runs: a stored property
// is its offset, which the compiler works out of the literal path. For that the accessors must be
// there, in the caller, before the compiler looks for key paths: hence `@_transparent`. A computed
// property has no offset and is an error there: go through `value`.
import CTricolor

#if hasFeature(Embedded)
  extension Ref {
    /// A stored property of the object. Reading is one load; storing adds the write barrier.
    public subscript<Member: BitwiseCopyable>(
      dynamicMember path: WritableKeyPath<Value, Member>
    ) -> Member {
      @_transparent get { load(MemoryLayout<Value>.offset(of: path).unsafelyUnwrapped) }
      @_transparent nonmutating set {
        store(newValue, MemoryLayout<Value>.offset(of: path).unsafelyUnwrapped)
      }
    }

    /// A property that holds no references: no barrier.
    public subscript<Member: ReferenceFree>(
      dynamicMember path: WritableKeyPath<Value, Member>
    ) -> Member {
      @_transparent get { load(MemoryLayout<Value>.offset(of: path).unsafelyUnwrapped) }
      @_transparent nonmutating set {
        storePlainly(newValue, MemoryLayout<Value>.offset(of: path).unsafelyUnwrapped)
      }
    }

    /// A stored property that nothing may change.
    public subscript<Member: BitwiseCopyable>(
      dynamicMember path: KeyPath<Value, Member>
    ) -> Member {
      @_transparent get { load(MemoryLayout<Value>.offset(of: path).unsafelyUnwrapped) }
    }

    /// The member at `offset` bytes.
    @inlinable @inline(__always)
    func load<Member: BitwiseCopyable>(_ offset: Int) -> Member {
      assert(isUsable(raw), Misuse.reference)
      return (raw + offset).assumingMemoryBound(to: Member.self).pointee
    }

    /// Stores the member at `offset` bytes, with the write barrier.
    @inlinable @inline(__always)
    func store<Member: BitwiseCopyable>(_ member: Member, _ offset: Int) {
      if MemoryLayout<Member>.size == 8, MemoryLayout<Member>.alignment == 8 {
        tc_before_word(raw + offset, unsafeBitCast(member, to: UInt.self))
      } else if tc_any_barrier() {
        beforeChange(of: raw + offset, to: member)
      }
      storePlainly(member, offset)
    }

    /// Stores the member at `offset` bytes.
    @inlinable @inline(__always)
    func storePlainly<Member: BitwiseCopyable>(_ member: Member, _ offset: Int) {
      assert(isUsable(raw), Misuse.reference)
      (raw + offset).assumingMemoryBound(to: Member.self).pointee = member
    }
  }
#endif
