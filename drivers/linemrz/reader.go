package linemrz

import (
	"context"
	"errors"
	"io/fs"
	"sync/atomic"
	"time"

	"poploket/drivers"
	"poploket/drivers/mrz"
	"poploket/drivers/port"
)

// Gap is the silence that ends a document whose reader does not say where it ends. Serial adapters hand bytes over in
// bundles up to 16 ms apart, slow readers pause between lines.
const Gap = 150 * time.Millisecond

// Reader is a reader that sends plain lines. It starts switched off.
type Reader struct {
	port     port.Config
	on       atomic.Bool
	national atomic.Bool

	in    [256]byte          // what one read brought
	frame [mrz.MaxFrame]byte // what is handed over
	f     framer
}

var _ drivers.Reader = (*Reader)(nil)

// New makes a reader on a line that is opened by Serve.
func New(cfg port.Config) *Reader { return &Reader{port: cfg} }

// Enable says whether a document is wanted now. Without it everything that is read is dropped and overwritten, and so is
// the rest of a document whose beginning was dropped.
func (r *Reader) Enable(on bool) { r.on.Store(on) }

// NationalNumber says whether the purpose asks for the national number. Without it the number is overwritten.
func (r *Reader) NationalNumber(wanted bool) { r.national.Store(wanted) }

// Serve implements drivers.Reader.
func (r *Reader) Serve(ctx context.Context, on func(drivers.ReaderEvent)) error {
	defer r.wipe()
	return port.Serve(ctx, r.port, func(_ context.Context, l *port.Line) error {
		if err := l.Flush(); err != nil { // what was read before anybody listened is nobody's
			return err
		}
		on(drivers.ReaderEvent{State: drivers.StateReady})
		defer r.wipe()
		return r.read(l, on)
	}, func(err error) { on(lost(err)) })
}

func lost(err error) drivers.ReaderEvent {
	if errors.Is(err, port.ErrGone) || errors.Is(err, fs.ErrNotExist) {
		return drivers.ReaderEvent{State: drivers.StateAbsent}
	}
	return drivers.ReaderEvent{State: drivers.StateFault, Cause: err.Error()}
}

func (r *Reader) wipe() {
	clear(r.in[:])
	clear(r.frame[:])
	r.f.reset()
}

// read hands over documents until the line breaks.
func (r *Reader) read(l *port.Line, on func(drivers.ReaderEvent)) error {
	dropping := false // until a silence: what comes is the rest of something not wanted
	for {
		wait := time.Hour
		if r.f.pending() || dropping {
			wait = Gap
		}
		n, err := l.Read(r.in[:], wait)
		switch {
		case errors.Is(err, port.ErrTimeout):
			if !dropping && r.on.Load() {
				r.take(r.f.end(), on)
			}
			dropping = false
			r.f.reset()
			continue
		case err != nil:
			return err
		}
		if !r.on.Load() {
			dropping = true
			r.f.reset()
		}
		if !dropping {
			for _, c := range r.in[:n] {
				r.take(r.f.put(c), on)
			}
		}
		clear(r.in[:n])
	}
}

// take judges what the framer found and hands it over.
func (r *Reader) take(got verdict, on func(drivers.ReaderEvent)) {
	if got == nothing {
		return
	}
	ev := drivers.ReaderEvent{State: drivers.StateReady}
	n := mrz.Tidy(r.frame[:], r.f.document())
	r.f.reset()
	kind, err := mrz.Check(r.frame[:n])
	ev.Kind = string(kind)
	if err != nil {
		clear(r.frame[:]) // nobody needs it while the event is handled
		ev.Fault = err.Error()
	} else {
		if !r.national.Load() {
			mrz.ClearNationalNumber(r.frame[:n], kind)
		}
		ev.Frame = r.frame[:n:n]
	}
	on(ev)
	clear(r.frame[:])
}
