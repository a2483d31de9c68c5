package wire_test

import (
	"bytes"
	"encoding/hex"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"poploket/kiosk/fact"
	"poploket/sync/wire"
)

var (
	hello    = wire.Hello{Unit: "bus-1", Epoch: 7, Last: 9, Receipted: 4, Documents: map[string]uint64{"tour": 3, "catalogue": 48}, Wall: 1, Build: "dev"}
	standing = wire.Standing{Unit: "bus-1", Epoch: 7, Through: 4, Wall: 2, Receipt: []byte{1}}
	batch    = wire.Batch{Unit: "bus-1", Epoch: 7, First: 5, Entries: []fact.Entry{
		{Fact: []byte("a"), Sealed: []byte("b"), Wraps: []fact.Wrap{{Recipient: "office", Data: []byte("c")}}}, {Fact: []byte("d")}}}
	refused  = wire.Refused{Epoch: 7, First: 9, Want: 5, Reason: "facts are missing", Code: wire.RefusedGap}
	presence = wire.Presence{Online: true, Wall: 3}
	signed   = []byte("whatever was signed")
)

// codec is one message's encoder and decoder, without its type.
type codec struct {
	name   string
	kind   wire.Kind
	good   any
	encode func(any) ([]byte, error)
	decode func([]byte) (any, error)
}

func codecOf[M any](name string, kind wire.Kind, good M, enc func(M) ([]byte, error), dec func([]byte) (M, error)) codec {
	return codec{name, kind, good,
		func(m any) ([]byte, error) { return enc(m.(M)) },
		func(b []byte) (any, error) { return dec(b) }}
}

var codecs = []codec{
	codecOf("hello", wire.KindHello, hello, wire.EncodeHello, wire.DecodeHello),
	codecOf("batch", wire.KindBatch, batch, wire.EncodeBatch, wire.DecodeBatch),
	codecOf("standing", wire.KindStanding, standing, wire.EncodeStanding, wire.DecodeStanding),
	codecOf("receipt", wire.KindReceipt, signed, wire.EncodeReceipt, wire.DecodeReceipt),
	codecOf("document", wire.KindDocument, signed, wire.EncodeDocument, wire.DecodeDocument),
	codecOf("refused", wire.KindRefused, refused, wire.EncodeRefused, wire.DecodeRefused),
	codecOf("presence", wire.KindPresence, presence, wire.EncodePresence, wire.DecodePresence),
}

func TestRoundTrip(t *testing.T) {
	for _, c := range codecs {
		t.Run(c.name, func(t *testing.T) {
			b, err := c.encode(c.good)
			if err != nil {
				t.Fatal(err)
			}
			if k, err := wire.KindOf(b); k != c.kind || err != nil {
				t.Errorf("kind: got %d, %v, want %d", k, err, c.kind)
			}
			got, err := c.decode(b)
			if err != nil || !reflect.DeepEqual(got, c.good) {
				t.Errorf("got %+v, %v, want %+v", got, err, c.good)
			}
			again, _ := c.encode(got)
			if !bytes.Equal(again, b) {
				t.Error("encoding is not deterministic")
			}
			for _, other := range codecs {
				if other.kind != c.kind {
					if _, err := other.decode(b); !errors.Is(err, wire.ErrMalformed) {
						t.Errorf("decoded as %s: %v", other.name, err)
					}
				}
			}
		})
	}
}

func TestDecodeRefuses(t *testing.T) {
	good, err := wire.EncodeHello(hello)
	if err != nil {
		t.Fatal(err)
	}
	with := func(i int, c byte) []byte { b := bytes.Clone(good); b[i] = c; return b }
	tests := []struct {
		name string
		in   []byte
		want error
	}{
		{"nothing", nil, wire.ErrMalformed},
		{"header only", good[:3], wire.ErrMalformed},
		{"cut off", good[:len(good)-1], wire.ErrMalformed},
		{"trailing byte", append(bytes.Clone(good), 0), wire.ErrMalformed},
		{"kind 0", with(0, 0), wire.ErrMalformed},
		{"kind 99", with(0, 99), wire.ErrMalformed},
		{"next version", with(1, wire.Version+1), wire.ErrVersion},
		{"unknown encoding", with(2, 1), wire.ErrMalformed},
		{"not a map", []byte{byte(wire.KindHello), wire.Version, 0, 0x80}, wire.ErrMalformed},
		{"indefinite map", []byte{byte(wire.KindHello), wire.Version, 0, 0xbf, 0xff}, wire.ErrMalformed},
		{"duplicate key", []byte{byte(wire.KindHello), wire.Version, 0, 0xa2, 1, 0x61, 'a', 1, 0x61, 'a'}, wire.ErrMalformed},
		{"empty map", []byte{byte(wire.KindHello), wire.Version, 0, 0xa0}, wire.ErrMalformed},
		{"longer than a hello may be", append([]byte{byte(wire.KindHello), wire.Version, 0}, make([]byte, 8<<10)...), wire.ErrMalformed},
		{"an array that claims 2^32 facts", []byte{byte(wire.KindBatch), wire.Version, 0, 0xa1, 4, 0x9a, 0xff, 0xff, 0xff, 0xff}, wire.ErrMalformed},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := wire.DecodeHello(tt.in)
			if !errors.Is(err, tt.want) {
				t.Errorf("got %v, want %v", err, tt.want)
			}
			if _, err := wire.DecodeBatch(tt.in); err == nil {
				t.Error("decoded as a batch")
			}
		})
	}
}

func TestFieldsAreChecked(t *testing.T) {
	long := strings.Repeat("x", 600)
	tests := []struct {
		name string
		err  error
	}{
		{"hello without unit", second(wire.EncodeHello(wire.Hello{Epoch: 1}))},
		{"hello without epoch", second(wire.EncodeHello(wire.Hello{Unit: "bus-1"}))},
		{"hello receipted beyond its newest", second(wire.EncodeHello(wire.Hello{Unit: "bus-1", Epoch: 1, Last: 1, Receipted: 2}))},
		{"hello with a long build", second(wire.EncodeHello(wire.Hello{Unit: "bus-1", Epoch: 1, Build: long}))},
		{"unit with a slash", second(wire.EncodeStanding(wire.Standing{Unit: "bus/1", Epoch: 1}))},
		{"batch of nothing", second(wire.EncodeBatch(wire.Batch{Unit: "bus-1", Epoch: 1, First: 1}))},
		{"batch from seq 0", second(wire.EncodeBatch(wire.Batch{Unit: "bus-1", Epoch: 1, Entries: batch.Entries}))},
		{"batch beyond the last seq", second(wire.EncodeBatch(wire.Batch{Unit: "bus-1", Epoch: 1, First: ^uint64(0), Entries: batch.Entries}))},
		{"batch of too many", second(wire.EncodeBatch(wire.Batch{Unit: "bus-1", Epoch: 1, First: 1, Entries: make([]fact.Entry, wire.MaxBatch+1)}))},
		{"batch with an empty fact", second(wire.EncodeBatch(wire.Batch{Unit: "bus-1", Epoch: 1, First: 1, Entries: make([]fact.Entry, 1)}))},
		{"batch with a huge fact", second(wire.EncodeBatch(wire.Batch{Unit: "bus-1", Epoch: 1, First: 1, Entries: []fact.Entry{{Fact: make([]byte, fact.MaxFact+1)}}}))},
		{"refusal without code", second(wire.EncodeRefused(wire.Refused{Epoch: 1}))},
		{"gap that wants nothing", second(wire.EncodeRefused(wire.Refused{Epoch: 1, Code: wire.RefusedGap}))},
		{"document too long for a message", second(wire.EncodeDocument(make([]byte, wire.MaxSigned+1)))},
		{"receipt of nothing", second(wire.EncodeReceipt(nil))},
	}
	for _, tt := range tests {
		if tt.err == nil {
			t.Errorf("%s: encoded", tt.name)
		}
	}
}

func second[T any](_ T, err error) error { return err }

func TestTopics(t *testing.T) {
	for _, tt := range []struct {
		topic string
		c     wire.Channel
	}{{wire.UpTopic("bus-1"), wire.Up}, {wire.DownTopic("bus-1"), wire.Down}, {wire.PresenceTopic("bus-1"), wire.Presences}} {
		if u, c, err := wire.ParseTopic(tt.topic); u != "bus-1" || c != tt.c || err != nil {
			t.Errorf("%s: got %q, %q, %v", tt.topic, u, c, err)
		}
	}
	for _, topic := range []string{"", "v1", "v1/u/bus-1", "v1/u/bus-1/", "v1/u//up", "v1/u/+/up", "v1/u/#", "#", "v1/u/bus-1/up/", "v1/u/bus-1/up/x",
		"v2/u/bus-1/up", "/v1/u/bus-1/up", "v1/u/Bus-1/up", "v1/u/bus 1/up", "v1/u/-bus/up", "$SYS/broker/clients", "v1/u/" + strings.Repeat("a", 33) + "/up"} {
		if u, c, err := wire.ParseTopic(topic); err == nil {
			t.Errorf("%q: got %q, %q", topic, u, c)
		}
	}
}

// fuzz feeds bytes to one decoder: whatever is let through must encode again to a message that reads the same.
func fuzz(f *testing.F, c codec) {
	b, err := c.encode(c.good)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Add(b[:len(b)/2])
	f.Fuzz(func(t *testing.T, in []byte) {
		m, err := c.decode(in)
		if err != nil {
			return
		}
		out, err := c.encode(m)
		if err != nil {
			t.Fatalf("decoded %x but can't encode it: %v", in, err)
		}
		again, err := c.decode(out)
		if err != nil || !reflect.DeepEqual(again, m) {
			t.Fatalf("got %+v, %v, want %+v", again, err, m)
		}
	})
}

func FuzzHello(f *testing.F)    { fuzz(f, codecs[0]) }
func FuzzBatch(f *testing.F)    { fuzz(f, codecs[1]) }
func FuzzStanding(f *testing.F) { fuzz(f, codecs[2]) }
func FuzzReceipt(f *testing.F)  { fuzz(f, codecs[3]) }
func FuzzDocument(f *testing.F) { fuzz(f, codecs[4]) }
func FuzzRefused(f *testing.F)  { fuzz(f, codecs[5]) }
func FuzzPresence(f *testing.F) { fuzz(f, codecs[6]) }

func FuzzTopic(f *testing.F) {
	f.Add("v1/u/bus-1/up")
	f.Fuzz(func(t *testing.T, topic string) {
		u, c, err := wire.ParseTopic(topic)
		if err == nil && topic != wire.UpTopic(u) && topic != wire.DownTopic(u) && topic != wire.PresenceTopic(u) {
			t.Fatalf("%q read as %q, %q", topic, u, c)
		}
	})
}

var update = flag.Bool("update", false, "write the golden messages anew")

// TestGolden holds the bytes of every message: units in the field speak them.
func TestGolden(t *testing.T) {
	for _, c := range codecs {
		b, err := c.encode(c.good)
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join("testdata", c.name+".hex")
		got := hex.EncodeToString(b) + "\n"
		if *update {
			if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil || got != string(want) {
			t.Errorf("%s: got %swant %s%v", c.name, got, want, err)
		}
	}
}
