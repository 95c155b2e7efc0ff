// An LRU cache with reference-counted classes, back links unowned as the idiom is; twin of lru.c.
let capacity = 100_000
let buckets = 131_072
let keys: UInt64 = 200_000

final class Entry {
  unowned(unsafe) var newer: Entry?
  var older: Entry?
  var chain: Entry?
  let key: Int
  let value: Int
  init(key: Int) {
    self.key = key
    value = key &* 3
  }
}

final class Cache {
  var newest: Entry?
  var oldest: Entry?
  var count = 0
  var hits = 0
  var table = [Entry?](repeating: nil, count: buckets)

  @inline(__always)
  func unlink(_ entry: Entry) {
    let older = entry.older
    if let newer = entry.newer { newer.older = older } else { newest = older }
    if let older { older.newer = entry.newer } else { oldest = entry.newer }
  }

  @inline(__always)
  func pushNewest(_ entry: Entry) {
    entry.newer = nil
    entry.older = newest
    if let newest { newest.newer = entry } else { oldest = entry }
    newest = entry
  }

  @inline(__always)
  func evict() {
    guard let victim = oldest else { return }
    unlink(victim)
    let bucket = victim.key & (buckets - 1)
    if table[bucket] === victim {
      table[bucket] = victim.chain
    } else {
      var before = table[bucket]
      while let link = before, link.chain !== victim { before = link.chain }
      before?.chain = victim.chain
    }
    count -= 1
  }

  @inline(__always)
  func get(_ key: Int) -> Int {
    let bucket = key & (buckets - 1)
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
    let entry = Entry(key: key)
    entry.chain = table[bucket]
    table[bucket] = entry
    pushNewest(entry)
    count += 1
    return entry.value
  }
}

var state: UInt64 = 88_172_645_463_325_252
func nextRandom() -> UInt64 {
  state ^= state << 13
  state ^= state >> 7
  state ^= state << 17
  return state
}

let operations = CommandLine.arguments.count > 1 ? Int(CommandLine.arguments[1])! : 5_000_000
let cache = Cache()
var sum: UInt64 = 0
for _ in 0..<operations { sum &+= UInt64(cache.get(Int(nextRandom() % keys))) }
print("\(operations) operations, \(cache.hits) hits, sum \(sum)")
