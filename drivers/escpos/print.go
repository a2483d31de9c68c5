package escpos

import (
	"context"
	"errors"
	"time"

	"poploket/drivers"
	"poploket/drivers/port"
)

// Times of a job.
const (
	stallTime = 4 * time.Second // a printer that takes nothing for so long hangs
	mechanism = 8 * time.Second // from the last byte to the cut, at the slowest
	graceTime = 300 * time.Millisecond
	pieceSize = 128                    // bytes between two looks at the printer's status
	ahead     = 250 * time.Millisecond // how far writing runs ahead of the line, so that it never waits for us
)

// Print implements drivers.Printer. Unless the printer says beforehand that it can't print, everything is sent once and
// without a pause: text, fence, cut, fence. The second fence is the confirmation; with the first alone the cutter is
// stuck.
func (d *Dev) Print(ctx context.Context, paper drivers.Paper) drivers.Result {
	select {
	case <-d.slot:
		defer func() { d.slot <- struct{}{} }()
	case <-ctx.Done():
		return drivers.Result{Outcome: drivers.Failed, Fault: drivers.FaultTimeout}
	}
	c, fault := d.prepare(ctx)
	if fault != drivers.FaultNone {
		return drivers.Result{Outcome: drivers.Failed, Fault: fault}
	}
	j := d.newJob(c)
	data := Encode(Job{Paper: paper, Profile: d.cfg.Profile, Face: d.cfg.Face, BeforeCut: j.fence(0), AfterCut: j.fence(1)})
	defer clear(data)

	res := drivers.Result{Proof: j.process}
	res.Bytes, fault = d.sendJob(ctx, c, data)
	switch {
	case fault != drivers.FaultNone && res.Bytes == 0:
		return drivers.Result{Outcome: drivers.Failed, Fault: fault}
	case fault == drivers.FaultNone:
		fault = d.confirm(ctx, j)
	}
	if fault == drivers.FaultNone {
		res.Outcome = drivers.Printed
		return res
	}
	d.mu.Lock()
	d.unsure = true
	d.mu.Unlock()
	if fault == drivers.FaultTimeout {
		d.quiet(c) // until it answers again
	}
	return drivers.Result{Outcome: drivers.Unknown, Fault: fault, Bytes: res.Bytes}
}

// prepare makes sure that the printer answers now, can print, and is not in the middle of something old.
func (d *Dev) prepare(ctx context.Context) (*conn, drivers.Fault) {
	d.mu.Lock()
	c, probed, unsure := d.conn, d.probed, d.unsure
	d.mu.Unlock()
	if c == nil {
		if f := d.Status().Fault; f != drivers.FaultNone {
			return nil, f
		}
		return nil, drivers.FaultTimeout
	}
	c.forget()
	if err := c.ask(); err != nil {
		return nil, faultOf(err)
	}
	if _, err := c.await(ctx, answerTime, isLast); err != nil {
		return nil, faultOf(err)
	}
	if f := c.status().Fault; f != drivers.FaultNone {
		return nil, f
	}
	if !probed && !d.look(ctx, c, 0) { // it was offline when it was plugged in
		return nil, drivers.FaultTimeout
	}
	if unsure {
		if err := d.clean(ctx, c); err != nil {
			return nil, faultOf(err)
		}
	}
	return c, drivers.FaultNone
}

// clean frees the printer of what an unconfirmed job left: half a command is filled with zeros, a half receipt is cut off,
// so that it never hangs on the next resident's.
func (d *Dev) clean(ctx context.Context, c *conn) error {
	c.forget()
	if !d.report(ctx, c, true) {
		return errNoAnswer
	}
	if err := c.send([]byte{0x1D, 'V', 66, 0, 0x1D, 'r', 1}, stallTime); err != nil {
		return err
	}
	if _, err := c.await(ctx, mechanism, isFence); err != nil {
		return err
	}
	d.mu.Lock()
	d.unsure = false
	d.mu.Unlock()
	return nil
}

// job is a paper on its way.
type job struct {
	conn    *conn
	process bool // fences are process ids
	ids     [2][4]byte
}

func (d *Dev) newJob(c *conn) *job {
	d.mu.Lock()
	process := d.process
	d.mu.Unlock()
	return &job{conn: c, process: process, ids: [2][4]byte{d.nextID(), d.nextID()}}
}

// fence is the question that is answered when everything before it is done.
func (j *job) fence(i int) []byte {
	if j.process {
		return processID(j.ids[i])
	}
	return []byte{0x1D, 'r', 1}
}

// passed waits for the answer to fence i and says which fence was passed.
func (j *job) passed(ctx context.Context, i int, limit time.Duration) (int, error) {
	if !j.process {
		_, err := j.conn.await(ctx, limit, isFence)
		return i, err
	}
	r, err := j.conn.await(ctx, limit, isProcess(j.ids[i:]...))
	if err == nil && r.id == j.ids[1] {
		return 1, nil // the answer to the first was lost
	}
	return i, err
}

// sendJob puts the job on the line, only a little ahead of it, and stops when the printer says that it can't go on: what
// is not sent is not printed into an empty room once somebody puts in paper.
func (d *Dev) sendJob(ctx context.Context, c *conn, data []byte) (sent int, fault drivers.Fault) {
	start := time.Now()
	for sent < len(data) {
		n, err := c.line.Write(data[sent:min(sent+pieceSize, len(data))], stallTime)
		sent += n
		fault = c.status().Fault
		if fault == drivers.FaultNone && err != nil {
			fault = faultOf(err)
		}
		if fault == drivers.FaultNone && !sleep(ctx, c, time.Until(start.Add(d.onWire(sent)-ahead))) {
			fault = drivers.FaultAbsent
			if ctx.Err() != nil {
				fault = drivers.FaultTimeout
			}
		}
		if fault != drivers.FaultNone {
			_ = c.line.Flush() // what the kernel still holds; a lost line holds nothing
			return sent, fault
		}
	}
	return sent, drivers.FaultNone
}

// sleep waits; false when the line is lost or ctx ends.
func sleep(ctx context.Context, c *conn, d time.Duration) bool {
	if d <= 0 {
		return ctx.Err() == nil
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-c.gone:
	case <-ctx.Done():
	}
	return false
}

// confirm waits for both fences. A fault ends the waiting, after a moment for an answer that is under way.
func (d *Dev) confirm(ctx context.Context, j *job) drivers.Fault {
	deadline := time.Now().Add(mechanism + ahead)
	grace := time.Time{}
	for next := 0; next < 2; {
		i, err := j.passed(ctx, next, 20*time.Millisecond)
		if err == nil {
			next = i + 1
			continue
		}
		fault := j.conn.status().Fault
		switch now := time.Now(); {
		case !errors.Is(err, errNoAnswer):
			if fault != drivers.FaultNone {
				return fault
			}
			return faultOf(err)
		case fault == drivers.FaultNone:
			grace = time.Time{}
		case grace.IsZero():
			grace = now.Add(graceTime)
		case now.After(grace):
			return fault
		}
		if time.Now().After(deadline) {
			return drivers.FaultTimeout
		}
	}
	return drivers.FaultNone
}

func faultOf(err error) drivers.Fault {
	if errors.Is(err, port.ErrGone) || errors.Is(err, port.ErrClosed) {
		return drivers.FaultAbsent
	}
	return drivers.FaultTimeout
}
