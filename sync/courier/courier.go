// Package courier drives the unit's end of the conversation with the office: it turns what the journal, the link and the
// clock do into events of the pure machine in sync/replica, and carries out what that decides. Besides, it takes in the
// office's documents. It proves every receipt and every document before it counts, and knows nothing personal: sealed
// parts pass through as bytes.
package courier

import (
	"context"
	"crypto/ed25519"
	"log/slog"
	"sync/atomic"
	"time"

	"poploket/kiosk/fact"
	"poploket/sync/replica"
	"poploket/sync/seal"
	"poploket/sync/wire"
)

// Journal is where the facts are, with what the office said about them. kiosk/journal is one.
type Journal interface {
	// Pending is the epoch to send next: the oldest that the office has not whole, leaving out those to skip.
	Pending(skip func(epoch uint64) bool) (epoch, through, last uint64)
	// Changed is closed at the next commit.
	Changed() <-chan struct{}
	Head() (epoch, seq uint64)
	Entries(ctx context.Context, epoch, after uint64, limit, maxBytes int) ([]fact.Entry, error)
	HashAt(ctx context.Context, epoch, seq uint64) (h fact.Hash, ok bool, err error)
	PutReceipt(ctx context.Context, signed []byte, epoch, through uint64, hash []byte) error
	NewEpoch(ctx context.Context) error
	Quarantined(ctx context.Context, epoch, seq uint64, reason string) error
	Documents
}

// Documents are the published ones that are in force.
type Documents interface {
	Versions(ctx context.Context) (map[string]uint64, error)
	Document(ctx context.Context, kind string) (version uint64, signed []byte, err error)
	// PutDocument puts a verified document in force, with the fact that it is, in one transaction.
	PutDocument(ctx context.Context, kind string, version uint64, signed []byte) error
	// DocumentRefused writes the fact that one was not taken.
	DocumentRefused(ctx context.Context, kind string, version uint64, reason string) error
}

// Conn is one connection. sync/link makes them.
type Conn interface {
	// Send hands a message over; nil does not say that it arrives.
	Send(ctx context.Context, payload []byte) error
	Messages() <-chan []byte
	// Done is closed when the connection ended; Err says why.
	Done() <-chan struct{}
	Err() error
	Close()
}

// Options are what a courier works with.
type Options struct {
	Unit    string
	Build   string
	Root    ed25519.PublicKey // verifies the keys document
	Keys    []byte            // the signed keys document of the enrolment, for a journal that has none yet; may be nil
	Journal Journal
	Dial    func(ctx context.Context) (Conn, error)
	Pace    replica.Pace
	Now     func() time.Time
	Random  func() float64 // in [0, 1)
	Log     *slog.Logger

	// Check says whether a verified document can be put in force; nil takes every one. Its error is reported to the office.
	Check func(ctx context.Context, d wire.Document) error
	// Applied hears of a document that is in force now; nil for nobody. It is called from Serve and must not block.
	Applied func(d wire.Document)
	// Online hears when the office starts and stops answering; nil for nobody. It is called from Serve and must not block.
	Online func(online bool)
}

// Courier is the unit's end of the conversation.
type Courier struct {
	opts    Options
	trusted seal.TrustedKeys
	begun   time.Time

	machine replica.Unit
	epoch   uint64
	conn    Conn
	stopped map[uint64]bool // epochs that wait for a person, on this connection
	told    map[string]bool // troubles and refusals that were reported since the start

	dialled chan dialled
	online  atomic.Bool
	receipt []byte // signed, of the event in work
}

type dialled struct {
	conn Conn
	err  error
}

// New makes a courier; Serve sets it to work.
func New(o Options) *Courier {
	return &Courier{opts: o, stopped: map[uint64]bool{}, told: map[string]bool{}, dialled: make(chan dialled)}
}

// Online reports whether the office answered on the connection there is.
func (c *Courier) Online() bool { return c.online.Load() }

// Serve talks to the office until ctx ends. When the journal fails (a full disk, say) the conversation ends and begins anew
// a while later: a unit that can't hear its office must not stop serving residents for it.
func (c *Courier) Serve(ctx context.Context) error {
	for {
		err := c.converse(ctx)
		if ctx.Err() != nil {
			return nil
		}
		c.opts.Log.Error("talking to the office broke off; trying again", "after", c.opts.Pace.LongWait, "err", err)
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(c.opts.Pace.LongWait):
		}
	}
}

// converse is one life of the machine, until the journal fails or ctx ends.
func (c *Courier) converse(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx) // ends a dial under way, too
	defer cancel()
	if err := c.begin(ctx); err != nil {
		return err
	}
	defer c.hangup()
	err := c.step(ctx, replica.Tick{})
	for err == nil {
		err = c.next(ctx)
	}
	return err
}

func (c *Courier) begin(ctx context.Context) error {
	if err := c.loadKeys(ctx); err != nil {
		return err
	}
	c.begun = c.opts.Now()
	epoch, through, last := c.opts.Journal.Pending(c.skip)
	c.epoch = epoch
	c.machine = replica.NewUnit(c.opts.Pace, epoch, last, through)
	return nil
}

// next waits for one thing to happen and deals with it.
func (c *Courier) next(ctx context.Context) error {
	changed := c.opts.Journal.Changed()
	if err := c.look(ctx); err != nil {
		return err
	}
	var timer <-chan time.Time
	if at, ok := c.machine.Wake(); ok {
		t := time.NewTimer(at - c.at())
		defer t.Stop()
		timer = t.C
	}
	var messages <-chan []byte
	var lost <-chan struct{}
	if c.conn != nil {
		messages, lost = c.conn.Messages(), c.conn.Done()
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-changed:
		return nil // the next look sees it
	case <-timer:
		return c.step(ctx, replica.Tick{})
	case d := <-c.dialled:
		return c.connected(ctx, d)
	case m := <-messages:
		return c.hear(ctx, m)
	case <-lost:
		c.opts.Log.Info("the connection to the office ended", "err", c.conn.Err())
		c.hangup()
		return c.step(ctx, replica.Lost{})
	}
}

// look tells the machine how the journal stands.
func (c *Courier) look(ctx context.Context) error {
	epoch, through, last := c.opts.Journal.Pending(c.skip)
	if epoch == c.epoch {
		return c.step(ctx, replica.Appended{Last: last})
	}
	c.epoch = epoch
	return c.step(ctx, replica.Turned{Epoch: epoch, Last: last, Receipted: through})
}

func (c *Courier) skip(epoch uint64) bool { return c.stopped[epoch] }

func (c *Courier) at() time.Duration { return c.opts.Now().Sub(c.begun) }

func (c *Courier) connected(ctx context.Context, d dialled) error {
	if d.err != nil {
		c.opts.Log.Info("the office can't be reached", "err", d.err)
		return c.step(ctx, replica.Lost{})
	}
	c.conn = d.conn
	return c.step(ctx, replica.Connected{})
}

func (c *Courier) hangup() {
	if c.conn != nil {
		c.conn.Close()
		c.conn = nil
	}
	clear(c.stopped) // the next connection asks afresh
	c.show(false)
}

func (c *Courier) show(online bool) {
	if c.online.Swap(online) != online && c.opts.Online != nil {
		c.opts.Online(online)
	}
}
