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

	mu    sync.Mutex
	hosts map[string]int // handshakes that go on, by host
}

// Handshakes that go on at a time: of all, and of one host, so that no stranger who only knocks keeps the units out.
const (
	maxHandshakes = 64
	maxOfHost     = 16
)

func newDoor(l net.Listener, c *tls.Config, refuse func(unit, address, reason string)) *door {
	return &door{inner: l, config: c, refuse: refuse,
		passed: make(chan net.Conn), closed: make(chan struct{}), at: make(chan struct{}, maxHandshakes), hosts: map[string]int{}}
}

// enter counts a handshake of a host in; false when it has too many.
func (d *door) enter(host string) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.hosts[host] >= maxOfHost {
		return false
	}
	d.hosts[host]++
	return true
}

func (d *door) leave(host string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.hosts[host]--; d.hosts[host] == 0 {
		delete(d.hosts, host)
	}
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
		host := hostOf(c.RemoteAddr().String())
		if !d.enter(host) {
			c.Close()
			<-d.at
			continue
		}
		go func() {
			defer func() { d.leave(host); <-d.at }()
			d.prove(c)
		}()
	}
}

func (d *door) prove(c net.Conn) {
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
