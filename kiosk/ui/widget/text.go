package widget

import (
	"image/color"
	"strings"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"golang.org/x/text/unicode/bidi"

	"poploket/kiosk/ui/theme"
)

// Align is where the lines of a text stand in its width.
type Align int

const (
	Start  Align = iota // in reading direction
	Center              // on keys only
	End
)

// Text is a paragraph: words, how they look, nothing about where.
type Text struct {
	String string
	Role   string // of the type scale: "heading", "body", "small", ...
	Px     float32
	Weight theme.Weight
	Color  color.NRGBA
	Align  Align
	Even   bool // lines of about the same length, for headings
	Single bool // one line: smaller letters rather than a second one
}

// Lines is a text broken to a width.
type Lines struct {
	Text
	Lines  []string
	Px     float32 // size of the letters, smaller than asked only where a word would not fit
	Height float32 // of one line
	Width  float32 // of the longest line
}

// Tall is the height of all lines.
func (l Lines) Tall() float32 { return l.Height * float32(len(l.Lines)) }

// isolates are bidi controls FiraGO has no glyphs for.
var isolates = strings.NewReplacer("\u2066", "", "\u2067", "", "\u2068", "", "\u2069", "", "\u200e", "", "\u200f", "")

// Break sets a text in lines of at most width pixels. A word that is too long makes the whole text smaller, down to the
// smallest size of the look; below that it is cut.
func Break(th *theme.Theme, t Text, width float32) Lines {
	t.String = isolates.Replace(t.String)
	px := t.Px
	if px == 0 {
		px = th.TextPx(t.Role)
	}
	least := min(px, th.Px(th.T.Text["small"]["S"]))
	font := th.Font(t.Weight, t.String)
	words := strings.Fields(strings.ReplaceAll(t.String, "\u00a0", nbsp))
	for i := range words {
		words[i] = strings.ReplaceAll(words[i], nbsp, " ")
	}
	longest := float32(0)
	for {
		longest = 0
		for _, w := range words {
			longest = max(longest, Measure(w, font, px))
		}
		if t.Single {
			longest = Measure(strings.Join(words, " "), font, px)
		}
		if longest <= width || px <= least {
			break
		}
		px = max(least, min(px-1, float32(int(px*width/longest))))
	}
	l := Lines{Text: t, Px: px, Height: lineHeight(th, t, px)}
	l.Lines, l.Width = wrap(words, font, px, width)
	if n := len(l.Lines); n > 1 && len(words) > n && !t.Even && l.Lines[n-1] == words[len(words)-1] && Measure(l.Lines[n-1], font, px) < width*0.55 { // no word stays alone
		last := len(words) - 2
		together := append(append([]string(nil), words[:last]...), words[last]+" "+words[last+1])
		if try, w := wrap(together, font, px, width); len(try) == n && Measure(try[n-2], font, px) > width*0.4 {
			l.Lines, l.Width = try, w
		}
	}
	if t.Even && len(l.Lines) > 1 {
		lo, hi := max(longest, l.Width/float32(len(l.Lines))), width
		for hi-lo > px/4 {
			mid := (lo + hi) / 2
			if try, w := wrap(words, font, px, mid); len(try) == len(l.Lines) && w <= mid {
				hi, l.Lines, l.Width = mid, try, w
			} else {
				lo = mid
			}
		}
	}
	return l
}

// nbsp stands for a no-break space while a text is split at its spaces.
const nbsp = "\ue000"

func wrap(words []string, font fyne.Resource, px, width float32) (lines []string, longest float32) {
	space := Measure(" ", font, px)
	var line strings.Builder
	used := float32(0)
	flush := func() {
		if line.Len() > 0 {
			lines = append(lines, line.String())
			longest = max(longest, used)
			line.Reset()
			used = 0
		}
	}
	for _, w := range words {
		for {
			wide := Measure(w, font, px)
			if line.Len() > 0 && used+space+wide > width {
				flush()
			}
			if wide <= width || utf8.RuneCountInString(w) < 2 {
				if line.Len() > 0 {
					line.WriteByte(' ')
					used += space
				}
				line.WriteString(w)
				used += wide
				break
			}
			head := cut(w, font, px, width)
			line.WriteString(head)
			used = Measure(head, font, px)
			flush()
			w = w[len(head):]
		}
	}
	flush()
	return lines, longest
}

// cut is the longest start of word that fits, at least one rune.
func cut(word string, font fyne.Resource, px, width float32) string {
	end := 0
	for i := range word {
		if i > 0 && Measure(word[:i], font, px) > width {
			break
		}
		end = i
	}
	if end == 0 {
		_, end = utf8.DecodeRuneInString(word)
	}
	return word[:end]
}

func lineHeight(th *theme.Theme, t Text, px float32) float32 {
	factor := th.T.Line.Body
	switch {
	case theme.Arabic(t.String):
		factor = th.T.Line.Arabic
	case t.Weight == theme.Heading:
		factor = th.T.Line.Heading
	}
	return round(px * float32(factor))
}

// Measure is the advance of a string in pixels.
func Measure(s string, font fyne.Resource, px float32) float32 {
	if s == "" {
		return 0
	}
	if s == " " { // a lone space has no measure in Fyne
		return Measure("n n", font, px) - Measure("nn", font, px)
	}
	size, _ := fyne.CurrentApp().Driver().RenderedTextSize(s, px, fyne.TextStyle{}, font)
	return size.Width
}

// Lines draws broken lines with their top at y and gives the height used.
func (b *Board) Lines(l Lines, x, y, width float32) float32 {
	for i, line := range l.Lines {
		b.line(l, line, x, y+float32(i)*l.Height, width)
	}
	return l.Tall()
}

// Text breaks and draws a text.
func (b *Board) Text(t Text, x, y, width float32) float32 {
	return b.Lines(Break(b.Theme, t, width), x, y, width)
}

func (b *Board) line(l Lines, s string, x, y, width float32) {
	font := b.Font(l.Weight, l.String)
	runs := []Run{{String: s}}
	if theme.Arabic(l.String) { // an address in Latin letters keeps its order among Arabic
		runs = Visual(s)
	}
	total := float32(0)
	space := Measure(" ", font, l.Px)
	for _, r := range runs {
		total += Measure(r.String, font, l.Px) + space*float32(r.Before+r.After)
	}
	// left is where the first run stands, counted from the left edge of the text's own box.
	left := float32(0)
	align := l.Align
	if b.Look.RTL && !b.LTR { // the box is mirrored by Place, what stands in it is not
		switch align {
		case Start:
			align = End
		case End:
			align = Start
		}
	}
	switch align {
	case Center:
		left = round((width - total) / 2)
	case End:
		left = round(width - total)
	}
	for _, r := range runs {
		left += space * float32(r.Before)
		if r.String == "" {
			continue
		}
		t := &canvas.Text{Text: r.String, Color: l.Color, TextSize: l.Px, FontSource: font}
		size := t.MinSize()
		px := x + left
		if b.Look.RTL && !b.LTR { // Place mirrors the box, the run stands from the left
			px = x + width - left - size.Width
		}
		b.Place(t, round(px), y+round((l.Height-size.Height)/2), size.Width, size.Height)
		left += size.Width + space*float32(r.After)
	}
}

// Run is a stretch of one direction, with the spaces that stand left and right of it on the line.
type Run struct {
	String        string
	Before, After int
}

// Visual is a right-to-left line as runs in the order they stand from left to right. Fyne shapes a run well but lays
// runs out left to right only.
func Visual(line string) []Run {
	var p bidi.Paragraph
	if _, err := p.SetString(line, bidi.DefaultDirection(bidi.RightToLeft)); err != nil {
		return []Run{{String: line}}
	}
	order, err := p.Order()
	if err != nil || order.NumRuns() < 2 {
		return []Run{{String: line}}
	}
	runs := make([]Run, order.NumRuns())
	for i := range runs {
		r := order.Run(i)
		s := r.String()
		run := Run{String: strings.Trim(s, " ")}
		run.Before = len(s) - len(strings.TrimLeft(s, " "))
		run.After = len(s) - len(run.String) - run.Before
		if r.Direction() == bidi.RightToLeft {
			run.Before, run.After = run.After, run.Before
		}
		runs[len(runs)-1-i] = run
	}
	return runs
}
