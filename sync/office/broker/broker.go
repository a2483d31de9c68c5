package broker

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"sync"
	"time"

	mqtt "github.com/mochi-mqtt/server/v2"
	"github.com/mochi-mqtt/server/v2/listeners"

	"poploket/sync/wire"
)

// Backend is who the broker works for. Calls come from many goroutines.
type Backend interface {
	// Receive takes an up message of a unit. Only after it returned nil is the message acknowledged; on an error it is not,
	// and the connection is closed.
	Receive(ctx context.Context, unit string, payload []byte) error
	// Presence hears that a unit came or went.
	Presence(ctx context.Context, unit string, p wire.Presence) error
	// Refused hears of a peer that was turned away; unit is empty when it could not be known. reason names no address.
	Refused(ctx context.Context, unit, host, reason string)
}

// Options of a broker.
type Options struct {
	Listener net.Listener // TCP; the broker closes it
	TLS      *tls.Config  // mutual; see seal.Authority.ServerConfig
	Backend  Backend
	Now      func() time.Time
	Log      *slog.Logger
}

// Broker is an embedded MQTT 3.1.1 broker for units.
type Broker struct {
	backend Backend
	now     func() time.Time
	log     *slog.Logger
	server  *mqtt.Server
	door    *door

	comings sync.Mutex // held while the backend hears who came or went, so that it hears it in order

	mu       sync.Mutex
	sessions map[string]*mqtt.Client // the connection that counts, by unit
	alarms   allowance               // so that a flood of strangers fills neither log nor store
}

// ErrAway is what sending to a unit that isn't connected gives.
var ErrAway = errors.New("the unit isn't connected")

// Times and sizes.
const (
	connectTimeout = 10 * time.Second // TLS and CONNECT together
	receiveTimeout = 30 * time.Second // of the backend for one message
	maxPacket      = wire.MaxMessage + 1<<10
	maxKeepAlive   = 600 // seconds
)

// Open makes a broker; Serve lets units in.
func Open(o Options) (*Broker, error) {
	b := &Broker{backend: o.Backend, now: o.Now, log: o.Log, sessions: map[string]*mqtt.Client{}}
	c := mqtt.NewDefaultServerCapabilities()
	c.MinimumProtocolVersion = 4
	c.MaximumQos = 1
	c.MaximumPacketSize = maxPacket
	c.MaximumClientWritesPending = 256 // its room is taken for every connection
	c.MaximumSessionExpiryInterval = 0 // a session that ended is forgotten
	c.MaximumMessageExpiryInterval = 0 // presence stays retained for as long as it takes
	c.SharedSubAvailable, c.WildcardSubAvailable = 0, 0
	b.server = mqtt.New(&mqtt.Options{
		Capabilities: c, InlineClient: true, Logger: slog.New(discreet{o.Log.Handler()}),
		SysTopicResendInterval: 24 * 60 * 60, // nobody may read them, and they stop the world to count memory
	})
	if err := b.server.AddHook(&hook{broker: b}, nil); err != nil {
		return nil, fmt.Errorf("opening the broker: %w", err)
	}
	b.door = newDoor(o.Listener, o.TLS, b.turnedAway)
	if err := b.server.AddListener(listeners.NewNet("units", b.door)); err != nil {
		return nil, fmt.Errorf("opening the broker: %w", err)
	}
	return b, nil
}

// Addr is where units connect.
func (b *Broker) Addr() net.Addr { return b.door.Addr() }

// Serve lets units in until ctx ends, then closes every connection. It is called once.
func (b *Broker) Serve(ctx context.Context) error {
	go b.door.open()
	if err := b.server.Serve(); err != nil {
		return fmt.Errorf("serving units: %w", err)
	}
	<-ctx.Done()
	return b.server.Close()
}

// Push sends a message down to a unit. A nil error says that it is queued on a connection; it may still get lost.
// ErrAway: there is none.
func (b *Broker) Push(unit string, payload []byte) error {
	if len(payload) > wire.MaxMessage {
		return fmt.Errorf("pushing to %s: %d bytes, at most %d", unit, len(payload), wire.MaxMessage)
	}
	if b.session(unit) == nil {
		return ErrAway
	}
	if err := b.server.Publish(wire.DownTopic(unit), payload, false, 1); err != nil {
		return fmt.Errorf("pushing to %s: %w", unit, err)
	}
	return nil
}

func (b *Broker) session(unit string) *mqtt.Client {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.sessions[unit]
}

// leave takes a connection out; false when another one of the unit counts by now.
func (b *Broker) leave(c *mqtt.Client) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.sessions[c.ID] != c {
		return false
	}
	delete(b.sessions, c.ID)
	return true
}

// turnedAway reports a peer that was refused, to the log and to the office.
func (b *Broker) turnedAway(unit, address, reason string) {
	b.mu.Lock()
	loud := b.alarms.take(b.now())
	b.mu.Unlock()
	if !loud {
		return
	}
	host := hostOf(address)
	b.log.Warn("a peer was refused", "unit", unit, "host", host, "reason", reason)
	b.backend.Refused(context.Background(), unit, host, reason)
}

// hostOf is an address without its port.
func hostOf(address string) string {
	if host, _, err := net.SplitHostPort(address); err == nil {
		return host
	}
	return address
}

// allowance lets maxAlarms things happen at once, and one a second after that.
type allowance struct {
	used float64
	at   time.Time
}

const maxAlarms = 20

func (a *allowance) take(now time.Time) bool {
	a.used = max(0, a.used-max(0, now.Sub(a.at).Seconds()))
	a.at = now
	if a.used >= maxAlarms {
		return false
	}
	a.used++
	return true
}
