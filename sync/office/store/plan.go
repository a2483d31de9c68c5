package store

import (
	"context"
	"time"

	"poploket/kiosk"
)

// Venue is a place where a unit can stand.
type Venue struct {
	ID      string
	Name    string // "Marktplein"
	Address string
	Kind    string // "square", "library", "care-home", "other"
	Note    string // for the crew: power, access
}

// Stop is one stop of the plan: a draft until a publication holds the same.
type Stop struct {
	kiosk.Stop // Venue and Address are the venue's, filled on reading
	VenueID    string
	Note       string // for the crew
	Rev        uint64 // grows with every change; 0 for a new stop
	By         string
	Changed    time.Time
}

// Publication is one act of publishing the plan.
type Publication struct {
	ID      uint64
	At      time.Time
	By, Why string
	Tours   []Document // Signed and Body left out on reading
	Changes []string   // one line per change, as it was shown
}

// Plan is the draft of who stands where and what was published of it.
type Plan interface {
	// AddVenue adds v; conflict when the id or name is taken.
	AddVenue(ctx context.Context, v Venue) error
	Venues(ctx context.Context) ([]Venue, error)

	// Stop is one stop of the draft; not-found.
	Stop(ctx context.Context, id string) (Stop, error)
	// Stops is the draft between two times (overlapping is enough), in order of start; zero times are open ends.
	Stops(ctx context.Context, from, to time.Time) ([]Stop, error)
	// Published is what the units were last given, likewise.
	Published(ctx context.Context, from, to time.Time) ([]Stop, error)
	// Unpublished is where draft and publication differ, among stops that end after a time: stops of the draft that are not
	// published as they stand, and published ones that the draft has otherwise or no more. Both in order of start.
	Unpublished(ctx context.Context, after time.Time) (draft, published []Stop, err error)
	// SaveStop adds or changes a stop. check sees the other stops of the same unit from a day before to a day after, which
	// nobody can change until the save is done; its error is returned and nothing is saved. Conflict when s.Rev is not the
	// revision that stands: somebody else changed it.
	SaveStop(ctx context.Context, s Stop, check func(others []Stop) error) (Stop, error)
	// DeleteStop takes a stop out of the draft. If it was published, it is cancelled by the next publication.
	DeleteStop(ctx context.Context, id string, rev uint64) error
	// Revision grows with every change of the draft.
	Revision(ctx context.Context) (uint64, error)

	// PublishPlan makes the draft what stands, for the units in p.Tours (Kind, Unit, By, Why, Issued). Conflict when the draft
	// is no longer at revision: what was shown is not what would be published. make gives the body and the signed bytes for
	// a unit's stops and version.
	PublishPlan(ctx context.Context, p Publication, revision uint64,
		make func(unit string, version uint64, stops []Stop) (body, signed []byte, err error)) (Publication, error)
	// Publications are the newest first.
	Publications(ctx context.Context, limit int) ([]Publication, error)
}
