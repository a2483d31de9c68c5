package courier

import (
	"context"
	"errors"
	"fmt"

	"poploket/kiosk/fact"
	"poploket/sync/replica"
	"poploket/sync/wire"
)

// batchBytes is about how large a batch may get: enough for the window to fill a mobile uplink, small enough to get through
// a bad one.
const batchBytes = 64 << 10

// step gives the machine an event and carries out what it decides. Errors are the journal's.
func (c *Courier) step(ctx context.Context, ev replica.Event) error {
	var effects []replica.Effect
	c.machine, effects = c.machine.Step(replica.Moment{At: c.at(), Random: c.opts.Random()}, ev)
	if c.machine.Stopped() {
		c.stopped[c.epoch] = true
	}
	for _, e := range effects {
		if err := c.carryOut(ctx, e); err != nil {
			return err
		}
	}
	c.show(c.machine.Online())
	return nil
}

func (c *Courier) carryOut(ctx context.Context, e replica.Effect) error {
	switch e := e.(type) {
	case replica.Dial:
		go func() {
			conn, err := c.opts.Dial(ctx)
			select {
			case c.dialled <- dialled{conn, err}:
			case <-ctx.Done():
				if err == nil {
					conn.Close()
				}
			}
		}()
	case replica.Hangup:
		c.opts.Log.Warn("hanging up", "why", e.Why)
		c.hangup()
	case replica.Greet:
		return c.greet(ctx, e)
	case replica.Send:
		return c.sendBatch(ctx, e)
	case replica.Keep:
		return c.opts.Journal.PutReceipt(ctx, c.receipt, e.Epoch, e.Through, e.Hash)
	case replica.Tell:
		return c.tell(ctx, e)
	}
	return nil
}

func (c *Courier) greet(ctx context.Context, g replica.Greet) error {
	versions, err := c.opts.Journal.Versions(ctx)
	if err != nil {
		return err
	}
	b, err := wire.EncodeHello(wire.Hello{Unit: c.opts.Unit, Epoch: g.Epoch, Last: g.Last, Receipted: g.Receipted,
		Documents: versions, Wall: c.opts.Now().UnixNano(), Build: c.opts.Build})
	if err != nil {
		return err
	}
	return c.send(ctx, b)
}

func (c *Courier) sendBatch(ctx context.Context, s replica.Send) error {
	entries, err := c.opts.Journal.Entries(ctx, s.Epoch, s.First-1, wire.MaxBatch, batchBytes)
	if errors.Is(err, fact.ErrDamaged) {
		return c.step(ctx, replica.Unreadable{Seq: s.First})
	}
	if err != nil {
		return err
	}
	if len(entries) == 0 {
		return fmt.Errorf("the journal gives no facts of epoch %x from seq %d on", s.Epoch, s.First)
	}
	b, err := wire.EncodeBatch(wire.Batch{Unit: c.opts.Unit, Epoch: s.Epoch, First: s.First, Entries: entries})
	if err != nil {
		c.opts.Log.Error("a batch can't be encoded", "err", err)
		return c.step(ctx, replica.Unreadable{Seq: s.First})
	}
	if err := c.send(ctx, b); err != nil || c.conn == nil {
		return err
	}
	return c.step(ctx, replica.Sent{First: s.First, Last: s.First + uint64(len(entries)) - 1})
}

// send hands a message to the connection; when that fails the connection is over.
func (c *Courier) send(ctx context.Context, b []byte) error {
	if c.conn == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, c.opts.Pace.Answer)
	defer cancel()
	if err := c.conn.Send(ctx, b); err != nil {
		c.opts.Log.Info("sending to the office failed", "err", err)
		c.hangup()
		return c.step(ctx, replica.Lost{})
	}
	return nil
}

// tell brings a trouble to people: in the log, as a fact that reaches the office, and by a new epoch where the old one can't
// go on. Once is enough.
func (c *Courier) tell(ctx context.Context, t replica.Tell) error {
	epoch := c.epoch
	if !c.once(fmt.Sprintf("%s %x %d", t.Trouble, epoch, t.Seq)) {
		return nil
	}
	c.opts.Log.Error("the office and this unit don't agree", "trouble", string(t.Trouble), "epoch", fmt.Sprintf("%x", epoch), "seq", t.Seq, "detail", t.Detail)
	head, _ := c.opts.Journal.Head()
	switch t.Trouble {
	case replica.Forked, replica.OfficeAhead, replica.Damaged:
		if epoch == head {
			// What happens from now on must not wait for a person to settle what happened before.
			if err := c.opts.Journal.NewEpoch(ctx); err != nil {
				return err
			}
		}
	case replica.Aside:
	default:
		return nil
	}
	return c.opts.Journal.Quarantined(ctx, epoch, t.Seq, fmt.Sprintf("%s: %s", t.Trouble, t.Detail))
}

// once is true the first time. The memory is bounded: when it is full it begins anew.
func (c *Courier) once(what string) bool {
	if c.told[what] {
		return false
	}
	if len(c.told) >= 256 {
		clear(c.told)
	}
	c.told[what] = true
	return true
}

// hear deals with a message of the office.
func (c *Courier) hear(ctx context.Context, payload []byte) error {
	kind, err := wire.KindOf(payload)
	if err == nil {
		switch kind {
		case wire.KindStanding:
			return c.stood(ctx, payload)
		case wire.KindReceipt:
			return c.receipted(ctx, payload)
		case wire.KindRefused:
			return c.refused(ctx, payload)
		case wire.KindDocument:
			return c.document(ctx, payload)
		}
		err = fmt.Errorf("kind %d is not for a unit", kind)
	}
	c.opts.Log.Warn("a message of the office can't be read", "err", err)
	return nil
}

func (c *Courier) stood(ctx context.Context, payload []byte) error {
	m, err := wire.DecodeStanding(payload)
	if err == nil && m.Unit != c.opts.Unit {
		err = fmt.Errorf("it is for unit %s", m.Unit)
	}
	if err != nil {
		c.opts.Log.Warn("the office's standing can't be used", "err", err)
		return nil
	}
	ev := replica.Stood{Standing: m}
	if len(m.Receipt) > 0 {
		if ev.Proof, err = c.prove(ctx, m.Receipt); err != nil {
			return err
		}
	}
	return c.step(ctx, ev)
}

func (c *Courier) receipted(ctx context.Context, payload []byte) error {
	signed, err := wire.DecodeReceipt(payload)
	if err != nil {
		return err // KindOf let it through
	}
	r, err := c.prove(ctx, signed)
	if err != nil || r == nil {
		return err
	}
	return c.step(ctx, *r)
}

// prove opens a receipt; nil when its signature doesn't hold or it isn't ours. Errors are the journal's.
func (c *Courier) prove(ctx context.Context, signed []byte) (*replica.Receipt, error) {
	m, err := c.trusted.ReceiptKeys().OpenReceipt(signed, c.opts.Unit)
	if err != nil {
		c.opts.Log.Warn("a receipt was not believed", "err", err)
		return nil, nil
	}
	mine, _, err := c.opts.Journal.HashAt(ctx, m.Epoch, m.Through)
	if err != nil {
		return nil, err
	}
	c.receipt = signed
	return &replica.Receipt{Receipt: m, Mine: mine}, nil
}

func (c *Courier) refused(ctx context.Context, payload []byte) error {
	m, err := wire.DecodeRefused(payload)
	if err != nil {
		c.opts.Log.Warn("a refusal of the office can't be read", "err", err)
		return nil
	}
	return c.step(ctx, replica.Refused{Refused: m})
}
