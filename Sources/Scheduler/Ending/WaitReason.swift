// Why goroutines wait, in Go's words.
import CGoRuntime

enum WaitReason {
  /// The words behind a goroutine's number in traces.
  static func text(_ reason: UInt32) -> StaticString {
    switch Int(reason) {
    case TC_WAIT_CHAN_RECEIVE: "chan receive"
    case TC_WAIT_CHAN_SEND: "chan send"
    case TC_WAIT_CHAN_RECEIVE_NIL: "chan receive (nil chan)"
    case TC_WAIT_CHAN_SEND_NIL: "chan send (nil chan)"
    case TC_WAIT_SELECT: "select"
    case TC_WAIT_SELECT_NO_CASES: "select (no cases)"
    case TC_WAIT_SLEEP: "sleep"
    case TC_WAIT_SEMACQUIRE: "semacquire"
    case TC_WAIT_MUTEX: "sync.Mutex.Lock"
    case TC_WAIT_RWMUTEX_READ: "sync.RWMutex.RLock"
    case TC_WAIT_RWMUTEX_WRITE: "sync.RWMutex.Lock"
    case TC_WAIT_WAIT_GROUP: "sync.WaitGroup.Wait"
    case TC_WAIT_COND: "sync.Cond.Wait"
    case TC_WAIT_IO: "IO wait"
    case TC_WAIT_FINALIZER: "finalizer wait"
    case TC_WAIT_CLEANUP: "cleanup wait"
    case TC_WAIT_COLLECTION: "wait for GC cycle"
    case TC_WAIT_COROUTINE: "coroutine"
    case TC_WAIT_TIMER: "timer goroutine (idle)"
    case TC_WAIT_PREEMPTED: "preempted"
    case TC_WAIT_SIGNAL: "syscall"
    default: "waiting"
    }
  }
}
