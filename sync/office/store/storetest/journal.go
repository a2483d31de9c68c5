package storetest

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"io"
	"math/rand/v2"
	"testing"
	"time"

	"poploket/kiosk"
	"poploket/kiosk/fact"
	"poploket/sync/wire"
)

// Journal makes the facts a unit would write, chained and in order, from a seed.
type Journal struct {
	T     testing.TB
	Unit  string
	Epoch uint64
	Wall  time.Time
	Stop  string

	seq    uint64
	prev   []byte
	random *rand.ChaCha8
}

// NewJournal begins an epoch.
func NewJournal(t testing.TB, unit string, epoch uint64, wall time.Time) *Journal {
	var seed [32]byte
	binary.LittleEndian.PutUint64(seed[:], epoch)
	copy(seed[8:], unit)
	return &Journal{T: t, Unit: unit, Epoch: epoch, Wall: wall, prev: make([]byte, 32), random: rand.NewChaCha8(seed)}
}

// Add appends one fact a second after the last.
func (j *Journal) Add(body fact.Body, change func(*fact.Fact, *fact.Entry)) fact.Entry {
	j.T.Helper()
	k, v := body.FactKind()
	b, err := fact.Encode(body)
	if err != nil {
		j.T.Fatal(err)
	}
	j.seq++
	j.Wall = j.Wall.Add(time.Second)
	f := fact.Fact{Format: fact.Format, Unit: j.Unit, Epoch: j.Epoch, Seq: j.seq, Prev: j.prev, Kind: k, KindVersion: v,
		Wall: j.Wall.UnixNano(), Boot: make([]byte, 16), Boottime: int64(j.seq), Stop: j.Stop, Body: b}
	var e fact.Entry
	if change != nil {
		change(&f, &e)
	}
	if e.Fact, err = fact.Encode(f); err != nil {
		j.T.Fatal(err)
	}
	h := sha256.Sum256(e.Fact)
	j.prev = h[:]
	if _, err := fact.Verify(e); err != nil {
		j.T.Fatalf("the test's own fact is wrong: %v", err)
	}
	return e
}

// Request appends a request whose sealed part is noise; the code of its status page is "K7M2".
func (j *Journal) Request(service string, prefix string) (fact.Entry, kiosk.Reference, []byte) {
	j.T.Helper()
	ref, err := kiosk.NewReference(prefix, j.random)
	if err != nil {
		j.T.Fatal(err)
	}
	subject, sealed, wrap := j.noise(16), j.noise(120), j.noise(200)
	e := j.Add(fact.Public(kiosk.Request{Service: service, Sensitive: service == "", Action: "report", Class: kiosk.ClassCapture,
		Identity: kiosk.IdentityScanned, Language: "nl"}, ref, "K7M2"), func(f *fact.Fact, e *fact.Entry) {
		e.Sealed, e.Wraps = sealed, []fact.Wrap{{Recipient: "office", Data: wrap}, {Recipient: "recovery", Data: j.noise(200)}}
		h := sha256.Sum256(sealed)
		f.Subject, f.SealedHash, f.KeyID, f.Actor = subject, h[:], bytes.Repeat([]byte{7}, 8), "resident"
		if f.WrapsHash, err = fact.HashWraps(e.Wraps); err != nil {
			j.T.Fatal(err)
		}
	})
	return e, ref, subject
}

// Printed appends the outcome of a receipt.
func (j *Journal) Printed(subject []byte, outcome kiosk.PrintOutcome) fact.Entry {
	j.T.Helper()
	return j.Add(fact.ReceiptPrinted{Outcome: string(outcome), Number: 1}, func(f *fact.Fact, _ *fact.Entry) { f.Subject = subject })
}

func (j *Journal) noise(n int) []byte {
	b := make([]byte, n)
	_, _ = j.random.Read(b)
	return b
}

// Batch puts entries that end at the newest fact into a batch.
func (j *Journal) Batch(es ...fact.Entry) wire.Batch {
	return wire.Batch{Unit: j.Unit, Epoch: j.Epoch, First: j.seq + 1 - uint64(len(es)), Entries: es}
}

// Sign is a receipt without a signature, for stores that don't look inside.
func Sign(r wire.Receipt) ([]byte, error) { return fact.Encode(r) }

// Random is where the journal's noise comes from.
func (j *Journal) Random() io.Reader { return j.random }
