package core

import (
	"context"
	"sync"
	"time"

	"poploket/kiosk"
)

// Unit is what a unit knows of itself without the office.
type Unit struct {
	ID           string // "bus-1"
	Name         string // "Bus 1"
	Languages    []string
	Municipality kiosk.Municipality // until a tour says it
}

// world is what a visit's surroundings are made of; setting puts it together.
type world struct {
	wmu          sync.Mutex
	unit         Unit
	tour         kiosk.Tour
	tourVersion  uint64
	cat          []byte
	catVersion   uint64
	online       bool
	readerReady  bool
	printerReady bool
	printerFault kiosk.PaperFault
}

func newWorld(u Unit) *world {
	return &world{unit: u, printerFault: kiosk.FaultAbsent, tour: kiosk.Tour{Municipality: u.Municipality}}
}

func (w *world) catalogue() []byte {
	w.wmu.Lock()
	defer w.wmu.Unlock()
	return w.cat
}

// setting is the world at now.
func (w *world) setting(now time.Time) kiosk.Setting {
	w.wmu.Lock()
	defer w.wmu.Unlock()
	s := kiosk.Setting{
		Municipality: w.tour.Municipality, Unit: w.unit.ID, UnitName: w.unit.Name, Languages: w.unit.Languages,
		Tour: w.tourVersion, Catalogue: w.catVersion, Online: w.online,
		Reader: w.readerReady, Printer: w.printerReady, PrinterFault: w.printerFault, Now: now,
	}
	zone, err := time.LoadLocation(s.Municipality.Zone)
	if err != nil {
		zone = time.UTC
	}
	s.Stop, s.HasStop = w.tour.At(now, zone)
	if s.HasStop {
		s.Next, s.HasNext = w.tour.Next(s.Stop)
	}
	return s
}

// change applies f and tells the faces.
func (s *Server) change(f func(w *world)) {
	s.wmu.Lock()
	f(s.world)
	s.wmu.Unlock()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tellFaces(header{Op: opSetting}, s.setting(s.opts.Now()), nil)
}

// SetTour puts a tour in force. It returns the stop that stands now, empty when there is none.
func (s *Server) SetTour(t kiosk.Tour, version uint64) {
	s.change(func(w *world) { w.tour, w.tourVersion = t, version })
}

// Stop is the id of the stop that stands now, or empty.
func (s *Server) Stop() string {
	if set := s.setting(s.opts.Now()); set.HasStop {
		return set.Stop.ID
	}
	return ""
}

// SetCatalogue puts a catalogue in force for the next visits.
func (s *Server) SetCatalogue(bytes []byte, version uint64) {
	s.wmu.Lock()
	s.cat, s.catVersion = bytes, version
	s.wmu.Unlock()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tellFaces(header{Op: opCatalogue}, nil, bytes)
	s.tellFaces(header{Op: opSetting}, s.setting(s.opts.Now()), nil)
}

// SetOnline says whether the office answers.
func (s *Server) SetOnline(on bool) {
	s.change(func(w *world) { w.online = on })
}

// watchTime tells the faces when another stop begins.
func (s *Server) watchTime(ctx context.Context) error {
	tick := time.NewTicker(10 * time.Second)
	defer tick.Stop()
	before := s.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		if now := s.Stop(); now != before {
			before = now
			s.change(func(*world) {})
			if s.opts.StopChanged != nil {
				s.opts.StopChanged(now)
			}
		}
	}
}
