package wire

import (
	"errors"
	"fmt"

	"poploket/kiosk/fact"
)

// Limits of fields.
const (
	maxDocuments = 32  // kinds in a hello
	maxText      = 512 // reasons, builds, names, in bytes
	maxKind      = 32
)

func (m *Hello) check() error {
	if len(m.Documents) > maxDocuments {
		return fmt.Errorf("%d documents, at most %d", len(m.Documents), maxDocuments)
	}
	for kind := range m.Documents {
		if len(kind) == 0 || len(kind) > maxKind {
			return errors.New("a document kind without a name, or with a long one")
		}
	}
	if m.Receipted > m.Last {
		return fmt.Errorf("receipted through %d, but the newest fact is %d", m.Receipted, m.Last)
	}
	return errors.Join(checkUnit(m.Unit), checkEpoch(m.Epoch), checkText("build", m.Build))
}

func (m *Standing) check() error {
	if m.Through == 0 && len(m.Receipt) > 0 {
		return errors.New("a receipt for nothing")
	}
	return errors.Join(checkUnit(m.Unit), checkEpoch(m.Epoch))
}

func (m *Batch) check() error {
	if n := len(m.Entries); n == 0 || n > MaxBatch {
		return fmt.Errorf("%d facts, want 1 to %d", n, MaxBatch)
	}
	if m.First == 0 || m.First+uint64(len(m.Entries)) < m.First {
		return fmt.Errorf("facts from seq %d", m.First)
	}
	for i, e := range m.Entries {
		if len(e.Fact) == 0 || len(e.Fact) > fact.MaxFact || len(e.Sealed) > fact.MaxSealed || len(e.Wraps) > fact.MaxWraps {
			return fmt.Errorf("fact %d of the batch is empty or too large", i)
		}
		for _, w := range e.Wraps {
			if len(w.Data) > fact.MaxWrap || len(w.Recipient) > maxKind {
				return fmt.Errorf("fact %d of the batch has a wrap that is too large", i)
			}
		}
	}
	return errors.Join(checkUnit(m.Unit), checkEpoch(m.Epoch))
}

func (m *Refused) check() error {
	if m.Code < RefusedGap || m.Code > RefusedMessage {
		return fmt.Errorf("refusal code %d", m.Code)
	}
	if (m.Code == RefusedGap) != (m.Want > 0) {
		return fmt.Errorf("refusal code %d that wants seq %d", m.Code, m.Want)
	}
	return checkText("reason", m.Reason)
}

func (m *Presence) check() error { return checkText("build", m.Build) }

func checkUnit(id string) error {
	if !ValidUnit(id) {
		return fmt.Errorf("unit %.40q: want lower-case letters, digits and dashes, as in bus-1", id)
	}
	return nil
}

func checkEpoch(e uint64) error {
	if e == 0 {
		return errors.New("epoch 0")
	}
	return nil
}

func checkText(what, s string) error {
	if len(s) > maxText {
		return fmt.Errorf("%s of %d bytes, at most %d", what, len(s), maxText)
	}
	return nil
}
