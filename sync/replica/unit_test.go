package replica_test

import (
	"reflect"
	"testing"
	"time"

	"poploket/kiosk/fact"
	"poploket/sync/replica"
	"poploket/sync/wire"
)

var pace = replica.Pace{Window: 2, Answer: 20 * time.Second, Quiet: time.Minute, FirstWait: time.Second, LongWait: 8 * time.Second}

// turn is one event at a time, and what must come of it.
type turn struct {
	at   time.Duration
	ev   replica.Event
	want []replica.Effect
}

func receipt(through uint64) replica.Receipt {
	h := fact.HashOf([]byte{byte(through)})
	return replica.Receipt{Receipt: wire.Receipt{Unit: "bus-1", Epoch: 7, Through: through, Hash: h[:]}, Mine: h}
}

func stood(through uint64) replica.Stood {
	ev := replica.Stood{Standing: wire.Standing{Unit: "bus-1", Epoch: 7, Through: through}}
	if through > 0 {
		r := receipt(through)
		ev.Proof = &r
	}
	return ev
}

func foreign(r replica.Receipt) replica.Receipt { r.Mine = fact.Hash{}; return r }

func gap(first, want uint64) replica.Refused {
	return replica.Refused{Refused: wire.Refused{Epoch: 7, First: first, Want: want, Code: wire.RefusedGap}}
}

func refused(first uint64, code wire.Refusal) replica.Refused {
	return replica.Refused{Refused: wire.Refused{Epoch: 7, First: first, Code: code, Reason: "why"}}
}

func does(e ...replica.Effect) []replica.Effect { return e }

func keep(through uint64) replica.Keep { return replica.Keep{Receipt: receipt(through).Receipt} }

func TestUnit(t *testing.T) {
	// Every case begins with a journal of 10 facts, receipted through 4, connected and greeted.
	greet := replica.Greet{Epoch: 7, Last: 10, Receipted: 4}
	tests := []struct {
		name    string
		turns   []turn
		online  bool
		stopped bool
	}{
		{"not online before the office answered", nil, false, false},
		{"begins where the office stands", []turn{{0, stood(4), does(replica.Send{Epoch: 7, First: 5})}}, true, false},
		{"takes over what the office has more, by its receipt", []turn{{0, stood(6), does(keep(6), replica.Send{Epoch: 7, First: 7})}}, true, false},
		{"sends again what the office claims without proof", []turn{
			{0, replica.Stood{Standing: wire.Standing{Unit: "bus-1", Epoch: 7, Through: 8}}, does(replica.Send{Epoch: 7, First: 5})}}, true, false},
		{"fills the window, and no more", []turn{
			{0, stood(4), does(replica.Send{Epoch: 7, First: 5})},
			{0, replica.Sent{First: 5, Last: 6}, does(replica.Send{Epoch: 7, First: 7})},
			{0, replica.Sent{First: 7, Last: 8}, nil},
			{0, receipt(6), does(keep(6), replica.Send{Epoch: 7, First: 9})},
			{0, replica.Sent{First: 9, Last: 10}, nil},
			{0, receipt(10), does(keep(10))},
			{0, replica.Appended{Last: 11}, does(replica.Send{Epoch: 7, First: 11})}}, true, false},
		{"a receipt for half a batch and an old receipt do no harm", []turn{
			{0, stood(4), does(replica.Send{Epoch: 7, First: 5})},
			{0, replica.Sent{First: 5, Last: 10}, nil},
			{0, receipt(7), does(keep(7))},
			{0, receipt(3), nil},
			{0, receipt(7), nil},
			{0, receipt(10), does(keep(10))}}, true, false},
		{"repairs a gap once, however often it is told", []turn{
			{0, stood(4), does(replica.Send{Epoch: 7, First: 5})},
			{0, replica.Sent{First: 5, Last: 6}, does(replica.Send{Epoch: 7, First: 7})},
			{0, replica.Sent{First: 7, Last: 8}, nil},
			{0, gap(7, 5), nil}, // batch 5-6 is under way
			{0, receipt(6), does(keep(6), replica.Send{Epoch: 7, First: 9})},
			{0, replica.Sent{First: 9, Last: 9}, nil},
			{0, gap(9, 7), nil},
			{0, receipt(8), does(keep(8), replica.Send{Epoch: 7, First: 10})},
			{0, replica.Sent{First: 10, Last: 10}, nil},
			{0, receipt(9), does(keep(9))},
			{0, replica.Appended{Last: 11}, does(replica.Send{Epoch: 7, First: 11})},
			{0, replica.Sent{First: 11, Last: 11}, nil},
			{0, gap(11, 10), nil}}, true, false},
		{"goes back for a batch that got lost", []turn{
			{0, stood(0), does(replica.Tell{Trouble: replica.OfficeBehind, Seq: 1, Detail: "the office has facts through 0 and once receipted 4"}, replica.Send{Epoch: 7, First: 1})},
			{0, replica.Sent{First: 1, Last: 8}, does(replica.Send{Epoch: 7, First: 9})},
			{0, receipt(8), does(keep(8))},
			{0, replica.Sent{First: 9, Last: 10}, nil},
			{0, gap(9, 7), does(replica.Tell{Trouble: replica.OfficeBehind, Seq: 7, Detail: "the office has facts through 6 and once receipted 8"}, replica.Send{Epoch: 7, First: 7})},
			{0, gap(9, 7), nil}}, true, false},
		{"an unanswered batch ends the connection", []turn{
			{0, stood(4), does(replica.Send{Epoch: 7, First: 5})},
			{0, replica.Sent{First: 5, Last: 10}, nil},
			{19 * time.Second, replica.Tick{}, nil},
			{20 * time.Second, replica.Tick{}, does(replica.Hangup{Why: "no answer from the office for 20s"})},
			{20*time.Second + 749*time.Millisecond, replica.Tick{}, nil},
			{20*time.Second + 750*time.Millisecond, replica.Tick{}, does(replica.Dial{})}}, false, false},
		{"any word is a sign of life", []turn{
			{0, stood(4), does(replica.Send{Epoch: 7, First: 5})},
			{0, replica.Sent{First: 5, Last: 10}, nil},
			{15 * time.Second, replica.Heard{}, nil},
			{34 * time.Second, replica.Tick{}, nil},
			{35 * time.Second, replica.Tick{}, does(replica.Hangup{Why: "no answer from the office for 20s"})}}, false, false},
		{"an unanswered hello ends the connection", []turn{
			{20 * time.Second, replica.Tick{}, does(replica.Hangup{Why: "no answer from the office for 20s"})}}, false, false},
		{"silence is asked about", []turn{
			{0, stood(4), does(replica.Send{Epoch: 7, First: 5})},
			{0, replica.Sent{First: 5, Last: 10}, nil},
			{time.Second, receipt(10), does(keep(10))},
			{60 * time.Second, replica.Tick{}, nil},
			{61 * time.Second, replica.Tick{}, does(replica.Greet{Epoch: 7, Last: 10, Receipted: 10})},
			{62 * time.Second, stood(10), nil},
			{122 * time.Second, replica.Tick{}, does(replica.Greet{Epoch: 7, Last: 10, Receipted: 10})}}, true, false},
		{"waits longer with every failure, up to a limit", []turn{
			{0, replica.Lost{}, nil},
			{750 * time.Millisecond, replica.Tick{}, does(replica.Dial{})},
			{time.Second, replica.Lost{}, nil},
			{2499 * time.Millisecond, replica.Tick{}, nil},
			{2500 * time.Millisecond, replica.Tick{}, does(replica.Dial{})},
			{3 * time.Second, replica.Lost{}, nil},
			{6 * time.Second, replica.Tick{}, does(replica.Dial{})},
			{6 * time.Second, replica.Lost{}, nil},
			{12 * time.Second, replica.Tick{}, does(replica.Dial{})},
			{12 * time.Second, replica.Lost{}, nil},
			{18 * time.Second, replica.Tick{}, does(replica.Dial{})}}, false, false},
		{"a receipt for facts it never wrote stops it", []turn{
			{0, stood(4), does(replica.Send{Epoch: 7, First: 5})},
			{0, foreign(receipt(11)), does(replica.Tell{Trouble: replica.OfficeAhead, Seq: 11, Detail: "the office has facts through 11, this journal ends at 10"})},
			{0, replica.Appended{Last: 20}, nil}}, true, true},
		{"an office that stands further stops it", []turn{
			{0, stood(11), does(replica.Tell{Trouble: replica.OfficeAhead, Seq: 11, Detail: "the office has facts through 11, this journal ends at 10"})}}, true, true},
		{"another fact under the same name stops it", []turn{
			{0, stood(4), does(replica.Send{Epoch: 7, First: 5})},
			{0, replica.Sent{First: 5, Last: 10}, nil},
			{0, foreign(receipt(8)), does(replica.Tell{Trouble: replica.Forked, Seq: 8, Detail: "the office's receipt names another fact than this journal has"})}}, true, true},
		{"another epoch stops it", []turn{
			{0, replica.Stood{Standing: wire.Standing{Unit: "bus-1", Epoch: 8}},
				does(replica.Tell{Trouble: replica.OtherEpoch, Detail: "the office answered for epoch 8, this journal is 7"})}}, true, true},
		{"a fact the office can't take stops it", []turn{
			{0, stood(4), does(replica.Send{Epoch: 7, First: 5})},
			{0, replica.Sent{First: 5, Last: 10}, nil},
			{0, refused(9, wire.RefusedDamaged), does(replica.Tell{Trouble: replica.Damaged, Seq: 9, Detail: "why"})},
			{0, receipt(8), does(keep(8))}}, true, true},
		{"a part that was left out stops nothing", []turn{
			{0, stood(4), does(replica.Send{Epoch: 7, First: 5})},
			{0, replica.Sent{First: 5, Last: 6}, does(replica.Send{Epoch: 7, First: 7})},
			{0, refused(5, wire.RefusedAside), does(replica.Tell{Trouble: replica.Aside, Seq: 5, Detail: "why"})},
			{0, replica.Sent{First: 7, Last: 8}, nil},
			{0, receipt(8), does(keep(8), replica.Send{Epoch: 7, First: 9})}}, true, false},
		{"a stop is asked about again, and ends when its cause does", []turn{
			{0, stood(11), does(replica.Tell{Trouble: replica.OfficeAhead, Seq: 11, Detail: "the office has facts through 11, this journal ends at 10"})},
			{60 * time.Second, replica.Tick{}, does(greet)},
			{60 * time.Second, stood(4), does(replica.Send{Epoch: 7, First: 5})}}, true, false},
		{"goes over to another epoch on the same connection", []turn{
			{0, stood(4), does(replica.Send{Epoch: 7, First: 5})},
			{0, replica.Sent{First: 5, Last: 10}, nil},
			{0, replica.Turned{Epoch: 9, Last: 2}, does(replica.Greet{Epoch: 9, Last: 2})},
			{0, receipt(10), nil}, // of the epoch before
			{0, stood(4), nil},    // likewise
			{0, replica.Stood{Standing: wire.Standing{Unit: "bus-1", Epoch: 9}}, does(replica.Send{Epoch: 9, First: 1})}}, true, false},
		{"goes over to another epoch while away", []turn{
			{0, replica.Lost{}, nil},
			{0, replica.Turned{Epoch: 9, Last: 2}, nil},
			{time.Second, replica.Tick{}, does(replica.Dial{})},
			{time.Second, replica.Connected{}, does(replica.Greet{Epoch: 9, Last: 2})}}, false, false},
		{"words from before the connection are nothing", []turn{
			{0, replica.Lost{}, nil},
			{0, receipt(9), nil},
			{0, stood(9), nil},
			{0, gap(9, 5), nil},
			{0, replica.Sent{First: 5, Last: 9}, nil}}, false, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			u := replica.NewUnit(pace, 7, 10, 4)
			begin := []turn{{0, replica.Tick{}, does(replica.Dial{})}, {0, replica.Connected{}, does(greet)}}
			for i, step := range append(begin, tt.turns...) {
				var got []replica.Effect
				u, got = u.Step(replica.Moment{At: step.at, Random: 0.5}, step.ev)
				if !reflect.DeepEqual(got, step.want) {
					t.Fatalf("turn %d, %T: got %+v, want %+v", i-2, step.ev, got, step.want)
				}
			}
			if u.Online() != tt.online || u.Stopped() != tt.stopped {
				t.Errorf("online %v, stopped %v, want %v, %v", u.Online(), u.Stopped(), tt.online, tt.stopped)
			}
		})
	}
}

func TestStepDoesNotChangeItsState(t *testing.T) {
	u := replica.NewUnit(pace, 7, 10, 4)
	for _, ev := range []replica.Event{replica.Tick{}, replica.Connected{}, stood(4), replica.Sent{First: 5, Last: 6}} {
		before := u
		next, _ := u.Step(replica.Moment{}, ev)
		if u != before {
			t.Fatalf("%T changed the state it was given", ev)
		}
		u = next
	}
}
