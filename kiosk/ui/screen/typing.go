package screen

import (
	"poploket/kiosk"
	"poploket/kiosk/ui/widget"
)

// follow takes the field the visit points at, unless the hand is in another one of the same screen.
func (f *Face) follow(s kiosk.Screen) {
	var wants, had string
	for _, fd := range s.Fields {
		if fd.Focused {
			wants = fd.ID
		}
	}
	for _, fd := range f.shown.Fields {
		if fd.Focused && f.shown.ID == s.ID {
			had = fd.ID
		}
	}
	here := false
	for _, fd := range s.Fields {
		here = here || fd.ID == f.typing
	}
	switch {
	case wants != "" && (wants != had || !here):
		f.typing = wants
	case !here && len(s.Fields) > 0:
		f.typing = s.Fields[0].ID
	case len(s.Fields) == 0:
		f.typing = ""
	}
}

func (f *Face) active() *widget.Entry {
	for _, e := range f.entries {
		if e.ID == f.typing {
			return e
		}
	}
	return nil
}

// insert types into the active field: shown at once, then sent whole.
func (f *Face) insert(s string) {
	e := f.active()
	if e == nil {
		return
	}
	if r := []rune(s); len(r) == 1 && f.keyboard != nil {
		before := string([]rune(e.Value)[:min(e.Caret, len([]rune(e.Value)))])
		if widget.Auto(e.Kind, before) != f.keyboard.Capital {
			s = upper(s)
		}
	}
	capital := f.keyboard != nil && f.keyboard.Capital
	if e.Insert(s) {
		if capital {
			f.keyboard.Capital = false
		}
		f.edited(e)
		if capital {
			f.draw()
		}
	}
}

func (f *Face) erase() {
	if e := f.active(); e != nil && e.Erase() {
		f.edited(e)
	}
}

func (f *Face) edited(e *widget.Entry) {
	f.echoes = f.echoes.sent(f.shown.Fields, e.ID, e.Value)
	for i := range f.shown.Fields { // what is drawn again must not lose it
		if f.shown.Fields[i].ID == e.ID {
			fields := append([]kiosk.Field(nil), f.shown.Fields...)
			fields[i].Value = e.Value
			f.shown.Fields = fields
		}
	}
	e.Refresh()
	f.wanted.Count++
	f.mark.Refresh()
	f.send(kiosk.Edit{Field: e.ID, Value: e.Value})
}

// into moves the hand to a field.
func (f *Face) into(id string) {
	if f.typing == id {
		if e := f.active(); e != nil {
			e.Refresh() // the caret moved
		}
		return
	}
	f.typing = id
	if f.keyboard != nil {
		f.keyboard = nil
	}
	f.draw()
}

// next moves the hand to the next field, round and round.
func (f *Face) next() {
	for i, fd := range f.shown.Fields {
		if fd.ID == f.typing {
			f.into(f.shown.Fields[(i+1)%len(f.shown.Fields)].ID)
			return
		}
	}
}

// focusType and focusErase are a keyboard typing while the focus is on a field.
func (f *Face) focusType(id, s string) {
	f.typing = id
	f.insert(s)
}

func (f *Face) focusErase(id string) {
	f.typing = id
	f.erase()
}
