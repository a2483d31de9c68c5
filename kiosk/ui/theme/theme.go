package theme

import (
	"fmt"
	"image"
	"image/color"
	"sync"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"poploket/kiosk"
)

// Set is everything a panel's drawings share: tokens, fonts, rasterised icons. It belongs to one face and, like all
// of Fyne, to its main goroutine.
type Set struct {
	Panel    Panel
	tokens   *Tokens
	fonts    fonts
	icons    icons
	pictures map[string]*canvas.Raster
}

// Open reads the embedded look for a panel.
func Open(panel Panel) (*Set, error) {
	if panel.WidthPx <= 0 || panel.HeightPx <= 0 || panel.WidthMM <= 0 {
		return nil, fmt.Errorf("panel %dx%d px, %.1f mm wide: all three must be known", panel.WidthPx, panel.HeightPx, panel.WidthMM)
	}
	tokens, err := Load()
	if err != nil {
		return nil, err
	}
	f, err := openFonts()
	if err != nil {
		return nil, err
	}
	return &Set{Panel: panel, tokens: tokens, fonts: f, icons: icons{}, pictures: map[string]*canvas.Raster{}}, nil
}

// For is the set as one resident wants to read it. Unknown sizes and modes become M and day.
func (s *Set) For(look kiosk.Look) *Theme {
	p, ok := s.tokens.Palettes[look.Mode]
	if !ok {
		look.Mode = kiosk.ModeDay
		p = s.tokens.Palettes[kiosk.ModeDay]
	}
	if _, ok := s.tokens.Text["body"][look.Size]; !ok {
		look.Size = kiosk.SizeM
	}
	return &Theme{Set: s, Look: look, Palette: p, T: s.tokens}
}

// Picture is a large drawing that depends on nothing but the look: made once per key, beside what Fyne does, and uploaded
// to the painter once. It stands at most once on a screen. Nothing personal may be drawn so.
func (s *Set) Picture(key string, size image.Point, draw func() *image.RGBA) *canvas.Raster {
	p, ok := s.pictures[key]
	if !ok {
		pixels := sync.OnceValue(draw)
		go pixels()
		p = canvas.NewRaster(func(int, int) image.Image { return pixels() })
		p.ScaleMode = canvas.ImageScalePixels
		p.Resize(fyne.NewSize(float32(size.X), float32(size.Y)))
		s.pictures[key] = p
	}
	return p
}

// Theme is the look resolved: what a drawing asks while it draws.
type Theme struct {
	*Set
	Palette
	T    *Tokens
	Look kiosk.Look
}

// Px is a design length in whole pixels.
func (t *Theme) Px(mm float64) float32 { return t.Panel.Px(mm) }

// TextPx is the size in pixels of a role ("heading", "body", "choice", "small", "bar", "barKey", "primary", "reference")
// at the resident's step.
func (t *Theme) TextPx(role string) float32 { return t.Px(t.T.Text[role][t.Look.Size]) }

// Large reports whether the resident reads at L or XL.
func (t *Theme) Large() bool { return t.Look.Size == kiosk.SizeL || t.Look.Size == kiosk.SizeXL }

// Outlined reports whether shapes need a stroke because fills alone cannot tell them apart.
func (t *Theme) Outlined() bool {
	return t.Look.Mode == kiosk.ModeWhite || t.Look.Mode == kiosk.ModeBlack
}

// fyneTheme makes stock parts of Fyne, of which only the window's background is ever seen, fit the look.
type fyneTheme struct{ *Theme }

// Fyne is the theme for fyne.Settings: our colours and fonts, no hover colour.
func (t *Theme) Fyne() fyne.Theme { return fyneTheme{t} }

func (f fyneTheme) Color(name fyne.ThemeColorName, _ fyne.ThemeVariant) color.Color {
	switch name {
	case "background", "overlayBackground", "menuBackground":
		return f.Ground
	case "hover", "pressed", "shadow", "separator", "scrollBar", "scrollBarBackground":
		return color.Transparent
	case "primary", "selection":
		return f.Primary
	case "button", "inputBackground", "headerBackground":
		return f.Surface
	case "focus":
		return f.FocusOut
	case "error":
		return f.Fault
	case "inputBorder":
		return f.Line
	default:
		return f.Ink
	}
}

func (f fyneTheme) Font(style fyne.TextStyle) fyne.Resource {
	if style.Bold {
		return f.fonts[Strong][latin]
	}
	return f.fonts[Regular][latin]
}

func (f fyneTheme) Icon(fyne.ThemeIconName) fyne.Resource {
	return fyne.NewStaticResource("none.svg", noIcon)
}

func (f fyneTheme) Size(name fyne.ThemeSizeName) float32 {
	if name == "text" {
		return f.TextPx("body")
	}
	return f.Px(1)
}

var noIcon = []byte(`<svg xmlns="http://www.w3.org/2000/svg" width="48" height="48" viewBox="0 0 48 48"></svg>`)
