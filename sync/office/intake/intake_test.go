package intake_test

import (
	"context"
	"crypto/tls"
	"errors"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	mqtt "github.com/eclipse/paho.mqtt.golang"

	"poploket/kiosk/fact"
	"poploket/sync/link"
	"poploket/sync/office/store"
	"poploket/sync/seal"
	"poploket/sync/seal/sealtest"
	"poploket/sync/wire"
)

func TestFactsGoUpAndReceiptsComeBack(t *testing.T) {
	o := newOffice(t, "bus-1")
	u := newUnit(t, o, o.address)
	u.write(450)
	u.receipted()
	o.same(u)
	until(t, "online", u.courier.Online)
	until(t, "presence at the office", func() bool {
		c, err := o.store.Contact(t.Context(), "bus-1")
		return err == nil && c.Online && c.Build == "test"
	})
	u.stop()
	if u.courier.Online() {
		t.Error("online after its end")
	}
	until(t, "absence at the office", func() bool {
		c, err := o.store.Contact(t.Context(), "bus-1")
		return err == nil && !c.Online
	})
}

func TestReceiptComesOnlyAfterCommit(t *testing.T) {
	o := newOffice(t, "bus-1")
	o.store.gate = make(chan struct{})
	u := newUnit(t, o, o.address)
	u.write(3)
	until(t, "a batch at the gate", func() bool { return o.store.ingests.Load() > 0 })
	if _, through, _ := u.journal.Outstanding(); through != 0 {
		t.Fatalf("receipted through %d before any commit", through)
	}
	close(o.store.gate)
	u.receipted()
	o.same(u)
}

func TestStoreThatFailsIsNotAcknowledged(t *testing.T) {
	o := newOffice(t, "bus-1")
	o.store.failing.Store(5)
	u := newUnit(t, o, o.address)
	u.write(20)
	u.receipted()
	o.same(u)
	if n := o.store.ingests.Load(); n <= 5 {
		t.Errorf("%d commits were tried, want more than the 5 that failed", n)
	}
}

func TestOfficeAwayForAWhile(t *testing.T) {
	o := newOffice(t, "bus-1")
	u := newUnit(t, o, o.address)
	until(t, "online", u.courier.Online)
	o.down()
	until(t, "offline", func() bool { return !u.courier.Online() })
	u.write(300)
	o.up()
	u.receipted()
	o.same(u)
}

func TestUnitsProgramStartsAgain(t *testing.T) {
	o := newOffice(t, "bus-1")
	u := newUnit(t, o, o.address)
	for range 3 {
		u.write(100)
		u.stop()
		u.start(o.address)
	}
	u.receipted()
	o.same(u)
}

func TestLinkCutInTheMiddleOfABatch(t *testing.T) {
	o := newOffice(t, "bus-1")
	p := newLine(t, o.address)
	u := newUnit(t, o, p.listener.Addr().String())
	u.write(1)
	u.receipted()
	for i := range 12 {
		p.cuts.Store(int64(3000 + 7000*i))
		u.write(60)
		until(t, "the cut", func() bool { _, through, last := u.journal.Outstanding(); return p.cuts.Load() <= 0 || through == last })
	}
	p.cuts.Store(0)
	u.receipted()
	o.same(u)
}

func TestHalfOpenLinkIsGivenUp(t *testing.T) {
	o := newOffice(t, "bus-1")
	p := newLine(t, o.address)
	u := newUnit(t, o, p.listener.Addr().String())
	until(t, "online", u.courier.Online)
	p.silent.Store(true)
	u.write(5)
	until(t, "the watchdog", func() bool { return !u.courier.Online() })
	p.silent.Store(false)
	u.receipted()
	o.same(u)
}

// TestReconnectIsCheap counts TCP payload from the first byte to the hello's answer: a bus reconnects all day.
func TestReconnectIsCheap(t *testing.T) {
	o := newOffice(t, "bus-1")
	p := newLine(t, o.address)
	u := newUnit(t, o, p.listener.Addr().String())
	u.receipted()
	u.stop()
	p.bytes.Store(0)
	u.start(p.listener.Addr().String())
	until(t, "online", u.courier.Online)
	if n := p.bytes.Load(); n > 6000 {
		t.Errorf("%d bytes, want 6000 or less", n)
	} else {
		t.Logf("%d bytes", n)
	}
}

func TestUnknownCertificateIsRefused(t *testing.T) {
	o := newOffice(t, "bus-1")
	config := o.identity("bus-1").ClientConfig("127.0.0.1", time.Now)
	config.Certificates = []tls.Certificate{sealtest.Stranger(t, "bus-1", time.Now())}
	l, err := link.Open(link.Options{Broker: "mqtts://" + o.address, TLS: config, Unit: "bus-1", Now: time.Now, Log: logger(t)})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := l.Dial(t.Context()); err == nil {
		t.Fatal("a stranger got in")
	}
	o.incident(t, "", func(i store.Incident) bool {
		return i.Kind == store.IncidentConnection && strings.HasPrefix(i.Detail, "127.0.0.1: ") && strings.Contains(i.Detail, "unknown authority")
	})
}

func TestRevokedUnitIsRefused(t *testing.T) {
	o := newOffice(t, "bus-1")
	u := newUnit(t, o, o.address)
	until(t, "online", u.courier.Online)
	if err := o.store.RevokeUnit(t.Context(), "bus-1", time.Now()); err != nil {
		t.Fatal(err)
	}
	u.write(1)
	until(t, "offline", func() bool { return !u.courier.Online() })
	o.incident(t, "bus-1", func(i store.Incident) bool {
		return i.Kind == store.IncidentConnection && strings.Contains(i.Detail, "revoked")
	})
	if u.courier.Online() || o.through(u) == last(u) {
		t.Error("a revoked unit is still listened to")
	}
}

func TestAReplacedCertificateIsRefused(t *testing.T) {
	o := newOffice(t, "bus-1")
	leaf := o.identity("bus-1").Certificate.Leaf
	in, _ := listen(t, o)
	if err := in.Admit("bus-1", leaf); err != nil {
		t.Fatal(err)
	}
	token := [32]byte{1}
	later := time.Now().Add(time.Minute)
	if err := o.store.AddToken(t.Context(), store.Token{Hash: token, Unit: "bus-1", Created: later, Expires: later.Add(time.Hour)}); err != nil {
		t.Fatal(err)
	}
	_, err := o.store.Enrol(t.Context(), token, token, later, func(store.Unit) (store.Certificate, error) { return store.Certificate{Serial: "0b"}, nil })
	if err != nil {
		t.Fatal(err)
	}
	if err := in.Admit("bus-1", leaf); err == nil || !strings.Contains(err.Error(), "replaced") {
		t.Errorf("admitted with the certificate of before: %v", err)
	}
}

func TestARevokedUnitGetsNoDocuments(t *testing.T) {
	o := newOffice(t, "bus-1")
	in, got := listen(t, o)
	hello, err := wire.EncodeHello(wire.Hello{Unit: "bus-1", Epoch: 1, Documents: map[string]uint64{"keys": 1}})
	if err != nil {
		t.Fatal(err)
	}
	if err := in.Receive(t.Context(), "bus-1", hello); err != nil {
		t.Fatal(err)
	}
	heard := len(*got)
	if err := o.store.RevokeUnit(t.Context(), "bus-1", time.Now()); err != nil {
		t.Fatal(err)
	}
	o.publish("tour", "bus-1", func(v uint64) ([]byte, error) { return o.sign("tour", "bus-1", "{}", v), nil })
	if err := in.Push(t.Context(), "bus-1"); err == nil || len(*got) != heard {
		t.Errorf("pushed to a revoked unit: %v, %v", *got, err)
	}
}

func TestConnectionsLeaveNothingBehind(t *testing.T) {
	o := newOffice(t, "bus-1")
	l, err := link.Open(link.Options{Broker: "mqtts://" + o.address, TLS: o.identity("bus-1").ClientConfig("127.0.0.1", time.Now),
		Unit: "bus-1", Now: time.Now, Log: logger(t)})
	if err != nil {
		t.Fatal(err)
	}
	turn := func() {
		c, err := l.Dial(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Send(t.Context(), []byte("nothing that can be read")); err != nil {
			t.Error(err)
		}
		c.Close()
		<-c.Done()
		if err := c.Send(t.Context(), nil); !errors.Is(err, link.ErrClosed) {
			t.Errorf("sending on a closed connection: %v", err)
		}
	}
	turn()
	before := runtime.NumGoroutine()
	for range 30 {
		turn()
	}
	until(t, "goroutines to end", func() bool { return runtime.NumGoroutine() <= before+2 })
}

func last(u *unit) uint64 {
	_, seq := u.journal.Head()
	return seq
}

// client connects with the certificate of bus-1 and whatever else a test wants.
func client(t *testing.T, o *office, change func(*mqtt.ClientOptions)) (mqtt.Client, error) {
	t.Helper()
	opts := mqtt.NewClientOptions().AddBroker("mqtts://" + o.address).SetTLSConfig(o.identity("bus-1").ClientConfig("127.0.0.1", time.Now)).
		SetClientID("bus-1").SetProtocolVersion(4).SetAutoReconnect(false).SetConnectTimeout(5 * time.Second)
	change(opts)
	c := mqtt.NewClient(opts)
	token := c.Connect()
	if !token.WaitTimeout(10 * time.Second) {
		t.Fatal("no answer to CONNECT")
	}
	t.Cleanup(func() { c.Disconnect(0) })
	return c, token.Error()
}

func TestForeignNamesAndTopicsAreRefused(t *testing.T) {
	o := newOffice(t, "bus-1", "bus-2")
	absent := func(t *testing.T, online bool) []byte {
		b, err := wire.EncodePresence(wire.Presence{Online: online})
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	connects := []struct {
		name   string
		change func(*mqtt.ClientOptions)
		want   string
	}{
		{"another unit's client id", func(c *mqtt.ClientOptions) { c.SetClientID("bus-2") }, "client id"},
		{"a will on another unit's presence", func(c *mqtt.ClientOptions) { c.SetBinaryWill(wire.PresenceTopic("bus-2"), absent(t, false), 1, true) }, "last will"},
		{"a will that pushes to a unit", func(c *mqtt.ClientOptions) { c.SetBinaryWill(wire.DownTopic("bus-1"), absent(t, false), 1, false) }, "last will"},
		{"a will that says online", func(c *mqtt.ClientOptions) { c.SetBinaryWill(wire.PresenceTopic("bus-1"), absent(t, true), 1, true) }, "last will"},
		{"no keep-alive", func(c *mqtt.ClientOptions) { c.SetKeepAlive(0) }, "keep-alive"},
	}
	for _, tt := range connects {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := client(t, o, tt.change); err == nil {
				t.Error("was let in")
			}
			o.incident(t, "bus-1", func(i store.Incident) bool { return strings.Contains(i.Detail, tt.want) })
		})
	}
	for _, topic := range []string{wire.UpTopic("bus-2"), wire.PresenceTopic("bus-2"), wire.DownTopic("bus-2"), wire.DownTopic("bus-1"), "other"} {
		t.Run("publish to "+topic, func(t *testing.T) {
			gone := make(chan struct{})
			c, err := client(t, o, func(c *mqtt.ClientOptions) {
				c.SetConnectionLostHandler(func(mqtt.Client, error) { close(gone) })
			})
			if err != nil {
				t.Fatal(err)
			}
			c.Publish(topic, 1, false, "x")
			select {
			case <-gone:
			case <-time.After(patience):
				t.Error("still connected")
			}
			o.incident(t, "bus-1", func(i store.Incident) bool { return strings.Contains(i.Detail, topic) })
		})
	}
	c, err := client(t, o, func(*mqtt.ClientOptions) {})
	if err != nil {
		t.Fatal(err)
	}
	for _, topic := range []string{wire.DownTopic("bus-2"), wire.UpTopic("bus-1"), wire.UpTopic("bus-2"), "v1/u/+/dn", "#", "$SYS/#"} {
		t.Run("read "+topic, func(t *testing.T) {
			token := c.Subscribe(topic, 1, nil).(*mqtt.SubscribeToken)
			if !token.WaitTimeout(patience) {
				t.Fatal("no answer")
			}
			if got := token.Result()[topic]; got != 0x80 {
				t.Errorf("granted %#x", got)
			}
			o.incident(t, "bus-1", func(i store.Incident) bool { return strings.Contains(i.Detail, topic) })
		})
	}
}

func TestDocumentsComeDown(t *testing.T) {
	o := newOffice(t, "bus-1", "bus-2")
	first := o.tour("bus-1")
	o.tour("bus-2")
	u := newUnit(t, o, o.address)
	awaitDocument(t, u, "tour", first.Version) // by watermark, with the hello
	second := o.tour("bus-1")
	awaitDocument(t, u, "tour", second.Version) // at once
	u.stop()
	third := o.tour("bus-1")
	u.start(o.address)
	awaitDocument(t, u, "tour", third.Version)
	u.receipted()
	until(t, "the version at the office", func() bool {
		versions, err := u.journal.Versions(context.Background())
		return err == nil && versions["tour"] == third.Version && versions["keys"] == 1
	})
}

func awaitDocument(t *testing.T, u *unit, kind string, version uint64) {
	t.Helper()
	deadline := time.After(patience)
	for {
		select {
		case d := <-u.applied:
			if d.Kind == kind && d.Version == version {
				return
			}
		case <-deadline:
			t.Fatalf("%s version %d did not arrive", kind, version)
		}
	}
}

func TestWrongDocumentsAreRefusedAndReported(t *testing.T) {
	o := newOffice(t, "bus-1")
	o.tour("bus-1")
	good := o.tour("bus-1")
	u := newUnit(t, o, o.address)
	awaitDocument(t, u, "tour", good.Version)
	stranger, err := seal.NewSigningKey(seal.DomainDocument)
	if err != nil {
		t.Fatal(err)
	}
	body := []byte(`{"unit":"bus-1","stops":[]}`)
	forged, err := stranger.SignDocument(wire.Document{Kind: "tour", Unit: "bus-1", Version: 99, Body: body})
	if err != nil {
		t.Fatal(err)
	}
	bent := slices.Clone(o.sign("tour", "bus-1", string(body), 98))
	bent[len(bent)-2] ^= 1
	byReceipts, err := o.keys.Receipts.SignDocument(wire.Document{Kind: "tour", Unit: "bus-1", Version: 97, Body: body})
	if err != nil {
		t.Fatal(err)
	}
	keysByDocuments, err := o.keys.Documents.SignDocument(wire.Document{Kind: "keys", Version: 96, Body: []byte("{}")})
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name   string
		signed []byte
		want   string // in the reason
	}{
		{"signed by a stranger", forged, "isn't trusted"},
		{"changed after signing", bent, "signature doesn't hold"},
		{"signed with the key for receipts", byReceipts, "isn't trusted"},
		{"keys that the root did not sign", keysByDocuments, "isn't trusted"},
		{"an older version", o.sign("tour", "bus-1", string(body), 1), "version 2 is in force"},
		{"the same version with other bytes", o.sign("tour", "bus-1", string(body), 2), "version 2 is in force"},
		{"for another unit", o.sign("tour", "bus-2", `{"unit":"bus-2"}`, 95), "is for unit"},
		{"for all, where it should be for one", o.sign("tour", "", string(body), 94), "it is the tour of"},
		{"no tour inside", o.sign("tour", "bus-1", "[]", 93), "it is no tour"},
		{"an unknown kind", o.sign("menu", "bus-1", "{}", 1), "doesn't know the kind"},
		{"no signed bytes at all", []byte("hello"), "signature doesn't hold"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b, err := wire.EncodeDocument(tt.signed)
			if err != nil {
				t.Fatal(err)
			}
			if err := o.broker.Push("bus-1", b); err != nil {
				t.Fatal(err)
			}
			o.incident(t, "bus-1", func(i store.Incident) bool {
				return i.Kind == store.IncidentDocument && strings.Contains(i.Detail, tt.want)
			})
		})
	}
	version, signed, err := u.journal.Document(t.Context(), "tour")
	if err != nil || version != good.Version || string(signed) != string(good.Signed) {
		t.Errorf("in force: version %d, %v, want %d", version, err, good.Version)
	}
	until(t, "facts to flow on", func() bool { _, through, last := u.journal.Outstanding(); return through == last })
}

// TestTwoJournalsUnderOneName plays a cloned unit that kept its epoch: both histories are kept, and both ends say so.
func TestTwoJournalsUnderOneName(t *testing.T) {
	o := newOffice(t, "bus-1")
	u := newUnit(t, o, o.address)
	u.write(5)
	u.receipted()
	u.stop()
	epoch, last := u.journal.Head()

	// Somebody with the same name and epoch was here meanwhile and wrote other facts.
	es, err := u.journal.Entries(t.Context(), epoch, last-1, 1, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	f, err := fact.Parse(es[0].Fact)
	if err != nil {
		t.Fatal(err)
	}
	prev := fact.HashOf(es[0].Fact)
	f.Seq, f.Prev = last+1, prev[:]
	foreign, err := fact.Encode(f)
	if err != nil {
		t.Fatal(err)
	}
	b := wire.Batch{Unit: "bus-1", Epoch: epoch, First: last + 1, Entries: []fact.Entry{{Fact: foreign}}}
	if _, err := o.store.Ingest(t.Context(), b, time.Now(), o.keys.Receipts.SignReceipt); err != nil {
		t.Fatal(err)
	}

	u.write(5)
	u.start(o.address)
	until(t, "a new epoch", func() bool { e, _ := u.journal.Head(); return e != epoch })
	u.write(5)
	until(t, "the new epoch at the office", func() bool { _, n := u.journal.Head(); return o.through(u) == n })
	o.incident(t, "bus-1", func(i store.Incident) bool { return strings.Contains(i.Detail, "forked") })
	o.same(u)
	if st, err := o.store.Standing(t.Context(), "bus-1", epoch); err != nil || st.Through != last+1 || st.Hash != fact.HashOf(foreign) {
		t.Errorf("the other history was changed: through %d, %v", st.Through, err)
	}
}
