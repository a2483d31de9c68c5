package journal

import (
	"context"
	"crypto/sha256"
	"fmt"

	"poploket/kiosk"
	"poploket/kiosk/fact"
)

// Stored is where and when a fact stands.
type Stored struct {
	Epoch, Seq uint64
	Hash       fact.Hash
	Wall       int64 // UTC, ns
	Number     int   // running number of receipts, for request.received
}

// Append writes all drafts or none and returns when they are durable. A draft whose ID was written before is not written
// again: its first place is returned. That holds for requests for ever, and for others until draftsKept facts were
// written after them. ctx ends only the waiting for a turn: what was begun is finished.
//
// Errors have a code: CodeInvalid for a draft that doesn't fit the event catalogue, CodeConflict for a reference or
// dossier that is taken or an ID that was used for another fact, CodeUnavailable for a disk that is full or fails. After
// each of them everything is as it was.
func (j *Journal) Append(ctx context.Context, drafts []fact.Draft) ([]Stored, error) {
	b := j.batches.Get().(*batch)
	defer func() {
		clear(b.drafts) // the pool keeps room, no facts
		j.batches.Put(b)
	}()
	if err := b.prepare(drafts); err != nil {
		return nil, &kiosk.Error{Code: kiosk.CodeInvalid, Message: "appending: " + err.Error(), Err: err}
	}
	if len(drafts) == 0 {
		return nil, nil
	}
	var stored []Stored
	err := j.submit(ctx, &job{size: len(drafts), do: func(t *tx) (err error) {
		stored, err = t.append(b.drafts)
		return err
	}})
	switch {
	case diskFails(err):
		return nil, &kiosk.Error{Code: kiosk.CodeUnavailable, Message: "appending: the journal can't be written; look at the disk and its free space: " + err.Error(), Err: err}
	case err != nil:
		return nil, fmt.Errorf("appending: %w", err)
	}
	return stored, nil
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
		Body: p.Body, KeyID: p.KeyID,
	}
	if len(p.Sealed) > 0 {
		f.SealedHash = p.sealedHash[:]
	}
	if len(p.wraps) > 0 {
		f.WrapsHash = p.wrapsHash[:]
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
	if err := t.views.add(t.head.id, f, p.body); err != nil {
		return Stored{}, err
	}
	s := Stored{Epoch: f.Epoch, Seq: f.Seq, Hash: t.head.hash, Wall: f.Wall}
	if f.Kind == fact.KindRequestReceived {
		s.Number = t.views.number
	}
	return s, nil
}
