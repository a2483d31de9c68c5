package journal

import (
	"context"
	"crypto/sha256"
	"fmt"

	"poploket/kiosk"
	"poploket/kiosk/fact"
)

// maxDrafts is the limit of one Append.
const maxDrafts = 1000

// Stored is where and when a fact stands.
type Stored struct {
	Epoch, Seq uint64
	Hash       fact.Hash
	Wall       int64 // UTC, ns
	Number     int   // running number of receipts, for request.received
}

// prepared is a draft with what can be computed before its turn.
type prepared struct {
	*fact.Draft
	body                         fact.Body
	sealedHash, wraps, wrapsHash []byte
}

// Append writes all drafts or none and returns when they are durable. A draft whose ID was written before is not written
// again: its first place is returned. That holds for requests for ever, and for others until draftsKept facts were
// written after them. ctx ends only the waiting for a turn: what was begun is finished.
//
// Errors have a code: CodeInvalid for a draft that doesn't fit the event catalogue, CodeConflict for a reference or
// subject that is taken or an ID that was used for another fact. After others, such as a full disk, everything is as
// it was.
func (j *Journal) Append(ctx context.Context, drafts []fact.Draft) ([]Stored, error) {
	ps, err := prepare(drafts)
	if err != nil {
		return nil, &kiosk.Error{Code: kiosk.CodeInvalid, Message: "appending: " + err.Error(), Err: err}
	}
	if len(ps) == 0 {
		return nil, nil
	}
	var stored []Stored
	err = j.submit(ctx, &job{size: len(ps), do: func(t *tx) (err error) {
		stored, err = t.append(ps)
		return err
	}})
	switch {
	case err == nil:
		return stored, nil
	case violates(err, "view_requests."):
		return nil, &kiosk.Error{Code: kiosk.CodeConflict, Message: "appending: reference or subject is taken", Err: err}
	}
	return nil, wrapped("appending", err)
}

func prepare(drafts []fact.Draft) ([]prepared, error) {
	if len(drafts) > maxDrafts {
		return nil, fmt.Errorf("%d facts at once, limit %d", len(drafts), maxDrafts)
	}
	room := 0
	for i := range drafts {
		for _, w := range drafts[i].Wraps {
			room += len(w.Recipient) + len(w.Data) + 16
		}
	}
	ps, wraps := make([]prepared, len(drafts)), make([]byte, 0, room)
	for i := range drafts {
		d, p := &drafts[i], &ps[i]
		body, err := d.Read()
		if err != nil {
			return nil, err
		}
		p.Draft, p.body = d, body
		if len(d.Sealed) > 0 {
			h := sha256.Sum256(d.Sealed)
			p.sealedHash = h[:]
		}
		if len(d.Wraps) > 0 {
			at := len(wraps)
			wraps = fact.AppendWraps(wraps, d.Wraps)
			p.wraps = wraps[at:]
			h := sha256.Sum256(p.wraps) // as fact.HashWraps
			p.wrapsHash = h[:]
		}
	}
	return ps, nil
}

func (t *tx) append(ps []prepared) ([]Stored, error) {
	stored := make([]Stored, len(ps))
	for i := range ps {
		s, ok, err := t.known(&ps[i])
		if err == nil && !ok {
			s, err = t.appendOne(&ps[i])
		}
		if err != nil {
			return nil, err
		}
		stored[i] = s
	}
	return stored, nil
}

func (t *tx) appendOne(p *prepared) (Stored, error) {
	o := &t.j.opts
	f := fact.Fact{
		Format: fact.Format, Unit: o.Unit, Epoch: t.head.epoch, Seq: t.head.seq + 1, Prev: t.head.hash[:],
		Kind: p.Kind, KindVersion: p.Version, Wall: t.wall, Boot: o.BootID[:], Boottime: t.boottime,
		Stop: t.setting.stop, Actor: p.Actor, Subject: p.Subject, Catalogue: t.setting.catalogue, Tour: t.setting.tour,
		Body: p.Body, SealedHash: p.sealedHash, KeyID: p.KeyID, WrapsHash: p.wrapsHash,
	}
	b := f.AppendTo(t.j.encoded[:0]) // SQLite copies what is bound
	t.j.encoded = b
	if len(b) > fact.MaxFact {
		return Stored{}, &kiosk.Error{Code: kiosk.CodeInvalid, Message: fmt.Sprintf("%s: fact has %d bytes, limit %d", f.Kind, len(b), fact.MaxFact)}
	}
	t.head.id++
	t.head.seq++
	t.head.hash = sha256.Sum256(b)
	t.bytes += len(b) + len(p.wraps) + len(p.Sealed)
	t.j.drafts.add(p.ID, t.head.id)
	if err := t.j.stmts.fact.run(int64(t.head.id), p.ID, b, null(p.wraps), null(p.Sealed)); err != nil {
		return Stored{}, err
	}
	t.views.add(t.head.id, f, p.body)
	s := Stored{Epoch: f.Epoch, Seq: f.Seq, Hash: t.head.hash, Wall: f.Wall}
	if f.Kind == fact.KindRequestReceived {
		s.Number = t.views.number
	}
	return s, nil
}
