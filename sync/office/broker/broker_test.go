package broker_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"log/slog"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	mqtt "github.com/eclipse/paho.mqtt.golang"

	"poploket/sync/office/broker"
	"poploket/sync/seal"
	"poploket/sync/seal/sealtest"
	"poploket/sync/wire"
)

// backend writes down what the broker says, and answers as a test wants.
type backend struct {
	mu       sync.Mutex
	received [][]byte
	presence []bool
	refused  []string
	receive  func([]byte) error
}

func (b *backend) Receive(_ context.Context, unit string, payload []byte) error {
	b.mu.Lock()
	b.received = append(b.received, payload)
	answer := b.receive
	b.mu.Unlock()
	if answer != nil {
		return answer(payload)
	}
	return nil
}

func (b *backend) Presence(_ context.Context, _ string, p wire.Presence) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.presence = append(b.presence, p.Online)
	return nil
}

func (b *backend) Refused(_ context.Context, unit, host, reason string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.refused = append(b.refused, unit+"|"+host+"|"+reason)
}

func (b *backend) sees(ok func(*backend) bool) func() bool {
	return func() bool {
		b.mu.Lock()
		defer b.mu.Unlock()
		return ok(b)
	}
}

// stand is a broker on loopback with its authority and one unit.
type stand struct {
	*broker.Broker
	backend *backend
	address string
	client  *tls.Config
	log     *bytes.Buffer // read after the broker ended
	end     func()
}

func open(t *testing.T) *stand {
	t.Helper()
	a, err := seal.NewAuthority("voorhaven", time.Now())
	if err != nil {
		t.Fatal(err)
	}
	pair := sealtest.Certificate(t, a, "bus-1", time.Now())
	pool := x509.NewCertPool()
	pool.AddCert(a.Certificate)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &stand{backend: &backend{}, address: l.Addr().String(), log: &bytes.Buffer{},
		client: &tls.Config{RootCAs: pool, Certificates: []tls.Certificate{pair}, ServerName: "127.0.0.1"}}
	admit := func(string, *x509.Certificate) error { return nil }
	s.Broker, err = broker.Open(broker.Options{Listener: l, TLS: a.ServerConfig([]string{"127.0.0.1"}, time.Now, admit), Backend: s.backend,
		Now: time.Now, Log: slog.New(slog.NewTextHandler(s.log, &slog.HandlerOptions{Level: slog.LevelDebug}))})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.Serve(ctx) }()
	s.end = sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("broker: %v", err)
		}
	})
	t.Cleanup(s.end)
	return s
}

// connect is one MQTT client as bus-1; lost is closed when its connection ends.
func (s *stand) connect(t *testing.T) (c mqtt.Client, lost chan struct{}) {
	t.Helper()
	gone, err := wire.EncodePresence(wire.Presence{})
	if err != nil {
		t.Fatal(err)
	}
	lost = make(chan struct{})
	c = mqtt.NewClient(mqtt.NewClientOptions().AddBroker("mqtts://"+s.address).SetTLSConfig(s.client).SetClientID("bus-1").SetProtocolVersion(4).
		SetAutoReconnect(false).SetBinaryWill(wire.PresenceTopic("bus-1"), gone, 1, true).
		SetConnectionLostHandler(func(mqtt.Client, error) { close(lost) }))
	must(t, c.Connect())
	t.Cleanup(func() { c.Disconnect(0) })
	here, err := wire.EncodePresence(wire.Presence{Online: true})
	if err != nil {
		t.Fatal(err)
	}
	must(t, c.Publish(wire.PresenceTopic("bus-1"), 1, true, here))
	return c, lost
}

const patience = 10 * time.Second

func must(t *testing.T, token mqtt.Token) {
	t.Helper()
	if !token.WaitTimeout(patience) || token.Error() != nil {
		t.Fatalf("no answer in time, or %v", token.Error())
	}
}

func until(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for deadline := time.Now().Add(patience); !ok(); time.Sleep(time.Millisecond) { // a poll's pace
		if time.Now().After(deadline) {
			t.Fatalf("waited %v for %s", patience, what)
		}
	}
}

func await(t *testing.T, what string, ch <-chan struct{}) {
	t.Helper()
	select {
	case <-ch:
	case <-time.After(patience):
		t.Fatalf("waited %v for %s", patience, what)
	}
}

func TestAcknowledgedOnlyAfterTheBackendTookIt(t *testing.T) {
	s := open(t)
	gate := make(chan struct{})
	s.backend.receive = func([]byte) error { <-gate; return nil }
	c, _ := s.connect(t)
	token := c.Publish(wire.UpTopic("bus-1"), 1, false, "fact")
	until(t, "the message", s.backend.sees(func(b *backend) bool { return len(b.received) == 1 }))
	select {
	case <-token.Done():
		t.Fatal("acknowledged before the backend took it")
	default:
	}
	close(gate)
	must(t, token)
}

func TestNotAcknowledgedWhenTheBackendFails(t *testing.T) {
	s := open(t)
	s.backend.receive = func([]byte) error { return errors.New("disk full") }
	c, lost := s.connect(t)
	token := c.Publish(wire.UpTopic("bus-1"), 1, false, "PAYLOAD-IN-THE-LOG")
	await(t, "the end of the connection", lost)
	<-token.Done()
	if token.Error() == nil {
		t.Error("acknowledged though it was not stored")
	}
	s.end()
	if strings.Contains(s.log.String(), "PAYLOAD-IN-THE-LOG") {
		t.Error("the log shows what the unit sent")
	}
}

func TestPacketsAreBounded(t *testing.T) {
	s := open(t)
	c, lost := s.connect(t)
	must(t, c.Publish(wire.UpTopic("bus-1"), 1, false, make([]byte, wire.MaxMessage)))
	c.Publish(wire.UpTopic("bus-1"), 1, false, make([]byte, wire.MaxMessage+2<<10))
	await(t, "the end of the connection", lost)
	s.backend.sees(func(b *backend) bool {
		if len(b.received) != 1 || len(b.received[0]) != wire.MaxMessage {
			t.Errorf("%d messages were received, want the one that is short enough", len(b.received))
		}
		return true
	})()
}

func TestPresence(t *testing.T) {
	s := open(t)
	c, _ := s.connect(t)
	until(t, "coming", s.backend.sees(func(b *backend) bool { return slices.Equal(b.presence, []bool{true}) }))
	c.Disconnect(0)
	until(t, "going", s.backend.sees(func(b *backend) bool { return slices.Equal(b.presence, []bool{true, false}) }))
}

// TestTakeover: a unit comes back before its old connection is found dead. That one's end must not make it absent.
func TestTakeover(t *testing.T) {
	s := open(t)
	_, lost := s.connect(t)
	for range 5 {
		_, next := s.connect(t)
		await(t, "the end of the old connection", lost)
		lost = next
	}
	until(t, "coming", s.backend.sees(func(b *backend) bool { return len(b.presence) >= 6 }))
	s.backend.sees(func(b *backend) bool {
		if slices.Contains(b.presence, false) {
			t.Errorf("presence %v", b.presence)
		}
		return true
	})()
	if err := s.Push("bus-1", []byte("x")); err != nil {
		t.Errorf("the unit is not reached any more: %v", err)
	}
}

func TestPush(t *testing.T) {
	s := open(t)
	if err := s.Push("bus-1", []byte("x")); !errors.Is(err, broker.ErrAway) {
		t.Errorf("to nobody: %v", err)
	}
	c, _ := s.connect(t)
	got := make(chan []byte, 10)
	must(t, c.Subscribe(wire.DownTopic("bus-1"), 1, func(_ mqtt.Client, m mqtt.Message) { got <- m.Payload() }))
	if err := s.Push("bus-1", []byte("hello")); err != nil {
		t.Fatal(err)
	}
	select {
	case b := <-got:
		if string(b) != "hello" {
			t.Errorf("got %q", b)
		}
	case <-time.After(patience):
		t.Error("nothing came down")
	}
	if err := s.Push("bus-1", make([]byte, wire.MaxMessage+1)); err == nil {
		t.Error("a message that is too long was queued")
	}
}

func TestAFloodOfStrangersIsReportedSparingly(t *testing.T) {
	s := open(t)
	plain := &tls.Config{RootCAs: s.client.RootCAs, ServerName: "127.0.0.1"}
	for range 100 {
		c, err := tls.Dial("tcp", s.address, plain)
		if err == nil { // in TLS 1.3 the client hears of the refusal with the first byte it reads
			_, err = c.Read(make([]byte, 1))
			c.Close()
		}
		if err == nil {
			t.Fatal("a client without a certificate was let in")
		}
	}
	until(t, "reports", s.backend.sees(func(b *backend) bool { return len(b.refused) >= 20 }))
	s.backend.sees(func(b *backend) bool {
		if len(b.refused) > 60 { // 20 at once and one a second
			t.Errorf("%d reports of 100 strangers", len(b.refused))
		}
		if want := "|127.0.0.1|"; !strings.HasPrefix(b.refused[0], want) || !strings.Contains(b.refused[0], "certificate") {
			t.Errorf("reported %q", b.refused[0])
		}
		return true
	})()
	s.connect(t)
}

// A stranger who opens connections and says nothing keeps no unit out.
func TestAStrangerWhoOnlyKnocksKeepsNobodyOut(t *testing.T) {
	s := open(t)
	stranger := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 0, 0, 2)}}
	for range 80 {
		c, err := stranger.Dial("tcp", s.address)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
	}
	entered := make(chan error, 1)
	go func() {
		c, err := tls.Dial("tcp", s.address, s.client)
		if err == nil {
			err = c.Close()
		}
		entered <- err
	}()
	select {
	case err := <-entered:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(5 * time.Second): // strangers are given 10
		t.Fatal("a unit waits behind a stranger's silent connections")
	}
}
