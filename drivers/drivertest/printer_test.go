package drivertest_test

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"poploket/drivers/drivertest"
)

// host is the plain other end of a line, without any driver.
type host struct {
	t *testing.T
	f *os.File
}

func open(t *testing.T, path string) host {
	t.Helper()
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return host{t, f}
}

func (h host) say(s string) {
	h.t.Helper()
	if _, err := h.f.Write([]byte(s)); err != nil {
		h.t.Fatal(err)
	}
}

func (h host) hear(want string) {
	h.t.Helper()
	got := make([]byte, len(want))
	if err := h.f.SetReadDeadline(time.Now().Add(5 * time.Second)); err != nil {
		h.t.Fatal(err)
	}
	if _, err := io.ReadFull(h.f, got); err != nil || string(got) != want {
		h.t.Errorf("printer said % x (%v), want % x", got, err, want)
	}
}

func printer(t *testing.T, cfg drivertest.PrinterConfig) *drivertest.Printer {
	t.Helper()
	cfg.Path = filepath.Join(t.TempDir(), "printer")
	p, err := drivertest.NewPrinter(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	return p
}

const askAll = "\x10\x04\x01\x10\x04\x02\x10\x04\x03\x10\x04\x04"

// The bytes are those that receiptio, an independent client, reports as online, coveropen, paperempty and error.
func TestStatusBytes(t *testing.T) {
	tests := []struct {
		name      string
		fault     func(*drivertest.Printer)
		asb, live string
	}{
		{"cover open", func(p *drivertest.Printer) { p.Cover(true) }, "\x30\x00\x00\x00", "\x1a\x16\x12\x12"},
		{"paper out", (*drivertest.Printer).PaperOut, "\x18\x00\x0c\x00", "\x1a\x32\x12\x72"},
		{"near end", func(p *drivertest.Printer) { p.NearEnd(true) }, "\x10\x00\x03\x00", "\x12\x12\x12\x1e"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := printer(t, drivertest.PrinterConfig{})
			h := open(t, p.Path())
			h.say(askAll)
			h.hear("\x12\x12\x12\x12")
			h.say("\x1da\xff")
			h.hear("\x10\x00\x00\x00")
			tt.fault(p)
			asb := tt.asb
			if tt.name == "cover open" {
				asb = "\x38\x00\x00\x00" // an open cover is offline too
			}
			h.hear(asb)
			h.say(askAll)
			h.hear(tt.live)
		})
	}
}

func TestAnswersInOrder(t *testing.T) {
	h := open(t, printer(t, drivertest.PrinterConfig{}).Path())
	h.say("text\n\x1dr\x01\x1dI\x42\x1dI\x43\x1d(H\x06\x0000ABCD")
	h.hear("\x00_EPSON\x00_TM-T20III\x00\x37\x22ABCD\x00")
}

func TestFenceIsNotAnsweredWithoutPaper(t *testing.T) {
	p := printer(t, drivertest.PrinterConfig{})
	h := open(t, p.Path())
	p.PaperOut()
	h.say("text\n\x1dr\x01" + askAll)
	h.hear("\x1a\x32\x12\x72") // real time only
	p.PaperIn()
	h.hear("\x00")
}

func TestPaceOfTheLine(t *testing.T) {
	papers := make(chan drivertest.Receipt, 1)
	p := printer(t, drivertest.PrinterConfig{Baud: 38400, OnReceipt: func(r drivertest.Receipt) { papers <- r }})
	h := open(t, p.Path())
	job := "\x1b@" + string(bytes.Repeat([]byte("0123456789\n"), 90)) + "\x1dV\x42\x00"
	start := time.Now()
	h.say(job)
	r := <-papers
	wire := time.Duration(len(job)) * 10 * time.Second / 38400
	if took := time.Since(start); took < wire*9/10 {
		t.Errorf("%d bytes took %v, want at least %v", len(job), took, wire)
	}
	if string(r.Bytes) != job {
		t.Errorf("kept %d bytes of %d", len(r.Bytes), len(job))
	}
	if got := r.Last.Sub(r.First); got < wire*9/10 || got > wire*11/10 {
		t.Errorf("first to last byte %v, want about %v", got, wire)
	}
}

func TestPicture(t *testing.T) {
	paper := drivertest.Render([]byte("\x1b@\x1d!\x11\x1dB\x01AB\x1dB\x00\x1d!\x00\nplain\n\x1dV\x42\x00"), 576)
	if paper == nil {
		t.Fatal("no paper")
	}
	black := func(x0, y0, x1, y1 int) int {
		n := 0
		for y := y0; y < y1; y++ {
			for x := x0; x < x1; x++ {
				if paper.GrayAt(x, y).Y == 0 {
					n++
				}
			}
		}
		return n
	}
	if n := black(0, 0, 48, 48); n < 1200 || n > 2200 {
		t.Errorf("inverse text has %d black dots of 2304", n)
	}
	if n := black(48, 0, 576, 48); n != 0 {
		t.Errorf("%d black dots beside it", n)
	}
	if n := black(0, 48, 60, 78); n < 200 || n > 900 {
		t.Errorf("plain text has %d black dots", n)
	}
	img := drivertest.Receipt{Paper: paper}.Picture()
	if img.Bounds().Dx() != 576+2*32+2*40 {
		t.Errorf("picture is %v", img.Bounds())
	}
}

// FuzzRender: whatever bytes come, the printer neither hangs nor falls over.
func FuzzRender(f *testing.F) {
	f.Add([]byte("\x1b@text\x1dv0\x00\x01\x00\x01\x00\xff\x1d(k\x03\x001Q0\x1dV\x42\x00"))
	f.Add([]byte("\x1dv0\x03\xff\xff\xff\xff"))
	f.Fuzz(func(_ *testing.T, b []byte) { drivertest.Render(b, 576) })
}
