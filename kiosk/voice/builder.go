package voice

import (
	"strings"

	"poploket/kiosk"
)

// builder collects what is said.
type builder struct {
	words    kiosk.Words
	language string
	said     []Utterance
}

func (b *builder) say(parts ...string) { b.add(false, parts...) }

// add joins parts to one utterance with a stop between them.
func (b *builder) add(personal bool, parts ...string) {
	var full []string
	for _, p := range parts {
		if p = strings.TrimSpace(p); p != "" {
			full = append(full, p)
		}
	}
	if len(full) == 0 {
		return
	}
	text := strings.Join(full, ". ")
	if !strings.ContainsAny(text[len(text)-1:], ".?!:") {
		text += "."
	}
	b.said = append(b.said, Utterance{Text: text, Language: b.language, Personal: personal})
}

// notices says boxes: what is wrong comes before the question, how things stand after it.
func (b *builder) notices(ns []kiosk.Notice, faults bool) {
	for _, n := range ns {
		if (n.Mood == kiosk.MoodFault) == faults {
			b.say(append([]string{n.Title}, n.Lines...)...)
		}
	}
}

// field says label, how to fill it in or mend it, and its value apart, because that may be personal.
func (b *builder) field(f kiosk.Field) {
	hint := f.Hint
	if f.Error != "" {
		hint = f.Error
	}
	b.say(f.Label, hint)
	b.add(f.Personal, f.Value)
}

func (b *builder) choices(cs []kiosk.Choice) {
	for _, c := range cs {
		mark := ""
		if c.Chosen {
			mark = b.words.Chosen
		}
		b.say(c.Label, c.Note, mark)
	}
}

// ticket spells the reference: every character by itself.
func (b *builder) ticket(t *kiosk.Ticket) {
	if t == nil {
		return
	}
	spelled := strings.Join(strings.Split(strings.ReplaceAll(t.Reference, " ", ""), ""), ", ")
	b.add(true, append([]string{t.Label, spelled}, t.Lines...)...)
}

// keys says how to go on: the window's keys, then the counter, then the sign.
func (b *builder) keys(s kiosk.Screen) {
	for _, a := range []*kiosk.Action{s.Primary} {
		b.action(a)
	}
	for i := range s.More {
		b.action(&s.More[i])
	}
	for i := range s.Languages {
		b.action(&s.Languages[i])
	}
	for _, a := range []*kiosk.Action{s.Explain, s.Left, s.Help, s.Right} {
		b.action(a)
	}
	for i := range s.Tools {
		b.action(&s.Tools[i])
	}
}

func (b *builder) action(a *kiosk.Action) {
	if a != nil {
		b.say(a.Label)
	}
}
