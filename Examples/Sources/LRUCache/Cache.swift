// An LRU cache: a chained hash table over a doubly linked list in order of use. Evicting is
// unlinking: nobody has to know who else points to an entry.
import Tricolor

/// One cached pair, on two lists.
struct Entry: BitwiseCopyable {
  var newer: Ref<Entry>?
  var older: Ref<Entry>?
  var chain: Ref<Entry>?
  var key: Int
  var value: Int
}

/// At most `capacity` entries, the least recently used of which goes first.
struct Cache {
  private let table: ManagedArray<Ref<Entry>?>
  private var newest: Ref<Entry>?
  private var oldest: Ref<Entry>?
  private(set) var count = 0
  private(set) var hits = 0
  let capacity: Int

  /// - Parameter buckets: a power of two.
  init(capacity: Int, buckets: Int, _ mutator: borrowing Mutator) {
    self.capacity = capacity
    table = mutator.makeArray(count: buckets, repeating: nil)
  }

  /// The value of `key`, made by `make` when it is not there.
  mutating func get(_ key: Int, _ mutator: borrowing Mutator, make: (Int) -> Int) -> Int {
    let bucket = key & (table.count - 1)
    var link = table[bucket]
    while let entry = link {
      if entry.key == key {
        hits += 1
        unlink(entry)
        pushNewest(entry)
        return entry.value
      }
      link = entry.chain
    }
    if count == capacity { evict() }
    let entry = mutator.make(Entry(chain: table[bucket], key: key, value: make(key)))
    table[bucket] = entry
    pushNewest(entry)
    count += 1
    return entry.value
  }

  private mutating func evict() {
    guard let victim = oldest else { return }
    unlink(victim)
    let bucket = victim.key & (table.count - 1)
    if table[bucket] == victim {
      table[bucket] = victim.chain
    } else {
      var before = table[bucket]
      while let link = before, link.chain != victim { before = link.chain }
      before?.chain = victim.chain
    }
    count -= 1
  }

  private mutating func unlink(_ entry: Ref<Entry>) {
    if let newer = entry.newer { newer.older = entry.older } else { newest = entry.older }
    if let older = entry.older { older.newer = entry.newer } else { oldest = entry.newer }
  }

  private mutating func pushNewest(_ entry: Ref<Entry>) {
    entry.newer = nil
    entry.older = newest
    if let newest { newest.newer = entry } else { oldest = entry }
    newest = entry
  }
}
