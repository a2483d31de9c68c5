package broker

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"sync"
	"time"

	"poploket/sync/seal"
)

// door is a listener whose connections have proved themselves by TLS before anybody sees them. Who can't is reported.
type door struct {
	inner  net.Listener
	config *tls.Config
	refuse func(unit, address, reason string)

	passed chan net.Conn
	closed chan struct{}
	once   sync.Once
	at     chan struct{} // limits handshakes that go on at a time
}

const maxHandshakes = 64

func newDoor(l net.Listener, c *tls.Config, refuse func(unit, address, reason string)) *door {
	return &door{inner: l, config: c, refuse: refuse,
		passed: make(chan net.Conn), closed: make(chan struct{}), at: make(chan struct{}, maxHandshakes)}
}

// open accepts until the door is closed.
func (d *door) open() {
	for {
		select {
		case d.at <- struct{}{}:
		case <-d.closed:
			return
		}
		c, err := d.inner.Accept()
		if err != nil {
			<-d.at
			select {
			case <-d.closed:
				return
			case <-time.After(50 * time.Millisecond): // out of file descriptors, most likely: connections that end free some
			}
			continue
		}
		go d.prove(c)
	}
}

func (d *door) prove(c net.Conn) {
	defer func() { <-d.at }()
	deadline := time.Now().Add(connectTimeout)
	_ = c.SetDeadline(deadline) // stands until mochi read CONNECT
	t := tls.Server(c, d.config)
	ctx, cancel := context.WithDeadline(context.Background(), deadline)
	defer cancel()
	if err := t.HandshakeContext(ctx); err != nil {
		c.Close()
		if !errors.Is(err, io.EOF) { // somebody knocked and left without a word
			d.refuse(proved(t), c.RemoteAddr().String(), err.Error())
		}
		return
	}
	select {
	case d.passed <- t:
	case <-d.closed:
		c.Close()
	}
}

// proved is whose certificate it was, if its chain held but the unit was not let in all the same.
func proved(t *tls.Conn) string {
	if peers := t.ConnectionState().PeerCertificates; len(peers) > 0 {
		if _, unit, err := seal.UnitFromCert(peers[0]); err == nil {
			return unit
		}
	}
	return ""
}

// Accept gives the next connection that proved itself.
func (d *door) Accept() (net.Conn, error) {
	select {
	case c := <-d.passed:
		return c, nil
	case <-d.closed:
		return nil, net.ErrClosed
	}
}

func (d *door) Close() error {
	d.once.Do(func() { close(d.closed) })
	return d.inner.Close()
}

func (d *door) Addr() net.Addr { return d.inner.Addr() }
