package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"crypto/rand"

	"filippo.io/age"

	"poploket/kiosk"
	"poploket/kiosk/fact"
	"poploket/sync/seal"
)

// journalBlocks is how often each side has its turn. Many short turns: whatever else the machine does then hits both.
const journalBlocks = 24

// journalCases are what journal.append_* measures: transactions of one size.
var journalCases = []struct {
	id    string
	size  int // facts in a transaction
	n     int // transactions in a block
	limit float64
}{
	{"journal.append_single", 1, 120, 1.3},
	{"journal.append_batch100", 100, 12, 1.45},
}

// journalSuite appends pre-sealed facts of whole visits to the journal, and the same bytes with one prepared insert to
// a bare table of the same database with the same durability. Both are processes of their own, take turns, and start
// with journalFilled facts.
func journalSuite(ctx context.Context) ([]Row, error) {
	dir := filepath.Join("out", "bench", "journal")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	var rows []Row
	for _, c := range journalCases {
		row, err := journalCase(ctx, dir, c.id, c.size, c.n, c.limit)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", c.id, err)
		}
		rows = append(rows, row)
	}
	sealing, err := journalSeal()
	if err != nil {
		return nil, err
	}
	return append(rows, sealing), nil
}

func journalCase(ctx context.Context, dir, id string, size, n int, limit float64) (Row, error) {
	ours, err := startJournalSide(ctx, dir, "journal", size)
	if err != nil {
		return Row{}, err
	}
	defer ours.stop()
	base, err := startJournalSide(ctx, dir, "insert", size)
	if err != nil {
		return Row{}, err
	}
	defer base.stop()
	var a, b [][]float64
	for range journalBlocks {
		for _, s := range []struct {
			side *journalSide
			to   *[][]float64
		}{{ours, &a}, {base, &b}} {
			micros, err := s.side.block(n)
			if err != nil {
				return Row{}, err
			}
			*s.to = append(*s.to, micros)
		}
	}
	return journalRow(id, limit, a, b), nil
}

// journalSide is a worker process that does a block when told how many transactions.
type journalSide struct {
	cmd  *exec.Cmd
	path string
	in   *json.Encoder
	out  *json.Decoder
	end  func() error
}

func startJournalSide(ctx context.Context, dir, side string, size int) (*journalSide, error) {
	exe, err := os.Executable()
	if err != nil {
		return nil, err
	}
	path, err := os.MkdirTemp(dir, side+"-")
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, exe, "journal-worker", side, path, strconv.Itoa(size))
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	return &journalSide{cmd, path, json.NewEncoder(in), json.NewDecoder(out), in.Close}, cmd.Start()
}

// block has n transactions done and gives the µs of each.
func (s *journalSide) block(n int) (micros []float64, err error) {
	if err := s.in.Encode(n); err != nil {
		return nil, err
	}
	return micros, s.out.Decode(&micros)
}

func (s *journalSide) stop() {
	s.end()
	s.cmd.Wait()
	os.RemoveAll(s.path)
}

// journalRow compares mean times, so that checkpoints of the WAL count on both sides: the median block of each.
func journalRow(id string, limit float64, ours, base [][]float64) Row {
	means := func(blocks [][]float64) (out []float64) {
		for _, b := range blocks {
			out = append(out, mean(b))
		}
		return out
	}
	om, bm := means(ours), means(base)
	baseline := quantile(bm, 0.5)
	ratio := quantile(om, 0.5) / baseline
	met := ratio <= limit
	all := slices.Concat(ours...)
	return Row{
		ID: id, Unit: "µs per transaction", Ours: quantile(om, 0.5), Baseline: &baseline, BaselineName: "one prepared insert",
		Ratio: &ratio, Limit: fmt.Sprintf("ratio <= %g", limit), Met: &met,
		Median: quantile(all, 0.5), P95: quantile(all, 0.95), Spread: (slices.Max(om) - slices.Min(om)) / quantile(om, 0.5),
		Samples: all, BaseSamples: slices.Concat(base...),
	}
}

// journalSeal is what a face does before it sends: a dossier key, two wraps, one sealed request.
func journalSeal() (Row, error) {
	recipients := map[string]age.Recipient{}
	for _, name := range []string{seal.RecipientOffice, seal.RecipientRecovery} {
		id, err := age.GenerateHybridIdentity()
		if err != nil {
			return Row{}, err
		}
		recipients[name] = id.Recipient()
	}
	plain, err := fact.EncodeRequest(kiosk.Request{Service: "move", Action: "report", Class: kiosk.ClassCapture, Identity: kiosk.IdentityScanned,
		Language: "nl", Document: &kiosk.Document{Kind: "TD1"}, Answers: make([]kiosk.Answer, 8)})
	if err != nil {
		return Row{}, err
	}
	var micros []float64
	for range 200 {
		start := time.Now()
		d, _, err := seal.NewDossier(rand.Reader, recipients)
		if err != nil {
			return Row{}, err
		}
		if _, _, err := d.Seal(seal.Binding{Unit: "bus-1", Subject: make([]byte, 16), Kind: fact.KindRequestReceived, Version: 1}, plain); err != nil {
			return Row{}, err
		}
		d.Wipe()
		micros = append(micros, float64(time.Since(start).Nanoseconds())/1000)
	}
	return Row{ID: "journal.seal", Unit: "µs per request", Ours: quantile(micros, 0.5), Limit: "reported",
		Median: quantile(micros, 0.5), P95: quantile(micros, 0.95), Samples: micros}, nil
}

func mean(v []float64) float64 {
	sum := 0.0
	for _, x := range v {
		sum += x
	}
	return sum / float64(len(v))
}

// quantile is the q-quantile of v by nearest rank.
func quantile(v []float64, q float64) float64 {
	s := slices.Sorted(slices.Values(v))
	return s[min(int(q*float64(len(s))), len(s)-1)]
}
