package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// uiSuite measures the resident's face and its core against a program of nothing but Fyne that shows the same. All of
// it runs on virtual screens with the software painter, touched and watched from outside.
func uiSuite(ctx context.Context) ([]Row, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	dir := filepath.Join("out", "bench", "ui")
	if err := os.RemoveAll(dir); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	s, err := openStage(ctx, dir)
	if err != nil {
		return nil, err
	}
	var rows []Row
	for _, part := range []func(context.Context, *stage) ([]Row, error){uiShown, uiCPU, uiStart} {
		more, err := part(ctx, s)
		if err != nil {
			return nil, err
		}
		rows = append(rows, more...)
	}
	return worst(rows, "ui.tap_p95", "ui.tap_cpu_p95"), os.RemoveAll(dir)
}

// uiShown is everything that is painted: touches and what follows visits.
func uiShown(ctx context.Context, s *stage) ([]Row, error) {
	f, err := s.fleet(ctx)
	if err != nil {
		return nil, err
	}
	defer f.Stop()
	if s.swaps, err = swaps(ctx, f, s); err != nil {
		return nil, err
	}
	rows, err := uiTaps(ctx, s, f)
	if err != nil {
		return nil, err
	}
	still, err := uiAtRest(ctx, s, f)
	return append(rows, still...), err
}

// worst adds for each id the row of its worst case: by its ratio, or by its value where there is none.
func worst(rows []Row, ids ...string) []Row {
	weight := func(r Row) float64 {
		if r.Ratio != nil {
			return *r.Ratio
		}
		return r.Ours
	}
	var heads []Row
	for _, id := range ids {
		var head Row
		for _, r := range rows {
			if len(r.ID) > len(id) && r.ID[:len(id)+1] == id+"/" && (head.ID == "" || weight(r) > weight(head)) {
				head = r
			}
		}
		head.ID = id
		heads = append(heads, head)
	}
	return append(heads, rows...)
}

// tell says how far the suite is.
func tell(r Row) {
	fmt.Fprintf(os.Stderr, "%s %s %.4g, %s %.4g %s\n", time.Now().Format("15:04:05"), r.ID, r.Ours, r.BaselineName, *r.Baseline, r.Unit)
}
