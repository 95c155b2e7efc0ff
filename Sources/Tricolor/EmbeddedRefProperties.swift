// `node.left` in the Embedded subset, which has no key paths when a program runs: a stored property
// is its offset, which the compiler works out of the literal path. For that the accessors must be
// there, in the caller, before the compiler looks for key paths: hence `@_transparent`. A property
// that is computed or observed has no offset: using it so ends the program, with words.
import CTricolor

#if hasFeature(Embedded)
  extension Ref {
    /// A stored property of the object. Reading is one load; storing adds the write barrier.
    public subscript<Member: BitwiseCopyable>(
      dynamicMember path: WritableKeyPath<Value, Member>
    ) -> Member {
      @_transparent get { load(MemoryLayout<Value>.offset(of: path)) }
      @_transparent nonmutating set {
        store(newValue, MemoryLayout<Value>.offset(of: path))
      }
    }

    /// A property that holds no references: no barrier.
    public subscript<Member: ReferenceFree>(
      dynamicMember path: WritableKeyPath<Value, Member>
    ) -> Member {
      @_transparent get { load(MemoryLayout<Value>.offset(of: path)) }
      @_transparent nonmutating set {
        storePlainly(newValue, MemoryLayout<Value>.offset(of: path))
      }
    }

    /// A stored property that nothing may change.
    public subscript<Member: BitwiseCopyable>(
      dynamicMember path: KeyPath<Value, Member>
    ) -> Member {
      @_transparent get { load(MemoryLayout<Value>.offset(of: path)) }
    }

    /// The address of what lies at `offset` bytes; nil is the offset of what is not stored.
    @inlinable @inline(__always)
    func place(_ offset: Int?) -> UnsafeMutableRawPointer {
      assert(isUsable(raw), Misuse.reference)
      guard let offset else { endForProperty() }
      return raw + offset
    }

    /// The member at `offset`.
    @inlinable @inline(__always)
    func load<Member: BitwiseCopyable>(_ offset: Int?) -> Member {
      place(offset).assumingMemoryBound(to: Member.self).pointee
    }

    /// Stores the member at `offset`, with the write barrier.
    @inlinable @inline(__always)
    func store<Member: BitwiseCopyable>(_ member: Member, _ offset: Int?) {
      let place = place(offset)
      if MemoryLayout<Member>.size == 8, MemoryLayout<Member>.alignment == 8 {
        tc_before_word(place, unsafeBitCast(member, to: UInt.self))
      } else if tc_any_barrier() {
        beforeChange(of: place, to: member)
      }
      place.assumingMemoryBound(to: Member.self).pointee = member
    }

    /// Stores the member at `offset`.
    @inlinable @inline(__always)
    func storePlainly<Member: BitwiseCopyable>(_ member: Member, _ offset: Int?) {
      place(offset).assumingMemoryBound(to: Member.self).pointee = member
    }
  }
#endif
