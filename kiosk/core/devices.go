package core

import (
	"context"
	"crypto/rand"

	"poploket/drivers"
	"poploket/kiosk"
	"poploket/kiosk/fact"
)

// ReaderEvent takes what the ID reader says. e.Frame is the driver's buffer: it is passed on, not kept.
func (s *Server) ReaderEvent(ctx context.Context, e drivers.ReaderEvent) {
	s.wmu.Lock()
	ready := e.State == drivers.StateReady
	changed := s.readerReady != ready
	s.readerReady = ready
	s.wmu.Unlock()
	if changed {
		s.change(func(*world) {})
		s.record(ctx, nil, fact.DeviceChanged{Device: "reader", State: string(e.State)})
	}
	if e.Fault != "" {
		s.opts.Log.Warn("document misread", "field", e.Fault, "kind", e.Kind)
		s.record(ctx, nil, fact.ReaderMisread{Field: e.Fault, Document: e.Kind})
		s.tellReading(header{Op: opMisread}, nil, nil)
	}
	if len(e.Frame) > 0 {
		s.tellReading(header{Op: opScanned}, scannedEvent{Kind: e.Kind}, e.Frame)
	}
}

// PrinterStatus takes what the printer says of itself.
func (s *Server) PrinterStatus(ctx context.Context, st drivers.PrinterStatus) {
	ready, fault := st.State == drivers.StateReady, kiosk.PaperFault(st.Fault)
	s.wmu.Lock()
	changed := s.printerReady != ready || s.printerFault != fault
	s.printerReady, s.printerFault = ready, fault
	s.wmu.Unlock()
	if changed {
		s.change(func(*world) {})
		s.record(ctx, nil, fact.DeviceChanged{Device: "printer", State: string(st.State), Fault: string(st.Fault)})
	}
}

// print prints a paper and records how it ended. The paper is overwritten whatever happens.
func (s *Server) print(ctx context.Context, h header, payload []byte) (PrintResult, error) {
	defer clear(payload)
	call, err := body[printCall](h)
	if err != nil {
		return PrintResult{}, err
	}
	paper, err := drivers.ParsePaper(payload)
	if err != nil {
		return PrintResult{}, kiosk.Errorf(kiosk.CodeInvalid, "printing: %w", err)
	}
	r := s.opts.Printer.Print(ctx, paper)
	s.recordAs(ctx, call.ID, call.Subject, fact.ReceiptPrinted{Outcome: string(r.Outcome), Fault: string(r.Fault), Copy: call.Copy, Number: uint64(call.Number)})
	return PrintResult{Outcome: r.Outcome, Fault: r.Fault}, nil
}

// record writes a fact of the unit itself. A failure is logged here, at the edge: what happened has happened, only its
// record is missing.
func (s *Server) record(ctx context.Context, subject []byte, b fact.Body) {
	s.recordAs(ctx, nil, subject, b)
}

// recordAs writes a fact under an id that somebody else knows, who may have to write it in our place.
func (s *Server) recordAs(ctx context.Context, id, subject []byte, b fact.Body) {
	d, err := fact.New(rand.Reader, "", b)
	if err == nil {
		d.Subject = subject
		if len(id) > 0 {
			d.ID = id
		}
		_, err = s.opts.Journal.Append(ctx, []fact.Draft{d})
	}
	if err != nil {
		s.opts.Log.Error("fact not recorded", "kind", d.Kind, "err", err)
	}
}

// useReader switches the reader for a shown face. There is one reader: whoever asks last has it, and nobody else sees what
// is laid on it.
func (s *Server) useReader(p *peer, u kiosk.UseReader) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if d := s.displays[p.hello.Display]; d == nil || d.shown != p || !u.On && !p.uses.On {
		return
	}
	for _, d := range s.displays {
		if d.shown != nil {
			d.shown.uses = kiosk.UseReader{}
		}
	}
	p.uses = u
	s.opts.Reader.NationalNumber(u.NationalNumber)
	s.opts.Reader.Enable(u.On)
}

// release switches the reader off when the face that used it goes.
func (s *Server) release(p *peer) {
	if p.uses.On {
		p.uses = kiosk.UseReader{}
		s.opts.Reader.Enable(false)
		s.opts.Reader.NationalNumber(false)
	}
}

// tellReading sends to the shown face that asked for the reader.
func (s *Server) tellReading(h header, v any, payload []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, d := range s.displays {
		if d.shown != nil && d.shown.uses.On {
			d.shown.sendPersonal(h, v, payload)
		}
	}
}
