package main

// Types that reflection makes while the program runs: maps, structs, arrays, channels, functions;
// what of them an interface holds itself; and what is refused.

import (
	"encoding/json"
	"fmt"
	"reflect"
	"unsafe"
)

type F func() int

func (f F) M() string { return fmt.Sprint("F.M ", f()) }

type P struct{ p *int }

func (p P) M() string { return fmt.Sprint("P.M ", *p.p) }

type Z struct {
	p *int
	z struct{}
	Q [0]int
}
type Big [200]byte

func try(name string, f func()) {
	defer func() {
		if e := recover(); e != nil {
			fmt.Println(name, "panic:", e)
		}
	}()
	f()
}

func main() {
	seven := 7
	// maps
	for _, k := range []any{1, "s", 2.5, [2]int{1, 2}, Big{1}, struct {
		A any
		B string
	}{1, "x"}, &seven} {
		for _, e := range []any{true, "e", Big{2}, []int{1}} {
			t := reflect.MapOf(reflect.TypeOf(k), reflect.TypeOf(e))
			m := reflect.MakeMap(t)
			m.SetMapIndex(reflect.ValueOf(k), reflect.ValueOf(e))
			got := m.MapIndex(reflect.ValueOf(k))
			fmt.Println(t, m.Len(), reflect.DeepEqual(got.Interface(), e), t == reflect.TypeOf(m.Interface()))
			for i := m.MapRange(); i.Next(); {
				fmt.Println(reflect.DeepEqual(i.Key().Interface(), k), reflect.DeepEqual(i.Value().Interface(), e))
			}
		}
	}
	type local struct{ a int }
	lt := reflect.MapOf(reflect.TypeOf(local{}), reflect.TypeOf(local{}))
	lm := reflect.MakeMap(lt)
	for i := range 100 {
		lm.SetMapIndex(reflect.ValueOf(local{i}), reflect.ValueOf(local{i * i}))
	}
	m2 := lm.Interface().(map[local]local)
	fmt.Println(lt, len(m2), m2[local{9}])
	try("bad key", func() { reflect.MapOf(reflect.TypeOf([]int{}), reflect.TypeOf(1)) })
	try("unhashable", func() {
		m := reflect.MakeMap(reflect.MapOf(reflect.TypeFor[any](), reflect.TypeOf(Big{})))
		m.SetMapIndex(reflect.ValueOf([]int{1}), reflect.ValueOf(Big{}))
	})
	// structs
	st := reflect.StructOf([]reflect.StructField{{Name: "A", Type: reflect.TypeOf(&seven)}})
	v := reflect.New(st).Elem()
	v.Field(0).Set(reflect.ValueOf(&seven))
	x := v.Interface()
	fmt.Println(st, *x.(struct{ A *int }).A, *reflect.ValueOf(x).Field(0).Interface().(*int))
	st2 := reflect.StructOf([]reflect.StructField{{Name: "A", Type: reflect.TypeOf(&seven)}, {Name: "Unusual", Type: reflect.TypeOf([0]int{})}})
	v = reflect.New(st2).Elem()
	v.Field(0).Set(reflect.ValueOf(&seven))
	x = v.Interface()
	fmt.Println(st2, *reflect.ValueOf(x).Field(0).Interface().(*int), reflect.ValueOf(x).Field(1).Interface(), x == v.Interface())
	at := reflect.ArrayOf(1, reflect.TypeOf(&seven))
	v = reflect.New(at).Elem()
	v.Index(0).Set(reflect.ValueOf(&seven))
	x = v.Interface()
	fmt.Println(at, *reflect.ValueOf(x).Index(0).Interface().(*int), x == any([1]*int{&seven}))
	at = reflect.ArrayOf(1, st)
	v = reflect.New(at).Elem()
	v.Index(0).Field(0).Set(reflect.ValueOf(&seven))
	x = v.Interface()
	fmt.Println(at, *reflect.ValueOf(x).Index(0).Field(0).Interface().(*int))
	z := Z{p: &seven}
	zv := reflect.ValueOf(z)
	fmt.Println(zv.Field(2).Interface(), zv.NumField(), unsafe.Sizeof(z))
	first := struct {
		Q [0]int
		P *int
	}{P: &seven}
	fv := reflect.ValueOf(first)
	fmt.Println(fv.Field(0).Interface(), *fv.Field(1).Interface().(*int))
	st3 := reflect.StructOf([]reflect.StructField{
		{Name: "A", Type: reflect.TypeOf(struct{}{})}, {Name: "B", Type: reflect.TypeOf(&seven)},
	})
	v = reflect.New(st3).Elem()
	v.Field(1).Set(reflect.ValueOf(&seven))
	x = v.Interface()
	fmt.Println(st3, reflect.ValueOf(x).Field(0).Interface(), *reflect.ValueOf(x).Field(1).Interface().(*int))
	words := reflect.StructOf([]reflect.StructField{
		{Name: "A", Type: reflect.TypeOf(int8(0))}, {Name: "B", Type: reflect.TypeOf(0)},
		{Name: "C", Type: reflect.TypeOf("")},
	})
	counts := reflect.MakeMap(reflect.MapOf(words, reflect.TypeOf(0)))
	for i := range 300 {
		key := reflect.New(words).Elem()
		key.Field(0).SetInt(int64(i % 3))
		key.Field(1).SetInt(int64(i % 5))
		key.Field(2).SetString(fmt.Sprint(i % 2))
		n := 0
		if old := counts.MapIndex(key); old.IsValid() {
			n = int(old.Int())
		}
		counts.SetMapIndex(key, reflect.ValueOf(n+1))
	}
	fmt.Println(words, counts.Len())
	ct := reflect.ChanOf(reflect.BothDir, st2)
	ch := reflect.MakeChan(ct, 1)
	ch.Send(reflect.New(st2).Elem())
	cx := ch.Interface()
	got, ok := reflect.ValueOf(cx).Recv()
	fmt.Println(ct, got.Type(), ok)
	ft := reflect.FuncOf([]reflect.Type{st, reflect.TypeOf(1)}, []reflect.Type{at}, false)
	f := reflect.MakeFunc(ft, func(a []reflect.Value) []reflect.Value {
		r := reflect.New(at).Elem()
		r.Index(0).Set(a[0])
		return []reflect.Value{r}
	})
	sv := reflect.New(st).Elem()
	sv.Field(0).Set(reflect.ValueOf(&seven))
	fx := f.Interface()
	fmt.Println(ft, *reflect.ValueOf(fx).Call([]reflect.Value{sv, reflect.ValueOf(1)})[0].Index(0).Field(0).Interface().(*int))
	// embedded
	e1 := reflect.StructOf([]reflect.StructField{{Name: "P", Type: reflect.TypeFor[P](), Anonymous: true}})
	ev := reflect.New(e1).Elem()
	ev.Field(0).Set(reflect.ValueOf(P{&seven}))
	try("embedded", func() { fmt.Println(e1.NumMethod(), ev.Interface().(interface{ M() string }).M()) })
	try("two", func() {
		e2 := reflect.StructOf([]reflect.StructField{{Name: "P", Type: reflect.TypeFor[P](), Anonymous: true}, {Name: "B", Type: reflect.TypeOf(1)}})
		fmt.Println(e2.NumMethod())
	})
	try("twoF", func() {
		e2 := reflect.StructOf([]reflect.StructField{{Name: "F", Type: reflect.TypeFor[F](), Anonymous: true}, {Name: "B", Type: reflect.TypeOf(1)}})
		fmt.Println(e2.NumMethod())
	})
	try("second", func() {
		e2 := reflect.StructOf([]reflect.StructField{{Name: "B", Type: reflect.TypeOf(1)}, {Name: "F", Type: reflect.TypeFor[F](), Anonymous: true}})
		fmt.Println(e2.NumMethod())
	})
	// json of maps
	b, err := json.Marshal(map[string]any{"a": 1, "b": []int{1}, "c": map[int]string{2: "x"}})
	fmt.Println(string(b), err)
	var back map[string]map[int]string
	fmt.Println(json.Unmarshal([]byte(`{"q":{"5":"five"}}`), &back), back)
	m := map[string]int{"a": 1, "b": 2}
	rv := reflect.ValueOf(m)
	n := 0
	for k, e := range rv.Seq2() {
		n += len(k.String()) + int(e.Int())
	}
	fmt.Println(n)
	rv.Clear()
	fmt.Println(len(m))
}
