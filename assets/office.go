package assets

import "embed"

// Office holds the office's pages: templates, style sheet and fonts.
//
//go:embed office
var Office embed.FS
