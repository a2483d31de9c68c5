package theme

import (
	"encoding/json"
	"fmt"
	"image/color"
	"sync"

	"poploket/assets"
	"poploket/kiosk"
)

// Tokens is tokens.json as typed values. Lengths are design millimetres.
type Tokens struct {
	Palettes map[kiosk.ColorMode]Palette
	Text     map[string]map[kiosk.TextSize]float64 // role ("heading", "body") and step
	Line     struct{ Heading, Body, Arabic float64 }
	Space    map[string]float64
	Radius   struct{ Key, Small, ArchFoot float64 }
	Stroke   struct{ Hair, Line, Strong, Chosen, Sill, SillPrimary float64 }
	Size     map[string]float64
	Margin   struct{ Portrait, Landscape float64 }
	Left     float64 // width of the left third in landscape
	Gutter   float64
	Contrast []Contrast
}

// Contrast is one row of the look's contrast table.
type Contrast struct {
	Front, Ground string
	Text          bool // at least 10 (7 in dusk); parts at least 3
	Ratio         map[kiosk.ColorMode]float64
}

// Load parses the embedded tokens, once.
var Load = sync.OnceValues(func() (*Tokens, error) { return Parse(assets.Tokens) })

type dimension struct {
	Value struct {
		Value float64 `json:"value"`
		Unit  string  `json:"unit"`
	} `json:"$value"`
}

type number struct {
	Value float64 `json:"$value"`
}

// Parse reads tokens.json.
func Parse(data []byte) (*Tokens, error) {
	var raw struct {
		Color      map[string]map[string]json.RawMessage `json:"color"`
		Contrast   map[string]json.RawMessage            `json:"contrast"`
		TextSize   map[string]json.RawMessage            `json:"textSize"`
		LineHeight map[string]json.RawMessage            `json:"lineHeight"`
		Space      map[string]json.RawMessage            `json:"space"`
		Radius     map[string]json.RawMessage            `json:"radius"`
		Stroke     map[string]json.RawMessage            `json:"stroke"`
		Size       map[string]json.RawMessage            `json:"size"`
		Grid       map[string]map[string]json.RawMessage `json:"grid"`
	}
	if err := json.Unmarshal(data, &raw); err != nil {
		return nil, fmt.Errorf("reading tokens: %w", err)
	}
	t := &Tokens{Palettes: map[kiosk.ColorMode]Palette{}, Text: map[string]map[kiosk.TextSize]float64{}}
	for _, mode := range Modes {
		p, err := parsePalette(raw.Color[string(mode)])
		if err != nil {
			return nil, fmt.Errorf("tokens: colours of %s: %w", mode, err)
		}
		t.Palettes[mode] = p
	}
	for role, r := range raw.TextSize {
		if role[0] == '$' {
			continue
		}
		var steps map[kiosk.TextSize]dimension
		if err := json.Unmarshal(r, &steps); err != nil {
			return nil, fmt.Errorf("tokens: text size %s: %w", role, err)
		}
		t.Text[role] = map[kiosk.TextSize]float64{}
		for _, step := range Sizes {
			if steps[step].Value.Value <= 0 {
				return nil, fmt.Errorf("tokens: text size %s has no step %s", role, step)
			}
			t.Text[role][step] = steps[step].Value.Value
		}
	}
	var err error
	t.Space, err = dimensions(raw.Space, nil, err)
	t.Size, err = dimensions(raw.Size, nil, err)
	_, err = dimensions(raw.Radius, map[string]*float64{"key": &t.Radius.Key, "small": &t.Radius.Small, "archFoot": &t.Radius.ArchFoot}, err)
	_, err = dimensions(raw.Stroke, map[string]*float64{"hair": &t.Stroke.Hair, "line": &t.Stroke.Line, "strong": &t.Stroke.Strong,
		"chosen": &t.Stroke.Chosen, "sill": &t.Stroke.Sill, "sillPrimary": &t.Stroke.SillPrimary}, err)
	_, err = dimensions(raw.Grid["portrait"], map[string]*float64{"margin": &t.Margin.Portrait, "gutter": &t.Gutter}, err)
	_, err = dimensions(raw.Grid["landscape"], map[string]*float64{"margin": &t.Margin.Landscape, "left": &t.Left}, err)
	if err != nil {
		return nil, err
	}
	for name, into := range map[string]*float64{"heading": &t.Line.Heading, "body": &t.Line.Body, "arabic": &t.Line.Arabic} {
		var n number
		if err := json.Unmarshal(raw.LineHeight[name], &n); err != nil || n.Value < 1 {
			return nil, fmt.Errorf("tokens: line height %s is missing", name)
		}
		*into = n.Value
	}
	t.Contrast, err = parseContrast(raw.Contrast)
	return t, err
}

// dimensions reads a group of lengths; into names those that must be there.
func dimensions(group map[string]json.RawMessage, into map[string]*float64, err error) (map[string]float64, error) {
	if err != nil {
		return nil, err
	}
	out := map[string]float64{}
	for name, r := range group {
		if name[0] == '$' {
			continue
		}
		var d dimension
		if err := json.Unmarshal(r, &d); err != nil || d.Value.Unit != "mm" {
			return nil, fmt.Errorf("tokens: %s is not a length in mm", name)
		}
		out[name] = d.Value.Value
	}
	for name, p := range into {
		v, ok := out[name]
		if !ok {
			return nil, fmt.Errorf("tokens: length %s is missing", name)
		}
		*p = v
	}
	return out, nil
}

func parseColor(r json.RawMessage) (color.NRGBA, error) {
	var c struct {
		Value string `json:"$value"`
	}
	if err := json.Unmarshal(r, &c); err != nil {
		return color.NRGBA{}, err
	}
	out := color.NRGBA{A: 255}
	if _, err := fmt.Sscanf(c.Value, "#%02X%02X%02X", &out.R, &out.G, &out.B); err != nil {
		return out, fmt.Errorf("%q is not a colour like #0C3B32", c.Value)
	}
	return out, nil
}
