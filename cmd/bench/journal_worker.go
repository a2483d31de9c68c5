package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"time"

	_ "github.com/mattn/go-sqlite3"

	"poploket/kiosk"
	"poploket/kiosk/fact"
	"poploket/kiosk/journal"
)

// journalFilled is how many facts a file holds before anything is measured.
const journalFilled = 6000

// Sizes of what a request carries, in bytes: a sealed request with eight answers, and a dossier key for one hybrid
// age recipient.
const (
	journalSealed = 700
	journalWrap   = 1660
)

// journalWorker is one side: SIDE FOLDER SIZE. For each number on stdin it does so many transactions and prints the µs
// of each as JSON.
func journalWorker(ctx context.Context, args []string) error {
	if len(args) != 3 {
		return errors.New("want SIDE FOLDER SIZE")
	}
	size, err := strconv.Atoi(args[2])
	if err != nil {
		return err
	}
	open := openJournalSide
	if args[0] == "insert" {
		open = openInsertSide
	}
	write, closing, err := open(ctx, filepath.Join(args[1], "bench.db"))
	if err != nil {
		return err
	}
	visits := newVisits()
	for left := journalFilled; left > 0; left -= 500 {
		if err := write(visits.drafts(500)); err != nil {
			return err
		}
	}
	in, out := json.NewDecoder(os.Stdin), json.NewEncoder(os.Stdout)
	for {
		var n int
		if err := in.Decode(&n); err != nil {
			return closing() // stdin ended
		}
		all, micros := visits.drafts(size*n), make([]float64, n)
		for i := range micros {
			start := time.Now()
			if err := write(all[i*size : (i+1)*size]); err != nil {
				return err
			}
			micros[i] = float64(time.Since(start).Nanoseconds()) / 1000
		}
		if err := out.Encode(micros); err != nil {
			return err
		}
	}
}

func openJournalSide(ctx context.Context, path string) (func([]row) error, func() error, error) {
	o, err := journal.System(path, "bus-1")
	if err != nil {
		return nil, nil, err
	}
	j, err := journal.Open(ctx, o)
	if err != nil {
		return nil, nil, err
	}
	j.SetContext("stop-2026-11-24", 3, 17)
	var drafts []fact.Draft
	write := func(batch []row) error {
		drafts = drafts[:0]
		for _, r := range batch {
			drafts = append(drafts, r.draft)
		}
		_, err := j.Append(ctx, drafts)
		return err
	}
	return write, j.Close, nil
}

func openInsertSide(ctx context.Context, path string) (func([]row) error, func() error, error) {
	db, err := sql.Open("sqlite3", "file:"+path+"?_journal_mode=WAL&_synchronous=FULL&_txlock=immediate")
	if err != nil {
		return nil, nil, err
	}
	db.SetMaxOpenConns(1)
	if _, err := db.Exec("CREATE TABLE facts (id INTEGER PRIMARY KEY, draft BLOB, fact BLOB, wraps BLOB, sealed BLOB)"); err != nil {
		return nil, nil, err
	}
	insert, err := db.Prepare("INSERT INTO facts (draft, fact, wraps, sealed) VALUES (?, ?, ?, ?)")
	if err != nil {
		return nil, nil, err
	}
	write := func(batch []row) error {
		tx, err := db.BeginTx(context.Background(), nil)
		if err != nil {
			return err
		}
		bound := tx.Stmt(insert)
		for _, r := range batch {
			if _, err := bound.Exec(r.draft.ID, r.fact, r.wraps, r.draft.Sealed); err != nil {
				return errors.Join(err, tx.Rollback())
			}
		}
		return tx.Commit()
	}
	return write, db.Close, nil
}

// row is one fact: as a draft for the journal, and as bytes of the same length for the bare insert.
type row struct {
	draft       fact.Draft
	fact, wraps []byte
}

// visits makes the facts of visit after visit: a request, its receipt on paper, the end; the same on both sides.
type visits struct {
	random *rand.ChaCha8
	refs   map[kiosk.Reference]bool
	ready  []row
	number uint64
}

func newVisits() *visits {
	return &visits{random: rand.NewChaCha8([32]byte{1}), refs: map[kiosk.Reference]bool{}}
}

func (v *visits) drafts(n int) []row {
	for len(v.ready) < n {
		if err := v.visit(); err != nil {
			panic(fmt.Sprintf("making a visit: %v", err)) // the event catalogue and this file don't fit
		}
	}
	out := v.ready[:n:n]
	v.ready = v.ready[n:]
	return out
}

func (v *visits) visit() error {
	ref, err := kiosk.NewReference("KD", v.random)
	for err == nil && v.refs[ref] {
		ref, err = kiosk.NewReference("KD", v.random)
	}
	if err != nil {
		return err
	}
	v.refs[ref] = true
	v.number++
	subject := v.bytes(16)
	request, err := fact.New(v.random, "resident", fact.RequestReceived{Reference: string(ref), CodeHash: v.bytes(32), Service: "move",
		Action: "report", Class: "O2", Identity: "scanned", Language: "nl"})
	if err != nil {
		return err
	}
	request.Subject, request.KeyID, request.Sealed = subject, v.bytes(8), v.bytes(journalSealed)
	request.Wraps = []fact.Wrap{{Recipient: "office", Data: v.bytes(journalWrap)}, {Recipient: "recovery", Data: v.bytes(journalWrap)}}
	printed, err := fact.New(v.random, "", fact.ReceiptPrinted{Outcome: "printed", Number: v.number})
	if err != nil {
		return err
	}
	printed.Subject = subject
	ended, err := fact.New(v.random, "", fact.VisitEnded{Reason: "done"})
	if err != nil {
		return err
	}
	for _, d := range []fact.Draft{request, printed, ended} {
		r, err := v.row(d)
		if err != nil {
			return err
		}
		v.ready = append(v.ready, r)
	}
	return nil
}

func (v *visits) row(d fact.Draft) (row, error) {
	f := fact.Fact{Format: fact.Format, Unit: "bus-1", Epoch: 1 << 62, Seq: 1000, Prev: v.bytes(32), Kind: d.Kind, KindVersion: d.Version,
		Wall: time.Now().UnixNano(), Boot: v.bytes(16), Boottime: 1 << 50, Stop: "stop-2026-11-24", Actor: d.Actor, Subject: d.Subject,
		Catalogue: 3, Tour: 17, Body: d.Body, KeyID: d.KeyID}
	r := row{draft: d}
	var err error
	if len(d.Sealed) > 0 {
		f.SealedHash, f.WrapsHash = v.bytes(32), v.bytes(32)
		if r.wraps, err = fact.Encode(d.Wraps); err != nil {
			return row{}, err
		}
	}
	r.fact, err = fact.Encode(f)
	return r, err
}

func (v *visits) bytes(n int) []byte {
	b := make([]byte, n)
	v.random.Read(b) // never fails
	return b
}
