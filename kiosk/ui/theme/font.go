package theme

import (
	"fmt"
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

type fonts [3][2]fyne.Resource

func loadFonts() (fonts, error) {
	var f fonts
	for i, weight := range []string{"400", "600", "700"} {
		for j, suffix := range []string{"", "-ar"} {
			name := "FiraGO-" + weight + suffix + ".ttf"
			data, err := assets.Fonts.ReadFile("fonts/" + name)
			if err != nil {
				return f, fmt.Errorf("loading fonts: %w", err)
			}
			f[i][j] = fyne.NewStaticResource(name, data)
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
