package journal

import (
	"context"
	"database/sql/driver"
	"fmt"

	"poploket/kiosk"
	"poploket/kiosk/fact"
)

// views gathers what facts change in the views until the transaction's end: counts and devices need one write however
// many facts there are.
type views struct {
	counts   []count
	devices  []device
	requests []request
	prints   []printed
	number   int   // last running number of receipts
	keys     *keys // of all requests
}

type count struct {
	stop string
	kind fact.Kind
	n    int64
	last uint64
}

type device struct {
	*fact.DeviceChanged
	since int64
}

type request struct {
	id        uint64
	number    int
	reference string
	subject   []byte
	prints
}

// prints is what is known of a request's paper.
type prints struct {
	outcome string
	copies  int64
}

func (p *prints) add(b *fact.ReceiptPrinted) {
	p.outcome = b.Outcome
	if b.Copy && b.Outcome != "failed" {
		p.copies++
	}
}

type printed struct {
	number int
	prints
}

// add takes one fact, in the order of the journal. Kinds without a view of their own are counted.
func (v *views) add(id uint64, f fact.Fact, body fact.Body) error {
	switch b := body.(type) {
	case *fact.DeviceChanged:
		v.devices = append(v.devices, device{b, f.Wall})
	case *fact.RequestReceived:
		if err := v.keys.add(kiosk.Reference(b.Reference), f.Subject, v.number+1); err != nil {
			return err
		}
		v.number++
		v.requests = append(v.requests, request{id: id, number: v.number, reference: b.Reference, subject: f.Subject})
	case *fact.ReceiptPrinted:
		v.printed(v.keys.subject(f.Subject), b)
	}
	v.count(id, f)
	return nil
}

// printed takes the end of a print job for the request of that number; 0 is a dossier without a request.
func (v *views) printed(number int, b *fact.ReceiptPrinted) {
	if waiting := v.number - number; number > 0 && waiting < len(v.requests) { // not written yet; they have the last numbers
		v.requests[len(v.requests)-1-waiting].prints.add(b)
	} else if number > 0 {
		p := printed{number: number}
		p.prints.add(b)
		v.prints = append(v.prints, p)
	}
}

func (v *views) count(id uint64, f fact.Fact) {
	for i := range v.counts {
		if c := &v.counts[i]; c.kind == f.Kind && c.stop == f.Stop {
			c.n, c.last = c.n+1, id
			return
		}
	}
	v.counts = append(v.counts, count{f.Stop, f.Kind, 1, id})
}

// flush writes what was gathered and forgets it.
func (v *views) flush(s *statements) error {
	for _, c := range v.counts {
		if err := s.count.run(c.stop, int64(c.kind), c.n, int64(c.last)); err != nil {
			return err
		}
	}
	for _, d := range v.devices {
		if err := s.device.run(d.Device, d.State, d.Fault, d.since); err != nil {
			return err
		}
	}
	for _, r := range v.requests {
		if err := s.request.run(int64(r.number), int64(r.id), r.reference, r.subject, r.outcome, r.copies); err != nil {
			return err
		}
	}
	for _, p := range v.prints {
		if err := s.print.run(p.outcome, p.copies, int64(p.number)); err != nil {
			return err
		}
	}
	*v = views{number: v.number, keys: v.keys}
	return nil
}

// viewTables are the views, with the order in which their rows are compared.
var viewTables = []struct{ name, order string }{
	{"view_counts", "stop, kind"}, {"view_devices", "device"}, {"view_requests", "number"},
}

const viewChunk = 1000 // facts between flushes when many are read again

// remake makes empty views from all facts, reading from from and writing to to. It returns the last running number and
// the keys.
func remake(from conn, to *statements) (int, *keys, error) {
	v, n := views{keys: newKeys()}, 0
	err := from.each("SELECT id, fact FROM facts ORDER BY id", func(row []driver.Value) error {
		id := integer(row[0])
		f, body, err := fact.ParseBody(blob(row[1]))
		if err == nil {
			err = v.add(uint64(id), f, body)
		}
		if err != nil {
			return fmt.Errorf("fact %d: %w", id, err)
		}
		if n++; n%viewChunk == 0 {
			return v.flush(to)
		}
		return nil
	})
	if err == nil {
		err = v.flush(to)
	}
	v.keys.commit()
	return v.number, v.keys, err
}

// Rebuild empties the views and makes them again from the facts, in one transaction. The result is the same.
func (j *Journal) Rebuild(ctx context.Context) error {
	return wrapped("rebuilding the views", j.submit(ctx, &job{size: maxGroup, do: func(t *tx) error { return t.rebuild() }}))
}

func (t *tx) rebuild() error {
	for _, v := range viewTables {
		if err := t.j.conn.exec("DELETE FROM " + v.name); err != nil {
			return err
		}
	}
	number, fresh, err := remake(t.j.conn, &t.j.stmts)
	if err != nil {
		return err
	}
	t.views.number = number
	t.j.keys.replace(fresh)
	return nil
}
