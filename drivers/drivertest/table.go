package drivertest

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync/atomic"
)

// TableConfig says what stands on the table.
type TableConfig struct {
	Dir  string // gets the lines "reader" and "printer"
	Out  string // gets receipt-001.bin and receipt-001.png for every paper; "" for none
	Baud int    // pace of the printer's line
	// OnReceipt is called for every paper, after its files are written; it may be nil.
	OnReceipt func(r Receipt, bin, png string)
	// OnError is told when a file can't be written; it may be nil.
	OnError func(error)
}

// Table is a reader and a printer on a table, with Do to do things to them.
type Table struct {
	Reader  *Reader
	Printer *Printer
	cfg     TableConfig
	papers  atomic.Int64
}

// NewTable sets the table.
func NewTable(cfg TableConfig) (*Table, error) {
	t := &Table{cfg: cfg}
	for _, dir := range []string{cfg.Dir, cfg.Out} {
		if dir == "" {
			continue
		}
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return nil, err
		}
	}
	var err error
	if t.Reader, err = NewReader(filepath.Join(cfg.Dir, "reader")); err != nil {
		return nil, fmt.Errorf("setting up the reader: %w", err)
	}
	t.Printer, err = NewPrinter(PrinterConfig{Path: filepath.Join(cfg.Dir, "printer"), Baud: cfg.Baud, OnReceipt: t.receipt})
	if err != nil {
		t.Reader.Close()
		return nil, fmt.Errorf("setting up the printer: %w", err)
	}
	return t, nil
}

// Close clears the table.
func (t *Table) Close() {
	t.Reader.Close()
	t.Printer.Close()
}

func (t *Table) receipt(r Receipt) {
	var bin, png string
	if t.cfg.Out != "" {
		name := filepath.Join(t.cfg.Out, fmt.Sprintf("receipt-%03d", t.papers.Add(1)))
		bin, png = name+".bin", name+".png"
		if err := errors.Join(whole(bin, r.writeBytes), whole(png, r.WritePNG)); err != nil && t.cfg.OnError != nil {
			t.cfg.OnError(err)
		}
	}
	if t.cfg.OnReceipt != nil {
		t.cfg.OnReceipt(r, bin, png)
	}
}

func (r Receipt) writeBytes(w io.Writer) error {
	_, err := w.Write(r.Bytes)
	return err
}

// whole writes a file that is there only when it is whole: somebody may be waiting for it.
func whole(name string, write func(io.Writer) error) error {
	f, err := os.CreateTemp(filepath.Dir(name), ".part")
	if err != nil {
		return err
	}
	if err := errors.Join(write(f), f.Close()); err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return os.Rename(f.Name(), name)
}
