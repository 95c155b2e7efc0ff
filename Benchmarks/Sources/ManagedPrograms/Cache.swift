// An LRU cache under churn; twin of Peers/c/lru.c.
import Tricolor

struct Entry: BitwiseCopyable {
  var newer: Ref<Entry>?
  var older: Ref<Entry>?
  var chain: Ref<Entry>?
  var key: Int
  var value: Int
}

private let capacity = 100_000
private let bucketCount = 131_072
private let keyCount: UInt64 = 200_000

struct Cache {
  let table: ManagedArray<Ref<Entry>?>
  var newest: Ref<Entry>?
  var oldest: Ref<Entry>?
  var count = 0
  var hits = 0

  init(_ mutator: borrowing Mutator) {
    table = mutator.makeArray(count: bucketCount, repeating: nil)
  }

  @inline(__always)
  mutating func get(_ key: Int, _ mutator: borrowing Mutator) -> Int {
    let bucket = key & (bucketCount - 1)
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
    let entry = mutator.make(Entry(chain: table[bucket], key: key, value: key &* 3))
    table[bucket] = entry
    pushNewest(entry)
    count += 1
    return entry.value
  }

  @inline(__always)
  private mutating func evict() {
    guard let victim = oldest else { return }
    unlink(victim)
    let bucket = victim.key & (bucketCount - 1)
    if table[bucket] == victim {
      table[bucket] = victim.chain
    } else {
      var before = table[bucket]
      while let link = before, link.chain != victim { before = link.chain }
      before?.chain = victim.chain
    }
    count -= 1
  }

  @inline(__always)
  private mutating func unlink(_ entry: Ref<Entry>) {
    if let newer = entry.newer { newer.older = entry.older } else { newest = entry.older }
    if let older = entry.older { older.newer = entry.newer } else { oldest = entry.newer }
  }

  @inline(__always)
  private mutating func pushNewest(_ entry: Ref<Entry>) {
    entry.newer = nil
    entry.older = newest
    if let newest { newest.newer = entry } else { oldest = entry }
    newest = entry
  }
}

func runCache(operations: Int, _ mutator: borrowing Mutator) {
  var cache = Cache(mutator)
  var random = Generator()
  var sum: UInt64 = 0
  for _ in 0..<operations { sum &+= UInt64(cache.get(Int(random.next() % keyCount), mutator)) }
  print("\(operations) operations, \(cache.hits) hits, sum \(sum)")
}
