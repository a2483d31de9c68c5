package journal

import (
	"bytes"
	"database/sql/driver"
	"fmt"

	"poploket/kiosk"
	"poploket/kiosk/fact"
)

// draftsKept is for how many facts a draft's ID is remembered: days of a busy unit, where repeats come within minutes.
// An index over all IDs would be random, and double what an append writes. Requests are also found by their dossier,
// for ever.
const draftsKept = 4096

// recent is a draft and the id of its fact.
type recent struct {
	draft [16]byte
	id    uint64
}

// drafts remembers the last draftsKept drafts, and those of the transaction under way.
type drafts struct {
	ids  map[[16]byte]uint64
	ring []recent
	next int
	open []recent // of the transaction under way
}

// add remembers a draft for the transaction under way.
func (d *drafts) add(id []byte, factID uint64) {
	r := recent{[16]byte(id), factID}
	d.open = append(d.open, r)
	d.ids[r.draft] = r.id
}

// commit keeps what was added, and forgets the oldest instead.
func (d *drafts) commit() {
	for _, r := range d.open {
		if len(d.ring) < draftsKept {
			d.ring = append(d.ring, r)
			continue
		}
		delete(d.ids, d.ring[d.next].draft)
		d.ring[d.next] = r
		d.next = (d.next + 1) % draftsKept
	}
	d.open = d.open[:0]
}

// rollback forgets what was added.
func (d *drafts) rollback() {
	for _, r := range d.open {
		delete(d.ids, r.draft)
	}
	d.open = d.open[:0]
}

// load reads the last drafts of a journal.
func (d *drafts) load(c conn, head uint64) error {
	*d = drafts{ids: map[[16]byte]uint64{}}
	err := c.each("SELECT draft, id FROM facts WHERE id > ? ORDER BY id", func(row []driver.Value) error {
		id := blob(row[0])
		if len(id) != 16 {
			return fmt.Errorf("fact %d has a draft id of %d bytes", row[1], len(id))
		}
		d.add(id, uint64(integer(row[1])))
		return nil
	}, max(0, int64(head)-draftsKept))
	d.commit()
	return err
}

// known is where a draft was written before. The same ID for another kind or dossier is a conflict.
func (t *tx) known(p *prepared) (s Stored, ok bool, err error) {
	id, ok := t.j.drafts.ids[[16]byte(p.ID)]
	number := 0
	if p.Kind == fact.KindRequestReceived {
		number = t.j.keys.subject(p.Subject)
	}
	if !ok && number > 0 {
		err = t.j.conn.each("SELECT id FROM view_requests JOIN facts ON id = view_requests.fact WHERE number = ? AND draft = ?", func(row []driver.Value) error {
			id, ok = uint64(integer(row[0])), true
			return nil
		}, int64(number), p.ID)
	}
	if !ok || err != nil {
		return Stored{}, false, err
	}
	err = t.j.conn.each("SELECT fact FROM facts WHERE id = ?", func(row []driver.Value) error {
		b := blob(row[0])
		f, err := fact.Parse(b)
		if err != nil {
			return err
		}
		if f.Kind != p.Kind || !bytes.Equal(f.Subject, p.Subject) {
			return kiosk.Errorf(kiosk.CodeConflict, "the draft's id was used for another fact, seq %d", f.Seq)
		}
		s = Stored{Epoch: f.Epoch, Seq: f.Seq, Hash: fact.HashOf(b), Wall: f.Wall, Number: number}
		return nil
	}, int64(id))
	return s, true, err
}
