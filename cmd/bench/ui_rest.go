package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"poploket/cmd/internal/fleet"
)

// uiVisits is how many visits ui.memory counts after.
const uiVisits = 50

// uiAtRest is ui.memory and ui.idle_cpu: what the unit takes after visits, when nobody touches it.
func uiAtRest(ctx context.Context, s *stage, f *fleet.Fleet) ([]Row, error) {
	for range uiVisits {
		if err := visitOnce(ctx, s, f); err != nil {
			return nil, err
		}
	}
	memory, err := uiMemory(ctx, s, f)
	if err != nil {
		return nil, err
	}
	idle, err := uiIdle(ctx, s, f)
	return append(memory, idle...), err
}

// visitOnce is somebody who looks around and leaves.
func visitOnce(ctx context.Context, s *stage, f *fleet.Fleet) error {
	if _, err := f.Resident.Tap(ctx, s.swaps[0].there); err != nil {
		return err
	}
	return freshFace(ctx, f)
}

// swapBare has the bare program show both its screens as often as the visits do.
func swapBare(ctx context.Context, s *stage) error {
	for range uiVisits * 2 {
		if err := s.bare.Tap(40, 40); err != nil {
			return err
		}
		if err := rest(ctx, 100*time.Millisecond); err != nil {
			return err
		}
	}
	return nil
}

// settled waits for the spare face and gives its process id.
func settled(ctx context.Context, f *fleet.Fleet) (int, error) {
	for range 100 {
		if err := rest(ctx, 100*time.Millisecond); err != nil {
			return 0, err
		}
		shown := f.Resident.Paint().PID
		pids := f.Faces()
		i := slices.IndexFunc(pids, func(pid int) bool { return pid != shown })
		if len(pids) == 2 && i >= 0 && slices.Contains(pids, shown) {
			return pids[i], rest(ctx, 2*time.Second)
		}
	}
	return 0, fmt.Errorf("faces %v and the shown one of them never come to rest", f.Faces())
}

func uiMemory(ctx context.Context, s *stage, f *fleet.Fleet) ([]Row, error) {
	bare, err := s.showBare(ctx, s.swaps[0].scene)
	if err != nil {
		return nil, err
	}
	defer end(bare)
	if err := swapBare(ctx, s); err != nil {
		return nil, err
	}
	spare, err := settled(ctx, f)
	if err != nil {
		return nil, err
	}
	ours, err := pss(f.Core.PID(), f.Resident.Paint().PID)
	if err != nil {
		return nil, err
	}
	base, err := pss(bare.Process.Pid)
	if err != nil {
		return nil, err
	}
	waiting, err := pss(spare)
	if err != nil {
		return nil, err
	}
	core, err := pss(f.Core.PID())
	if err != nil {
		return nil, err
	}
	ratio := ours / base
	met := ratio <= 1.4
	return []Row{
		{ID: "ui.memory", Unit: "MB PSS of core and face, all programs running", Ours: ours, Baseline: &base, BaselineName: "bare Fyne", Ratio: &ratio, Limit: "ratio <= 1.4", Met: &met},
		{ID: "ui.memory/core", Unit: "MB PSS", Ours: core, Limit: "reported"},
		{ID: "ui.memory/spare", Unit: "MB PSS", Ours: waiting, Limit: "reported"},
	}, nil
}

// uiIdle rests on idleStarts fresh faces and bare programs, idleBlocks times idleBlock each: two runs of one program at
// rest differ by a fifth. Both sides rest in the same seconds, so that what else the machine does hits both.
const (
	idleStarts = 4
	idleBlocks = 2
	idleBlock  = 4 * time.Second
)

func uiIdle(ctx context.Context, s *stage, f *fleet.Fleet) ([]Row, error) {
	var ours, base [][]float64
	var core, waiting []float64
	for range idleStarts {
		if err := visitOnce(ctx, s, f); err != nil {
			return nil, err
		}
		blocks, err := restTogether(ctx, s, f)
		if err != nil {
			return nil, err
		}
		for _, used := range blocks {
			ours, base = append(ours, []float64{used[0] + used[1]}), append(base, []float64{used[2]})
			core, waiting = append(core, used[0]), append(waiting, used[3])
		}
	}
	row := func(id string, samples []float64) Row {
		return Row{ID: id, Unit: "% of one processor", Ours: quantile(samples, 0.5), Limit: "reported", Samples: samples}
	}
	return []Row{
		blockRow("ui.idle_cpu", "% of one processor, core and face", "bare Fyne", 0.5, 1.2, ours, base),
		row("ui.idle_cpu/core", core), row("ui.idle_cpu/spare", waiting),
	}, nil
}

// restTogether starts a bare program and gives what core, shown face, bare program and spare use at rest.
func restTogether(ctx context.Context, s *stage, f *fleet.Fleet) (blocks [][]float64, err error) {
	bare, err := s.showBare(ctx, s.swaps[0].scene)
	if err != nil {
		return nil, err
	}
	defer end(bare)
	spare, err := settled(ctx, f)
	if err != nil {
		return nil, err
	}
	for range idleBlocks {
		used, err := percent(ctx, idleBlock, f.Core.PID(), f.Resident.Paint().PID, bare.Process.Pid, spare)
		if err != nil {
			return nil, err
		}
		blocks = append(blocks, used)
	}
	return blocks, nil
}

// percent is how much of a processor each process uses for a while.
func percent(ctx context.Context, d time.Duration, pids ...int) ([]float64, error) {
	before := make([]time.Duration, len(pids))
	for i, pid := range pids {
		var err error
		if before[i], err = cpu(pid); err != nil {
			return nil, err
		}
	}
	start := time.Now()
	if err := rest(ctx, d); err != nil {
		return nil, err
	}
	used := make([]float64, len(pids))
	took := time.Since(start)
	for i, pid := range pids {
		now, err := cpu(pid)
		if err != nil {
			return nil, err
		}
		used[i] = 100 * float64(now-before[i]) / float64(took)
	}
	return used, nil
}
