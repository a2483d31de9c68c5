package replica_test

import (
	"reflect"
	"testing"

	"poploket/kiosk/fact"
	"poploket/sync/replica"
	"poploket/sync/wire"
)

func TestOffice(t *testing.T) {
	batch := func(unit string, epoch, first uint64) wire.Batch {
		return wire.Batch{Unit: unit, Epoch: epoch, First: first, Entries: []fact.Entry{{Fact: []byte("a")}, {Fact: []byte("b")}}}
	}
	greeted := func(last, receipted, through uint64) replica.Greeted {
		return replica.Greeted{Hello: wire.Hello{Unit: "bus-1", Epoch: 7, Last: last, Receipted: receipted},
			Stored: replica.Stored{Through: through, Receipt: []byte("r")}}
	}
	standing := replica.AnswerStanding{Standing: wire.Standing{Unit: "bus-1", Epoch: 7, Through: 4, Receipt: []byte("r")}}
	fork := wire.Refused{Epoch: 7, First: 5, Reason: "why", Code: wire.RefusedFork}
	type does = []replica.OfficeEffect
	tests := []struct {
		name string
		evs  []replica.OfficeEvent
		want does // of the last event
	}{
		{"a hello is answered with the standing and its receipt", []replica.OfficeEvent{greeted(9, 4, 4)}, does{standing}},
		{"a hello of another unit", []replica.OfficeEvent{replica.Greeted{Hello: wire.Hello{Unit: "bus-2", Epoch: 7}}}, does{
			replica.AnswerRefused{Refused: wire.Refused{Reason: "hello of unit bus-2 on the connection of bus-1", Code: wire.RefusedMessage}},
			replica.Note{Trouble: replica.Misfit, Detail: "hello of unit bus-2 on the connection of bus-1"}}},
		{"a unit that lost facts is noticed", []replica.OfficeEvent{greeted(3, 3, 4)}, does{standing,
			replica.Note{Trouble: replica.OfficeAhead, Detail: "epoch 7 is stored through 4, but the unit's journal ends at 3: was it restored from a backup?"}}},
		{"an office that lost facts is noticed", []replica.OfficeEvent{greeted(9, 6, 4)}, does{standing,
			replica.Note{Trouble: replica.OfficeBehind, Detail: "epoch 7 is stored through 4, but the unit holds a receipt through 6: was the office restored from a backup?"}}},
		{"the next batch is stored", []replica.OfficeEvent{greeted(9, 4, 4), replica.Arrived{Batch: batch("bus-1", 7, 5)}},
			does{replica.Store{Batch: batch("bus-1", 7, 5)}}},
		{"so is one it has, for the store to compare", []replica.OfficeEvent{greeted(9, 4, 4), replica.Arrived{Batch: batch("bus-1", 7, 1)}},
			does{replica.Store{Batch: batch("bus-1", 7, 1)}}},
		{"one that comes too early is asked for", []replica.OfficeEvent{greeted(9, 4, 4), replica.Arrived{Batch: batch("bus-1", 7, 6)}},
			does{replica.AnswerRefused{Refused: wire.Refused{Epoch: 7, First: 6, Want: 5, Reason: "facts before this batch are missing", Code: wire.RefusedGap}}}},
		{"what was committed is receipted, and the next follows it", []replica.OfficeEvent{greeted(9, 4, 4), replica.Stored{Through: 6, Receipt: []byte("r6")},
			replica.Arrived{Batch: batch("bus-1", 7, 7)}}, does{replica.Store{Batch: batch("bus-1", 7, 7)}}},
		{"a part left out is told to both", []replica.OfficeEvent{greeted(9, 4, 4),
			replica.Stored{Through: 6, Receipt: []byte("r6"), Aside: []replica.Part{{Seq: 5, Reason: "why"}}}}, does{
			replica.AnswerReceipt{Signed: []byte("r6")},
			replica.Note{Trouble: replica.Aside, Detail: "seq 5: why"},
			replica.AnswerRefused{Refused: wire.Refused{Epoch: 7, First: 5, Reason: "why", Code: wire.RefusedAside}}}},
		{"a batch of another unit", []replica.OfficeEvent{greeted(9, 4, 4), replica.Arrived{Batch: batch("bus-2", 7, 5)}}, does{
			replica.AnswerRefused{Refused: wire.Refused{Epoch: 7, First: 5, Reason: "batch of unit bus-2 on the connection of bus-1", Code: wire.RefusedMessage}},
			replica.Note{Trouble: replica.Misfit, Detail: "batch of unit bus-2 on the connection of bus-1"}}},
		{"a batch of an epoch that was not named", []replica.OfficeEvent{greeted(9, 4, 4), replica.Arrived{Batch: batch("bus-1", 8, 1)}}, does{replica.Drop{}}},
		{"a store that failed ends the connection without a word", []replica.OfficeEvent{greeted(9, 4, 4), replica.Unstored{}}, does{replica.Drop{}}},
		{"a fork is told to both", []replica.OfficeEvent{greeted(9, 4, 4), replica.Unstored{Refused: &fork}},
			does{replica.AnswerRefused{Refused: fork}, replica.Note{Trouble: replica.Forked, Detail: "why"}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			o := replica.NewOffice("bus-1")
			var got does
			for _, ev := range tt.evs {
				o, got = o.Step(ev)
			}
			if !reflect.DeepEqual(got, tt.want) {
				t.Errorf("got %+v, want %+v", got, tt.want)
			}
		})
	}
}
