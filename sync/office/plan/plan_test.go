package plan_test

import (
	"slices"
	"testing"
	"time"

	"poploket/kiosk"
	"poploket/sync/office/plan"
	"poploket/sync/office/store"
)

var zone = mustZone("Europe/Amsterdam")

func mustZone(name string) *time.Location {
	z, err := time.LoadLocation(name)
	if err != nil {
		panic(err)
	}
	return z
}

func at(day int, hour, minute int) time.Time {
	return time.Date(2026, 11, day, hour, minute, 0, 0, zone)
}

func stop(id, unit string, start, end time.Time) store.Stop {
	return store.Stop{Stop: kiosk.Stop{ID: id, Unit: unit, Start: start.UTC(), End: end.UTC(), Services: []string{"move"}}, VenueID: "markt"}
}

func TestCheck(t *testing.T) {
	now := at(24, 10, 0)
	others := []store.Stop{
		stop("a", "bus-1", at(25, 9, 30), at(25, 12, 0)), stop("b", "bus-1", at(25, 13, 0), at(25, 16, 0)), stop("x", "bus-2", at(25, 9, 0), at(25, 17, 0)),
	}
	running := stop("r", "bus-1", at(24, 9, 0), at(24, 16, 0))
	longer := running
	longer.End = at(24, 17, 0)
	later := running
	later.Start = at(24, 9, 30)
	bare := stop("s", "bus-1", at(26, 9, 0), at(26, 12, 0))
	bare.Services = nil
	for _, c := range []struct {
		name   string
		stop   store.Stop
		before *store.Stop
		want   []plan.Kind
	}{
		{"fine", stop("s", "bus-1", at(26, 9, 0), at(26, 12, 0)), nil, nil},
		{"touches both neighbours", stop("s", "bus-1", at(25, 12, 0), at(25, 13, 0)), nil, nil},
		{"end before start", stop("s", "bus-1", at(25, 12, 0), at(25, 9, 0)), nil, []plan.Kind{plan.EndBeforeStart}},
		{"no length", stop("s", "bus-1", at(25, 12, 0), at(25, 12, 0)), nil, []plan.Kind{plan.EndBeforeStart}},
		{"overlaps one", stop("s", "bus-1", at(25, 11, 59), at(25, 13, 0)), nil, []plan.Kind{plan.Overlap}},
		{"overlaps both", stop("s", "bus-1", at(25, 8, 0), at(25, 18, 0)), nil, []plan.Kind{plan.Overlap, plan.Overlap}},
		{"overlaps itself", stop("a", "bus-1", at(25, 10, 0), at(25, 12, 0)), nil, nil},
		{"another unit", stop("s", "bus-3", at(25, 10, 0), at(25, 12, 0)), nil, nil},
		{"past", stop("s", "bus-1", at(23, 9, 0), at(23, 12, 0)), nil, []plan.Kind{plan.InPast}},
		{"begins in the past", stop("s", "bus-1", at(24, 9, 0), at(24, 12, 0)), nil, []plan.Kind{plan.InPast}},
		{"running, ends later", longer, &running, nil},
		{"running, begins later", later, &running, []plan.Kind{plan.InPast}},
		{"too early", stop("s", "bus-1", at(26, 5, 59), at(26, 9, 0)), nil, []plan.Kind{plan.TooEarly}},
		{"too late", stop("s", "bus-1", at(26, 19, 0), at(26, 23, 1)), nil, []plan.Kind{plan.TooLate}},
		{"over midnight", stop("s", "bus-1", at(26, 22, 0), at(27, 1, 0)), nil, []plan.Kind{plan.TooLate}},
		{"too short", stop("s", "bus-1", at(26, 9, 0), at(26, 9, 14)), nil, []plan.Kind{plan.TooShort}},
		{"too long", stop("s", "bus-1", at(26, 7, 0), at(26, 22, 0)), nil, []plan.Kind{plan.TooLong}},
		{"too far", stop("s", "bus-1", at(26, 9, 0).AddDate(3, 0, 0), at(26, 12, 0).AddDate(3, 0, 0)), nil, []plan.Kind{plan.TooFar}},
		{"no services", bare, nil, []plan.Kind{plan.NoServices}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []plan.Kind
			for _, k := range plan.Check(c.stop, c.before, others, plan.DefaultBounds(zone), now) {
				got = append(got, k.Kind)
			}
			if !slices.Equal(got, c.want) {
				t.Fatalf("got %v, want %v", got, c.want)
			}
		})
	}
}

func TestOverlapSaysWithWhatAndHowLong(t *testing.T) {
	other := stop("a", "bus-1", at(25, 9, 30), at(25, 12, 0))
	cs := plan.Check(stop("s", "bus-1", at(25, 11, 40), at(25, 15, 0)), nil, []store.Stop{other}, plan.DefaultBounds(zone), at(24, 10, 0))
	if len(cs) != 1 || cs[0].Other.ID != "a" || cs[0].Limit != 20*time.Minute {
		t.Fatalf("got %+v, want 20 minutes with a", cs)
	}
}

// The clock on the wall decides, also on the days when it is set forward and back.
func TestCheckOnDaysOf23And25Hours(t *testing.T) {
	now := at(24, 10, 0)
	for _, day := range []time.Time{time.Date(2027, 3, 28, 0, 0, 0, 0, zone), time.Date(2027, 10, 31, 0, 0, 0, 0, zone)} {
		y, m, d := day.Date()
		s := stop("s", "bus-1", time.Date(y, m, d, 9, 0, 0, 0, zone), time.Date(y, m, d, 23, 0, 0, 0, zone))
		if cs := plan.Check(s, nil, nil, plan.DefaultBounds(zone), now); len(cs) != 0 {
			t.Errorf("%s from 9.00 to 23.00: %v", day.Format(time.DateOnly), cs[0].Kind)
		}
		s.Start = time.Date(y, m, d, 5, 30, 0, 0, zone)
		s.End = time.Date(y, m, d, 12, 0, 0, 0, zone)
		if cs := plan.Check(s, nil, nil, plan.DefaultBounds(zone), now); len(cs) != 1 || cs[0].Kind != plan.TooEarly {
			t.Errorf("%s from 5.30: %v, want too early", day.Format(time.DateOnly), cs)
		}
	}
}

func TestCheckAllNamesEachConflictOnce(t *testing.T) {
	stops := []store.Stop{
		stop("old", "bus-1", at(23, 9, 0), at(23, 12, 0)), stop("a", "bus-1", at(25, 9, 0), at(25, 12, 0)),
		stop("b", "bus-1", at(25, 11, 0), at(25, 13, 0)), stop("c", "bus-1", at(25, 12, 30), at(25, 14, 0)),
	}
	var got []string
	for _, c := range plan.CheckAll(stops, plan.DefaultBounds(zone), at(24, 10, 0)) {
		got = append(got, string(c.Kind)+" "+c.Stop.ID+c.Other.ID)
	}
	if want := []string{"overlap ab", "overlap bc"}; !slices.Equal(got, want) {
		t.Fatalf("got %v, want %v", got, want)
	}
}

func TestDiff(t *testing.T) {
	same, gone := stop("same", "bus-1", at(25, 9, 0), at(25, 12, 0)), stop("gone", "bus-1", at(26, 9, 0), at(26, 12, 0))
	was, is := stop("moved", "bus-1", at(27, 9, 0), at(27, 12, 0)), stop("moved", "bus-2", at(24, 9, 0), at(24, 12, 0))
	more := stop("more", "bus-2", at(27, 9, 0), at(27, 12, 0))
	less := more
	less.Services = []string{"move", "passport"}
	cs := plan.Diff([]store.Stop{is, same, more, stop("new", "bus-1", at(28, 9, 0), at(28, 12, 0))}, []store.Stop{same, gone, was, less})
	var got []string
	for _, c := range cs {
		got = append(got, string(c.Kind)+" "+c.Stop().ID)
	}
	if want := []string{"moved moved", "cancelled gone", "changed more", "added new"}; !slices.Equal(got, want) {
		t.Fatalf("got %v, want %v", got, want)
	}
	if us := cs[0].Units(); !slices.Equal(us, []string{"bus-1", "bus-2"}) {
		t.Fatalf("a stop that moves between units changes the tours of %v", us)
	}
}
