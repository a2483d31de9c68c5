package identity

import (
	"context"
	"log/slog"
	"time"

	"poploket/sync/seal"
)

// Keeper renews a unit's certificate in time: when two thirds of its life are over, with weeks left for a unit that is
// rarely online.
type Keeper struct {
	Dir string
	Now func() time.Time
	Log *slog.Logger
}

const (
	lookEvery  = time.Hour
	firstLook  = time.Minute // after the start, when the link had time to come up
	warnBefore = 21 * 24 * time.Hour
)

// Serve looks every hour until ctx ends.
func (k Keeper) Serve(ctx context.Context) error {
	t := time.NewTimer(firstLook)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-t.C:
			k.Look(ctx)
			t.Reset(lookEvery)
		}
	}
}

// Look renews once, if it is time.
func (k Keeper) Look(ctx context.Context) {
	id, err := Load(k.Dir)
	if err != nil {
		k.Log.Error("the unit's identity can't be read", "err", err)
		return
	}
	leaf := id.Certificate.Leaf
	if !seal.NeedsRenewal(leaf, k.Now()) {
		return
	}
	switch _, err := Renew(ctx, k.Dir, k.Now); {
	case err == nil:
		k.Log.Info("the unit's certificate was renewed")
	case leaf.NotAfter.Sub(k.Now()) < warnBefore:
		k.Log.Error("the unit's certificate ends soon and could not be renewed", "ends", leaf.NotAfter, "err", err)
	default:
		k.Log.Info("renewing the unit's certificate waits for the office", "ends", leaf.NotAfter, "err", err)
	}
}
