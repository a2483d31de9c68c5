package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"runtime/debug"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"poploket/assets"
	"poploket/drivers"
	"poploket/drivers/escpos"
	"poploket/drivers/linemrz"
	"poploket/drivers/port"
	"poploket/kiosk/catalog"
	"poploket/kiosk/config"
	"poploket/kiosk/core"
	"poploket/kiosk/fact"
	"poploket/kiosk/journal"
)

// unit is the core with everything that meets in it.
type unit struct {
	conf    config.Unit
	log     *slog.Logger
	journal *journal.Journal
	reader  *linemrz.Reader
	printer *escpos.Dev
	core    *core.Server

	mu              sync.Mutex
	tour, catalogue uint64 // document versions in force
}

// openUnit opens the journal and builds the parts; serve runs them.
func openUnit(ctx context.Context, conf config.Unit, log *slog.Logger) (*unit, error) {
	if err := os.MkdirAll(conf.State, 0o700); err != nil {
		return nil, fmt.Errorf("making the state folder: %w", err)
	}
	o, err := journal.System(filepath.Join(conf.State, "journal.db"), conf.ID)
	if err != nil {
		return nil, err
	}
	j, err := journal.Open(ctx, o)
	if err != nil {
		return nil, err
	}
	u := &unit{conf: conf, log: log, journal: j}
	if err := u.build(ctx); err != nil {
		return nil, errors.Join(err, j.Close())
	}
	return u, nil
}

func (u *unit) build(ctx context.Context) error {
	u.reader = linemrz.New(lineOf(u.conf.Reader))
	glyphs, err := escpos.GoFace()
	if err != nil {
		return err
	}
	u.printer = escpos.New(escpos.Config{Port: lineOf(u.conf.Printer), Profile: profileOf(u.conf.Printer), Face: glyphs, Unsure: u.journal.AfterCrash()})
	faces, err := newFaces(u.conf)
	if err != nil {
		return err
	}
	u.core = core.NewServer(core.Options{
		Socket: u.conf.Socket, Displays: faces.names(), Observe: u.conf.Observe, Prefix: u.conf.Prefix,
		Journal: keeper{u.journal}, Printer: u.printer, Reader: u.reader, Launch: faces.launch, Adopt: faces.adopt(),
		Unit:        core.Unit{ID: u.conf.ID, Name: u.conf.Name, Languages: u.conf.Languages, Municipality: u.conf.Municipality},
		StopChanged: func(stop string) { u.enter(ctx, stop) }, Log: u.log, Now: time.Now,
	})
	builtIn, err := catalog.Pack(assets.Services)
	if err != nil {
		return fmt.Errorf("packing the built-in catalogue: %w", err)
	}
	u.core.SetCatalogue(builtIn, 0)
	reason := "clean"
	if u.journal.AfterCrash() {
		reason = "after-crash"
	}
	return u.record(ctx, fact.UnitStarted{Reason: reason, Build: build()})
}

// serve runs the unit until ctx ends.
func (u *unit) serve(ctx context.Context) error {
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return u.core.Serve(ctx) })
	g.Go(func() error {
		return u.reader.Serve(ctx, func(e drivers.ReaderEvent) { u.core.ReaderEvent(ctx, e) })
	})
	g.Go(func() error {
		return u.printer.Serve(ctx, func(s drivers.PrinterStatus) { u.core.PrinterStatus(ctx, s) })
	})
	g.Go(func() error { return u.keepSyncing(ctx) })
	return g.Wait()
}

func (u *unit) close() error { return u.journal.Close() }

// record writes a fact of the unit itself.
func (u *unit) record(ctx context.Context, b fact.Body) error {
	d, err := fact.New(rand.Reader, "", b)
	if err != nil {
		return err
	}
	_, err = u.journal.Append(ctx, []fact.Draft{d})
	return err
}

// enter notes that another stop stands; the facts that follow say so.
func (u *unit) enter(ctx context.Context, stop string) {
	u.mu.Lock()
	u.journal.SetContext(stop, u.catalogue, u.tour)
	u.mu.Unlock()
	if err := u.record(ctx, fact.StopEntered{Stop: stop}); err != nil {
		u.log.Error("stop not recorded", "stop", stop, "err", err)
	}
}

// keeper is the journal as the core asks for it.
type keeper struct{ *journal.Journal }

func (k keeper) Append(ctx context.Context, drafts []fact.Draft) ([]core.Kept, error) {
	stored, err := k.Journal.Append(ctx, drafts)
	if err != nil {
		return nil, err
	}
	kept := make([]core.Kept, len(stored))
	for i, s := range stored {
		kept[i] = core.Kept{Epoch: s.Epoch, Seq: s.Seq, Wall: s.Wall, ReceiptNo: s.Number}
	}
	return kept, nil
}

func lineOf(d config.Device) port.Config {
	flow := map[string]port.Flow{"": port.FlowNone, "rtscts": port.FlowRTS, "xonxoff": port.FlowXON}[d.Flow]
	return port.Config{Path: d.Port, Baud: d.Baud, Flow: flow}
}

func profileOf(d config.Device) escpos.Profile {
	if d.Columns == 42 {
		return escpos.Narrow()
	}
	return escpos.Wide()
}

// build is the program's version as the toolchain recorded it.
func build() string {
	if info, ok := debug.ReadBuildInfo(); ok {
		return info.Main.Version
	}
	return ""
}
