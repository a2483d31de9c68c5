package journal

import (
	"bytes"
	"context"
	"database/sql/driver"
	"fmt"
	"strings"

	"poploket/kiosk"
	"poploket/kiosk/fact"
)

// Document is a published document in force on the unit, as the signed bytes that came from the office.
type Document struct {
	Kind    string
	Version uint64
	Signed  []byte
}

// PutDocument keeps a document that the caller verified and can apply, and the fact that it did, in one transaction.
// The same document again changes nothing. CodeConflict: the one in force is newer, or the same version with other bytes.
func (j *Journal) PutDocument(ctx context.Context, kind string, version uint64, signed []byte) error {
	applied, err := j.draft(fact.DocumentApplied{Document: kind, Version: version})
	if err != nil {
		return err
	}
	err = j.submit(ctx, &job{size: 1, do: func(t *tx) error {
		var have Document
		err := t.j.conn.each("SELECT version, signed FROM documents WHERE kind = ?", func(row []driver.Value) error {
			have.Version, have.Signed = uint64(integer(row[0])), blob(row[1])
			return nil
		}, kind)
		switch {
		case err != nil:
			return err
		case have.Version == version && bytes.Equal(have.Signed, signed):
			return nil
		case have.Version >= version:
			return kiosk.Errorf(kiosk.CodeConflict, "%s version %d is not newer than version %d, which is in force", kind, version, have.Version)
		}
		if err := t.j.stmts.document.run(kind, int64(version), signed); err != nil {
			return err
		}
		return t.appendOwn(applied)
	}})
	return wrapped("keeping a document", err)
}

// DocumentRefused writes the fact that a document was not taken. kind and version may be empty when they can't be read.
func (j *Journal) DocumentRefused(ctx context.Context, kind string, version uint64, reason string) error {
	reason = strings.ToValidUTF8(reason[:min(len(reason), 200)], "")
	refused, err := j.draft(fact.DocumentRefused{Document: kind, Version: version, Reason: reason})
	if err != nil {
		return err
	}
	return wrapped("refusing a document", j.submit(ctx, &job{size: 1, do: func(t *tx) error {
		return t.appendOwn(refused)
	}}))
}

// appendOwn writes facts of the unit itself, whose places nobody asks for.
func (t *tx) appendOwn(ps []prepared) error {
	_, err := t.append(ps)
	return err
}

// Documents are those in force, by kind.
func (j *Journal) Documents(ctx context.Context) ([]Document, error) {
	rows, err := j.read.QueryContext(ctx, "SELECT kind, version, signed FROM documents ORDER BY kind")
	if err != nil {
		return nil, fmt.Errorf("reading documents: %w", err)
	}
	defer rows.Close()
	var out []Document
	for rows.Next() {
		var d Document
		if err := rows.Scan(&d.Kind, &d.Version, &d.Signed); err != nil {
			return nil, fmt.Errorf("reading documents: %w", err)
		}
		out = append(out, d)
	}
	return out, wrapped("reading documents", rows.Err())
}

// draft is a fact of the unit itself, ready to append.
func (j *Journal) draft(body fact.Body) ([]prepared, error) {
	d, err := fact.New(j.opts.Random, "", body)
	if err != nil {
		return nil, &kiosk.Error{Code: kiosk.CodeInvalid, Message: err.Error(), Err: err}
	}
	var b batch
	err = b.prepare([]fact.Draft{d})
	return b.drafts, err
}
