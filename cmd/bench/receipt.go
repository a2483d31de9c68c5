package main

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"time"

	"poploket/drivers"
	"poploket/drivers/drivertest"
	"poploket/drivers/escpos"
	"poploket/drivers/port"
	"poploket/kiosk"
	"poploket/kiosk/receipt"
)

//go:embed receipt.mjs
var receiptScript []byte

const (
	receiptPackage = "@point-of-sale/receipt-printer-encoder"
	receiptVersion = "4.0.1"
)

// receiptSuite weighs the bytes of real receipts against another encoder, and watches the line while one is sent.
func receiptSuite(ctx context.Context) ([]Row, error) {
	rows, err := receiptBytes(ctx)
	if err != nil {
		return nil, err
	}
	use, err := receiptLineUse(ctx)
	if err != nil {
		return nil, err
	}
	return append(rows, use), nil
}

// receiptCases are receipts as the kiosk prints them.
func receiptCases() map[string]kiosk.Receipt {
	saved := kiosk.Receipt{
		Municipality: "Gemeente Voorhaven", Place: "Stadhuis op bezoek, Marktplein", Title: "Bewijs van ontvangst", Service: "Verhuizing",
		RefLabel: "Uw nummer", Reference: "KDE4T7P",
		Facts: [][2]string{{"Ontvangen", "dinsdag 24 november 2026 om 10.42 uur"}, {"Naam", "A. de V."}, {"Verhuist op", "maandag 30 november 2026"}},
		State: "Veilig bewaard", StateText: []string{"Er was geen verbinding. Uw melding staat veilig in deze zuil. Wij sturen hem vanzelf door."},
		StateStrong: "De datum van vandaag telt.", NextTitle: "Wat gebeurt er nu?",
		Next:         []string{"U krijgt een brief, uiterlijk dinsdag 1 december.", "Is er iets niet goed? Dan bellen wij u.", "U hoeft nu niets te doen."},
		ContactTitle: "Vraag? Een mens helpt u.", Contact: []string{"Bel 0000 123 456 (voorbeeld), ma-vr 9-17 uur.", "Of kom langs: dinsdag 8 december, Marktplein."},
		QR: "https://voorhaven.example/s/KDE4T7P?c=7f3a9c21", QRText: "Scan de code, of noem uw nummer.",
		Foot: [][2]string{{"Bus", "1"}, {"bon", "0231"}, {"catalogus", "48.2"}, {"regels", "12"}}, FootText: "Dit is nog geen besluit. Bewaar deze bon.",
		Language: "nl",
	}
	large := saved
	large.Large, large.CopyText = true, "Kopie"
	accents := saved
	accents.Service, accents.Facts = "Parkeervergunning (€ 12,50)", append(slices.Clone(saved.Facts), [2]string{"Adres", "Łódźstraat 12, Iğdırplein"}, [2]string{"Opmerking", "één café, naïef, Straße"})
	return map[string]kiosk.Receipt{"saved": saved, "large-copy": large, "accents": accents}
}

func receiptBytes(ctx context.Context) ([]Row, error) {
	other, why := newOtherEncoder(ctx)
	if why != nil {
		fmt.Fprintf(os.Stderr, "bench receipt: no comparison: %v\n", why)
	}
	var rows []Row
	worst := Row{ID: "receipt.bytes", Unit: "bytes", Limit: "ratio <= 1.05"}
	cases := receiptCases()
	names := make([]string, 0, len(cases))
	for name := range cases {
		names = append(names, name)
	}
	slices.Sort(names)
	face, err := escpos.GoFace()
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		paper := receipt.Layout(cases[name], 48)
		row := Row{ID: "receipt.bytes/" + name, Unit: "bytes", Limit: worst.Limit, Ours: float64(len(escpos.Encode(escpos.Job{Paper: paper, Profile: escpos.Wide(), Face: face})))}
		if why == nil {
			n, err := other.encode(ctx, paper)
			if err != nil {
				return nil, err
			}
			base := float64(n)
			ratio := row.Ours / base
			met := ratio <= 1.05
			row.Baseline, row.BaselineName, row.Ratio, row.Met = &base, receiptPackage+" "+receiptVersion, &ratio, &met
		}
		rows = append(rows, row)
		if worst.Ours == 0 || row.Ratio != nil && *row.Ratio > *worst.Ratio {
			id := worst.ID
			worst = row
			worst.ID = id
		}
	}
	return append([]Row{worst}, rows...), nil
}

// otherEncoder is the npm package in a cache directory of the user.
type otherEncoder struct{ dir string }

func newOtherEncoder(ctx context.Context) (*otherEncoder, error) {
	for _, tool := range []string{"node", "npm"} {
		if _, err := exec.LookPath(tool); err != nil {
			return nil, err
		}
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		cache = os.TempDir()
	}
	o := &otherEncoder{dir: filepath.Join(cache, "poploket-bench", "receipt-printer-encoder-"+receiptVersion)}
	if err := os.MkdirAll(o.dir, 0o755); err != nil {
		return nil, err
	}
	if _, err := os.Stat(filepath.Join(o.dir, "node_modules", receiptPackage)); err != nil {
		cmd := exec.CommandContext(ctx, "npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--no-save", receiptPackage+"@"+receiptVersion)
		cmd.Dir = o.dir
		if out, err := cmd.CombinedOutput(); err != nil {
			return nil, fmt.Errorf("installing %s: %w: %s", receiptPackage, err, bytes.TrimSpace(out))
		}
	}
	return o, os.WriteFile(filepath.Join(o.dir, "receipt.mjs"), receiptScript, 0o644)
}

// encode says how many bytes the other encoder takes for the same paper.
func (o *otherEncoder) encode(ctx context.Context, p drivers.Paper) (int, error) {
	in, err := json.Marshal(plainPaper(p))
	if err != nil {
		return 0, err
	}
	cmd := exec.CommandContext(ctx, "node", "receipt.mjs")
	cmd.Dir, cmd.Stdin, cmd.Stderr = o.dir, bytes.NewReader(in), os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return 0, fmt.Errorf("encoding with %s: %w", receiptPackage, err)
	}
	return len(out), nil
}

// plainBlock is a block for the script.
type plainBlock struct {
	Kind    string `json:"kind"`
	Align   int    `json:"align"`
	Size    int    `json:"size"`
	Bold    bool   `json:"bold"`
	Inverse bool   `json:"inverse"`
	Indent  int    `json:"indent"`
	Text    string `json:"text"`
	Text2   string `json:"text2"`
	Bits    string `json:"bits,omitempty"`
	Module  int    `json:"module,omitempty"`
}

func plainPaper(p drivers.Paper) any {
	kinds := map[drivers.BlockKind]string{
		drivers.BlockText: "text", drivers.BlockPair: "pair", drivers.BlockRule: "rule", drivers.BlockFeed: "feed",
		drivers.BlockQR: "qr", drivers.BlockImage: "image", drivers.BlockCut: "cut",
	}
	blocks := make([]plainBlock, 0, len(p.Blocks))
	for _, b := range p.Blocks {
		pb := plainBlock{Kind: kinds[b.Kind], Align: int(b.Align), Size: int(b.Size), Bold: b.Bold, Inverse: b.Inverse, Indent: int(b.Indent), Text: string(b.Text), Text2: string(b.Text2)}
		switch b.Kind {
		case drivers.BlockImage:
			pb.Bits, pb.Text = base64.StdEncoding.EncodeToString(b.Text), ""
		case drivers.BlockQR:
			pb.Module = 8
		}
		blocks = append(blocks, pb)
	}
	return map[string]any{"columns": p.Columns, "blocks": blocks}
}

// receiptLineUse prints a receipt of more than a second at 19200 baud and says how much of the time between the first
// byte and the last the line carried one.
func receiptLineUse(ctx context.Context) (Row, error) {
	const baud, rounds, limit = 19200, 5, 0.95
	dir, err := os.MkdirTemp("", "poploket-bench")
	if err != nil {
		return Row{}, err
	}
	defer os.RemoveAll(dir)
	papers := make(chan drivertest.Receipt, rounds)
	sim, err := drivertest.NewPrinter(drivertest.PrinterConfig{Path: filepath.Join(dir, "printer"), Baud: baud, OnReceipt: func(r drivertest.Receipt) { papers <- r }})
	if err != nil {
		return Row{}, err
	}
	defer sim.Close()
	dev := escpos.New(escpos.Config{Port: port.Config{Path: sim.Path(), Baud: baud, Flow: port.FlowXON}, Profile: escpos.Wide()})
	ctx, cancel := context.WithCancel(ctx)
	ready := make(chan struct{}, 1)
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = dev.Serve(ctx, func(s drivers.PrinterStatus) {
			if s.State == drivers.StateReady {
				select {
				case ready <- struct{}{}:
				default:
				}
			}
		})
	}()
	defer func() { cancel(); <-done }()
	select {
	case <-ready:
	case <-time.After(10 * time.Second):
		return Row{}, fmt.Errorf("the simulated printer never became ready")
	}
	row := Row{ID: "receipt.line_use", Unit: "fraction", Limit: fmt.Sprintf(">= %.2f at %d baud", limit, baud)}
	paper := receipt.Layout(receiptCases()["large-copy"], 48)
	for range rounds {
		if res := dev.Print(ctx, paper); res.Outcome != drivers.Printed {
			return Row{}, fmt.Errorf("printing: %s, %s", res.Outcome, res.Fault)
		}
		r := <-papers
		wire := time.Duration(len(r.Bytes)) * 10 * time.Second / baud
		if wire < time.Second {
			return Row{}, fmt.Errorf("the job is only %v on the wire", wire)
		}
		row.Samples = append(row.Samples, float64(wire)/float64(r.Last.Sub(r.First)))
	}
	sorted := slices.Sorted(slices.Values(row.Samples))
	row.Ours, row.Median = sorted[0], sorted[len(sorted)/2]
	row.P95 = sorted[0] // more is better: the slow end is the lowest
	row.Spread = (sorted[len(sorted)-1] - sorted[0]) / row.Median
	met := row.Ours >= limit
	row.Met = &met
	return row, nil
}
