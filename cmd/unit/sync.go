package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"time"

	"golang.org/x/sync/errgroup"

	"poploket/kiosk"
	"poploket/kiosk/catalog"
	"poploket/kiosk/core"
	"poploket/kiosk/fact"
	"poploket/sync/courier"
	"poploket/sync/identity"
	"poploket/sync/link"
	"poploket/sync/replica"
	"poploket/sync/seal"
	"poploket/sync/wire"
)

// keepSyncing talks to the office for as long as the unit runs. Whatever is wrong there must not stop the unit: it works
// offline.
func (u *unit) keepSyncing(ctx context.Context) error {
	for {
		err := u.sync(ctx)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		u.log.Error("not talking to the office; trying again in a minute", "err", err)
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Minute):
		}
	}
}

// sync carries facts to the office and documents back, once the unit is enrolled.
func (u *unit) sync(ctx context.Context) error {
	id, err := u.identity(ctx)
	if err != nil {
		return err
	}
	u.restore(ctx, id)
	l, err := link.Open(link.Options{Broker: id.Broker, TLS: id.LinkConfig(time.Now), Unit: u.conf.ID, Build: build(), Now: time.Now, Log: u.log})
	if err != nil {
		return err
	}
	c := courier.New(courier.Options{
		Unit: u.conf.ID, Build: build(), Root: id.Root, Keys: id.Keys, Journal: u.journal,
		Dial: func(ctx context.Context) (courier.Conn, error) { return l.Dial(ctx) },
		Pace: replica.UsualPace(), Now: time.Now, Random: rand.Float64, Log: u.log,
		Check:   func(_ context.Context, d wire.Document) error { _, err := u.read(d); return err },
		Applied: func(d wire.Document) { u.apply(d) },
		Online:  func(on bool) { u.online(ctx, on) },
	})
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return c.Serve(ctx) })
	g.Go(func() error { return u.watchReceipts(ctx) })
	g.Go(func() error { return identity.Keeper{Dir: id.Dir, Now: time.Now, Log: u.log}.Serve(ctx) })
	return g.Wait()
}

// identity waits until the unit is enrolled: it works before that, and begins to talk without being started again.
func (u *unit) identity(ctx context.Context) (identity.Identity, error) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for told := false; ; {
		id, err := identity.Load(identity.Folder(u.conf.State))
		if !errors.Is(err, fs.ErrNotExist) {
			return id, err
		}
		if !told {
			told = true
			u.log.Warn("this unit is not enrolled; run kioskctl enrol with a token from the office")
		}
		select {
		case <-ctx.Done():
			return id, ctx.Err()
		case <-tick.C:
		}
	}
}

// restore puts the documents that were in force at the last end back in force. They are proved again: the disk may have
// been in other hands. Without any, the keys of the enrolment count.
func (u *unit) restore(ctx context.Context, id identity.Identity) {
	docs, err := u.journal.Documents(ctx)
	if err != nil {
		u.log.Error("reading the documents in the journal", "err", err)
	}
	signed := map[string][]byte{seal.KindKeys: id.Keys}
	for _, d := range docs {
		signed[d.Kind] = d.Signed
	}
	keys, d, err := seal.OpenTrusted(signed[seal.KindKeys], id.Root, id.ID)
	if err != nil {
		u.log.Error("keys document not put in force", "err", err)
		return
	}
	u.apply(d)
	for kind, b := range signed {
		if kind == seal.KindKeys {
			continue
		}
		d, err := keys.DocumentKeys().OpenDocument(b, id.ID)
		if err != nil {
			u.log.Error("document not put in force", "kind", kind, "err", err)
			continue
		}
		u.apply(d)
	}
}

// read decodes a document's body and says what is wrong with it.
func (u *unit) read(d wire.Document) (any, error) {
	switch d.Kind {
	case courier.KindTour:
		var t kiosk.Tour
		if err := json.Unmarshal(d.Body, &t); err != nil {
			return nil, fmt.Errorf("reading the tour: %w", err)
		}
		if t.Unit != u.conf.ID {
			return nil, fmt.Errorf("reading the tour: it is of unit %q", t.Unit)
		}
		if _, err := time.LoadLocation(t.Municipality.Zone); err != nil {
			return nil, fmt.Errorf("reading the tour: %w", err)
		}
		return t, nil
	case courier.KindCatalogue:
		_, err := catalog.Parse(d.Body)
		return d.Body, err
	case courier.KindKeys:
		var k seal.TrustedKeys
		if err := json.Unmarshal(d.Body, &k); err != nil {
			return nil, fmt.Errorf("reading the keys: %w", err)
		}
		return k, nil
	}
	return nil, fmt.Errorf("document of unknown kind %q", d.Kind)
}

// apply puts a verified document in force.
func (u *unit) apply(d wire.Document) {
	v, err := u.read(d)
	if err != nil {
		u.log.Error("document not put in force", "kind", d.Kind, "version", d.Version, "err", err)
		return
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	switch v := v.(type) {
	case kiosk.Tour:
		u.tour = d.Version
		u.core.SetTour(v, d.Version)
	case []byte:
		u.catalogue = d.Version
		u.core.SetCatalogue(v, d.Version)
	case seal.TrustedKeys:
		u.core.SetWelcome(core.Welcome{
			Unit: u.conf.ID, Recipients: map[string]string{seal.RecipientOffice: v.Office.Key, seal.RecipientRecovery: v.Recovery.Key},
			Columns: u.conf.Printer.Columns, Observe: u.conf.Observe,
		})
	}
	u.journal.SetContext(u.core.Stop(), u.catalogue, u.tour)
}

func (u *unit) online(ctx context.Context, on bool) {
	u.core.SetOnline(on)
	if err := u.record(ctx, fact.LinkChanged{Online: on}); err != nil {
		u.log.Error("link not recorded", "err", err)
	}
}

// watchReceipts tells the core how far the office's receipts reach.
func (u *unit) watchReceipts(ctx context.Context) error {
	for {
		changed := u.journal.Changed()
		u.core.ReceiptsChanged()
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-changed:
		}
	}
}
