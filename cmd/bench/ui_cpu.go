package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"poploket/cmd/internal/fleet"
)

// uiCPU is ui.tap_cpu_p95: the processor time that core and face spend on a touch besides painting. They run on a
// graphics driver that takes every command and draws nothing (Mesa's noop), so that all that is left of a touch is ours
// and Fyne's: events, the visit, the drawing made, letters and pictures turned into textures, commands sent. What both
// spend at rest in the same time is taken off. The bare program on the same driver shows what of it is Fyne's own.
func uiCPU(ctx context.Context, s *stage) ([]Row, error) {
	if err := os.Setenv("GALLIUM_NOOP", "true"); err != nil { // for everything that is started here
		return nil, err
	}
	defer os.Unsetenv("GALLIUM_NOOP")
	f, err := s.fleet(ctx)
	if err != nil {
		return nil, err
	}
	defer f.Stop()
	var rows []Row
	for _, c := range s.swaps {
		row, err := uiCPUCase(ctx, s, f, c)
		if err != nil {
			return nil, fmt.Errorf("tapping %s: %w", c.name, err)
		}
		rows = append(rows, row)
		tell(row)
	}
	return rows, nil
}

func uiCPUCase(ctx context.Context, s *stage, f *fleet.Fleet, c *swap) (Row, error) {
	bare, err := s.startBare(ctx, c.scene)
	if err != nil {
		return Row{}, err
	}
	defer end(bare)
	if err := rest(ctx, 2*time.Second); err != nil { // nothing can be seen
		return Row{}, err
	}
	if err := f.Run(ctx, c.way, nil); err != nil {
		return Row{}, err
	}
	if _, err := settled(ctx, f); err != nil {
		return Row{}, err
	}
	there := false
	at := c.keyOf(ctx, f)
	ours := &burner{pids: []int{f.Core.PID(), f.Resident.Paint().PID}, tap: func() error {
		there = !there
		x, y, err := at(there)
		if err != nil {
			return err
		}
		return s.ours.Tap(x, y)
	}}
	base := &burner{pids: []int{bare.Process.Pid}, tap: func() error { return s.bare.Tap(40, 40) }}
	sides := []*burner{ours, base}
	for range 2 {
		if _, err := burn(ctx, sides, true); err != nil {
			return Row{}, err
		}
	}
	blocks := make([][][]float64, len(sides))
	idle := make([]float64, len(sides)) // mean of all blocks
	for range uiBlocks {
		still, err := burn(ctx, sides, false)
		if err != nil {
			return Row{}, err
		}
		block := make([][]float64, len(sides))
		for range uiBurns {
			ms, err := burn(ctx, sides, true)
			if err != nil {
				return Row{}, err
			}
			for i := range sides {
				block[i] = append(block[i], ms[i])
			}
		}
		for i := range sides {
			blocks[i] = append(blocks[i], block[i])
			idle[i] += still[i] / uiBlocks
		}
	}
	for i := range sides {
		for _, block := range blocks[i] {
			for k := range block {
				block[k] -= idle[i]
			}
		}
	}
	if len(c.way) > 0 {
		err = freshFace(ctx, f)
	}
	row := blockRow("ui.tap_cpu_p95/"+c.name, "ms, on a driver that draws nothing", "bare Fyne", 0.95, 1, blocks[0], blocks[1])
	met := row.Ours <= 10
	row.Ratio, row.Limit, row.Met = nil, "<= 10 ms", &met
	return row, err
}

// uiBurns is how many touches of a block ui.tap_cpu_p95 counts: even, so that each case ends where it began.
const uiBurns = 10

// burner is one side: its processes, and how it is touched.
type burner struct {
	pids []int
	tap  func() error
}

// burn gives the ms of processor time that each side takes in the time of one touch, with the touch or without. Both
// sides are counted at once: time of a process is its own.
func burn(ctx context.Context, sides []*burner, touched bool) ([]float64, error) {
	start := time.Now()
	ms := make([]float64, len(sides))
	for i, s := range sides {
		before, err := cpu(s.pids...)
		if err == nil && touched {
			err = s.tap()
		}
		if err != nil {
			return nil, err
		}
		ms[i] = -before.Seconds() * 1000
	}
	if err := rest(ctx, time.Until(start.Add(uiPause))); err != nil {
		return nil, err
	}
	for i, s := range sides {
		after, err := cpu(s.pids...)
		if err != nil {
			return nil, err
		}
		ms[i] += after.Seconds() * 1000
	}
	return ms, nil
}
