package metrics

import (
	"internal/godebugs"
	"unsafe"
)

// What the run time knows under the names of All.

// Reads the metric `name`: its kind, its value, or how many buckets it has. Up to `room` counts and
// boundaries are stored; the heap is asked.
//
//tricolor:call tc_go_metric
func metric(name string, counts *uint64, boundaries *float64, room int) (kind int, value uint64)

func runtime_readMetrics(samples unsafe.Pointer, length, capacity int) {
	for i := range unsafe.Slice((*Sample)(samples), length) {
		s := &unsafe.Slice((*Sample)(samples), length)[i]
		if isSetting(s.Name) {
			s.Value = Value{kind: KindUint64}
			continue
		}
		kind, value := metric(s.Name, nil, nil, 0)
		switch ValueKind(kind) {
		case KindUint64, KindFloat64:
			s.Value = Value{kind: ValueKind(kind), scalar: value}
		case KindFloat64Histogram:
			readHistogram(s, int(value))
		default:
			s.Value = Value{}
		}
	}
}

// isSetting tells whether a metric counts how often a setting of GODEBUG turned this library away
// from the usual. Nobody counts that (internal/godebug), so it is 0. Each release has settings of
// its own.
func isSetting(name string) bool {
	const before, behind = "/godebug/non-default-behavior/", ":events"
	if len(name) <= len(before)+len(behind) || name[:len(before)] != before {
		return false
	}
	for _, setting := range godebugs.All {
		if !setting.Opaque && name[len(before):] == setting.Name+behind {
			return true
		}
	}
	return false
}

// readHistogram reads into the histogram that the sample holds already, if that has the form.
func readHistogram(s *Sample, buckets int) {
	h := (*Float64Histogram)(s.Value.pointer)
	if s.Value.kind != KindFloat64Histogram || h == nil || len(h.Counts) != buckets {
		h = &Float64Histogram{
			Counts: make([]uint64, buckets), Buckets: make([]float64, buckets+1),
		}
	}
	if buckets > 0 {
		metric(s.Name, &h.Counts[0], &h.Buckets[0], buckets)
	}
	s.Value = Value{kind: KindFloat64Histogram, pointer: unsafe.Pointer(h)}
}
