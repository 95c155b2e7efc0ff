// The planets' orbits: floating point, arrays of structures.
package main

import (
	"math"
	"os"
)

type body struct{ x, y, z, vx, vy, vz, mass float64 }

const (
	days = 365.24
	sun  = 4 * math.Pi * math.Pi
)

func energy(bodies []body) float64 {
	e := 0.0
	for i := range bodies {
		b := &bodies[i]
		e += 0.5 * b.mass * (b.vx*b.vx + b.vy*b.vy + b.vz*b.vz)
		for j := i + 1; j < len(bodies); j++ {
			c := &bodies[j]
			dx, dy, dz := b.x-c.x, b.y-c.y, b.z-c.z
			e -= b.mass * c.mass / math.Sqrt(dx*dx+dy*dy+dz*dz)
		}
	}
	return e
}

func advance(bodies []body, dt float64) {
	for i := range bodies {
		b := &bodies[i]
		for j := i + 1; j < len(bodies); j++ {
			c := &bodies[j]
			dx, dy, dz := b.x-c.x, b.y-c.y, b.z-c.z
			square := dx*dx + dy*dy + dz*dz
			mag := dt / (square * math.Sqrt(square))
			b.vx -= dx * c.mass * mag
			b.vy -= dy * c.mass * mag
			b.vz -= dz * c.mass * mag
			c.vx += dx * b.mass * mag
			c.vy += dy * b.mass * mag
			c.vz += dz * b.mass * mag
		}
	}
	for i := range bodies {
		b := &bodies[i]
		b.x += dt * b.vx
		b.y += dt * b.vy
		b.z += dt * b.vz
	}
}

func main() {
	steps := 8_000_000
	if len(os.Args) > 1 {
		steps = 10_000
	}
	bodies := []body{
		{mass: sun},
		{4.84143144246472090, -1.16032004402742839, -0.103622044471123109,
			0.00166007664274403694 * days, 0.00769901118419740425 * days,
			-0.0000690460016972063023 * days, 0.000954791938424326609 * sun},
		{8.34336671824457987, 4.12479856412430479, -0.403523417114321381,
			-0.00276742510726411 * days, 0.00499852801234917238 * days,
			0.0000230417297573763929 * days, 0.000285885980666130812 * sun},
		{12.8943695621391310, -15.1111514016986312, -0.223307578892655734,
			0.00296460137564761618 * days, 0.00237847173959480950 * days,
			-0.0000296589568540237556 * days, 0.0000436624404335156298 * sun},
		{15.3796971148509165, -25.9193146099879641, 0.179258772950371181,
			0.00268067772490389322 * days, 0.00162824170038242295 * days,
			-0.0000951592254519715870 * days, 0.0000515138902046611451 * sun},
	}
	println(int64(energy(bodies) * 1e9))
	for i := 0; i < steps; i++ {
		advance(bodies, 0.01)
	}
	println(int64(energy(bodies) * 1e9))
}
