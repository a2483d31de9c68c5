package main

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"

	"poploket/cmd/internal/fleet"
	"poploket/cmd/internal/touch"
	"poploket/kiosk/fact"
	"poploket/kiosk/journal"
)

// uiStarts is how often each side is started, by turns.
const uiStarts = 7

// uiFacts is how many facts the journal holds when the unit starts.
const uiFacts = 50_000

// uiStart is ui.start: from exec to the first full screen. The unit was enrolled and has its tour; its office is away.
func uiStart(ctx context.Context, s *stage) ([]Row, error) {
	f := &fleet.Fleet{Options: s.options()}
	if err := fillJournal(ctx, filepath.Join(f.State(), "journal.db")); err != nil {
		return nil, fmt.Errorf("filling the journal: %w", err)
	}
	unit := func() (*exec.Cmd, error) {
		return s.program(ctx, s.names[oursSide], filepath.Join(s.bin, "unit"), "--config", filepath.Join(f.Dir, "unit.json"))
	}
	bare := func() (*exec.Cmd, error) { return s.startBare(ctx, s.swaps[0].scene) }
	sides := []*starter{{display: s.ours, start: unit, end: func() { killAll(f.Faces()) }}, {display: s.bare, start: bare}}
	for _, side := range sides {
		if err := side.learn(ctx); err != nil {
			return nil, err
		}
	}
	blocks := make([][][]float64, len(sides))
	for range uiStarts {
		for i, side := range sides {
			seconds, err := side.run(ctx)
			if err != nil {
				return nil, err
			}
			blocks[i] = append(blocks[i], []float64{seconds})
		}
	}
	return []Row{blockRow("ui.start", "s to the first full screen, 50,000 facts", "bare Fyne", 0.5, 1.6, blocks[0], blocks[1])}, nil
}

// starter starts one side and waits for its first screen on an empty display.
type starter struct {
	display *touch.Display
	start   func() (*exec.Cmd, error)
	end     func() // of what outlives the program
	patch   patch
	empty   []byte
	full    []byte
}

// learn starts the side once, to know what its first screen looks like.
func (s *starter) learn(ctx context.Context) error {
	empty, err := picture(ctx, s.display)
	if err != nil {
		return err
	}
	cmd, err := s.start()
	if err != nil {
		return err
	}
	defer s.stop(cmd)
	full, err := another(ctx, s.display, empty)
	if err != nil {
		return err
	}
	s.patch = patchWhereTheyDiffer(empty, full)
	s.empty, s.full = s.patch.of(empty), s.patch.of(full)
	return nil
}

func (s *starter) run(ctx context.Context) (seconds float64, err error) {
	if err := s.patch.await(ctx, s.display, s.empty); err != nil {
		return 0, err
	}
	start := time.Now()
	cmd, err := s.start()
	if err != nil {
		return 0, err
	}
	defer s.stop(cmd)
	if err := s.patch.await(ctx, s.display, s.full); err != nil {
		return 0, err
	}
	return time.Since(start).Seconds(), rest(ctx, time.Second)
}

func (s *starter) stop(cmd *exec.Cmd) {
	cmd.Process.Signal(syscall.SIGTERM)
	cmd.Wait()
	if s.end != nil {
		s.end()
	}
}

func killAll(pids []int) {
	for _, pid := range pids {
		syscall.Kill(pid, syscall.SIGKILL)
	}
}

// fillJournal appends facts of visits until the journal holds uiFacts.
func fillJournal(ctx context.Context, path string) error {
	o, err := journal.System(path, fleet.Unit)
	if err != nil {
		return err
	}
	j, err := journal.Open(ctx, o)
	if err != nil {
		return err
	}
	v := newVisits()
	const at = 500
	drafts := make([]fact.Draft, at)
	for n := 0; n < uiFacts; n += at {
		for i, r := range v.drafts(at) {
			drafts[i] = r.draft
		}
		if _, err := j.Append(ctx, drafts); err != nil {
			return errors.Join(err, j.Close())
		}
	}
	return j.Close()
}
