package theme

import (
	"fmt"
	"io/fs"
	"unicode"

	"fyne.io/fyne/v2"

	"poploket/assets"
)

// Weight is one of the look's three weights of FiraGO.
type Weight int

const (
	Regular Weight = iota // 400, text
	Strong                // 600, values and keys
	Heading               // 700, headings and the primary
)

const (
	latin  = iota // FiraGO's own line metrics
	arabic        // 1.00 / -0.42 em: Arabic reaches below the line and Fyne clips at the metrics
)

// font is a file of assets/fonts. Its bytes are read when the first text is set in it, and not kept: who parses them does.
type font string

func (f font) Name() string { return string(f) }

func (f font) Content() []byte {
	data, err := assets.Fonts.ReadFile("fonts/" + string(f))
	if err != nil {
		return nil // checked by openFonts
	}
	return data
}

type fonts [3][2]fyne.Resource

func openFonts() (fonts, error) {
	var f fonts
	for i, weight := range []string{"400", "600", "700"} {
		for j, suffix := range []string{"", "-ar"} {
			name := "FiraGO-" + weight + suffix + ".ttf"
			if _, err := fs.Stat(assets.Fonts, "fonts/"+name); err != nil {
				return f, fmt.Errorf("opening fonts: %w", err)
			}
			f[i][j] = font(name)
		}
	}
	return f, nil
}

// Font is the face for a text: the one with Arabic metrics where the text has Arabic letters.
func (s *Set) Font(w Weight, text string) fyne.Resource {
	if Arabic(text) {
		return s.fonts[w][arabic]
	}
	return s.fonts[w][latin]
}

// Arabic reports whether text has letters of the Arabic script.
func Arabic(text string) bool {
	for _, r := range text {
		if r >= 0x600 && unicode.Is(unicode.Arabic, r) {
			return true
		}
	}
	return false
}
