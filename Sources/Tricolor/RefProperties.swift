// `node.left`: a property of a managed object by its key path. Optimised code has no key path left.
// Programs in the Embedded subset have no key paths at all: EmbeddedRefProperties.swift.
import CTricolor

#if !hasFeature(Embedded)
  extension Ref {
    /// A stored property of the object. Reading is one load; storing adds the write barrier.
    @inlinable
    public subscript<Member: BitwiseCopyable>(
      dynamicMember path: WritableKeyPath<Value, Member>
    ) -> Member {
      @inline(__always) get { typed.pointee[keyPath: path] }
      @inline(__always) nonmutating set {
        if MemoryLayout<Member>.size == 8, let offset = MemoryLayout<Value>.offset(of: path),
          offset & 7 == 0
        {
          tc_before_word(raw + offset, unsafeBitCast(newValue, to: UInt.self))
        } else if tc_any_barrier() {
          // Whatever words the property changes: a computed one may change several. Written so that
          // the path stays a literal, which costs nothing, and never becomes an object.
          var next = typed.pointee
          next[keyPath: path] = newValue
          beforeChange(of: raw, to: next)
        }
        typed.pointee[keyPath: path] = newValue
      }
    }

    /// A property that holds no references: no barrier.
    @inlinable
    public subscript<Member: ReferenceFree>(
      dynamicMember path: WritableKeyPath<Value, Member>
    ) -> Member {
      @inline(__always) get { typed.pointee[keyPath: path] }
      @inline(__always) nonmutating set { typed.pointee[keyPath: path] = newValue }
    }

    /// A stored property that nothing may change.
    @inlinable
    public subscript<Member: BitwiseCopyable>(
      dynamicMember path: KeyPath<Value, Member>
    ) -> Member {
      @inline(__always) get { typed.pointee[keyPath: path] }
    }
  }
#endif
