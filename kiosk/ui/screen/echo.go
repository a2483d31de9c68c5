package screen

import (
	"slices"

	"poploket/kiosk"
)

// echoes are values that were typed and not yet answered by the visit, which runs beside the drawing: an answer to an
// earlier letter must not take away a later one. They end with their screen.
type echoes map[string]*echo

type echo struct {
	known string   // what the visit last said the field holds
	sent  []string // what was typed since, oldest first
}

// sent notes that a value went to the visit.
func (e echoes) sent(fields []kiosk.Field, id, value string) echoes {
	if e == nil {
		e = echoes{}
	}
	if e[id] == nil {
		e[id] = &echo{}
		for _, f := range fields {
			if f.ID == id {
				e[id].known = f.Value
			}
		}
	}
	e[id].sent = append(e[id].sent, value)
	return e
}

// reconcile gives fields the values that are to be seen: what was typed, until the visit has caught up with it or says
// something of its own.
func (e echoes) reconcile(fields []kiosk.Field) []kiosk.Field {
	if len(e) == 0 {
		return fields
	}
	fields = slices.Clone(fields)
	for i := range fields {
		x := e[fields[i].ID]
		if x == nil || len(x.sent) == 0 {
			continue
		}
		switch at := slices.Index(x.sent, fields[i].Value); {
		case at >= 0:
			x.known, x.sent = fields[i].Value, x.sent[at+1:]
		case fields[i].Value != x.known:
			x.known, x.sent = fields[i].Value, nil
		}
		if n := len(x.sent); n > 0 {
			fields[i].Value = x.sent[n-1]
		}
	}
	return fields
}
