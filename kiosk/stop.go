package kiosk

import "time"

// Municipality is who the unit speaks for.
type Municipality struct {
	ID      string `json:"id"`
	Name    string `json:"name"`    // "Gemeente Voorhaven"
	Short   string `json:"short"`   // "Voorhaven"
	Country string `json:"country"` // NL or BE
	Phone   string `json:"phone"`
	Hours   string `json:"hours"`  // of the phone, in words
	Zone    string `json:"zone"`   // IANA time zone of everything local
	Status  string `json:"status"` // base of the public status pages; reference and code follow: "https://.../s/"
	Example bool   `json:"example"`
}

// Stop is one visit of one unit to one venue.
type Stop struct {
	ID       string    `json:"id"`
	Unit     string    `json:"unit"`
	Venue    string    `json:"venue"` // "Marktplein"
	Address  string    `json:"address,omitempty"`
	Start    time.Time `json:"start"`
	End      time.Time `json:"end"`
	Services []string  `json:"services"` // stable ids, first four lead the welcome screen
}

// Tour is what the office published for one unit: its stops, in order of start.
type Tour struct {
	Municipality Municipality `json:"municipality"`
	Unit         string       `json:"unit"`
	Stops        []Stop       `json:"stops"`
}

// At is the stop that stands at t, or else the next one of the same local day; ok is false when there is none.
func (t Tour) At(now time.Time, zone *time.Location) (stop Stop, ok bool) {
	for _, s := range t.Stops {
		if now.Before(s.End) {
			y, m, d := now.In(zone).Date()
			sy, sm, sd := s.Start.In(zone).Date()
			today := y == sy && m == sm && d == sd
			return s, today || !now.Before(s.Start)
		}
	}
	return Stop{}, false
}

// Next is the first later stop at the same venue after s, if any.
func (t Tour) Next(s Stop) (Stop, bool) {
	for _, n := range t.Stops {
		if n.Venue == s.Venue && n.Start.After(s.Start) {
			return n, true
		}
	}
	return Stop{}, false
}

// Setting is the world around a visit as the core knows it.
type Setting struct {
	Municipality Municipality
	Unit         string // "bus-1"
	UnitName     string // "Bus 1"
	Stop         Stop
	HasStop      bool
	Next         Stop // the next stop at this venue
	HasNext      bool
	Tour         uint64 // document versions in force
	Catalogue    uint64
	Online       bool // the office answers
	Reader       bool // an ID reader is ready
	Printer      bool // a printer is connected and can print
	PrinterFault PaperFault
	Languages    []string // offered at this stop, most used first
	Now          time.Time
}
