package assets

import "embed"

// Texts are the words that belong to no service: one JSON file per language, key to text.
//
//go:embed texts/*.json
var Texts embed.FS
