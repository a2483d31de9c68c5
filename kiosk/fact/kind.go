package fact

import "fmt"

//go:generate go run ./gen -root ../..

// Kind is the number of a kind of fact in the event catalogue. Unknown kinds are kept and forwarded.
type Kind uint16

// Spec is what the event catalogue says about a kind in its newest version.
type Spec struct {
	Kind    Kind
	Version uint8
	Name    string // "request.received"
	Subject bool   // belongs to a dossier
	Sealed  bool   // has a sealed part
	Opens   bool   // opens the dossier: carries the wraps of its key
}

// Lookup is the spec of a kind; ok is false for a kind this version doesn't know.
func Lookup(k Kind) (s Spec, ok bool) {
	if k == 0 || int(k) > len(specs) {
		return Spec{}, false
	}
	return specs[k-1], true
}

// Name is the kind's name, or "kind 77" for one this version doesn't know.
func Name(k Kind) string {
	if s, ok := Lookup(k); ok {
		return s.Name
	}
	return fmt.Sprintf("kind %d", uint16(k))
}

func (k Kind) String() string { return Name(k) }
