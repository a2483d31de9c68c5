package assets

import _ "embed"

// Events is the event catalogue: every kind of fact, its clear fields and whether it has a subject and a sealed part.
// kiosk/fact is generated from it.
//
//go:embed events/events.json
var Events []byte
