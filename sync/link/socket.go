package link

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"poploket/sync/wire"
)

// open makes the socket below MQTT.
func (l *Link) open(ctx context.Context, c *Conn) (net.Conn, error) {
	d := net.Dialer{KeepAliveConfig: net.KeepAliveConfig{Enable: true, Idle: keepAlive, Interval: 5 * time.Second, Count: 4}, Control: userTimeout}
	tcp, err := d.DialContext(ctx, "tcp", l.broker.Host)
	if err != nil {
		return nil, err
	}
	t := tls.Client(tcp, l.opts.TLS)
	if err := t.HandshakeContext(ctx); err != nil {
		tcp.Close()
		return nil, err
	}
	c.mu.Lock()
	c.raw = tcp // closing it does not wait for a TLS write that hangs
	ended := c.err
	c.mu.Unlock()
	if ended != nil {
		tcp.Close()
		return nil, ended
	}
	return &socket{Conn: t}, nil
}

// userTimeout ends a connection whose bytes nobody acknowledges, long before TCP would (tcp(7), RFC 5482).
func userTimeout(_, _ string, c syscall.RawConn) error {
	var err error
	if e := c.Control(func(fd uintptr) {
		err = unix.SetsockoptInt(int(fd), unix.IPPROTO_TCP, unix.TCP_USER_TIMEOUT, int((keepAlive + pingTimeout).Milliseconds()))
	}); e != nil {
		return e
	}
	return err
}

// maxPacket is the longest MQTT packet the office may send: a message, its topic and header.
const maxPacket = wire.MaxMessage + 1<<10

// socket gives every write a deadline, and refuses packets that announce more than they may before anybody allocates them.
type socket struct {
	net.Conn
	frame frame
}

func (s *socket) Write(b []byte) (int, error) {
	if err := s.SetWriteDeadline(time.Now().Add(writeTimeout)); err != nil {
		return 0, err
	}
	return s.Conn.Write(b)
}

func (s *socket) Read(b []byte) (int, error) {
	n, err := s.Conn.Read(b)
	if e := s.frame.follow(b[:n]); e != nil {
		return 0, e
	}
	return n, err
}

// frame follows the fixed headers of a stream of MQTT packets (MQTT 3.1.1, 2.2).
type frame struct {
	inLength bool // the packet's type was read, its length is being read
	length   int
	shift    int
	left     int // bytes of the packet's rest
}

func (f *frame) follow(b []byte) error {
	for len(b) > 0 {
		switch {
		case f.left > 0:
			n := min(f.left, len(b))
			f.left -= n
			b = b[n:]
		case !f.inLength:
			f.inLength, f.length, f.shift = true, 0, 0
			b = b[1:]
		default:
			f.length |= int(b[0]&0x7f) << f.shift
			f.shift += 7
			if f.length > maxPacket || f.shift > 28 {
				return fmt.Errorf("the office announced a packet of %d bytes or more, at most %d", f.length, maxPacket)
			}
			if b[0]&0x80 == 0 {
				f.inLength, f.left = false, f.length
			}
			b = b[1:]
		}
	}
	return nil
}
