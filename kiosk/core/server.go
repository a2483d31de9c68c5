package core

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
	"golang.org/x/sys/unix"

	"poploket/drivers"
	"poploket/kiosk"
	"poploket/kiosk/fact"
)

// Journal is where the core makes things durable.
type Journal interface {
	// Append writes all drafts or none, durable when it returns. A draft that was written before is not written again.
	Append(ctx context.Context, drafts []fact.Draft) ([]Kept, error)
	// ReferenceFree reports whether the unit never gave out ref.
	ReferenceFree(ctx context.Context, ref kiosk.Reference) (bool, error)
	// Receipted reports whether the office's signed receipt covers a fact.
	Receipted(epoch, seq uint64) bool
}

// Reader is the part of an ID reader that a visit switches.
type Reader interface {
	Enable(on bool)
	NationalNumber(wanted bool)
}

// Options is what a Server is made of.
type Options struct {
	Socket   string   // path; its folder is made, for this user only
	Displays []string // X displays with a resident's face
	Observe  bool     // let observers in: for tests and demonstrations
	Prefix   string   // of references
	Journal  Journal
	Printer  drivers.Printer
	Reader   Reader
	Launch   Launcher
	Adopt    time.Duration // how long to wait for faces that outlived a core, before starting new ones
	Unit     Unit
	// StopChanged is called when another stop stands, with its id or empty.
	StopChanged func(stop string)
	Log         *slog.Logger
	Now         func() time.Time
}

// Server is the core's end of the socket.
type Server struct {
	opts Options
	*world

	mu        sync.Mutex
	welcome   Welcome
	displays  map[string]*display
	adopting  bool // faces that outlived a core may still come back
	observers map[*peer]bool
}

// NewServer makes a server; Serve runs it.
func NewServer(o Options) *Server {
	s := &Server{opts: o, world: newWorld(o.Unit), displays: map[string]*display{}, observers: map[*peer]bool{}, adopting: o.Adopt > 0}
	for _, d := range o.Displays {
		s.displays[d] = &display{name: d}
	}
	return s
}

// SetWelcome replaces what faces are told of the unit, once it knows its keys.
func (s *Server) SetWelcome(w Welcome) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.welcome = w
	s.tellFaces(header{Op: opWelcome}, w, nil)
}

// Serve runs the socket, the faces and the devices until ctx ends.
func (s *Server) Serve(ctx context.Context) error {
	ln, err := s.listen()
	if err != nil {
		return err
	}
	g, ctx := errgroup.WithContext(ctx)
	context.AfterFunc(ctx, func() { ln.Close() })
	g.Go(func() error { return s.accept(ctx, ln) })
	g.Go(func() error { return s.keepFaces(ctx) })
	g.Go(func() error { return s.watchTime(ctx) })
	return g.Wait()
}

func (s *Server) listen() (net.Listener, error) {
	if err := os.MkdirAll(filepath.Dir(s.opts.Socket), 0o700); err != nil {
		return nil, fmt.Errorf("making the socket's folder: %w", err)
	}
	if err := os.Remove(s.opts.Socket); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("removing the old socket: %w", err)
	}
	ln, err := net.ListenUnix("unix", &net.UnixAddr{Name: s.opts.Socket, Net: "unix"})
	if err != nil {
		return nil, fmt.Errorf("listening for faces: %w", err)
	}
	ln.SetUnlinkOnClose(false) // by then the name may be the next core's
	return ln, os.Chmod(s.opts.Socket, 0o600)
}

func (s *Server) accept(ctx context.Context, ln net.Listener) error {
	for {
		conn, err := ln.Accept()
		if err != nil {
			if ctx.Err() != nil {
				return nil
			}
			if errors.Is(err, unix.EMFILE) || errors.Is(err, unix.ENFILE) { // connections that end free some
				time.Sleep(acceptPause)
				continue
			}
			return fmt.Errorf("accepting a face: %w", err)
		}
		go s.serve(ctx, conn)
	}
}

const (
	acceptPause = 50 * time.Millisecond
	helloWithin = 10 * time.Second // who connects and says nothing is dropped
)

// serve runs one connection. What a face does wrong ends that face only.
func (s *Server) serve(ctx context.Context, conn net.Conn) {
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { conn.Close() })()
	p := newPeer(conn)
	defer p.close()
	defer s.left(ctx, p)
	_ = conn.SetReadDeadline(time.Now().Add(helloWithin))
	for {
		hb, payload, err := readFrame(conn)
		if err != nil {
			if ctx.Err() == nil && !errors.Is(err, io.EOF) && !errors.Is(err, net.ErrClosed) {
				s.opts.Log.Warn("face dropped", "err", err)
			}
			return
		}
		h, err := decodeHeader(hb)
		if err == nil {
			err = s.handle(ctx, p, h, payload)
		}
		if err != nil {
			clear(payload)
			s.opts.Log.Warn("face dropped", "op", h.Op, "err", err)
			return
		}
	}
}

// handle answers one frame; an error drops the face.
func (s *Server) handle(ctx context.Context, p *peer, h header, payload []byte) error {
	if (p.hello == nil) != (h.Op == opHello) {
		return errors.New("hello comes first, and once")
	}
	switch h.Op {
	case opHello:
		return s.greet(p, h)
	case opReference:
		ref, err := s.freeReference(ctx)
		return p.answer(h, referenceReply{Reference: ref}, err)
	case opAppend:
		kept, err := s.append(ctx, p, payload)
		return p.answer(h, kept, err)
	case opPrint:
		if !p.printing.CompareAndSwap(false, true) {
			clear(payload)
			return p.answer(h, nil, kiosk.Errorf(kiosk.CodeConflict, "a paper of this face is being printed"))
		}
		go func() { // a printer may take a minute; the face must be able to stop meanwhile
			defer p.printing.Store(false)
			result, err := s.print(ctx, h, payload)
			p.answer(h, result, err)
		}()
		return nil
	case opReader:
		u, err := body[kiosk.UseReader](h)
		if err != nil {
			return err
		}
		s.useReader(p, u)
		return p.answer(h, nil, nil)
	case opShown:
		s.shown(p)
		return p.answer(h, nil, nil)
	case opEnded:
		call, err := body[endedCall](h)
		if err != nil {
			return err
		}
		s.record(ctx, nil, fact.VisitEnded{Reason: string(call.Reason)})
		err = p.answer(h, nil, nil)
		s.ended(p)
		return err
	case opPaint:
		paint, err := body[Paint](h)
		if err != nil {
			return err
		}
		s.observed(p, paint)
		return nil
	}
	return fmt.Errorf("unknown message %q", h.Op)
}

// freeReference draws references until one is new to this unit.
func (s *Server) freeReference(ctx context.Context) (kiosk.Reference, error) {
	for range 100 {
		ref, err := kiosk.NewReference(s.opts.Prefix, rand.Reader)
		if err != nil {
			return "", err
		}
		free, err := s.opts.Journal.ReferenceFree(ctx, ref)
		if err != nil {
			return "", err
		}
		if free {
			return ref, nil
		}
	}
	return "", kiosk.Errorf(kiosk.CodeUnavailable, "no free reference found; give this unit a new prefix")
}

// says is what a role may write. The rest is the core's own to say.
var says = map[Role][]fact.Kind{RoleResident: {fact.KindRequestReceived, fact.KindHelpCalled, fact.KindReceiptPrinted}}

func (s *Server) append(ctx context.Context, p *peer, payload []byte) ([]Kept, error) {
	var drafts []fact.Draft
	if err := fact.Decode(payload, &drafts); err != nil {
		return nil, &kiosk.Error{Code: kiosk.CodeInvalid, Message: "the drafts can't be read", Err: err}
	}
	for _, d := range drafts {
		if !slices.Contains(says[p.hello.Role], d.Kind) || d.Actor != "" && d.Actor != string(p.hello.Role) {
			return nil, kiosk.Errorf(kiosk.CodeRefused, "%s by %.64q isn't for a %s to write", d.Kind, d.Actor, p.hello.Role)
		}
	}
	kept, err := s.opts.Journal.Append(ctx, drafts)
	if err != nil {
		s.opts.Log.Error("append failed", "err", err)
		return nil, err
	}
	s.await(p, drafts, kept)
	return kept, nil
}

// await remembers a face's requests until the office's receipt covers them.
func (s *Server) await(p *peer, drafts []fact.Draft, kept []Kept) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, d := range drafts {
		if d.Kind != fact.KindRequestReceived {
			continue
		}
		var b fact.RequestReceived
		if fact.Decode(d.Body, &b) == nil {
			p.awaiting = append(p.awaiting, awaited{kept[i].Epoch, kept[i].Seq, kiosk.Reference(b.Reference)})
		}
	}
	s.tellReceived(p)
}

// ReceiptsChanged says that the office's receipts cover more than before.
func (s *Server) ReceiptsChanged() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, d := range s.displays {
		if d.shown != nil {
			s.tellReceived(d.shown)
		}
	}
}

func (s *Server) tellReceived(p *peer) {
	p.awaiting = slices.DeleteFunc(p.awaiting, func(a awaited) bool {
		return s.opts.Journal.Receipted(a.epoch, a.seq) && p.send(header{Op: opReceived}, receivedEvent{Reference: a.reference}, nil) == nil
	})
}
