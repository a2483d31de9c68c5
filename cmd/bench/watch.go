package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"os"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"poploket/cmd/internal/touch"
)

// patch is a small square of the screen that is watched from outside.
type patch struct{ x, y int }

const patchSize = 16

// patchWhereTheyDiffer finds the square in which two pictures differ most.
func patchWhereTheyDiffer(a, b *image.RGBA) patch {
	var best patch
	most := -1
	for y := 0; y+patchSize <= a.Rect.Dy(); y += patchSize {
		for x := 0; x+patchSize <= a.Rect.Dx(); x += patchSize {
			n := 0
			for row := range patchSize {
				o := a.PixOffset(x, y+row)
				for i := range patchSize * 4 {
					if a.Pix[o+i] != b.Pix[o+i] {
						n++
					}
				}
			}
			if n > most {
				most, best = n, patch{x, y}
			}
		}
	}
	return best
}

// of is the patch's part of a picture.
func (p patch) of(img *image.RGBA) []byte {
	var b []byte
	for row := range patchSize {
		o := img.PixOffset(p.x, p.y+row)
		b = append(b, img.Pix[o:o+patchSize*4]...)
	}
	return b
}

// lookEvery is the pause between two looks at the screen: without one, looking would take the painter's processor.
const lookEvery = time.Millisecond

// await looks at the patch until it shows want.
func (p patch) await(ctx context.Context, d *touch.Display, want []byte) error {
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	for {
		now, err := d.Image(p.x, p.y, patchSize, patchSize)
		if err != nil {
			return err
		}
		if bytes.Equal(now.Pix, want) {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("the pixels at %d,%d never came: %w", p.x, p.y, ctx.Err())
		case <-time.After(lookEvery):
		}
	}
}

// picture is the whole screen once it stood still for two looks.
func picture(ctx context.Context, d *touch.Display) (*image.RGBA, error) {
	w, h := d.Size()
	var before *image.RGBA
	for range 100 {
		now, err := d.Image(0, 0, w, h)
		if err != nil {
			return nil, err
		}
		if before != nil && bytes.Equal(now.Pix, before.Pix) {
			return now, nil
		}
		before = now
		if err := rest(ctx, 250*time.Millisecond); err != nil {
			return nil, err
		}
	}
	return nil, fmt.Errorf("the screen never stands still")
}

// another is the whole screen once it is another picture than before and stands still.
func another(ctx context.Context, d *touch.Display, before *image.RGBA) (*image.RGBA, error) {
	for range 40 {
		now, err := picture(ctx, d)
		if err != nil || !bytes.Equal(now.Pix, before.Pix) {
			return now, err
		}
	}
	return nil, errors.New("the screen never changes")
}

// cpu is the processor time that processes took so far, of all their threads.
func cpu(pids ...int) (time.Duration, error) {
	var sum time.Duration
	for _, pid := range pids {
		var ts unix.Timespec
		const sched = 2 // see clock_getcpuclockid(3)
		if err := unix.ClockGettime(int32(^uint32(pid)<<3|sched), &ts); err != nil {
			return 0, fmt.Errorf("reading the processor time of process %d: %w", pid, err)
		}
		sum += time.Duration(ts.Nano())
	}
	return sum, nil
}

// pss is the memory of processes in MB, pages that others share counted by share.
func pss(pids ...int) (float64, error) {
	sum := 0.0
	for _, pid := range pids {
		b, err := os.ReadFile(fmt.Sprintf("/proc/%d/smaps_rollup", pid))
		if err != nil {
			return 0, err
		}
		for line := range strings.Lines(string(b)) {
			if rest, ok := strings.CutPrefix(line, "Pss:"); ok {
				kb, err := strconv.ParseFloat(strings.Fields(rest)[0], 64)
				if err != nil {
					return 0, err
				}
				sum += kb / 1024
			}
		}
	}
	return sum, nil
}

func rest(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}
