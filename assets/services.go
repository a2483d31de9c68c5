package assets

import "embed"

// Services are the services of the example municipality, one JSON file each: what a unit offers before the office
// publishes its own.
//
//go:embed services/*.json
var Services embed.FS
