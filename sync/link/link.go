package link

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"sync"
	"time"

	mqtt "github.com/eclipse/paho.mqtt.golang"

	"poploket/sync/wire"
)

// Times of a connection.
const (
	dialTimeout  = 15 * time.Second
	writeTimeout = 10 * time.Second
	keepAlive    = 20 * time.Second
	pingTimeout  = 10 * time.Second
)

// Options say where the office is and who calls.
type Options struct {
	Broker string           // "mqtts://office.voorhaven.example:8883"
	TLS    *tls.Config      // with the unit's certificate; see seal.Unit.ClientConfig
	Unit   string           // names the client and its topics
	Build  string           // shown in the office
	Now    func() time.Time // for the presence message
	Log    *slog.Logger
}

// Link opens connections.
type Link struct {
	opts   Options
	broker *url.URL
}

// Open checks the options; nothing is connected yet.
func Open(o Options) (*Link, error) {
	u, err := url.Parse(o.Broker)
	if err != nil || u.Scheme != "mqtts" || u.Port() == "" {
		return nil, fmt.Errorf("broker %q: want mqtts://HOST:PORT", o.Broker)
	}
	if !wire.ValidUnit(o.Unit) {
		return nil, fmt.Errorf("unit %q: want lower-case letters, digits and dashes, as in bus-1", o.Unit)
	}
	if o.TLS == nil {
		return nil, errors.New("link without TLS: enrol the unit first")
	}
	return &Link{opts: o, broker: u}, nil
}

// Conn is one connection, from its success to its end.
type Conn struct {
	client   mqtt.Client
	unit     string
	log      *slog.Logger
	messages chan []byte
	out      chan []byte

	done chan struct{}
	once sync.Once
	mu   sync.Mutex
	raw  net.Conn
	err  error
}

// ErrClosed is what sending on an ended connection gives.
var ErrClosed = errors.New("the connection to the office is closed")

// Dial connects once: TCP, mutual TLS, MQTT, subscription, presence. The last will says that the unit is gone.
func (l *Link) Dial(ctx context.Context) (*Conn, error) {
	c := &Conn{unit: l.opts.Unit, log: l.opts.Log, messages: make(chan []byte, 64), out: make(chan []byte, 16), done: make(chan struct{})}
	ctx, cancel := context.WithTimeout(ctx, dialTimeout)
	defer cancel()
	gone, err := wire.EncodePresence(wire.Presence{Wall: l.opts.Now().UnixNano(), Build: l.opts.Build})
	if err != nil {
		return nil, err
	}
	c.client = mqtt.NewClient(mqtt.NewClientOptions().
		AddBroker(l.broker.String()).
		SetProtocolVersion(4).
		SetClientID(l.opts.Unit).
		SetCleanSession(true).
		SetStore(mqtt.NewMemoryStore()).
		SetAutoReconnect(false).
		SetConnectRetry(false).
		SetOrderMatters(true). // receive never blocks
		SetKeepAlive(keepAlive).
		SetPingTimeout(pingTimeout).
		SetConnectTimeout(dialTimeout).
		SetWriteTimeout(writeTimeout).
		SetBinaryWill(wire.PresenceTopic(l.opts.Unit), gone, 1, true).
		SetDefaultPublishHandler(c.receive). // a message without a handler would never be acknowledged
		SetConnectionLostHandler(func(_ mqtt.Client, err error) { c.end(err) }).
		SetCustomOpenConnectionFn(func(*url.URL, mqtt.ClientOptions) (net.Conn, error) { return l.open(ctx, c) }))

	stop := context.AfterFunc(ctx, func() { c.end(ctx.Err()) })
	defer stop()
	err = c.wait(c.client.Connect())
	if err == nil {
		err = c.greet(l.opts)
	}
	if err != nil {
		c.end(err)
		return nil, fmt.Errorf("connecting to %s: %w", l.broker.Host, err)
	}
	go c.write()
	return c, nil
}

// greet subscribes and says that the unit is there.
func (c *Conn) greet(o Options) error {
	topic := wire.DownTopic(c.unit)
	t := c.client.Subscribe(topic, 1, c.receive)
	if err := c.wait(t); err != nil {
		return fmt.Errorf("subscribing: %w", err)
	}
	if granted := t.(*mqtt.SubscribeToken).Result()[topic]; granted != 1 {
		return fmt.Errorf("subscribing to %s: the broker refused it (%#x)", topic, granted)
	}
	here, err := wire.EncodePresence(wire.Presence{Online: true, Wall: o.Now().UnixNano(), Build: o.Build})
	if err != nil {
		return err
	}
	return c.wait(c.client.Publish(wire.PresenceTopic(c.unit), 1, true, here))
}

// wait gives a token's end, or the connection's.
func (c *Conn) wait(t mqtt.Token) error {
	select {
	case <-t.Done():
		if err := t.Error(); err != nil {
			return err
		}
	case <-c.done:
	}
	return c.Err() // set if the connection ended; the token's nil would mean nothing then
}

// Send hands a message to the connection. A nil error says that it left for the connection's queue; no more.
func (c *Conn) Send(ctx context.Context, payload []byte) error {
	select {
	case <-c.done:
		return ErrClosed
	default:
	}
	select {
	case c.out <- payload:
		return nil
	case <-c.done:
		return ErrClosed
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Messages are the payloads that arrive for the unit. The channel is never closed; see Done.
func (c *Conn) Messages() <-chan []byte { return c.messages }

// Done is closed when the connection ended.
func (c *Conn) Done() <-chan struct{} { return c.done }

// Err is why the connection ended; nil while it is open.
func (c *Conn) Err() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.err
}

// Close ends the connection as a power cut would: without a farewell, so that the broker gives the last will.
func (c *Conn) Close() { c.end(ErrClosed) }

func (c *Conn) end(why error) {
	if why == nil {
		why = ErrClosed
	}
	c.once.Do(func() {
		c.mu.Lock()
		c.err = why
		raw := c.raw
		c.mu.Unlock()
		close(c.done)
		if raw != nil {
			raw.Close()
		}
		// paho takes a socket that was closed under it for its own doing and waits for ever. The socket is closed first, so
		// that no farewell goes out.
		go c.client.Disconnect(0)
	})
}

// write is the one sender.
func (c *Conn) write() {
	topic := wire.UpTopic(c.unit)
	for {
		select {
		case b := <-c.out:
			c.client.Publish(topic, 1, false, b) // blocks for at most writeTimeout; the token is no delivery
		case <-c.done:
			return
		}
	}
}

// receive is called by paho's router and must not block.
func (c *Conn) receive(_ mqtt.Client, m mqtt.Message) {
	select {
	case c.messages <- m.Payload():
	default:
		c.log.Warn("the office sends faster than the unit reads; connecting again", "unit", c.unit)
		c.end(errors.New("too many messages from the office at once"))
	}
}
