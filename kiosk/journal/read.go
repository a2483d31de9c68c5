package journal

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"poploket/kiosk"
	"poploket/kiosk/fact"
)

// Entries are the facts of an epoch above seq after, in order: up to limit, and up to about maxBytes but at least one
// if there is any.
func (j *Journal) Entries(ctx context.Context, epoch, after uint64, limit, maxBytes int) ([]fact.Entry, error) {
	s, ok := j.span(epoch)
	if !ok || after >= s.last {
		return nil, nil
	}
	rows, err := j.read.QueryContext(ctx, "SELECT fact, wraps, sealed FROM facts WHERE id > ? AND id <= ? ORDER BY id LIMIT ?",
		s.first-1+after, s.first-1+s.last, limit)
	if err != nil {
		return nil, fmt.Errorf("reading facts: %w", err)
	}
	defer rows.Close()
	var out []fact.Entry
	size := 0
	for rows.Next() {
		var e fact.Entry
		var wraps []byte
		if err := rows.Scan(&e.Fact, &wraps, &e.Sealed); err != nil {
			return nil, fmt.Errorf("reading facts: %w", err)
		}
		size += len(e.Fact) + len(wraps) + len(e.Sealed)
		if len(out) > 0 && size > maxBytes {
			break
		}
		if wraps != nil {
			if err := fact.Decode(wraps, &e.Wraps); err != nil {
				return nil, fmt.Errorf("reading facts: wraps of epoch %d seq %d: %w", epoch, after+uint64(len(out))+1, err)
			}
		}
		out = append(out, e)
	}
	return out, wrapped("reading facts", rows.Err())
}

// HashAt is the hash of a fact; ok is false when the journal doesn't have it.
func (j *Journal) HashAt(ctx context.Context, epoch, seq uint64) (h fact.Hash, ok bool, err error) {
	s, ok := j.span(epoch)
	if !ok || seq == 0 || seq > s.last {
		return h, false, nil
	}
	var b []byte
	if err := j.read.QueryRowContext(ctx, "SELECT fact FROM facts WHERE id = ?", s.first-1+seq).Scan(&b); err != nil {
		return h, false, fmt.Errorf("reading epoch %d seq %d: %w", epoch, seq, err)
	}
	return fact.HashOf(b), true, nil
}

func (j *Journal) span(epoch uint64) (span, bool) {
	j.mu.Lock()
	defer j.mu.Unlock()
	for _, s := range j.epochs {
		if s.epoch == epoch {
			return s, true
		}
	}
	return span{}, false
}

// ReferenceFree reports whether the unit never gave out ref.
func (j *Journal) ReferenceFree(_ context.Context, ref kiosk.Reference) (bool, error) {
	return j.keys.reference(ref) == 0, nil
}

// Request is what the journal knows of a request without any key.
type Request struct {
	Number     int // running number of receipts
	Epoch, Seq uint64
	Reference  kiosk.Reference
	Subject    []byte
	Service    string // empty where its name is sensitive
	Class      kiosk.OfflineClass
	Stop       string
	Wall       int64              // UTC, ns
	Printed    kiosk.PrintOutcome // of the last print; empty before the first
	Copies     int
	Receipted  bool // the office has it
}

// Request is the request of a dossier. CodeNotFound when there is none.
func (j *Journal) Request(ctx context.Context, subject []byte) (Request, error) {
	r := Request{Subject: subject, Number: j.keys.subject(subject)}
	var id uint64
	var b []byte
	err := j.read.QueryRowContext(ctx, "SELECT id, reference, printed, copies, facts.fact FROM view_requests JOIN facts ON id = view_requests.fact WHERE number = ?", r.Number).
		Scan(&id, &r.Reference, &r.Printed, &r.Copies, &b)
	if errors.Is(err, sql.ErrNoRows) {
		return Request{}, kiosk.Errorf(kiosk.CodeNotFound, "no request of this dossier")
	}
	if err != nil {
		return Request{}, fmt.Errorf("reading a request: %w", err)
	}
	f, err := fact.Parse(b)
	if err != nil {
		return Request{}, fmt.Errorf("reading a request: fact %d: %w", id, err)
	}
	received, err := fact.BodyOf[fact.RequestReceived](f)
	if err != nil {
		return Request{}, fmt.Errorf("reading a request: fact %d: %w", id, err)
	}
	r.Service, r.Class, r.Stop, r.Wall = received.Service, kiosk.OfflineClass(received.Class), f.Stop, f.Wall
	j.mu.Lock()
	defer j.mu.Unlock()
	for _, s := range j.epochs {
		if id >= s.first {
			r.Epoch, r.Seq = s.epoch, id-s.first+1
			r.Receipted = r.Seq <= s.through
		}
	}
	return r, nil
}

// Device is what a device last said of itself.
type Device struct {
	Name, State, Fault string
	Since              int64 // UTC, ns
}

// Devices are all devices that were ever seen, by name.
func (j *Journal) Devices(ctx context.Context) ([]Device, error) {
	rows, err := j.read.QueryContext(ctx, "SELECT device, state, fault, since FROM view_devices ORDER BY device")
	if err != nil {
		return nil, fmt.Errorf("reading devices: %w", err)
	}
	defer rows.Close()
	var out []Device
	for rows.Next() {
		var d Device
		if err := rows.Scan(&d.Name, &d.State, &d.Fault, &d.Since); err != nil {
			return nil, fmt.Errorf("reading devices: %w", err)
		}
		out = append(out, d)
	}
	return out, wrapped("reading devices", rows.Err())
}

// Counts says how many facts of each kind were written at a stop; at "" those between stops.
func (j *Journal) Counts(ctx context.Context, stop string) (map[fact.Kind]int, error) {
	rows, err := j.read.QueryContext(ctx, "SELECT kind, n FROM view_counts WHERE stop = ?", stop)
	if err != nil {
		return nil, fmt.Errorf("reading counts: %w", err)
	}
	defer rows.Close()
	out := map[fact.Kind]int{}
	for rows.Next() {
		var k fact.Kind
		var n int
		if err := rows.Scan(&k, &n); err != nil {
			return nil, fmt.Errorf("reading counts: %w", err)
		}
		out[k] = n
	}
	return out, wrapped("reading counts", rows.Err())
}
