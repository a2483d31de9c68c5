package courier

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"poploket/kiosk"
	"poploket/kiosk/fact"
	"poploket/sync/replica"
	"poploket/sync/seal"
	"poploket/sync/wire"
)

// Kinds of documents that a unit takes.
const (
	KindKeys      = seal.KindKeys // whom to trust; signed by the root
	KindTour      = "tour"        // JSON of kiosk.Tour
	KindCatalogue = "catalogue"   // what kiosk/catalog reads
)

// document takes a document in, or refuses it and says why: the one in force stays.
func (c *Courier) document(ctx context.Context, payload []byte) error {
	signed, err := wire.DecodeDocument(payload)
	if err != nil {
		return err // KindOf let it through
	}
	if err := c.step(ctx, replica.Heard{}); err != nil {
		return err
	}
	d, err := c.open(signed)
	if err != nil {
		return c.refuse(ctx, d, err)
	}
	version, standing, err := c.opts.Journal.Document(ctx, d.Kind)
	if err != nil {
		return err
	}
	switch {
	case version == d.Version && string(standing) == string(signed):
		return nil // it came again
	case version >= d.Version:
		return c.refuse(ctx, d, fmt.Errorf("version %d is in force", version))
	}
	if err := c.check(ctx, d); err != nil {
		return c.refuse(ctx, d, err)
	}
	if err := c.opts.Journal.PutDocument(ctx, d.Kind, d.Version, signed); err != nil {
		return err
	}
	if d.Kind == KindKeys {
		if err := c.loadKeys(ctx); err != nil {
			return err
		}
	}
	c.opts.Log.Info("a document is in force", "kind", d.Kind, "version", d.Version)
	if c.opts.Applied != nil {
		c.opts.Applied(d)
	}
	return nil
}

// open proves a document. Its kind is read first, because it decides whose signature is asked for; when the proof fails,
// what was read of it only serves the report.
func (c *Courier) open(signed []byte) (wire.Document, error) {
	claimed := claim(signed)
	if claimed.Kind == KindKeys {
		_, d, err := seal.OpenTrusted(signed, c.opts.Root, c.opts.Unit)
		if err != nil {
			return claimed, err
		}
		return d, nil
	}
	d, err := c.trusted.DocumentKeys().OpenDocument(signed, c.opts.Unit)
	if err != nil {
		return claimed, err
	}
	return d, nil
}

func claim(signed []byte) wire.Document {
	var s wire.Signed
	var d wire.Document
	if fact.Decode(signed, &s) != nil || fact.Decode(s.Payload, &d) != nil {
		return wire.Document{}
	}
	return wire.Document{Kind: d.Kind, Version: d.Version}
}

// check says whether a proved document can be put in force.
func (c *Courier) check(ctx context.Context, d wire.Document) error {
	switch d.Kind {
	case KindKeys, KindCatalogue:
	case KindTour:
		var t kiosk.Tour
		if err := json.Unmarshal(d.Body, &t); err != nil {
			return fmt.Errorf("it is no tour: %w", err)
		}
		if d.Unit != c.opts.Unit || t.Unit != c.opts.Unit {
			return fmt.Errorf("it is the tour of unit %q", t.Unit)
		}
	default:
		return errors.New("this unit's software doesn't know the kind")
	}
	if c.opts.Check != nil {
		return c.opts.Check(ctx, d)
	}
	return nil
}

// refuse writes the refusal as a fact, so that the office sees it. The same one again is not worth another.
func (c *Courier) refuse(ctx context.Context, d wire.Document, why error) error {
	kind := d.Kind
	if !plainName(kind) {
		kind = ""
	}
	reason := fmt.Sprintf("%s version %d: %v", kind, d.Version, why)
	if !c.once("document " + reason) {
		return nil
	}
	c.opts.Log.Error("a document was refused", "kind", kind, "version", d.Version, "err", why)
	return c.opts.Journal.DocumentRefused(ctx, kind, d.Version, why.Error())
}

// plainName keeps what an unproved document calls itself out of facts unless it is a plain name.
func plainName(s string) bool {
	for _, r := range s {
		if (r < 'a' || r > 'z') && r != '-' {
			return false
		}
	}
	return len(s) > 0 && len(s) <= 32 && s[0] != '-'
}

// loadKeys reads whom to trust from the keys document in force; the enrolment's stands in for one that is missing, older, or
// of another root, which Applied then hears: requests must be sealed to this office.
func (c *Courier) loadKeys(ctx context.Context) error {
	version, signed, err := c.opts.Journal.Document(ctx, KindKeys)
	if err != nil {
		return err
	}
	if signed != nil {
		if c.trusted, _, err = seal.OpenTrusted(signed, c.opts.Root, c.opts.Unit); err != nil {
			c.opts.Log.Error("the keys in force aren't of this enrolment's office", "err", err)
		}
	}
	if c.opts.Keys == nil {
		return nil // nobody may be trusted until the office sends its keys
	}
	t, d, err := seal.OpenTrusted(c.opts.Keys, c.opts.Root, c.opts.Unit)
	if err != nil {
		return fmt.Errorf("the enrolment's %w", err)
	}
	if d.Version > version {
		if err := c.opts.Journal.PutDocument(ctx, d.Kind, d.Version, c.opts.Keys); err != nil {
			return err
		}
	} else if c.trusted.Format != 0 {
		return nil
	}
	c.trusted = t
	if c.opts.Applied != nil {
		c.opts.Applied(d)
	}
	return nil
}
