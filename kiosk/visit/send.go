package visit

import (
	"context"
	"fmt"
	"io"
	"reflect"
	"time"

	"filippo.io/age"

	"poploket/kiosk"
	"poploket/kiosk/fact"
	"poploket/sync/seal"
)

// actor is who a visit's facts are by: nobody with a name.
const actor = "resident"

// sent is what is known of a request once it is durable.
type sent struct {
	subject []byte
	number  int
}

// attempt is a request on its way. When nobody could say whether the unit kept it, the same draft is sent again: it is
// written once, whichever of the two arrived.
type attempt struct {
	request   kiosk.Request
	draft     fact.Draft
	reference kiosk.Reference
	code      string
}

// send writes the opening fact of a dossier: the request sealed under a key that only office and recovery can unwrap.
func (v *Visit) send(ctx context.Context, base string, r kiosk.Request) (kiosk.Submitted, error) {
	a, err := v.attemptFor(ctx, r)
	if err != nil {
		return kiosk.Submitted{}, err
	}
	kept, err := v.Core.Append(ctx, []fact.Draft{a.draft})
	if err != nil {
		return kiosk.Submitted{}, err
	}
	if len(kept) != 1 {
		return kiosk.Submitted{}, fmt.Errorf("the core kept %d facts of 1", len(kept))
	}
	v.mu.Lock()
	v.sent, v.attempt = &sent{subject: a.draft.Subject, number: kept[0].ReceiptNo}, nil
	v.mu.Unlock()
	s := kiosk.Submitted{Reference: a.reference, Code: a.code, At: time.Unix(0, kept[0].Wall), ReceiptNo: kept[0].ReceiptNo}
	if base != "" {
		s.StatusURL = base + string(a.reference) + "/" + a.code
	}
	return s, nil
}

// attemptFor is the attempt under way for the very same request, or a new one.
func (v *Visit) attemptFor(ctx context.Context, r kiosk.Request) (*attempt, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.attempt != nil && reflect.DeepEqual(v.attempt.request, r) {
		return v.attempt, nil
	}
	ref, err := v.Core.Reference(ctx)
	if err != nil {
		return nil, err
	}
	code, err := kiosk.NewStatusCode(v.Random)
	if err != nil {
		return nil, err
	}
	d, err := v.draft(r, ref, code)
	if err != nil {
		return nil, err
	}
	v.attempt = &attempt{request: r, draft: d, reference: ref, code: code}
	return v.attempt, nil
}

func (v *Visit) draft(r kiosk.Request, ref kiosk.Reference, code string) (fact.Draft, error) {
	d, err := fact.New(v.Random, actor, fact.Public(r, ref, code))
	if err != nil {
		return d, err
	}
	d.Subject = make([]byte, 16)
	if _, err := io.ReadFull(v.Random, d.Subject); err != nil {
		return d, fmt.Errorf("naming a dossier: %w", err)
	}
	plain, err := fact.EncodeRequest(r)
	if err != nil {
		return d, err
	}
	defer clear(plain)
	return d, v.seal(&d, plain)
}

// seal closes the request in a dossier of its own, whose key is forgotten at once: this face can write and never read.
func (v *Visit) seal(d *fact.Draft, plain []byte) error {
	recipients := map[string]age.Recipient{}
	for name, key := range v.Welcome().Recipients {
		r, err := age.ParseHybridRecipient(key)
		if err != nil {
			return fmt.Errorf("reading the key of recipient %s: %w", name, err)
		}
		recipients[name] = r
	}
	dossier, wraps, err := seal.NewDossier(v.Random, recipients)
	if err != nil {
		return err
	}
	defer dossier.Wipe()
	d.Wraps = wraps
	d.Sealed, d.KeyID, err = dossier.Seal(seal.Binding{Unit: v.Welcome().Unit, Subject: d.Subject, Kind: d.Kind, Version: d.Version}, plain)
	return err
}

func (v *Visit) paperOf() (subject []byte, number int) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.sent == nil {
		return nil, 0
	}
	return v.sent.subject, v.sent.number
}
