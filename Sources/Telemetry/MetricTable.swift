// The metrics of Go 1.27's runtime/metrics: names, kinds and whether they only grow are Go's, the
// sentences are ours. Rows stand in the order of Go's own list; a metric's raw value is its row.
// Compare with the Go that is installed by Scripts/metrics_compare.sh.

/// A metric of runtime/metrics other than the `/godebug/…` counters.
public enum Metric: UInt8, CaseIterable, Sendable {
  case cgoGoToCCalls
  case cpuClassesGCMarkAssist
  case cpuClassesGCMarkDedicated
  case cpuClassesGCMarkIdle
  case cpuClassesGCPause
  case cpuClassesGCTotal
  case cpuClassesIdle
  case cpuClassesScavengeAssist
  case cpuClassesScavengeBackground
  case cpuClassesScavengeTotal
  case cpuClassesTotal
  case cpuClassesUser
  case gcCleanupsExecuted
  case gcCleanupsQueued
  case gcCyclesAutomatic
  case gcCyclesForced
  case gcCyclesTotal
  case gcFinalizersExecuted
  case gcFinalizersQueued
  case gcPercent
  case gcMemoryLimit
  case gcHeapAllocsBySize
  case gcHeapAllocsBytes
  case gcHeapAllocsObjects
  case gcHeapFreesBySize
  case gcHeapFreesBytes
  case gcHeapFreesObjects
  case gcHeapGoal
  case gcHeapLive
  case gcHeapObjects
  case gcHeapTinyAllocs
  case gcLimiterLastEnabled
  case gcPauses
  case gcScanGlobals
  case gcScanHeap
  case gcScanStack
  case gcScanTotal
  case gcStackStartingSize
  case memoryClassesHeapFree
  case memoryClassesHeapObjects
  case memoryClassesHeapReleased
  case memoryClassesHeapStacks
  case memoryClassesHeapUnused
  case memoryClassesMetadataMcacheFree
  case memoryClassesMetadataMcacheInuse
  case memoryClassesMetadataMspanFree
  case memoryClassesMetadataMspanInuse
  case memoryClassesMetadataOther
  case memoryClassesOSStacks
  case memoryClassesOther
  case memoryClassesProfilingBuckets
  case memoryClassesTotal
  case schedGomaxprocs
  case schedGoroutinesCreated
  case schedGoroutinesNotInGo
  case schedGoroutinesRunnable
  case schedGoroutinesRunning
  case schedGoroutinesWaiting
  case schedGoroutines
  case schedLatencies
  case schedPausesStoppingGC
  case schedPausesStoppingOther
  case schedPausesTotalGC
  case schedPausesTotalOther
  case schedThreadsTotal
  case syncMutexWaitTotal

  /// Name, kind and meaning.
  public var description: MetricDescription { metricTable[Int(rawValue)] }
}

private let metricTable: [MetricDescription] = [
  MetricDescription(
    "/cgo/go-to-c-calls:calls", .count, cumulative: true,
    "Calls from Go into C since the start."),
  MetricDescription(
    "/cpu/classes/gc/mark/assist:cpu-seconds", .number, cumulative: true,
    "CPU time of marking done by goroutines as the price of allocating."),
  MetricDescription(
    "/cpu/classes/gc/mark/dedicated:cpu-seconds", .number, cumulative: true,
    "CPU time of marking on processors that were set aside for it, part-time ones included."),
  MetricDescription(
    "/cpu/classes/gc/mark/idle:cpu-seconds", .number, cumulative: true,
    "CPU time of marking on processors that had nothing else to do; no cost to the program."),
  MetricDescription(
    "/cpu/classes/gc/pause:cpu-seconds", .number, cumulative: true,
    "CPU time lost to stopping the world for the collector: pauses times processors."),
  MetricDescription(
    "/cpu/classes/gc/total:cpu-seconds", .number, cumulative: true,
    "CPU time of collection: the sum of /cpu/classes/gc."),
  MetricDescription(
    "/cpu/classes/idle:cpu-seconds", .number, cumulative: true,
    "CPU time that the program could have had and did not use."),
  MetricDescription(
    "/cpu/classes/scavenge/assist:cpu-seconds", .number, cumulative: true,
    "CPU time of returning memory while an allocation waited."),
  MetricDescription(
    "/cpu/classes/scavenge/background:cpu-seconds", .number, cumulative: true,
    "CPU time of returning memory in the background."),
  MetricDescription(
    "/cpu/classes/scavenge/total:cpu-seconds", .number, cumulative: true,
    "CPU time of returning memory: the sum of /cpu/classes/scavenge."),
  MetricDescription(
    "/cpu/classes/total:cpu-seconds", .number, cumulative: true,
    "CPU time that was available: processors times time; the sum of /cpu/classes."),
  MetricDescription(
    "/cpu/classes/user:cpu-seconds", .number, cumulative: true,
    "CPU time of the program itself: what is left when all other classes are taken off."),
  MetricDescription(
    "/gc/cleanups/executed:cleanups", .count, cumulative: true,
    "Cleanup functions that have run."),
  MetricDescription(
    "/gc/cleanups/queued:cleanups", .count, cumulative: true,
    "Cleanup functions that became due; those not yet executed are waiting."),
  MetricDescription(
    "/gc/cycles/automatic:gc-cycles", .count, cumulative: true,
    "Completed cycles that the run time started."),
  MetricDescription(
    "/gc/cycles/forced:gc-cycles", .count, cumulative: true,
    "Completed cycles that the program asked for."),
  MetricDescription(
    "/gc/cycles/total:gc-cycles", .count, cumulative: true,
    "Completed cycles."),
  MetricDescription(
    "/gc/finalizers/executed:finalizers", .count, cumulative: true,
    "Finalizers that have run."),
  MetricDescription(
    "/gc/finalizers/queued:finalizers", .count, cumulative: true,
    "Finalizers that became due; those not yet executed are waiting."),
  MetricDescription(
    "/gc/gogc:percent", .count, cumulative: false,
    "The percentage of GOGC or SetGCPercent; 100 unless set."),
  MetricDescription(
    "/gc/gomemlimit:bytes", .count, cumulative: false,
    "The soft memory limit of GOMEMLIMIT or SetMemoryLimit; the largest value unless set."),
  MetricDescription(
    "/gc/heap/allocs-by-size:bytes", .histogram, cumulative: true,
    "Allocations by size; tiny objects count by the block that they share."),
  MetricDescription(
    "/gc/heap/allocs:bytes", .count, cumulative: true,
    "Bytes ever allocated on the heap."),
  MetricDescription(
    "/gc/heap/allocs:objects", .count, cumulative: true,
    "Objects ever allocated; tiny objects count by the block that they share."),
  MetricDescription(
    "/gc/heap/frees-by-size:bytes", .histogram, cumulative: true,
    "Freed allocations by size; tiny objects count by the block that they share."),
  MetricDescription(
    "/gc/heap/frees:bytes", .count, cumulative: true,
    "Bytes ever freed by the collector."),
  MetricDescription(
    "/gc/heap/frees:objects", .count, cumulative: true,
    "Objects ever freed; tiny objects count by the block that they share."),
  MetricDescription(
    "/gc/heap/goal:bytes", .count, cumulative: false,
    "Live heap at which the current or the next cycle should end."),
  MetricDescription(
    "/gc/heap/live:bytes", .count, cumulative: false,
    "Bytes that the last cycle found alive."),
  MetricDescription(
    "/gc/heap/objects:objects", .count, cumulative: false,
    "Objects on the heap, dead ones that are not swept yet included."),
  MetricDescription(
    "/gc/heap/tiny/allocs:objects", .count, cumulative: true,
    "Tiny objects allocated; the blocks that hold them are counted by the other metrics."),
  MetricDescription(
    "/gc/limiter/last-enabled:gc-cycle", .count, cumulative: false,
    "The last cycle in which the CPU limiter forbade work; 0 if none."),
  MetricDescription(
    "/gc/pauses:seconds", .histogram, cumulative: true,
    "The same as /sched/pauses/total/gc:seconds, under its old name."),
  MetricDescription(
    "/gc/scan/globals:bytes", .count, cumulative: false,
    "Bytes of global variables that may hold pointers."),
  MetricDescription(
    "/gc/scan/heap:bytes", .count, cumulative: false,
    "Bytes of heap that may hold pointers."),
  MetricDescription(
    "/gc/scan/stack:bytes", .count, cumulative: false,
    "Bytes of stacks that the last cycle scanned."),
  MetricDescription(
    "/gc/scan/total:bytes", .count, cumulative: false,
    "Bytes that may hold pointers: the sum of /gc/scan."),
  MetricDescription(
    "/gc/stack/starting-size:bytes", .count, cumulative: false,
    "Bytes of a new goroutine's stack."),
  MetricDescription(
    "/memory/classes/heap/free:bytes", .count, cumulative: false,
    "Free heap pages that are still backed by memory."),
  MetricDescription(
    "/memory/classes/heap/objects:bytes", .count, cumulative: false,
    "Objects, dead ones that are not swept yet included."),
  MetricDescription(
    "/memory/classes/heap/released:bytes", .count, cumulative: false,
    "Free heap pages that were given back to the system."),
  MetricDescription(
    "/memory/classes/heap/stacks:bytes", .count, cumulative: false,
    "Heap pages that hold stacks or are set aside for them."),
  MetricDescription(
    "/memory/classes/heap/unused:bytes", .count, cumulative: false,
    "Room in spans of objects that no object takes."),
  MetricDescription(
    "/memory/classes/metadata/mcache/free:bytes", .count, cumulative: false,
    "Room for caches that no cache takes."),
  MetricDescription(
    "/memory/classes/metadata/mcache/inuse:bytes", .count, cumulative: false,
    "Caches of the processors."),
  MetricDescription(
    "/memory/classes/metadata/mspan/free:bytes", .count, cumulative: false,
    "Room for span descriptors that no span takes."),
  MetricDescription(
    "/memory/classes/metadata/mspan/inuse:bytes", .count, cumulative: false,
    "Span descriptors."),
  MetricDescription(
    "/memory/classes/metadata/other:bytes", .count, cumulative: false,
    "Other metadata: bits, indexes, work buffers."),
  MetricDescription(
    "/memory/classes/os-stacks:bytes", .count, cumulative: false,
    "Stacks that the system gave to threads, as far as they are known."),
  MetricDescription(
    "/memory/classes/other:bytes", .count, cumulative: false,
    "Everything that has no class of its own: traces, finalizer records, debugging aids."),
  MetricDescription(
    "/memory/classes/profiling/buckets:bytes", .count, cumulative: false,
    "Tables of the profilers."),
  MetricDescription(
    "/memory/classes/total:bytes", .count, cumulative: false,
    "All memory that the run time has mapped for use: the sum of /memory/classes."),
  MetricDescription(
    "/sched/gomaxprocs:threads", .count, cumulative: false,
    "GOMAXPROCS: threads that can run Go code at once."),
  MetricDescription(
    "/sched/goroutines-created:goroutines", .count, cumulative: true,
    "Goroutines ever started."),
  MetricDescription(
    "/sched/goroutines/not-in-go:goroutines", .count, cumulative: false,
    "Goroutines in system calls or in C, roughly."),
  MetricDescription(
    "/sched/goroutines/runnable:goroutines", .count, cumulative: false,
    "Goroutines that wait for a processor, roughly."),
  MetricDescription(
    "/sched/goroutines/running:goroutines", .count, cumulative: false,
    "Goroutines that run, roughly."),
  MetricDescription(
    "/sched/goroutines/waiting:goroutines", .count, cumulative: false,
    "Goroutines that wait for something else than a processor, roughly."),
  MetricDescription(
    "/sched/goroutines:goroutines", .count, cumulative: false,
    "Goroutines that exist."),
  MetricDescription(
    "/sched/latencies:seconds", .histogram, cumulative: true,
    "How long goroutines that could run waited until they ran."),
  MetricDescription(
    "/sched/pauses/stopping/gc:seconds", .histogram, cumulative: true,
    "How long it took to stop the world for the collector."),
  MetricDescription(
    "/sched/pauses/stopping/other:seconds", .histogram, cumulative: true,
    "How long it took to stop the world for other reasons."),
  MetricDescription(
    "/sched/pauses/total/gc:seconds", .histogram, cumulative: true,
    "How long the world was stopped for the collector, from the wish to the restart."),
  MetricDescription(
    "/sched/pauses/total/other:seconds", .histogram, cumulative: true,
    "How long the world was stopped for other reasons, from the wish to the restart."),
  MetricDescription(
    "/sched/threads/total:threads", .count, cumulative: false,
    "Threads of the run time."),
  MetricDescription(
    "/sync/mutex/wait/total:seconds", .number, cumulative: true,
    "How long goroutines waited for mutexes and the run time's own locks, added up."),
]

/// The settings of GODEBUG whose use `/godebug/non-default-behavior/…` counts, by package.
public let godebugSettings: [(name: StaticString, package: StaticString)] = [
  ("allowmultiplevcs", "cmd/go"),
  ("containermaxprocs", "runtime"),
  ("cryptocustomrand", "crypto"),
  ("embedfollowsymlinks", "cmd/go"),
  ("execerrdot", "os/exec"),
  ("fips140ems", "crypto/tls"),
  ("gocachehash", "cmd/go"),
  ("gocachetest", "cmd/go"),
  ("gocacheverify", "cmd/go"),
  ("gotestjsonbuildtext", "cmd/go"),
  ("htmlmetacontenturlescape", "html/template"),
  ("http2client", "net/http"),
  ("http2server", "net/http"),
  ("httpcookiemaxnum", "net/http"),
  ("httplaxcontentlength", "net/http"),
  ("httpmuxgo121", "net/http"),
  ("httpservecontentkeepheaders", "net/http"),
  ("httpservecontentmaxranges", "net/http"),
  ("installgoroot", "go/build"),
  ("multipartmaxheaders", "mime/multipart"),
  ("multipartmaxparts", "mime/multipart"),
  ("multipathtcp", "net"),
  ("netedns0", "net"),
  ("panicnil", "runtime"),
  ("randautoseed", "math/rand"),
  ("randseednop", "math/rand"),
  ("rsa1024min", "crypto/rsa"),
  ("tarinsecurepath", "archive/tar"),
  ("tlsmaxrsasize", "crypto/tls"),
  ("tlssha1", "crypto/tls"),
  ("updatemaxprocs", "runtime"),
  ("urlmaxqueryparams", "net/url"),
  ("urlstrictcolons", "net/url"),
  ("winreadlinkvolume", "os"),
  ("winsymlink", "os"),
  ("x509negativeserial", "crypto/x509"),
  ("x509rsacrt", "crypto/x509"),
  ("x509sha256skid", "crypto/x509"),
  ("x509sslcertoverrideplatform", "crypto/x509"),
  ("x509usefallbackroots", "crypto/x509"),
  ("x509usepolicies", "crypto/x509"),
  ("zipinsecurepath", "archive/zip"),
]
