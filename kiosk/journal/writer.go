package journal

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"slices"
)

// Limits of one transaction. A job larger than maxGroup has one of its own.
const maxGroup = 256 // facts

// job is one piece of work for the writer, all or nothing.
type job struct {
	size int // facts
	do   func(*tx) error
	done chan error
}

// tx is one transaction of the writer. Only its head and views change until it is committed.
type tx struct {
	j              *Journal
	head           head
	views          views
	setting        setting
	wall, boottime int64 // of every fact in it
	bytes          int   // written

	epochs []span // written back on commit
}

// statements are the writer's, prepared once.
type statements struct {
	begin, commit, fact, epoch, receipt, document, meta *stmt
	count, device, request, print                       *stmt
}

func (s *statements) prepare(c conn) error {
	for _, p := range []struct {
		to    **stmt
		query string
	}{
		{&s.begin, "BEGIN IMMEDIATE"},
		{&s.commit, "COMMIT"},
		{&s.fact, "INSERT INTO facts (id, draft, fact, wraps, sealed) VALUES (?, ?, ?, ?, ?)"},
		{&s.epoch, "INSERT INTO epochs (first, epoch) VALUES (?, ?)"},
		{&s.receipt, "UPDATE epochs SET through = ?, receipt = ? WHERE epoch = ?"},
		{&s.document, "INSERT INTO documents (kind, version, signed) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET version = excluded.version, signed = excluded.signed"},
		{&s.meta, "INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value"},
		{&s.count, "INSERT INTO view_counts (stop, kind, n, last) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET n = n + excluded.n, last = excluded.last"},
		{&s.device, "INSERT INTO view_devices (device, state, fault, since) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET state = excluded.state, fault = excluded.fault, since = excluded.since"},
		{&s.request, "INSERT INTO view_requests (number, fact, reference, subject, printed, copies) VALUES (?, ?, ?, ?, ?, ?)"},
		{&s.print, "UPDATE view_requests SET printed = ?, copies = copies + ? WHERE number = ?"},
	} {
		var err error
		if *p.to, err = c.prepare(p.query); err != nil {
			return err
		}
	}
	return nil
}

func (s *statements) close() error {
	var errs []error
	for _, st := range []*stmt{s.begin, s.commit, s.fact, s.epoch, s.receipt, s.document, s.meta, s.count, s.device, s.request, s.print} {
		if st != nil {
			errs = append(errs, st.Close())
		}
	}
	return errors.Join(errs...)
}

// submit has a job done; ctx ends only the waiting for its turn. When nobody writes, it is done right here: handing it to
// the writer and back would wake two threads, which costs a single append a tenth of its time. Else the writer takes it
// together with whatever else waits.
func (j *Journal) submit(ctx context.Context, jb *job) error {
	jb.done = make(chan error, 1)
	if j.turn.TryLock() {
		defer j.turn.Unlock()
		if j.closed {
			return errClosed
		}
		j.head = j.commit(j.head, []*job{jb})
		return <-jb.done
	}
	select {
	case j.jobs <- jb:
		return <-jb.done
	case <-j.quit:
		return errClosed
	case <-ctx.Done():
		return ctx.Err()
	}
}

// write takes what waits, up to maxGroup facts, into one transaction.
func (j *Journal) write() {
	defer close(j.done)
	var next *job
	for {
		jb := next
		next = nil
		if jb == nil {
			select {
			case jb = <-j.jobs:
			case <-j.copied:
				j.turn.Lock()
				_ = j.conn.exec(checkpointNow) // as in checkpoint
				j.turn.Unlock()
				continue
			case <-j.quit:
				return
			}
		}
		j.turn.Lock() // before looking who else waits: there are more by then
		group, size := []*job{jb}, jb.size
	fill:
		for size < maxGroup {
			select {
			case more := <-j.jobs:
				if size+more.size > maxGroup {
					next = more
					break fill
				}
				group, size = append(group, more), size+more.size
			default:
				break fill
			}
		}
		j.head = j.commit(j.head, group)
		j.turn.Unlock()
	}
}

// commit does a group in one transaction. When that fails, each of several jobs is tried alone, so that one bad job
// harms no other.
func (j *Journal) commit(h head, group []*job) head {
	after, err := j.transact(h, group)
	if err == nil {
		for _, jb := range group {
			jb.done <- nil
		}
		return after
	}
	if len(group) == 1 {
		group[0].done <- err
		return h
	}
	for _, jb := range group {
		h = j.commit(h, []*job{jb})
	}
	return h
}

// transact is one transaction. On any error nothing of it is left, in the file or in memory.
func (j *Journal) transact(h head, group []*job) (head, error) {
	j.mu.Lock()
	t := tx{j: j, head: h, views: views{number: h.number, keys: j.keys}, setting: j.setting, epochs: slices.Clone(j.epochs)}
	j.mu.Unlock()
	t.wall, t.boottime = j.opts.Now().UnixNano(), int64(j.opts.Boottime())
	err := j.stmts.begin.run()
	for _, jb := range group {
		if err == nil {
			err = jb.do(&t)
		}
	}
	if err == nil {
		err = t.views.flush(&j.stmts)
	}
	if err == nil {
		err = j.stmts.commit.run()
	}
	if err != nil {
		j.drafts.rollback()
		j.keys.rollback()
		return h, errors.Join(err, rollback(j.conn))
	}
	j.drafts.commit()
	j.keys.commit()
	j.grown(t.bytes)
	t.head.number = t.views.number
	t.epochs[len(t.epochs)-1].last = t.head.seq
	j.mu.Lock()
	defer j.mu.Unlock()
	j.epochs = t.epochs
	close(j.changed)
	j.changed = make(chan struct{})
	return t.head, nil
}

func null(b []byte) driver.Value {
	if len(b) == 0 {
		return nil
	}
	return b
}

// wrapped says what was being done.
func wrapped(what string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", what, err)
}
