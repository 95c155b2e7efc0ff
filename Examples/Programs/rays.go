// A ray tracer: spheres on a floor, a light, shadows and mirrors, as letters. Small values by copy,
// interfaces and closures, floating point; rows are traced by goroutines and put together in order.
package main

import (
	"fmt"
	"math"
	"strings"
	"sync"
)

// A Vector is a place, a direction or a colour.
type Vector struct{ X, Y, Z float64 }

// Plus is the sum.
func (v Vector) Plus(w Vector) Vector { return Vector{v.X + w.X, v.Y + w.Y, v.Z + w.Z} }

// Minus is the difference.
func (v Vector) Minus(w Vector) Vector { return v.Plus(w.Times(-1)) }

// Times is the vector, so many times as long.
func (v Vector) Times(f float64) Vector { return Vector{v.X * f, v.Y * f, v.Z * f} }

// Dot is the product of two vectors.
func (v Vector) Dot(w Vector) float64 { return v.X*w.X + v.Y*w.Y + v.Z*w.Z }

// Unit is the vector of length one in the same direction.
func (v Vector) Unit() Vector { return v.Times(1 / math.Sqrt(v.Dot(v))) }

// A Ray goes from a place in a direction.
type Ray struct{ From, To Vector }

// A Body can be hit by a ray.
type Body interface {
	// Hit is the distance at which a ray meets the body first; infinite if it does not.
	Hit(Ray) float64
	// Normal stands upright on the surface at a place.
	Normal(Vector) Vector
	// Look is how bright the surface is at a place, and how much it mirrors.
	Look(Vector) (shade, mirror float64)
}

// A Sphere is round.
type Sphere struct {
	Centre Vector
	Radius float64
	Shine  float64
}

// Hit solves the quadratic equation of the sphere.
func (s *Sphere) Hit(r Ray) float64 {
	offset := r.From.Minus(s.Centre)
	b := offset.Dot(r.To)
	root := b*b - offset.Dot(offset) + s.Radius*s.Radius
	if root < 0 {
		return math.Inf(1)
	}
	for _, distance := range [...]float64{-b - math.Sqrt(root), -b + math.Sqrt(root)} {
		if distance > 1e-6 {
			return distance
		}
	}
	return math.Inf(1)
}

// Normal points away from the centre.
func (s *Sphere) Normal(at Vector) Vector { return at.Minus(s.Centre).Unit() }

// Look is the same everywhere.
func (s *Sphere) Look(Vector) (float64, float64) { return 0.9, s.Shine }

// A Floor is flat, and chequered.
type Floor struct{ Height float64 }

// Hit looks down.
func (f Floor) Hit(r Ray) float64 {
	if distance := (f.Height - r.From.Y) / r.To.Y; distance > 1e-6 {
		return distance
	}
	return math.Inf(1)
}

// Normal is up.
func (f Floor) Normal(Vector) Vector { return Vector{Y: 1} }

// Look changes from square to square.
func (f Floor) Look(at Vector) (float64, float64) {
	if (int(math.Floor(at.X))+int(math.Floor(at.Z)))%2 == 0 {
		return 0.8, 0
	}
	return 0.2, 0
}

// A Scene is what there is to be seen.
type Scene struct {
	Bodies []Body
	Light  Vector
}

func (s *Scene) nearest(r Ray) (Body, float64) {
	var found Body
	least := math.Inf(1)
	for _, body := range s.Bodies {
		if distance := body.Hit(r); distance < least {
			found, least = body, distance
		}
	}
	return found, least
}

// Brightness is what comes back along a ray, from 0 to 1.
func (s *Scene) Brightness(r Ray, depth int) float64 {
	body, distance := s.nearest(r)
	if body == nil {
		return 0.15 + 0.25*math.Max(0, r.To.Y)
	}
	at := r.From.Plus(r.To.Times(distance))
	normal := body.Normal(at)
	shade, mirror := body.Look(at)
	toLight := s.Light.Minus(at)
	light := 0.1
	shadow := Ray{at.Plus(normal.Times(1e-4)), toLight.Unit()}
	if _, blocked := s.nearest(shadow); blocked*blocked > toLight.Dot(toLight) {
		light += 0.9 * math.Max(0, normal.Dot(shadow.To))
	}
	result := shade * light * (1 - mirror)
	if mirror > 0 && depth > 0 {
		back := r.To.Minus(normal.Times(2 * normal.Dot(r.To)))
		result += mirror * s.Brightness(Ray{at.Plus(normal.Times(1e-4)), back}, depth-1)
	}
	return math.Min(1, result)
}

func main() {
	const width, height = 76, 30
	scene := &Scene{Light: Vector{-6, 9, -4}}
	scene.Bodies = append(scene.Bodies, Floor{-1})
	for index := range 5 {
		angle := float64(index) * 2 * math.Pi / 5
		scene.Bodies = append(scene.Bodies, &Sphere{
			Vector{2.2 * math.Cos(angle), -0.35, 6 + 2.2*math.Sin(angle)}, 0.65, 0.1 * float64(index),
		})
	}
	scene.Bodies = append(scene.Bodies, &Sphere{Vector{0, 0.4, 6}, 1.3, 0.6})

	const letters = " .,:;i1tfLCG08@"
	rows := make([]string, height)
	total := make([]float64, height)
	var group sync.WaitGroup
	for y := range rows {
		group.Go(func() {
			var row strings.Builder
			for x := range width {
				to := Vector{(float64(x) - width/2) / 38, (height/2 - float64(y)) / 19, 2}.Unit()
				bright := scene.Brightness(Ray{Vector{Y: 0.8}, to}, 4)
				total[y] += bright
				row.WriteByte(letters[int(bright*float64(len(letters)-1)+0.5)])
			}
			rows[y] = strings.TrimRight(row.String(), " ")
		})
	}
	group.Wait()
	sum := 0.0
	for y, row := range rows {
		fmt.Println(row)
		sum += total[y]
	}
	fmt.Printf("mean brightness %.4f\n", sum/(width*height))
}
