// Command bench runs the side-by-side benchmarks behind ./build.sh bench. It prints a table for each and writes
// out/bench/NAME.json. A missed limit is reported and is no failure: machines are noisy, tests are not for speed.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"text/tabwriter"
)

// Row is one figure. Ours is in the unit in which its limit is written; Ratio is ours/baseline.
type Row struct {
	ID           string    `json:"id"` // named in the README; single cases as id/case
	Unit         string    `json:"unit"`
	Ours         float64   `json:"ours"`
	Baseline     *float64  `json:"baseline"`
	BaselineName string    `json:"baselineName"`
	Ratio        *float64  `json:"ratio"`
	Limit        string    `json:"limit"` // in words: "ratio <= 1.3"
	Met          *bool     `json:"met"`
	Median       float64   `json:"median,omitempty"`
	P95          float64   `json:"p95,omitempty"`
	Spread       float64   `json:"spread,omitempty"` // (max-min)/median over blocks
	Samples      []float64 `json:"samples,omitempty"`
	BaseSamples  []float64 `json:"baseSamples,omitempty"`
}

// suite is one named benchmark.
type suite struct {
	name string
	run  func(ctx context.Context) ([]Row, error)
}

func suites() []suite {
	return []suite{
		{"ui", uiSuite},
		{"journal", journalSuite},
		{"receipt", receiptSuite},
	}
}

// worker is one side of a benchmark as a process of its own: this program, started again by a suite.
type worker struct {
	name string
	run  func(ctx context.Context, args []string) error
}

func workers() []worker {
	return []worker{
		{"journal-worker", journalWorker},
		{"ui-bare", bareWorker},
	}
}

func main() {
	want := os.Args[1:]
	for _, w := range workers() {
		if len(want) > 0 && want[0] == w.name {
			if err := w.run(context.Background(), want[1:]); err != nil {
				fmt.Fprintf(os.Stderr, "bench %s: %v\n", w.name, err)
				os.Exit(1)
			}
			return
		}
	}
	for _, s := range suites() {
		if len(want) > 0 && want[0] != s.name {
			continue
		}
		rows, err := s.run(context.Background())
		if err == nil {
			err = report(s.name, rows)
		}
		if err != nil {
			fmt.Fprintf(os.Stderr, "bench %s: %v\n", s.name, err)
			os.Exit(1)
		}
	}
}

func report(name string, rows []Row) error {
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "id\tours\tbaseline\tratio\tunit\tlimit\tmet\n")
	for _, r := range rows {
		base, ratio, met := "-", "-", "-"
		if r.Baseline != nil {
			base = fmt.Sprintf("%.4g (%s)", *r.Baseline, r.BaselineName)
		}
		if r.Ratio != nil {
			ratio = fmt.Sprintf("%.3f", *r.Ratio)
		}
		if r.Met != nil {
			met = map[bool]string{true: "yes", false: "NO"}[*r.Met]
		}
		fmt.Fprintf(w, "%s\t%.4g\t%s\t%s\t%s\t%s\t%s\n", r.ID, r.Ours, base, ratio, r.Unit, r.Limit, met)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	b, err := json.MarshalIndent(rows, "", "  ")
	if err != nil {
		return err
	}
	dir := filepath.Join("out", "bench")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, name+".json"), append(b, '\n'), 0o644)
}
