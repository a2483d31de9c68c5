package seal

import (
	"fmt"

	"poploket/kiosk/fact"
	"poploket/sync/wire"
)

// SignDocument gives the signed bytes that units keep and check.
func (k *SigningKey) SignDocument(d wire.Document) ([]byte, error) {
	b, err := fact.Encode(d)
	if err != nil {
		return nil, fmt.Errorf("signing document %s: %w", d.Kind, err)
	}
	return k.Sign(b)
}

// OpenDocument verifies a document for unit. Whether its version is newer than the one in force is the caller's to ask.
func (r Keyring) OpenDocument(signed []byte, unit string) (wire.Document, error) {
	var d wire.Document
	payload, err := r.Verify(signed)
	if err != nil {
		return d, fmt.Errorf("document: %w", err)
	}
	if err := fact.Decode(payload, &d); err != nil {
		return wire.Document{}, fmt.Errorf("document: %w", err)
	}
	if d.Kind == "" || d.Version == 0 {
		return wire.Document{}, fmt.Errorf("document %q version %d: has no kind or version", d.Kind, d.Version)
	}
	if d.Unit != "" && d.Unit != unit {
		return wire.Document{}, fmt.Errorf("document %s version %d is for unit %q, not for %q", d.Kind, d.Version, d.Unit, unit)
	}
	return d, nil
}

// SignReceipt gives the office's signed word.
func (k *SigningKey) SignReceipt(r wire.Receipt) ([]byte, error) {
	b, err := fact.Encode(r)
	if err != nil {
		return nil, fmt.Errorf("signing a receipt: %w", err)
	}
	return k.Sign(b)
}

// OpenReceipt verifies a receipt for unit.
func (r Keyring) OpenReceipt(signed []byte, unit string) (wire.Receipt, error) {
	var rc wire.Receipt
	payload, err := r.Verify(signed)
	if err != nil {
		return rc, fmt.Errorf("receipt: %w", err)
	}
	if err := fact.Decode(payload, &rc); err != nil {
		return wire.Receipt{}, fmt.Errorf("receipt: %w", err)
	}
	if rc.Unit != unit {
		return wire.Receipt{}, fmt.Errorf("receipt is for unit %q, not for %q", rc.Unit, unit)
	}
	if rc.Through == 0 || len(rc.Hash) != len(fact.Hash{}) {
		return wire.Receipt{}, fmt.Errorf("receipt names no fact")
	}
	return rc, nil
}
