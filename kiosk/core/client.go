package core

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"maps"
	"net"
	"slices"
	"sync"
	"time"

	"poploket/drivers"
	"poploket/kiosk"
	"poploket/kiosk/fact"
)

// Event is something the core tells a face.
type Event interface{ event() }

// Setting is the world around the visit as it is now.
type Setting struct{ Setting kiosk.Setting }

// Catalogue is the catalogue in force, for the face's next visit.
type Catalogue struct{ Bytes []byte }

// Show asks the face to put its window on the screen and begin a visit.
type Show struct{}

// Exit asks the face to go.
type Exit struct{}

// Scanned is a document. Frame is the machine readable lines; the face overwrites it after reading.
type Scanned struct {
	Kind  string
	Frame []byte
}

// Misread is a document that could not be read.
type Misread struct{}

// Received says that the office's signed receipt covers a request.
type Received struct{ Reference kiosk.Reference }

// Painted is another face's Paint, for observers.
type Painted struct{ Paint Paint }

// Welcomed is what a face needs to run visits: told at the beginning, whenever the core comes back, and when it changes.
type Welcomed struct{ Welcome Welcome }

func (Setting) event()   {}
func (Catalogue) event() {}
func (Show) event()      {}
func (Exit) event()      {}
func (Scanned) event()   {}
func (Misread) event()   {}
func (Received) event()  {}
func (Painted) event()   {}
func (Welcomed) event()  {}

// ErrGone is returned by calls that were under way when the core went and that can't be repeated safely.
var ErrGone = errors.New("the core went away during the call")

// Client is a face's end of the socket. It outlives the core: it reconnects, and repeats the calls that are safe to
// repeat, so that a core killed in the middle costs a resident nothing but a moment.
type Client struct {
	socket string
	events chan Event

	mu    sync.Mutex
	hello Hello
	conn  net.Conn // nil while there is no core
	calls map[uint64]*call
	next  uint64
	uses  kiosk.UseReader // told again to a core that comes after
	paint []byte          // header of the last Paint; likewise
}

type call struct {
	header  []byte
	payload []byte
	once    bool // not to be repeated: a print job
	done    chan reply
}

type reply struct {
	header header
	err    error
}

// NewClient makes a client; Serve connects it.
func NewClient(socket string, hello Hello) *Client {
	return &Client{socket: socket, hello: hello, events: make(chan Event, 64), calls: map[uint64]*call{}}
}

// Events is what the core tells, in order.
func (c *Client) Events() <-chan Event { return c.events }

// Serve keeps the connection until ctx ends, or until no core answered for patience.
func (c *Client) Serve(ctx context.Context, patience time.Duration) error {
	last := time.Now()
	for ctx.Err() == nil {
		conn, err := (&net.Dialer{}).DialContext(ctx, "unix", c.socket)
		if err == nil {
			err = c.talk(ctx, conn)
			last = time.Now()
		}
		if ctx.Err() == nil && time.Since(last) > patience {
			return fmt.Errorf("no core on %s for %v: %w", c.socket, patience, err)
		}
		select {
		case <-ctx.Done():
		case <-time.After(50 * time.Millisecond):
		}
	}
	return ctx.Err()
}

// talk runs one connection from hello to its end.
func (c *Client) talk(ctx context.Context, conn net.Conn) error {
	defer context.AfterFunc(ctx, func() { conn.Close() })()
	defer conn.Close()
	c.mu.Lock()
	hello := c.hello
	c.mu.Unlock()
	h, err := encodeHeader(header{Op: opHello, Call: 1}, hello)
	if err != nil {
		return err
	}
	if err := writeFrame(conn, h, nil); err != nil {
		return fmt.Errorf("greeting the core: %w", err)
	}
	defer c.lost()
	for {
		hb, payload, err := readFrame(conn)
		if err != nil {
			return fmt.Errorf("reading from the core: %w", err)
		}
		h, err := decodeHeader(hb)
		if err != nil {
			return err
		}
		if err := c.handle(ctx, conn, h, payload); err != nil {
			return err
		}
	}
}

func (c *Client) handle(ctx context.Context, conn net.Conn, h header, payload []byte) error {
	if h.Op == opHello && h.Reply {
		return c.resume(conn)
	}
	if h.Reply {
		c.mu.Lock()
		k := c.calls[h.Call]
		delete(c.calls, h.Call)
		c.mu.Unlock()
		if k != nil {
			k.done <- reply{header: h}
		}
		return nil
	}
	e, err := decodeEvent(h, payload)
	if err != nil || e == nil {
		return err
	}
	return c.emit(ctx, e)
}

func decodeEvent(h header, payload []byte) (Event, error) {
	switch h.Op {
	case opWelcome:
		w, err := body[Welcome](h)
		return Welcomed{Welcome: w}, err
	case opSetting:
		s, err := body[kiosk.Setting](h)
		return Setting{Setting: s}, err
	case opCatalogue:
		return Catalogue{Bytes: payload}, nil
	case opShow:
		return Show{}, nil
	case opExit:
		return Exit{}, nil
	case opScanned:
		s, err := body[scannedEvent](h)
		return Scanned{Kind: s.Kind, Frame: payload}, err
	case opMisread:
		return Misread{}, nil
	case opReceived:
		r, err := body[receivedEvent](h)
		return Received(r), err
	case opPaint:
		p, err := body[Paint](h)
		return Painted{Paint: p}, err
	}
	return nil, nil // a newer core may say more than this face knows
}

func (c *Client) emit(ctx context.Context, e Event) error {
	select {
	case c.events <- e:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// resume opens the connection for calls and repeats those that were waiting for a core.
func (c *Client) resume(conn net.Conn) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.uses.On {
		h, err := encodeHeader(header{Op: opReader, Call: 1}, c.uses)
		if err == nil {
			err = writeFrame(conn, h, nil)
		}
		if err != nil {
			return err
		}
	}
	if c.paint != nil {
		if err := writeFrame(conn, c.paint, nil); err != nil {
			return err
		}
	}
	for _, n := range slices.Sorted(maps.Keys(c.calls)) { // in the order they were made: the last word on the reader must stay the last
		k := c.calls[n]
		if err := writeFrame(conn, k.header, k.payload); err != nil {
			return err
		}
	}
	c.conn = conn
	return nil
}

// lost ends the calls that must not be repeated; the others wait for the next core.
func (c *Client) lost() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.conn == nil {
		return
	}
	c.conn = nil
	for n, k := range c.calls {
		if k.once {
			delete(c.calls, n)
			k.done <- reply{err: ErrGone}
		}
	}
}

// do makes one call. A call made while there is no core waits for it, unless it is made only once.
func (c *Client) do(ctx context.Context, o op, v any, payload []byte, once bool) (header, error) {
	c.mu.Lock()
	c.next++
	n := c.next + 1 // 1 is hello's
	h, err := encodeHeader(header{Op: o, Call: n}, v)
	if err != nil {
		c.mu.Unlock()
		return header{}, err
	}
	if once && c.conn == nil {
		c.mu.Unlock()
		return header{}, ErrGone
	}
	k := &call{header: h, payload: payload, once: once, done: make(chan reply, 1)}
	c.calls[n] = k
	if c.conn != nil {
		if err := writeFrame(c.conn, h, payload); err != nil {
			c.conn.Close() // talk sees it and reconnects
		}
	}
	c.mu.Unlock()
	select {
	case r := <-k.done:
		if r.err == nil && r.header.Code != "" {
			r.err = &kiosk.Error{Code: r.header.Code, Message: r.header.Message}
		}
		return r.header, r.err
	case <-ctx.Done():
		c.mu.Lock()
		delete(c.calls, n)
		c.mu.Unlock()
		return header{}, ctx.Err()
	}
}

// Reference asks for a reference that the unit has not given out.
func (c *Client) Reference(ctx context.Context) (kiosk.Reference, error) {
	h, err := c.do(ctx, opReference, nil, nil, false)
	if err != nil {
		return "", err
	}
	r, err := body[referenceReply](h)
	return r.Reference, err
}

// Append makes drafts durable, all or none. Repeating the same drafts is harmless: each is written once.
func (c *Client) Append(ctx context.Context, drafts []fact.Draft) ([]Kept, error) {
	payload, err := fact.Encode(drafts)
	if err != nil {
		return nil, fmt.Errorf("encoding drafts: %w", err)
	}
	h, err := c.do(ctx, opAppend, nil, payload, false)
	if err != nil {
		return nil, err
	}
	return body[[]Kept](h)
}

// Print prints paper, an encoded drivers.Paper, which stays the caller's to overwrite. When the core goes away
// meanwhile, nobody knows: the outcome is unknown, and the next core records that unless the one before did. An error
// beside an outcome means that it is not recorded.
func (c *Client) Print(ctx context.Context, subject []byte, paper []byte, isCopy bool, number int) (PrintResult, error) {
	lost := PrintResult{Outcome: drivers.Unknown, Fault: drivers.FaultTimeout}
	d, err := fact.New(rand.Reader, "", fact.ReceiptPrinted{Outcome: string(lost.Outcome), Fault: string(lost.Fault), Copy: isCopy, Number: uint64(number)})
	if err != nil {
		return PrintResult{}, err
	}
	d.Subject = subject
	h, err := c.do(ctx, opPrint, printCall{ID: d.ID, Subject: subject, Copy: isCopy, Number: number}, paper, true)
	if errors.Is(err, ErrGone) {
		if _, err := c.Append(ctx, []fact.Draft{d}); err != nil {
			return lost, fmt.Errorf("recording a print job of unknown end: %w", err)
		}
		return lost, nil
	}
	if err != nil {
		return PrintResult{}, err
	}
	return body[PrintResult](h)
}

// UseReader switches the reader for this face's visit.
func (c *Client) UseReader(ctx context.Context, u kiosk.UseReader) error {
	c.mu.Lock()
	c.uses = u
	c.mu.Unlock()
	_, err := c.do(ctx, opReader, u, nil, false)
	return err
}

// Shown tells that the face's window is on the screen.
func (c *Client) Shown(ctx context.Context) error {
	c.mu.Lock()
	c.hello.Shown = true
	c.mu.Unlock()
	_, err := c.do(ctx, opShown, nil, nil, false)
	return err
}

// Ended tells that the visit is over; the core puts the spare in place and ends this process.
func (c *Client) Ended(ctx context.Context, reason kiosk.EndReason) error {
	_, err := c.do(ctx, opEnded, endedCall{Reason: reason}, nil, false)
	return err
}

// Paint tells observers what is on the screen. While there is no core, the last one waits for it.
func (c *Client) Paint(p Paint) error {
	h, err := encodeHeader(header{Op: opPaint}, p)
	if err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.paint = h
	if c.conn == nil {
		return nil
	}
	return writeFrame(c.conn, h, nil)
}
