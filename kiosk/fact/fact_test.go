package fact_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/fxamacker/cbor/v2"

	"poploket/kiosk"
	"poploket/kiosk/fact"
)

var received = fact.RequestReceived{Reference: "KD3467P", CodeHash: make([]byte, 32), Service: "move", Action: "report",
	Class: "O2", Identity: "scanned", Language: "nl"}

func draft(t testing.TB) fact.Draft {
	t.Helper()
	d, err := fact.New(rand.Reader, "resident", received)
	if err != nil {
		t.Fatal(err)
	}
	d.Subject, d.KeyID, d.Sealed = bytes.Repeat([]byte{1}, 16), bytes.Repeat([]byte{2}, 8), []byte("sealed bytes")
	d.Wraps = []fact.Wrap{{Recipient: "office", Data: []byte("wrapped key")}, {Recipient: "recovery", Data: []byte("wrapped key 2")}}
	return d
}

// entry is a whole valid entry, as the journal would make it of a draft.
func entry(t testing.TB) (fact.Fact, fact.Entry) {
	t.Helper()
	d := draft(t)
	if err := d.Check(); err != nil {
		t.Fatal(err)
	}
	wraps, err := fact.HashWraps(d.Wraps)
	if err != nil {
		t.Fatal(err)
	}
	sealed := fact.HashOf(d.Sealed)
	f := fact.Fact{Format: fact.Format, Unit: "bus-1", Epoch: 7, Seq: 1, Prev: make([]byte, 32), Kind: d.Kind, KindVersion: d.Version,
		Wall: 1, Boot: make([]byte, 16), Boottime: 2, Stop: "stop-1", Actor: d.Actor, Subject: d.Subject, Catalogue: 3, Tour: 4,
		Body: d.Body, SealedHash: sealed[:], KeyID: d.KeyID, WrapsHash: wraps}
	b, err := fact.Encode(f)
	if err != nil {
		t.Fatal(err)
	}
	return f, fact.Entry{Fact: b, Sealed: d.Sealed, Wraps: d.Wraps}
}

func TestEntryRoundTrip(t *testing.T) {
	want, e := entry(t)
	got, err := fact.Verify(e)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	body, err := fact.BodyOf[fact.RequestReceived](got)
	if err != nil || !reflect.DeepEqual(body, received) {
		t.Errorf("body: got %+v, %v, want %+v", body, err, received)
	}
	if _, err := fact.BodyOf[fact.VisitEnded](got); !errors.Is(err, fact.ErrDamaged) {
		t.Errorf("body read as another kind: got %v", err)
	}
	if _, err := fact.Verify(fact.Entry{Fact: e.Fact}); err != nil {
		t.Errorf("erased parts: %v", err)
	}
}

func TestVerifyFindsEveryFlippedByte(t *testing.T) {
	_, e := entry(t)
	for i := range e.Sealed {
		c := e
		c.Sealed = bytes.Clone(e.Sealed)
		c.Sealed[i] ^= 1
		if _, err := fact.Verify(c); !errors.Is(err, fact.ErrDamaged) {
			t.Errorf("sealed byte %d flipped: got %v", i, err)
		}
	}
	c := e
	c.Wraps = c.Wraps[:1]
	if _, err := fact.Verify(c); !errors.Is(err, fact.ErrDamaged) {
		t.Errorf("a wrap dropped: got %v", err)
	}
}

func TestParseRefuses(t *testing.T) {
	for _, c := range []struct {
		name string
		edit func(*fact.Fact)
		want string
	}{
		{"format", func(f *fact.Fact) { f.Format = 2 }, "format 2"},
		{"seq", func(f *fact.Fact) { f.Seq = 0 }, "count from 1"},
		{"no unit", func(f *fact.Fact) { f.Unit = "" }, "unit"},
		{"unit with a slash", func(f *fact.Fact) { f.Unit = "bus/1" }, "unit"},
		{"prev", func(f *fact.Fact) { f.Prev = f.Prev[1:] }, "prev has 31 bytes"},
		{"body no map", func(f *fact.Fact) { f.Body = cbor.RawMessage{0x01} }, "no map"},
		{"body of another kind", func(f *fact.Fact) { f.Kind = fact.KindVisitEnded }, ""},
		{"body with unknown key", func(f *fact.Fact) { f.Kind = fact.KindLinkChanged; f.Body = cbor.RawMessage{0xa1, 0x05, 0x01} }, "unknown keys"},
		{"key id without sealed part", func(f *fact.Fact) { f.SealedHash = nil }, "belong together"},
		{"subject", func(f *fact.Fact) { f.Subject = []byte("Jansen") }, "subject"},
	} {
		f, _ := entry(t)
		c.edit(&f)
		b, err := fact.Encode(f)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := fact.Parse(b); !errors.Is(err, fact.ErrDamaged) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want damage naming %q", c.name, err, c.want)
		}
	}
	_, e := entry(t)
	for _, c := range []struct {
		name string
		in   []byte
	}{
		{"empty", nil}, {"cut off", e.Fact[:len(e.Fact)-1]}, {"trailing byte", append(bytes.Clone(e.Fact), 0)},
		{"too long", make([]byte, fact.MaxFact+1)},
		{"long form of an integer", append([]byte{e.Fact[0], 0x18, 0x01}, e.Fact[2:]...)},
	} {
		if _, err := fact.Parse(c.in); !errors.Is(err, fact.ErrDamaged) {
			t.Errorf("%s: got %v", c.name, err)
		}
	}
}

func TestUnknownKindsPass(t *testing.T) {
	f, _ := entry(t)
	f.Kind, f.KindVersion, f.Body = 999, 3, cbor.RawMessage{0xa1, 0x05, 0x01}
	b, err := fact.Encode(f)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := fact.Parse(b); err != nil || got.Kind.String() != "kind 999" {
		t.Errorf("got %v, %v", got.Kind, err)
	}
}

func TestDraftCheck(t *testing.T) {
	for _, c := range []struct {
		name string
		edit func(*fact.Draft)
		want string
	}{
		{"kind", func(d *fact.Draft) { d.Kind = 999 }, "not in the event catalogue"},
		{"version", func(d *fact.Draft) { d.Version = 9 }, "not in the event catalogue"},
		{"id", func(d *fact.Draft) { d.ID = nil }, "id has 0 bytes"},
		{"subject", func(d *fact.Draft) { d.Subject = nil }, "subject"},
		{"sealed", func(d *fact.Draft) { d.Sealed = nil }, "sealed part is missing"},
		{"wraps", func(d *fact.Draft) { d.Wraps = nil }, "wraps is missing"},
		{"body", func(d *fact.Draft) { d.Body = []byte{0xa0} }, "reference"},
		{"sealed too long", func(d *fact.Draft) { d.Sealed = make([]byte, fact.MaxSealed+1) }, "want 1 to 262144"},
	} {
		d := draft(t)
		c.edit(&d)
		if err := d.Check(); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q", c.name, err, c.want)
		}
	}
	d, err := fact.New(rand.Reader, "", fact.VisitEnded{Reason: "done"})
	if err != nil || d.Check() != nil {
		t.Fatalf("visit.ended: %v, %v", err, d.Check())
	}
	d.Subject = make([]byte, 16)
	if err := d.Check(); err == nil || !strings.Contains(err.Error(), "doesn't belong here") {
		t.Errorf("visit.ended with a subject: got %v", err)
	}
}

func TestSensitiveServiceStaysSealed(t *testing.T) {
	b := received
	b.Sensitive = true
	if _, err := fact.New(rand.Reader, "resident", b); err == nil || !strings.Contains(err.Error(), "service must be empty") {
		t.Errorf("got %v", err)
	}
	b.Service, b.Action = "", ""
	if _, err := fact.New(rand.Reader, "resident", b); err != nil {
		t.Error(err)
	}
}

func TestTheClearBodyTellsNoSensitiveService(t *testing.T) {
	q := kiosk.Request{Service: "special-assistance", Sensitive: true, Action: "notify", Class: kiosk.ClassCapture, Identity: kiosk.IdentityNone, Language: "nl"}
	d, err := fact.New(rand.Reader, "resident", fact.Public(q, "KD3467P", "CODE"))
	if err != nil {
		t.Fatal(err)
	}
	for _, word := range []string{q.Service, q.Action} {
		if bytes.Contains(d.Body, []byte(word)) {
			t.Errorf("the body says %q", word)
		}
	}
	q.Sensitive = false
	if b := fact.Public(q, "KD3467P", "CODE"); b.Service != q.Service || b.Action != q.Action {
		t.Errorf("of a service that isn't sensitive it tells %q, %q", b.Service, b.Action)
	}
}

func TestRequestRoundTrip(t *testing.T) {
	for _, want := range []kiosk.Request{
		{},
		{Service: "assistance", Sensitive: true, Action: "apply", Class: kiosk.ClassCapture, Identity: kiosk.IdentityNone, Language: "en"},
		{Service: "move", Action: "report", Class: kiosk.ClassCapture, Identity: kiosk.IdentityScanned, Language: "nl",
			Document: &kiosk.Document{Kind: "TD1", Issuer: "UTO", Number: "D23145890", Surname: "ERIKSSON", GivenNames: "ANNA MARIA",
				BirthDate: kiosk.Date{Year: 1974, Month: 8}, ExpiryDate: kiosk.Date{Year: 2032, Month: 4, Day: 15}},
			Answers: []kiosk.Answer{{Question: "when", Label: "Vanaf", Value: "2026-12-01", Text: []string{"1 december", "2026"}}, {Question: "who"}}},
	} {
		b, err := fact.EncodeRequest(want)
		if err != nil {
			t.Fatal(err)
		}
		got, err := fact.DecodeRequest(b)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("got %+v, %v, want %+v", got, err, want)
		}
		for i := range b {
			if _, err := fact.DecodeRequest(b[:i]); !errors.Is(err, fact.ErrDamaged) {
				t.Errorf("cut at %d: got %v", i, err)
			}
		}
	}
}

func TestErrorsOfRequestsNameNoContent(t *testing.T) {
	b, err := fact.EncodeRequest(kiosk.Request{Language: "nl", Document: &kiosk.Document{Surname: "PLANTED"}})
	if err != nil {
		t.Fatal(err)
	}
	for i := range b {
		c := bytes.Clone(b)
		c[i] ^= 0x80
		if _, err := fact.DecodeRequest(c); err != nil && strings.Contains(err.Error(), "PLANTED") {
			t.Fatalf("byte %d: error names content: %v", i, err)
		}
	}
}

func TestStatusCodeHashSeparatesItsParts(t *testing.T) {
	if bytes.Equal(fact.StatusCodeHash("AB", "C"), fact.StatusCodeHash("A", "BC")) {
		t.Error("reference and code run together")
	}
}

// FuzzParse: whatever Parse takes encodes to the same bytes, and nothing makes it panic.
func FuzzParse(f *testing.F) {
	_, e := entry(f)
	f.Add(e.Fact)
	f.Add([]byte{0xa0})
	f.Fuzz(func(t *testing.T, b []byte) {
		parsed, err := fact.Parse(b)
		if err != nil {
			return
		}
		again, err := fact.Encode(parsed)
		if err != nil || !bytes.Equal(again, b) {
			t.Errorf("%x parsed and encoded to %x, %v", b, again, err)
		}
	})
}

// FuzzDecodeRequest does the same for the sealed content.
func FuzzDecodeRequest(f *testing.F) {
	b, err := fact.EncodeRequest(kiosk.Request{Service: "move", Document: &kiosk.Document{}, Answers: []kiosk.Answer{{}}})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Fuzz(func(t *testing.T, b []byte) {
		r, err := fact.DecodeRequest(b)
		if err != nil {
			return
		}
		again, err := fact.EncodeRequest(r)
		if err != nil || !bytes.Equal(again, b) {
			t.Errorf("%x decoded and encoded to %x, %v", b, again, err)
		}
	})
}
