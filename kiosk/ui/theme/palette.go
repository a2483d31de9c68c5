package theme

import (
	"encoding/json"
	"fmt"
	"image/color"
	"math"
	"strings"

	"poploket/kiosk"
)

// Modes are the four palettes, Sizes the four text steps, in the order people are offered them.
var (
	Modes = []kiosk.ColorMode{kiosk.ModeDay, kiosk.ModeWhite, kiosk.ModeBlack, kiosk.ModeDusk}
	Sizes = []kiosk.TextSize{kiosk.SizeS, kiosk.SizeM, kiosk.SizeL, kiosk.SizeXL}
)

// Palette is one colour mode: every role of the look.
type Palette struct {
	Ground, Surface, Sunk, Ink, Soft, Line                 color.NRGBA
	House, OnHouse, HouseKey, HouseLine, Sill              color.NRGBA
	Help, OnHelp, Primary, OnPrimary, PrimaryEdge          color.NRGBA
	Icon, Lit, OnLit, LitText, IconLit, Unlit, Select      color.NRGBA
	FocusIn, FocusOut                                      color.NRGBA
	OK, OKBg, Limit, LimitBg, Fault, FaultBg, Info, InfoBg color.NRGBA
}

// roles pairs the names in tokens.json with the palette's fields.
func (p *Palette) roles() map[string]*color.NRGBA {
	return map[string]*color.NRGBA{
		"ground": &p.Ground, "surface": &p.Surface, "sunk": &p.Sunk, "ink": &p.Ink, "soft": &p.Soft, "line": &p.Line,
		"house": &p.House, "onHouse": &p.OnHouse, "houseKey": &p.HouseKey, "houseLine": &p.HouseLine, "sill": &p.Sill,
		"help": &p.Help, "onHelp": &p.OnHelp, "primary": &p.Primary, "onPrimary": &p.OnPrimary, "primaryEdge": &p.PrimaryEdge,
		"icon": &p.Icon, "lit": &p.Lit, "onLit": &p.OnLit, "litText": &p.LitText, "iconLit": &p.IconLit, "unlit": &p.Unlit,
		"select": &p.Select, "focusIn": &p.FocusIn, "focusOut": &p.FocusOut,
		"ok": &p.OK, "okBg": &p.OKBg, "limit": &p.Limit, "limitBg": &p.LimitBg,
		"fault": &p.Fault, "faultBg": &p.FaultBg, "info": &p.Info, "infoBg": &p.InfoBg,
	}
}

// Role is a colour by its name in the tokens.
func (p Palette) Role(name string) (color.NRGBA, bool) {
	c, ok := p.roles()[name]
	if !ok {
		return color.NRGBA{}, false
	}
	return *c, true
}

func parsePalette(raw map[string]json.RawMessage) (Palette, error) {
	var p Palette
	for name, into := range p.roles() {
		r, ok := raw[name]
		if !ok {
			return p, fmt.Errorf("role %s is missing", name)
		}
		c, err := parseColor(r)
		if err != nil {
			return p, fmt.Errorf("role %s: %w", name, err)
		}
		*into = c
	}
	return p, nil
}

func parseContrast(raw map[string]json.RawMessage) ([]Contrast, error) {
	var out []Contrast
	for _, group := range []string{"text", "parts"} {
		var pairs map[string]map[kiosk.ColorMode]float64
		if err := json.Unmarshal(raw[group], &pairs); err != nil {
			return nil, fmt.Errorf("tokens: contrast of %s: %w", group, err)
		}
		for pair, ratio := range pairs {
			front, ground, ok := strings.Cut(pair, " on ")
			if !ok {
				return nil, fmt.Errorf("tokens: contrast %q is not a pair like \"ink on ground\"", pair)
			}
			out = append(out, Contrast{Front: front, Ground: ground, Text: group == "text", Ratio: ratio})
		}
	}
	return out, nil
}

// Ratio is the WCAG 2 contrast of two colours, 1 to 21.
func Ratio(a, b color.NRGBA) float64 {
	la, lb := luminance(a), luminance(b)
	return (math.Max(la, lb) + 0.05) / (math.Min(la, lb) + 0.05)
}

func luminance(c color.NRGBA) float64 {
	linear := func(v uint8) float64 {
		s := float64(v) / 255
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(c.R) + 0.7152*linear(c.G) + 0.0722*linear(c.B)
}
