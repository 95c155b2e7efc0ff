package metrics

import "unsafe"

// What the run time knows under the names of All.

// Reads the metric `name`: its kind, its value, or how many buckets it has. Up to `room` counts and
// boundaries are stored; the heap is asked.
//
//tricolor:call tc_go_metric
func metric(name string, counts *uint64, boundaries *float64, room int) (kind int, value uint64)

func runtime_readMetrics(samples unsafe.Pointer, length, capacity int) {
	for i := range unsafe.Slice((*Sample)(samples), length) {
		s := &unsafe.Slice((*Sample)(samples), length)[i]
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
