package flow

import (
	"slices"

	"poploket/kiosk"
	"poploket/kiosk/catalog"
	"poploket/kiosk/i18n"
)

// mains is how many services lead the welcome screen.
const mains = 4

// welcome is the lit window: where the unit stands today, its main services, everything else, languages.
func (e *Engine) welcome(s State) kiosk.Screen {
	w := e.words(s)
	id, heading := "welcome", w.Say("welcome.heading")
	if !s.setting.HasStop {
		id, heading = "closed", w.Say("closed.heading")
	}
	sc := e.base(s, id, kiosk.KindWelcome, heading)
	sc.Languages = e.languages(s)
	sc.Foot = e.counter(s)
	if !s.setting.HasStop {
		sc.Banner = w.Say("closed.banner")
		sc.Lead = []string{w.Say("closed.phone", "phone", s.setting.Municipality.Phone)}
		return sc
	}
	sc.Banner = w.Say("welcome.banner", "venue", s.setting.Stop.Venue)
	z := s.zone()
	sc.Hours = w.Say("welcome.hours", "hours", w.Hours(s.setting.Stop.Start.In(z), s.setting.Stop.End.In(z)))
	for i, sv := range e.offered(s) {
		if i < mains {
			sc.Tiles = append(sc.Tiles, kiosk.Tile{Action: kiosk.Action{ID: prefixService + sv.ID, Label: sv.Short.In(s.look.Language), Icon: sv.Icon}})
		}
	}
	sc.Primary = lamp(idServices, w.Say("welcome.other"))
	return sc
}

// counter is what the welcome screen's counter says: when the unit is here again, until when it is open.
func (e *Engine) counter(s State) kiosk.Foot {
	w, z := e.words(s), s.zone()
	var f kiosk.Foot
	if s.setting.HasNext {
		next := s.setting.Next.Start.In(z)
		f.LeftIcon, f.LeftTitle, f.LeftText = "calendar", w.Say("foot.again"), w.Date(dateOf(next))
	}
	if !s.setting.HasStop {
		return f
	}
	from, to := s.setting.Stop.Start.In(z), s.setting.Stop.End.In(z)
	f.RightIcon, f.RightTitle, f.RightText = "clock", w.Say("foot.open"), w.Say("foot.until", "time", w.Clock(to))
	if s.setting.Now.Before(from) {
		f.RightTitle, f.RightText = w.Say("foot.opens"), w.Clock(from)
	}
	return f
}

// offered are the services of this stop that the catalogue knows, in the stop's order; a stop that names none has all.
func (e *Engine) offered(s State) (list []*catalog.Service) {
	for _, id := range s.setting.Stop.Services {
		if sv := e.Catalog.Service(id); sv != nil {
			list = append(list, sv)
		}
	}
	if len(list) == 0 {
		return e.Catalog.Services
	}
	return list
}

// languages are those of this stop in which every text exists.
func (e *Engine) languages(s State) (list []kiosk.Action) {
	offered := s.setting.Languages
	if len(offered) == 0 {
		offered = e.Texts.Languages()
	}
	if !slices.Contains(offered, i18n.Source) {
		offered = append(slices.Clone(offered), i18n.Source)
	}
	for _, l := range offered {
		if e.Texts.Has(l) {
			list = append(list, kiosk.Action{ID: prefixLanguage + l, Label: i18n.Name(l), On: l == s.look.Language})
		}
	}
	return list
}
