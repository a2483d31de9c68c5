package assets

import "embed"

// Fonts holds FiraGO (SIL Open Font License 1.1, see the licence beside the files): weights 400, 600 and 700, each also
// as "-ar" with the taller line metrics that Arabic needs.
//
//go:embed fonts/*.ttf fonts/LICENSE-OFL-1.1.txt
var Fonts embed.FS
