// Package voice reads screens aloud: the unit is closed to the screen readers that people bring, so it must speak by
// itself (EN 301 549 5.1.3). Script decides what is said, Speaker says it.
package voice

import "poploket/kiosk"

// Utterance is one thing that is said, with a breath after it.
type Utterance struct {
	Text     string
	Language string // of the screen: what is heard is in the language that is seen (EN 301 549 5.1.3.15)
	Personal bool   // said to headphones only
}

// Script is everything a screen says, in reading order.
func Script(s kiosk.Screen) []Utterance {
	b := builder{words: s.Words, language: s.Look.Language}
	b.say(s.Sign.Name)
	b.say(s.Banner, s.Hours)
	b.say(s.StepText)
	b.say(s.Heading)
	b.notices(s.Notices, true)
	for _, l := range s.Lead {
		b.say(l)
	}
	for _, f := range s.Fields {
		b.field(f)
	}
	for _, t := range s.Tiles {
		b.say(t.Label, t.Note)
	}
	b.choices(s.Choices)
	for _, g := range s.Groups {
		b.say(g.Title)
		b.choices(g.Choices)
	}
	for _, r := range s.Rows {
		b.add(r.Personal, append([]string{r.Label}, r.Values...)...)
	}
	b.ticket(s.Ticket)
	b.notices(s.Notices, false)
	b.say(s.NumbersTitle)
	for _, n := range s.Numbers {
		b.say(n)
	}
	b.say(s.PageText)
	b.say(s.Foot.LeftTitle, s.Foot.LeftText)
	b.say(s.Foot.RightTitle, s.Foot.RightText)
	b.keys(s)
	return b.said
}
