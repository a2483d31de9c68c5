package journal

import (
	"context"
	"fmt"

	"poploket/kiosk"
	"poploket/kiosk/fact"
)

// Receipted reports whether the office's receipt covers a fact.
func (j *Journal) Receipted(epoch, seq uint64) bool {
	s, ok := j.span(epoch)
	return ok && seq <= s.through
}

// PutReceipt keeps the office's signed word that it stored an epoch through a seq with the fact of that hash. The caller
// verified the signature. A receipt for less than is known already changes nothing; one for facts or a hash that aren't
// this journal's is CodeRefused: the office holds another history.
func (j *Journal) PutReceipt(ctx context.Context, signed []byte, epoch, through uint64, hash []byte) error {
	mine, ok, err := j.HashAt(ctx, epoch, through)
	if err != nil {
		return fmt.Errorf("keeping a receipt: %w", err)
	}
	if !ok || hash32(hash) != mine {
		return kiosk.Errorf(kiosk.CodeRefused, "receipt for epoch %d seq %d is for a fact that isn't in this journal", epoch, through)
	}
	return wrapped("keeping a receipt", j.submit(ctx, &job{size: 1, do: func(t *tx) error {
		for i := range t.epochs {
			if s := &t.epochs[i]; s.epoch == epoch && s.through < through {
				s.through = through
				return t.j.stmts.receipt.run(int64(through), signed, int64(epoch))
			}
		}
		return nil
	}}))
}

// hash32 is b when it has the length of a hash, and the zero hash, which no fact has, otherwise.
func hash32(b []byte) (h fact.Hash) {
	if len(b) == len(h) {
		copy(h[:], b)
	}
	return h
}

// Receipt is the newest signed receipt of an epoch; nil when there is none.
func (j *Journal) Receipt(ctx context.Context, epoch uint64) ([]byte, error) {
	rows, err := j.read.QueryContext(ctx, "SELECT receipt FROM epochs WHERE epoch = ?", epoch)
	if err != nil {
		return nil, fmt.Errorf("reading a receipt: %w", err)
	}
	defer rows.Close()
	var b []byte
	for rows.Next() {
		if err := rows.Scan(&b); err != nil {
			return nil, fmt.Errorf("reading a receipt: %w", err)
		}
	}
	return b, wrapped("reading a receipt", rows.Err())
}
