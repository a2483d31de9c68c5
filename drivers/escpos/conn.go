package escpos

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"poploket/drivers"
	"poploket/drivers/port"
)

// conn is one plugging-in of a printer: the open line, and what comes back over it.
type conn struct {
	line *port.Line
	gone chan struct{} // closed when the line is lost

	mu      sync.Mutex
	parser  parser
	live    [5]byte // answers to DLE EOT by number
	state   drivers.PrinterStatus
	replies chan reply
	changed func(drivers.PrinterStatus)
}

func newConn(l *port.Line, changed func(*conn, drivers.PrinterStatus)) *conn {
	c := &conn{line: l, gone: make(chan struct{}), replies: make(chan reply, 64)}
	c.changed = func(s drivers.PrinterStatus) { changed(c, s) }
	return c
}

// status is what the printer last said over this line.
func (c *conn) status() drivers.PrinterStatus {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.state
}

// listen reads until the line is lost.
func (c *conn) listen() error {
	defer close(c.gone)
	var buf [64]byte
	for {
		n, err := c.line.Read(buf[:], time.Hour)
		if errors.Is(err, port.ErrTimeout) {
			continue
		}
		if err != nil {
			return err
		}
		for _, b := range buf[:n] {
			c.put(b)
		}
	}
}

func (c *conn) put(b byte) {
	c.mu.Lock()
	r := c.parser.put(b)
	if r.kind == replyLive {
		c.live[r.n] = r.live
		if r.n == 4 { // asked in order, so all are there
			r.asb = asASB(c.live)
		}
	}
	told := r.kind == replyStatus || r.kind == replyLive && r.n == 4
	if told {
		c.state = statusOf(r.asb)
	}
	state := c.state
	c.mu.Unlock()
	if r.kind == replyNone {
		return
	}
	if told {
		c.changed(state)
	}
	select {
	case c.replies <- r:
	default: // nobody waits for that many
	}
}

// forget drops answers that nobody waited for.
func (c *conn) forget() {
	for {
		select {
		case <-c.replies:
		default:
			return
		}
	}
}

// ask sends DLE EOT 1 to 4, which a printer answers at once, even offline or in the middle of an image.
func (c *conn) ask() error {
	c.mu.Lock()
	c.parser.ask(1, 2, 3, 4)
	c.mu.Unlock()
	return c.send([]byte{0x10, 0x04, 1, 0x10, 0x04, 2, 0x10, 0x04, 3, 0x10, 0x04, 4}, time.Second)
}

func (c *conn) send(b []byte, stall time.Duration) error {
	_, err := c.line.Write(b, stall)
	return err
}

// errNoAnswer is returned when the line is fine and the printer says nothing.
var errNoAnswer = errors.New("printer does not answer")

// await waits for an answer that fits.
func (c *conn) await(ctx context.Context, limit time.Duration, fits func(reply) bool) (reply, error) {
	timer := time.NewTimer(limit)
	defer timer.Stop()
	for {
		select {
		case r := <-c.replies:
			if fits(r) {
				return r, nil
			}
		case <-c.gone:
			for len(c.replies) > 0 { // what it said before it went still counts
				if r := <-c.replies; fits(r) {
					return r, nil
				}
			}
			return reply{}, port.ErrGone
		case <-ctx.Done():
			return reply{}, ctx.Err()
		case <-timer.C:
			return reply{}, errNoAnswer
		}
	}
}

func isStatus(r reply) bool { return r.kind == replyStatus }
func isFence(r reply) bool  { return r.kind == replyFence }
func isLast(r reply) bool   { return r.kind == replyLive && r.n == 4 }

func isProcess(ids ...[4]byte) func(reply) bool {
	return func(r reply) bool { return r.kind == replyProcess && slices.Contains(ids, r.id) }
}
