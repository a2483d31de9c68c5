package assets

import "embed"

// Icons are drawn on a 48 grid in two colours that a face replaces: #0C3B32 (strokes) and #FFC73A (the lit spot). A file is
// named for what it means; services carry their own id. "mark" is the product's own sign, "scene-quay*" the welcome picture.
//
//go:embed icons/*.svg
var Icons embed.FS
