package seal

import (
	"bytes"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"filippo.io/age"

	"poploket/sync/wire"
)

// KindKeys is the kind of the document that holds TrustedKeys.
const KindKeys = "keys"

// TrustedKeys is the body of the keys document: which keys units trust, each for its purpose. The root signs it. A key
// that is not listed any more isn't trusted any more; old receipt keys stay as long as their receipts matter.
type TrustedKeys struct {
	Format       int         `json:"format"` // 1
	Municipality string      `json:"municipality"`
	Documents    []PublicKey `json:"documents"`
	Receipts     []PublicKey `json:"receipts"`
	Office       Recipient   `json:"office"`   // dossiers are wrapped to these two
	Recovery     Recipient   `json:"recovery"` // its identity is kept away from the office's machine
}

// PublicKey is an Ed25519 key. From is for people; being listed is what makes it trusted, whatever a unit's clock says.
type PublicKey struct {
	Key  ed25519.PublicKey `json:"key"` // base64
	From time.Time         `json:"from"`
}

// Recipient is a hybrid age recipient.
type Recipient struct {
	Key  string    `json:"key"` // age1pq1...
	From time.Time `json:"from"`
}

// OpenTrusted verifies a keys document against the root key that the unit got at its enrolment.
func OpenTrusted(signed []byte, root ed25519.PublicKey, unit string) (TrustedKeys, wire.Document, error) {
	doc, err := NewKeyring(DomainKeys, root).OpenDocument(signed, unit)
	if err != nil {
		return TrustedKeys{}, wire.Document{}, fmt.Errorf("keys: %w", err)
	}
	if doc.Kind != KindKeys {
		return TrustedKeys{}, wire.Document{}, fmt.Errorf("keys: document is %q", doc.Kind)
	}
	t, err := parseTrusted(doc.Body)
	if err != nil {
		return TrustedKeys{}, wire.Document{}, fmt.Errorf("keys document version %d: %w", doc.Version, err)
	}
	return t, doc, nil
}

func parseTrusted(b []byte) (TrustedKeys, error) {
	var t TrustedKeys
	d := json.NewDecoder(bytes.NewReader(b))
	if err := d.Decode(&t); err != nil {
		return t, err
	}
	if t.Format != 1 {
		return t, fmt.Errorf("format %d, this version reads 1", t.Format)
	}
	if len(t.Documents) == 0 || len(t.Receipts) == 0 {
		return t, errors.New("names no key for documents or receipts")
	}
	for _, k := range append(t.Documents[:len(t.Documents):len(t.Documents)], t.Receipts...) {
		if len(k.Key) != ed25519.PublicKeySize {
			return t, fmt.Errorf("a key has %d bytes, want %d", len(k.Key), ed25519.PublicKeySize)
		}
	}
	_, err := t.Recipients()
	return t, err
}

// DocumentKeys verifies documents other than keys.
func (t TrustedKeys) DocumentKeys() Keyring { return keyring(DomainDocument, t.Documents) }

// ReceiptKeys verifies the office's receipts.
func (t TrustedKeys) ReceiptKeys() Keyring { return keyring(DomainReceipt, t.Receipts) }

// Recipients are for NewDossier.
func (t TrustedKeys) Recipients() (map[string]age.Recipient, error) {
	out := map[string]age.Recipient{}
	for name, r := range map[string]Recipient{RecipientOffice: t.Office, RecipientRecovery: t.Recovery} {
		p, err := age.ParseHybridRecipient(r.Key)
		if err != nil {
			return nil, fmt.Errorf("recipient %s: %w", name, err)
		}
		out[name] = p
	}
	return out, nil
}

func keyring(d Domain, keys []PublicKey) Keyring {
	var public []ed25519.PublicKey
	for _, k := range keys {
		public = append(public, k.Key)
	}
	return NewKeyring(d, public...)
}
