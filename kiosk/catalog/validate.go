package catalog

import (
	"fmt"
	"slices"
	"strings"

	"poploket/kiosk"
)

func (v *validator) catalog(c *Catalog) {
	if c.Format != Format {
		v.wrong("format", "is %d, want %d", c.Format, Format)
	}
	if len(c.Services) == 0 {
		v.wrong("services", "is empty")
	}
	v.count("services", len(c.Services), maxServices)
	for i, s := range c.Services {
		at := fmt.Sprintf("services[%d]", i)
		if s == nil {
			v.wrong(at, "is null")
			continue
		}
		if i > 0 && c.Services[i-1] != nil && c.Services[i-1].ID >= s.ID {
			v.wrong(at+".id", "services stand in the order of their ids, each once")
		}
		v.service(at, s)
	}
}

// join is a path below another.
func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

func (v *validator) service(at string, s *Service) {
	v.id(join(at, "id"), s.ID, true)
	v.id(join(at, "icon"), s.Icon, true)
	v.text(join(at, "name"), s.Name, true)
	v.text(join(at, "short"), s.Short, true)
	v.text(join(at, "noun"), s.Noun, false)
	v.text(join(at, "neutral"), s.Neutral, s.Sensitive)
	if !s.Sensitive && len(s.Neutral) > 0 {
		v.wrong(join(at, "neutral"), "only a sensitive service has a neutral name")
	}
	if len(s.Actions) == 0 {
		v.wrong(join(at, "actions"), "is missing")
	}
	v.count(join(at, "actions"), len(s.Actions), 8)
	ids := map[string]bool{}
	for i, a := range s.Actions {
		path := fmt.Sprintf("%s[%d]", join(at, "actions"), i)
		if a == nil {
			v.wrong(path, "is null")
			continue
		}
		if ids[a.ID] {
			v.wrong(path+".id", "%q stands twice", a.ID)
		}
		ids[a.ID] = true
		v.action(path, a)
	}
}

func (v *validator) action(at string, a *Action) {
	v.id(at+".id", a.ID, true)
	oneOf(v, at+".class", a.Class, kiosk.ClassAutonomous, kiosk.ClassCapture, kiosk.ClassOnline)
	for _, t := range []struct {
		name string
		text Text
	}{{"offer", a.Offer}, {"start", a.Start}, {"send", a.Send}, {"declare", a.Declare}, {"done", a.Done}, {"paper", a.Paper}, {"nextTitle", a.NextTitle}} {
		v.text(at+"."+t.name, t.text, true)
	}
	v.texts(at+".about", a.About, true)
	if a.Minutes < 1 || a.Minutes > 60 {
		v.wrong(at+".minutes", "is %d, want 1 to 60", a.Minutes)
	}
	v.privacy(at, a)
	scope := v.questions(at, a)
	if a.DateCounts != nil {
		if a.DateCounts.Source == "" || len(a.DateCounts.Source) > maxText {
			v.wrong(at+".dateCounts.source", "says whose rule it is")
		}
		a.DateCounts.when = v.when(at+".dateCounts.when", a.DateCounts.When, scope)
	}
	v.linesOf(at+".bring", a.Bring, scope, false)
	v.linesOf(at+".next", a.Next, scope, a.Class == kiosk.ClassCapture)
	v.notices(at, a, scope)
}

// privacy holds that who asks anything personal says why, and on what ground.
func (v *validator) privacy(at string, a *Action) {
	personal := a.Document != nil
	for _, q := range a.Questions {
		for _, f := range q.fields() {
			personal = personal || f.Personal
		}
	}
	switch {
	case personal && a.Privacy == nil:
		v.wrong(at+".privacy", "is missing: the action asks something personal")
	case a.Privacy != nil:
		v.text(at+".privacy.purpose", a.Privacy.Purpose, true)
		v.text(at+".privacy.basis", a.Privacy.Basis, true)
		v.text(at+".privacy.keep", a.Privacy.Keep, true)
	}
	if d := a.Document; d != nil {
		known := []string{"name", "birthDate", "number", "expiryDate", "kind", "issuer"}
		if len(d.Fields) == 0 {
			v.wrong(at+".document.fields", "is missing")
		}
		for i, f := range d.Fields {
			oneOf(v, fmt.Sprintf("%s.document.fields[%d]", at, i), f, known...)
		}
		if d.Needs != "" {
			oneOf(v, at+".document.needs", d.Needs, kiosk.IdentityScanned, kiosk.IdentityVerified)
		}
		v.text(at+".document.label", d.Label, true)
	}
}

// when compiles a condition and holds it to the answers that are known where it stands.
func (v *validator) when(path, source string, known scope) *condition {
	c, err := compile(source)
	if err != nil {
		v.wrong(path, "%v", err)
		return nil
	}
	if c == nil {
		return nil
	}
	for _, a := range c.answers {
		if _, ok := known[a]; !ok {
			v.wrong(path, "a.%s is no answer of an earlier question", a)
		}
	}
	for _, lit := range c.compared {
		if options, ok := known[lit.answer]; ok && options != nil && !slices.Contains(options, lit.value) {
			v.wrong(path, "a.%s is never %q, its options are %s", lit.answer, lit.value, strings.Join(options, " "))
		}
	}
	if _, err := c.try(Facts{Today: kiosk.Date{Year: 2026, Month: 1, Day: 1}}); err != nil {
		v.wrong(path, "condition %q does not run: %v", source, err)
	}
	return c
}

func (v *validator) linesOf(at string, lines []Line, known scope, required bool) {
	if required && len(lines) == 0 {
		v.wrong(at, "is missing")
	}
	v.count(at, len(lines), maxList)
	for i := range lines {
		l := &lines[i]
		path := fmt.Sprintf("%s[%d]", at, i)
		args := []string{"phone"}
		if l.WorkingDays > 0 || l.Weeks > 0 {
			args = append(args, "date")
		}
		if l.WorkingDays < 0 || l.WorkingDays > 90 || l.Weeks < 0 || l.Weeks > 52 || l.WorkingDays > 0 && l.Weeks > 0 {
			v.wrong(path, "want workingDays 1 to 90 or weeks 1 to 52, not both")
		}
		v.text(path+".text", l.Text, true, args...)
		l.when = v.when(path+".when", l.When, known)
	}
}

func (v *validator) notices(at string, a *Action, known scope) {
	v.count(at+".notices", len(a.Notices), maxList)
	for i := range a.Notices {
		n := &a.Notices[i]
		path := fmt.Sprintf("%s.notices[%d]", at, i)
		oneOf(v, path+".mood", n.Mood, kiosk.MoodInfo, kiosk.MoodOK, kiosk.MoodLimit)
		v.text(path+".title", n.Title, true)
		v.texts(path+".lines", n.Lines, false)
		n.when = v.when(path+".when", n.When, known)
		if len(n.On) == 0 {
			v.wrong(path+".on", "is missing")
		}
		for j, on := range n.On {
			if on != OnTopic && on != OnCheck && on != OnConfirm && a.Question(on) == nil {
				v.wrong(fmt.Sprintf("%s.on[%d]", path, j), "%q is no question of this action and no screen", on)
			}
		}
	}
}
