// Package intake is what the office does with its units' messages: it drives the office's end of sync/replica over the
// store, answers with signed receipts that were committed together with the facts, and brings units the documents they
// lack. The broker calls it; it knows no MQTT.
package intake

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"

	"poploket/kiosk"
	"poploket/sync/office/store"
	"poploket/sync/replica"
	"poploket/sync/seal"
	"poploket/sync/wire"
)

// Store is the part of the office's memory that the intake works with.
type Store interface {
	store.Units
	store.Intake
	store.Documents
}

// Options are what an intake works with.
type Options struct {
	Store Store
	Sign  func(wire.Receipt) ([]byte, error)      // seal.SigningKey.SignReceipt
	Push  func(unit string, payload []byte) error // broker.Broker.Push: queued, or an error when the unit is away
	Now   func() time.Time
	Log   *slog.Logger
}

// Intake serves all units. It is a broker's backend and a publisher's pusher.
type Intake struct {
	opts Options

	mu    sync.Mutex
	desks map[string]*desk
}

// desk is where one unit is served, one message at a time: two connections of a unit may overlap for a moment.
type desk struct {
	mu      sync.Mutex
	unit    string
	office  replica.Office
	greeted bool              // and not gone since
	has     map[string]uint64 // documents by version: as the unit said, and as was sent since
}

// New makes an intake.
func New(o Options) *Intake { return &Intake{opts: o, desks: map[string]*desk{}} }

func (in *Intake) desk(unit string) *desk {
	in.mu.Lock()
	defer in.mu.Unlock()
	d := in.desks[unit]
	if d == nil {
		d = &desk{unit: unit, office: replica.NewOffice(unit)}
		in.desks[unit] = d
	}
	return d
}

// Admit says whether a unit may connect with its certificate, whose chain was verified. It is for
// seal.Authority.ServerConfig.
func (in *Intake) Admit(unit string, c *x509.Certificate) error {
	ctx, cancel := context.WithTimeout(context.Background(), admitTimeout)
	defer cancel()
	if in.opts.Now().After(c.NotAfter) {
		return fmt.Errorf("the certificate of unit %s has ended", unit)
	}
	u, err := in.welcome(ctx, unit)
	if err == nil && u.Replaced(seal.Issued(c)) {
		err = fmt.Errorf("the certificate of unit %s was replaced by a later enrolment", unit)
	}
	return err
}

// welcome says whether a unit may talk. It is asked for every message, because a connection may be older than a revocation.
func (in *Intake) welcome(ctx context.Context, unit string) (store.Unit, error) {
	u, err := in.opts.Store.Unit(ctx, unit)
	switch {
	case kiosk.ErrorCode(err) == kiosk.CodeNotFound:
		return u, fmt.Errorf("unit %s isn't registered", unit)
	case err != nil:
		return u, fmt.Errorf("looking up unit %s: %w", unit, err)
	case !u.Revoked.IsZero():
		return u, fmt.Errorf("unit %s was revoked", unit)
	}
	return u, nil
}

const admitTimeout = 5 * time.Second

// Receive takes an up message. An error means that it must come again.
func (in *Intake) Receive(ctx context.Context, unit string, payload []byte) error {
	d := in.desk(unit)
	d.mu.Lock()
	defer d.mu.Unlock()
	if _, err := in.welcome(ctx, unit); err != nil {
		return err
	}
	kind, err := wire.KindOf(payload)
	if err == nil {
		switch kind {
		case wire.KindHello:
			return in.hello(ctx, d, payload)
		case wire.KindBatch:
			return in.batch(ctx, d, payload)
		}
		err = fmt.Errorf("%w: kind %d is not for the office", wire.ErrMalformed, kind)
	}
	return in.unreadable(ctx, d, err)
}

// unreadable answers what can't be read. It is acknowledged: sending it again would not help.
func (in *Intake) unreadable(ctx context.Context, d *desk, why error) error {
	return in.carryOut(ctx, d, []replica.OfficeEffect{
		replica.AnswerRefused{Refused: wire.Refused{Reason: short(why), Code: wire.RefusedMessage}},
		replica.Note{Trouble: replica.Misfit, Detail: short(why)},
	})
}

// hello answers with the standing. Keys go before it, because they prove its receipt; other documents go after it, because
// they may take long.
func (in *Intake) hello(ctx context.Context, d *desk, payload []byte) error {
	h, err := wire.DecodeHello(payload)
	if err != nil {
		return in.unreadable(ctx, d, err)
	}
	ev := replica.Greeted{Hello: h}
	if h.Unit == d.unit {
		if ev.Stored, err = in.standing(ctx, d, h); err != nil {
			return err
		}
		d.greeted, d.has = true, h.Documents
		if d.has == nil {
			d.has = map[string]uint64{}
		}
		if err := in.documents(ctx, d, isKeys); err != nil {
			return err
		}
	}
	var effects []replica.OfficeEffect
	d.office, effects = d.office.Step(ev)
	if err := in.carryOut(ctx, d, effects); err != nil {
		return err
	}
	return in.documents(ctx, d, func(string) bool { return true })
}

// standing records the hello and looks up how far its epoch is stored.
func (in *Intake) standing(ctx context.Context, d *desk, h wire.Hello) (replica.Stored, error) {
	if err := in.opts.Store.Hello(ctx, h, in.opts.Now()); err != nil {
		return replica.Stored{}, fmt.Errorf("recording a hello: %w", err)
	}
	st, err := in.opts.Store.Standing(ctx, d.unit, h.Epoch)
	if err != nil {
		return replica.Stored{}, fmt.Errorf("looking up a standing: %w", err)
	}
	if st.Through == 0 {
		known, err := in.opts.Store.Epochs(ctx, d.unit)
		if err != nil {
			return replica.Stored{}, fmt.Errorf("looking up epochs: %w", err)
		}
		if len(known) > 0 {
			in.note(ctx, d.unit, "the unit's journal goes on under another epoch: it was restored, moved, or the ends disagreed")
		}
	}
	return replica.Stored{Through: st.Through, Receipt: st.Receipt}, nil
}

// carryOut does what the machine decided, but for storing.
func (in *Intake) carryOut(ctx context.Context, d *desk, effects []replica.OfficeEffect) error {
	for _, e := range effects {
		var b []byte
		var err error
		switch e := e.(type) {
		case replica.Store:
			if err := in.store(ctx, d, e.Batch); err != nil {
				return err
			}
			continue
		case replica.Drop:
			return errDropped
		case replica.Note:
			in.note(ctx, d.unit, fmt.Sprintf("%s: %s", e.Trouble, e.Detail))
			continue
		case replica.AnswerStanding:
			e.Wall = in.opts.Now().UnixNano()
			b, err = wire.EncodeStanding(e.Standing)
		case replica.AnswerReceipt:
			b, err = wire.EncodeReceipt(e.Signed)
		case replica.AnswerRefused:
			b, err = wire.EncodeRefused(e.Refused)
		}
		if err != nil {
			return err
		}
		in.push(d, b)
	}
	return nil
}

var errDropped = errors.New("the unit must connect again")

// push never fails: what does not arrive is asked for again.
func (in *Intake) push(d *desk, payload []byte) {
	if err := in.opts.Push(d.unit, payload); err != nil {
		in.opts.Log.Info("an answer did not reach its unit", "unit", d.unit, "err", err)
	}
}

// Presence hears that a unit came or went.
func (in *Intake) Presence(ctx context.Context, unit string, p wire.Presence) error {
	if !p.Online {
		d := in.desk(unit)
		d.mu.Lock()
		d.greeted = false
		d.mu.Unlock()
	}
	if err := in.opts.Store.Presence(ctx, unit, p, in.opts.Now()); err != nil {
		return fmt.Errorf("recording presence: %w", err)
	}
	return nil
}

// Refused hears of a peer that was turned away.
func (in *Intake) Refused(ctx context.Context, unit, host, reason string) {
	in.incident(ctx, unit, store.IncidentConnection, fmt.Sprintf("%s: %s", host, reason))
}

func (in *Intake) note(ctx context.Context, unit, detail string) {
	in.opts.Log.Warn("office and unit don't agree", "unit", unit, "detail", detail)
	in.incident(ctx, unit, store.IncidentBatch, detail)
}

func (in *Intake) incident(ctx context.Context, unit string, kind store.IncidentKind, detail string) {
	if err := in.opts.Store.AddIncident(ctx, store.Incident{Unit: unit, Kind: kind, Detail: detail, Last: in.opts.Now()}); err != nil {
		in.opts.Log.Error("an incident was not recorded", "unit", unit, "detail", detail, "err", err)
	}
}

// short is an error's text at the length of a reason.
func short(err error) string {
	s := err.Error()
	return strings.ToValidUTF8(s[:min(len(s), 200)], "")
}
