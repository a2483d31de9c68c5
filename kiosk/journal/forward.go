package journal

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"poploket/kiosk/fact"
)

// Pending is like Outstanding, without the epochs to skip: one that is stopped at the office must not hold up the others.
// When nothing else is left it is the current epoch, skipped or not.
func (j *Journal) Pending(skip func(epoch uint64) bool) (epoch, through, last uint64) {
	j.mu.Lock()
	defer j.mu.Unlock()
	for _, s := range j.epochs {
		if s.through < s.last && !skip(s.epoch) {
			return s.epoch, s.through, s.last
		}
	}
	s := j.epochs[len(j.epochs)-1]
	return s.epoch, s.through, s.last
}

// Document is the one of a kind that is in force, as signed bytes; version 0 when there is none.
func (j *Journal) Document(ctx context.Context, kind string) (version uint64, signed []byte, err error) {
	err = j.read.QueryRowContext(ctx, "SELECT version, signed FROM documents WHERE kind = ?", kind).Scan(&version, &signed)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil, nil
	}
	return version, signed, wrapped("reading a document", err)
}

// Versions are those of the documents in force, by kind.
func (j *Journal) Versions(ctx context.Context) (map[string]uint64, error) {
	ds, err := j.Documents(ctx)
	if err != nil {
		return nil, err
	}
	out := make(map[string]uint64, len(ds))
	for _, d := range ds {
		out[d.Kind] = d.Version
	}
	return out, nil
}

// Quarantined writes the fact that another one was set apart, so that people look at it.
func (j *Journal) Quarantined(ctx context.Context, epoch, seq uint64, reason string) error {
	reason = strings.ToValidUTF8(reason[:min(len(reason), 200)], "")
	own, err := j.draft(fact.FactQuarantined{Epoch: epoch, Seq: seq, Reason: reason})
	if err != nil {
		return err
	}
	if err := j.submit(ctx, &job{size: 1, do: func(t *tx) error { return t.appendOwn(own) }}); err != nil {
		return fmt.Errorf("setting a fact apart: %w", err)
	}
	return nil
}
