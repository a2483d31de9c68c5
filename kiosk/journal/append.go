package journal

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql/driver"
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
	fact.Draft
	sealedHash, wraps, wrapsHash []byte
}

// Append writes all drafts or none and returns when they are durable. A draft whose ID was written before is not written
// again: its first place is returned. After ctx ended the drafts may still have been written; append them again to know.
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
	ps := make([]prepared, len(drafts))
	for i, d := range drafts {
		if err := d.Check(); err != nil {
			return nil, err
		}
		p := prepared{Draft: d}
		if len(d.Sealed) > 0 {
			h := sha256.Sum256(d.Sealed)
			p.sealedHash = h[:]
		}
		if len(d.Wraps) > 0 {
			b, err := fact.Encode(d.Wraps)
			if err != nil {
				return nil, err
			}
			h := sha256.Sum256(b) // as fact.HashWraps
			p.wraps, p.wrapsHash = b, h[:]
		}
		ps[i] = p
	}
	return ps, nil
}

func (t *tx) append(ps []prepared) ([]Stored, error) {
	known := map[string]Stored{}
	if t.resolved {
		var err error
		if known, err = t.j.known(ps); err != nil {
			return nil, err
		}
	}
	stored := make([]Stored, len(ps))
	for i := range ps {
		s, ok := known[string(ps[i].ID)]
		if !ok {
			var err error
			if s, err = t.appendOne(&ps[i]); err != nil {
				return nil, err
			}
			if t.resolved {
				known[string(ps[i].ID)] = s
			}
		}
		stored[i] = s
	}
	return stored, nil
}

func (t *tx) appendOne(p *prepared) (Stored, error) {
	o := &t.j.opts
	f := fact.Fact{
		Format: fact.Format, Unit: o.Unit, Epoch: t.head.epoch, Seq: t.head.seq + 1, Prev: t.head.hash[:],
		Kind: p.Kind, KindVersion: p.Version, Wall: o.Now().UnixNano(), Boot: o.BootID[:], Boottime: int64(o.Boottime()),
		Stop: t.setting.stop, Actor: p.Actor, Subject: p.Subject, Catalogue: t.setting.catalogue, Tour: t.setting.tour,
		Body: p.Body, SealedHash: p.sealedHash, KeyID: p.KeyID, WrapsHash: p.wrapsHash,
	}
	b, err := fact.Encode(f)
	if err != nil {
		return Stored{}, err
	}
	if len(b) > fact.MaxFact {
		return Stored{}, &kiosk.Error{Code: kiosk.CodeInvalid, Message: fmt.Sprintf("%s: fact has %d bytes, limit %d", f.Kind, len(b), fact.MaxFact)}
	}
	t.head.id++
	t.head.seq++
	t.head.hash = sha256.Sum256(b)
	if err := t.j.stmts.fact.run(int64(t.head.id), p.ID, b, null(p.wraps), null(p.Sealed)); err != nil {
		return Stored{}, err
	}
	if err := t.views.add(t.head.id, f); err != nil {
		return Stored{}, err
	}
	s := Stored{Epoch: f.Epoch, Seq: f.Seq, Hash: t.head.hash, Wall: f.Wall}
	if f.Kind == fact.KindRequestReceived {
		s.Number = t.views.number
	}
	return s, nil
}

// known looks up drafts that were written before. The same ID for another kind or dossier is a conflict.
func (j *Journal) known(ps []prepared) (map[string]Stored, error) {
	known := map[string]Stored{}
	for _, p := range ps {
		err := j.conn.each("SELECT facts.fact, coalesce(number, 0) FROM facts LEFT JOIN view_requests ON view_requests.fact = facts.id AND subject = ? WHERE draft = ?",
			func(row []driver.Value) error {
				b := row[0].([]byte)
				f, err := fact.Parse(b)
				if err != nil {
					return err
				}
				if f.Kind != p.Kind || !bytes.Equal(f.Subject, p.Subject) {
					return kiosk.Errorf(kiosk.CodeConflict, "the draft's id was used for another fact, seq %d", f.Seq)
				}
				known[string(p.ID)] = Stored{Epoch: f.Epoch, Seq: f.Seq, Hash: fact.HashOf(b), Wall: f.Wall, Number: int(row[1].(int64))}
				return nil
			}, p.Subject, p.ID)
		if err != nil {
			return nil, err
		}
	}
	return known, nil
}
