package assets

import _ "embed"

// Tokens is the look in one file: colours of four modes with their contrasts, sizes in millimetres.
//
//go:embed look/tokens.json
var Tokens []byte
