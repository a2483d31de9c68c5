package sqlite

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"poploket/kiosk"
	"poploket/kiosk/fact"
	"poploket/sync/office/store"
	"poploket/sync/wire"
)

const standingColumns = "through, hash, at, signed"

func scanStanding(r row) (s store.Standing, err error) {
	var through, at int64
	var hash []byte
	err = r.Scan(&through, &hash, &at, &s.Receipt)
	s.Through, s.At = uint64(through), instant(at)
	copy(s.Hash[:], hash)
	return s, err
}

func standing(ctx context.Context, q querier, unitID string, epoch uint64) (store.Standing, error) {
	s, err := scanStanding(q.QueryRowContext(ctx, "SELECT "+standingColumns+" FROM receipts WHERE unit = ? AND epoch = ?", unitID, int64(epoch)))
	if errors.Is(err, sql.ErrNoRows) {
		return store.Standing{}, nil
	}
	return s, err
}

// Standing is how far an epoch of a unit is stored.
func (s *Store) Standing(ctx context.Context, unitID string, epoch uint64) (store.Standing, error) {
	return standing(ctx, s.read, unitID, epoch)
}

// Epochs is how far each epoch of a unit is stored.
func (s *Store) Epochs(ctx context.Context, unitID string) (map[uint64]store.Standing, error) {
	type one struct {
		epoch uint64
		store.Standing
	}
	all, err := list(ctx, s.read, func(r row) (o one, err error) {
		var through, at, epoch int64
		var hash []byte
		err = r.Scan(&epoch, &through, &hash, &at, &o.Receipt)
		o.epoch, o.Through, o.At = uint64(epoch), uint64(through), instant(at)
		copy(o.Hash[:], hash)
		return o, err
	}, "SELECT epoch, "+standingColumns+" FROM receipts WHERE unit = ?", unitID)
	m := make(map[uint64]store.Standing, len(all))
	for _, o := range all {
		m[o.epoch] = o.Standing
	}
	return m, err
}

// Ingest stores a batch, updates the views and keeps the receipt, in one transaction.
func (s *Store) Ingest(ctx context.Context, b wire.Batch, at time.Time, sign func(wire.Receipt) ([]byte, error)) (store.Standing, error) {
	parsed := make([]fact.Fact, len(b.Entries))
	for i, e := range b.Entries {
		f, err := fact.Parse(e.Fact)
		if err != nil {
			return store.Standing{}, err
		}
		if want := b.First + uint64(i); f.Unit != b.Unit || f.Epoch != b.Epoch || f.Seq != want {
			return store.Standing{}, fmt.Errorf("%w: a fact of %s, epoch %x, seq %d stands where %s, epoch %x, seq %d belongs",
				fact.ErrDamaged, f.Unit, f.Epoch, f.Seq, b.Unit, b.Epoch, want)
		}
		parsed[i] = f
	}
	var st store.Standing
	err := s.tx(ctx, func(tx *sql.Tx) error {
		if _, err := unit(ctx, tx, b.Unit); err != nil {
			return err
		}
		var err error
		if st, err = standing(ctx, tx, b.Unit, b.Epoch); err != nil {
			return err
		}
		before := st.Through
		if b.First > before+1 {
			return &store.Gap{Want: before + 1}
		}
		in := inserter{tx: tx, at: at}
		for i, f := range parsed {
			if f.Seq <= before {
				if err := in.compare(ctx, f, b.Entries[i].Fact); err != nil {
					return err
				}
				continue
			}
			if f.Seq > 1 && !bytes.Equal(f.Prev, st.Hash[:]) {
				if f.Seq == before+1 { // what the unit calls the fact before is not what the office has
					return &store.Fork{Unit: b.Unit, Epoch: b.Epoch, Seq: before}
				}
				return fmt.Errorf("%w: seq %d doesn't follow from the fact before it", fact.ErrDamaged, f.Seq)
			}
			hash := fact.HashOf(b.Entries[i].Fact)
			if err := in.add(ctx, f, b.Entries[i], hash); err != nil {
				return fmt.Errorf("storing seq %d: %w", f.Seq, err)
			}
			st.Through, st.Hash = f.Seq, hash
		}
		if st.Through == before {
			return nil
		}
		st.At = at.UTC()
		st.Receipt, err = sign(wire.Receipt{Unit: b.Unit, Epoch: b.Epoch, Through: st.Through, Hash: st.Hash[:], Wall: nanos(at)})
		if err != nil {
			return fmt.Errorf("signing the receipt: %w", err)
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO receipts (unit, epoch, through, hash, at, signed) VALUES (?, ?, ?, ?, ?, ?)
			ON CONFLICT (unit, epoch) DO UPDATE SET through = excluded.through, hash = excluded.hash, at = excluded.at, signed = excluded.signed
			WHERE excluded.through > receipts.through`, b.Unit, int64(b.Epoch), int64(st.Through), st.Hash[:], nanos(at), st.Receipt)
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, "INSERT INTO contacts (unit, seen) VALUES (?, ?) ON CONFLICT (unit) DO UPDATE SET seen = max(seen, excluded.seen)", b.Unit, nanos(at))
		return err
	})
	if err != nil {
		return store.Standing{}, err
	}
	return st, nil
}

// inserter stores facts within one transaction.
type inserter struct {
	tx *sql.Tx
	at time.Time
}

// compare holds a fact that came again against the one stored.
func (in inserter) compare(ctx context.Context, f fact.Fact, b []byte) error {
	var stored []byte
	err := in.tx.QueryRowContext(ctx, "SELECT fact FROM facts WHERE unit = ? AND epoch = ? AND seq = ?", f.Unit, int64(f.Epoch), int64(f.Seq)).Scan(&stored)
	if err != nil {
		return fmt.Errorf("comparing seq %d with the one stored: %w", f.Seq, err)
	}
	if !bytes.Equal(stored, b) {
		return &store.Fork{Unit: f.Unit, Epoch: f.Epoch, Seq: f.Seq}
	}
	return nil
}

func (in inserter) add(ctx context.Context, f fact.Fact, e fact.Entry, hash fact.Hash) error {
	_, err := in.tx.ExecContext(ctx, "INSERT INTO facts (unit, epoch, seq, hash, kind, wall, arrived, subject, fact, sealed) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		f.Unit, int64(f.Epoch), int64(f.Seq), hash[:], int64(f.Kind), f.Wall, nanos(in.at), f.Subject, e.Fact, e.Sealed)
	if err != nil {
		return err
	}
	for i, w := range e.Wraps {
		_, err := in.tx.ExecContext(ctx, "INSERT INTO wraps (unit, epoch, seq, position, recipient, data) VALUES (?, ?, ?, ?, ?, ?)",
			f.Unit, int64(f.Epoch), int64(f.Seq), i, w.Recipient, w.Data)
		if err != nil {
			return err
		}
	}
	return project(ctx, in.tx, f, in.at)
}

type position struct {
	store.FactID
	entry fact.Entry
}

func entries(ctx context.Context, q querier, where string, args ...any) ([]fact.Entry, error) {
	ps, err := list(ctx, q, func(r row) (p position, err error) {
		var epoch, seq int64
		err = r.Scan(&p.Unit, &epoch, &seq, &p.entry.Fact, &p.entry.Sealed)
		p.Epoch, p.Seq = uint64(epoch), uint64(seq)
		return p, err
	}, "SELECT unit, epoch, seq, fact, sealed FROM facts WHERE "+where, args...)
	if err != nil {
		return nil, err
	}
	var es []fact.Entry
	for _, p := range ps {
		p.entry.Wraps, err = list(ctx, q, func(r row) (w fact.Wrap, err error) {
			return w, r.Scan(&w.Recipient, &w.Data)
		}, "SELECT recipient, data FROM wraps WHERE unit = ? AND epoch = ? AND seq = ? ORDER BY position", p.Unit, int64(p.Epoch), int64(p.Seq))
		if err != nil {
			return nil, err
		}
		es = append(es, p.entry)
	}
	return es, nil
}

// Entry is one stored fact with its parts.
func (s *Store) Entry(ctx context.Context, id store.FactID) (fact.Entry, error) {
	es, err := entries(ctx, s.read, "unit = ? AND epoch = ? AND seq = ?", id.Unit, int64(id.Epoch), int64(id.Seq))
	if err != nil {
		return fact.Entry{}, err
	}
	if len(es) == 0 {
		return fact.Entry{}, kiosk.Errorf(kiosk.CodeNotFound, "fact: not found")
	}
	return es[0], nil
}

// Dossier is every fact of a subject.
func (s *Store) Dossier(ctx context.Context, subject []byte) ([]fact.Entry, error) {
	return entries(ctx, s.read, "subject = ? ORDER BY arrived, unit, epoch, seq", subject)
}

// EraseWraps deletes every wrap of a subject's dossier keys, in the file and in its log.
func (s *Store) EraseWraps(ctx context.Context, subject []byte) (int, error) {
	r, err := s.write.ExecContext(ctx, `DELETE FROM wraps WHERE (unit, epoch, seq) IN (SELECT unit, epoch, seq FROM facts WHERE subject = ?)`, subject)
	if err != nil {
		return 0, fmt.Errorf("erasing dossier keys: %w", err)
	}
	n, err := r.RowsAffected()
	if err != nil {
		return 0, err
	}
	var busy, log, done int
	if err := s.write.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &log, &done); err != nil {
		return int(n), fmt.Errorf("truncating the log after erasing: %w", err)
	}
	if busy != 0 {
		return int(n), fmt.Errorf("truncating the log after erasing: a reader holds it; erase again")
	}
	return int(n), nil
}
