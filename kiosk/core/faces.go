package core

import (
	"context"
	"errors"
	"time"

	"poploket/kiosk/fact"
)

// display is one screen: the face that is shown and a warm spare that takes its place when the visit ends. The change
// of process is the wipe.
type display struct {
	name    string
	shown   *peer
	spare   *peer
	leaving *peer  // its visit ended; it goes when the next one is on the screen
	pending *start // a face was launched and has not said hello
	paint   *Paint // what is on the screen, for observers that come later
}

// start is one launch: a face of an earlier one may end meanwhile.
type start struct{ _ byte }

// Launcher starts a face process for a display. exited is called when that process is gone.
type Launcher func(display string, exited func(error)) error

const (
	launchPause = time.Second             // between a crash and the next try
	leaveWithin = 1500 * time.Millisecond // after its end a face is gone at the latest
)

// greet takes a new client in.
func (s *Server) greet(p *peer, h header) error {
	hello, err := body[Hello](h)
	if err != nil {
		return err
	}
	p.hello, p.process = &hello, peerProcess(p.conn)
	_ = p.conn.SetReadDeadline(time.Time{})
	s.mu.Lock()
	defer s.mu.Unlock()
	switch hello.Role {
	case RoleObserver:
		if !s.opts.Observe {
			return errors.New("observers are not allowed on this unit")
		}
		s.observers[p] = true
		if err := p.answer(h, nil, nil); err != nil {
			return err
		}
		for _, d := range s.displays {
			if d.paint == nil {
				continue
			}
			if err := p.send(header{Op: opPaint}, *d.paint, nil); err != nil {
				return err
			}
		}
		return nil
	case RoleResident:
		return s.greetFace(p, h)
	}
	return errors.New("unknown role " + string(hello.Role))
}

func (s *Server) greetFace(p *peer, h header) error {
	d := s.displays[p.hello.Display]
	if d == nil {
		return errors.New("no such display: " + p.hello.Display)
	}
	d.pending = nil
	if err := p.answer(h, nil, nil); err != nil {
		return err
	}
	if err := p.send(header{Op: opWelcome}, s.welcome, nil); err != nil {
		return err
	}
	if c := s.catalogue(); len(c) > 0 {
		if err := p.send(header{Op: opCatalogue}, nil, c); err != nil {
			return err
		}
	}
	if err := p.send(header{Op: opSetting}, s.setting(s.opts.Now()), nil); err != nil {
		return err
	}
	switch {
	case d.shown == nil && (p.hello.Shown || !s.adopting): // a spare that outlived a core must not hide the visit beside it
		d.shown = p
		if p.hello.Shown { // it outlived the core before us
			s.ensure(d, 0)
			return nil
		}
		return p.send(header{Op: opShow}, nil, nil)
	case d.spare == nil:
		d.spare = p
		return nil
	}
	return p.send(header{Op: opExit}, nil, nil)
}

// shown is a face's word that its window is on the screen: the one before it may go, a new spare may come.
func (s *Server) shown(p *peer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	d := s.displays[p.hello.Display]
	if d == nil || d.shown != p {
		return
	}
	if d.leaving != nil {
		s.dismiss(d.leaving)
		d.leaving = nil
	}
	s.ensure(d, 0)
}

// ended puts the spare in the place of a face whose visit is over.
func (s *Server) ended(p *peer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	d := s.displays[p.hello.Display]
	if d == nil || d.shown != p {
		return
	}
	s.release(p)
	d.leaving = p
	s.promote(d)
	time.AfterFunc(leaveWithin, p.kill)
}

// promote shows the spare, or starts a face when there is none.
func (s *Server) promote(d *display) {
	d.shown, d.spare = d.spare, nil
	if d.shown != nil {
		if d.shown.send(header{Op: opShow}, nil, nil) == nil {
			return
		}
		d.shown = nil
	}
	s.ensure(d, 0)
}

// left takes out a client whose connection ended.
func (s *Server) left(ctx context.Context, p *peer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.observers, p)
	if p.hello == nil {
		return
	}
	d := s.displays[p.hello.Display]
	switch {
	case d == nil:
	case d.shown == p:
		s.release(p)
		p.kill()              // a face that can't talk to the core must not stay on the screen
		if ctx.Err() != nil { // it is the core that goes
			d.shown = nil
			return
		}
		s.promote(d)
		go s.record(ctx, nil, fact.VisitEnded{Reason: "crashed"}) // not under the lock: it waits for the disk
	case d.spare == p:
		d.spare = nil
		if ctx.Err() != nil {
			return
		}
		s.ensure(d, launchPause)
	case d.leaving == p:
		d.leaving = nil
	}
}

// dismiss ends a face: politely, then surely.
func (s *Server) dismiss(p *peer) {
	p.send(header{Op: opExit}, nil, nil)
	time.AfterFunc(leaveWithin, p.kill)
}

// ensure starts one face when the display lacks a shown one or a spare.
func (s *Server) ensure(d *display, pause time.Duration) {
	if d.pending != nil || (d.shown != nil && d.spare != nil) || s.opts.Launch == nil {
		return
	}
	this := &start{}
	d.pending = this
	failed := func(err error) {
		s.mu.Lock()
		defer s.mu.Unlock()
		if d.pending != this { // it said hello
			return
		}
		s.opts.Log.Error("face did not start", "display", d.name, "err", err)
		d.pending = nil
		s.ensure(d, launchPause)
	}
	time.AfterFunc(pause, func() {
		if err := s.opts.Launch(d.name, failed); err != nil {
			failed(err)
		}
	})
}

// keepFaces starts the first face of each display. Faces that outlived a core before this one come back by themselves
// first: they try every 50 ms.
func (s *Server) keepFaces(ctx context.Context) error {
	if s.opts.Adopt > 0 {
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(s.opts.Adopt):
		}
	}
	s.mu.Lock()
	s.adopting = false
	for _, d := range s.displays {
		if d.shown == nil {
			s.promote(d)
		}
		s.ensure(d, 0)
	}
	s.mu.Unlock()
	<-ctx.Done()
	return nil
}

// tellShown sends to every shown face.
func (s *Server) tellShown(h header, v any, payload []byte) {
	for _, d := range s.displays {
		if d.shown != nil {
			d.shown.send(h, v, payload)
		}
	}
}

// tellFaces sends to every face, shown or spare.
func (s *Server) tellFaces(h header, v any, payload []byte) {
	s.tellShown(h, v, payload)
	for _, d := range s.displays {
		if d.spare != nil {
			d.spare.send(h, v, payload)
		}
	}
}

// observed passes the paint of the shown face on to observers.
func (s *Server) observed(p *peer, paint Paint) {
	s.mu.Lock()
	defer s.mu.Unlock()
	d := s.displays[p.hello.Display]
	if !s.opts.Observe || d == nil || d.shown != p {
		return
	}
	d.paint = &paint
	for p := range s.observers {
		p.send(header{Op: opPaint}, paint, nil)
	}
}
