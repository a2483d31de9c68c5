package intake

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"poploket/kiosk"
	"poploket/kiosk/fact"
	"poploket/sync/office/store"
	"poploket/sync/replica"
	"poploket/sync/wire"
)

func (in *Intake) batch(ctx context.Context, d *desk, payload []byte) error {
	b, err := wire.DecodeBatch(payload)
	if err != nil {
		return in.unreadable(ctx, d, err)
	}
	var effects []replica.OfficeEffect
	d.office, effects = d.office.Step(replica.Arrived{Batch: b})
	return in.carryOut(ctx, d, effects)
}

// store puts what is sound of a batch into the store. What is damaged ends it: nothing can be proved to follow from it.
func (in *Intake) store(ctx context.Context, d *desk, b wire.Batch) error {
	sound, aside, damage := examine(b)
	if len(sound.Entries) > 0 {
		if err := in.answer(ctx, d, in.ingest(ctx, sound, aside)); err != nil {
			return err
		}
	}
	if damage != nil {
		return in.answer(ctx, d, replica.Unstored{Refused: damage})
	}
	return nil
}

// answer lets the machine say what follows from storing.
func (in *Intake) answer(ctx context.Context, d *desk, ev replica.OfficeEvent) error {
	var effects []replica.OfficeEffect
	d.office, effects = d.office.Step(ev)
	return in.carryOut(ctx, d, effects)
}

// ingest is one transaction: facts, views and the receipt.
func (in *Intake) ingest(ctx context.Context, b wire.Batch, aside []replica.Part) replica.OfficeEvent {
	st, err := in.opts.Store.Ingest(ctx, b, in.opts.Now(), in.opts.Sign)
	if err == nil {
		return replica.Stored{Through: st.Through, Receipt: st.Receipt, Aside: aside}
	}
	r := wire.Refused{Epoch: b.Epoch, First: b.First, Reason: short(err)}
	var gap *store.Gap
	var fork *store.Fork
	switch {
	case errors.As(err, &gap):
		r.Code, r.Want = wire.RefusedGap, gap.Want
	case errors.As(err, &fork):
		r.Code, r.First = wire.RefusedFork, fork.Seq
	case errors.Is(err, fact.ErrDamaged):
		r.Code = wire.RefusedDamaged
	case kiosk.ErrorCode(err) == kiosk.CodeNotFound:
		r.Code = wire.RefusedMessage
	default:
		in.opts.Log.Error("facts could not be stored", "unit", b.Unit, "first", b.First, "err", err)
		return replica.Unstored{}
	}
	return replica.Unstored{Refused: &r}
}

// examine holds a batch against its own hashes: the leading facts that are sound, the parts to leave out of them, and what
// is wrong with the first that isn't.
func examine(b wire.Batch) (sound wire.Batch, aside []replica.Part, damage *wire.Refused) {
	sound = b
	sound.Entries = make([]fact.Entry, 0, len(b.Entries))
	var before fact.Hash
	for i, e := range b.Entries {
		seq := b.First + uint64(i)
		f, err := fact.Parse(e.Fact)
		switch {
		case err != nil:
		case f.Unit != b.Unit || f.Epoch != b.Epoch || f.Seq != seq:
			err = fmt.Errorf("it calls itself %s, epoch %x, seq %d", f.Unit, f.Epoch, f.Seq)
		case i > 0 && !bytes.Equal(f.Prev, before[:]):
			err = errors.New("it does not follow from the fact before it")
		}
		if err != nil {
			return sound, aside, &wire.Refused{Epoch: b.Epoch, First: seq, Reason: short(fmt.Errorf("seq %d: %w", seq, err)), Code: wire.RefusedDamaged}
		}
		if err := f.VerifyParts(e.Sealed, e.Wraps); err != nil {
			aside = append(aside, replica.Part{Seq: seq, Reason: short(err)})
			e.Sealed, e.Wraps = nil, nil
		}
		before = fact.HashOf(e.Fact)
		sound.Entries = append(sound.Entries, e)
	}
	return sound, aside, nil
}
