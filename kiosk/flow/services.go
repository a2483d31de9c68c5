package flow

import (
	"fmt"
	"strconv"

	"poploket/kiosk"
)

// perPage is how many tiles stand on a page, by text size.
func perPage(size kiosk.TextSize) int {
	switch size {
	case kiosk.SizeL:
		return 4
	case kiosk.SizeXL:
		return 3
	}
	return 6
}

// services are all services of this stop, in pages.
func (e *Engine) services(s State) kiosk.Screen {
	w, lang := e.words(s), s.look.Language
	sc := e.base(s, "services", kiosk.KindServices, w.Say("services.heading"))
	all := e.offered(s)
	n := perPage(s.look.Size)
	sc.Pages = max(1, (len(all)+n-1)/n)
	page := min(max(s.page, 0), sc.Pages-1)
	sc.Page = page + 1
	for _, sv := range all[page*n : min(len(all), page*n+n)] {
		sc.Tiles = append(sc.Tiles, kiosk.Tile{
			Action: kiosk.Action{ID: prefixService + sv.ID, Label: sv.Short.In(lang), Icon: sv.Icon},
			Note:   sv.Actions[0].Offer.In(lang),
		})
	}
	if sc.Pages > 1 {
		sc.PageText = fmt.Sprintf(w.Say("drawn.page"), sc.Page, sc.Pages)
		if page > 0 {
			sc.More = append(sc.More, kiosk.Action{ID: idPageBack, Label: w.Say("key.previous"), Icon: "back"})
		}
		if page < sc.Pages-1 {
			sc.More = append(sc.More, kiosk.Action{ID: idPageMore, Label: w.Say("key.more"), Icon: "next"})
		}
	}
	return sc
}

// topic is one service before it begins: what it gives, how it works without a network, how long it takes.
func (e *Engine) topic(s State) kiosk.Screen {
	sv, a := e.doing(s)
	w, lang := e.words(s), s.look.Language
	sc := e.base(s, sv.ID+".topic", kiosk.KindTopic, sv.Name.In(lang))
	sc.Icon = sv.Icon
	for _, t := range a.About {
		sc.Lead = append(sc.Lead, t.In(lang))
	}
	sc.Lead = append(sc.Lead, w.Say("topic.minutes", "n", strconv.Itoa(a.Minutes)))
	switch {
	case a.Class == kiosk.ClassOnline:
		sc.Notices = append(sc.Notices, kiosk.Notice{Mood: kiosk.MoodLimit, Icon: "warning", Title: w.Say("topic.draft"), Lines: []string{w.Say("topic.draft.text")}})
	case !s.setting.Online:
		sc.Notices = append(sc.Notices, kiosk.Notice{Mood: kiosk.MoodInfo, Icon: "offline", Title: w.Say("topic.offline"), Lines: []string{w.Say("topic.offline.text")}})
	}
	if !s.setting.Printer {
		sc.Notices = append(sc.Notices, kiosk.Notice{Mood: kiosk.MoodLimit, Icon: "paper-out", Title: w.Say("topic.printer"), Lines: []string{w.Say("topic.printer.text")}})
	}
	sc.Notices = append(sc.Notices, e.notices(s, "topic")...)
	sc.Primary = lamp(prefixStart+a.ID, a.Start.In(lang))
	for _, other := range sv.Actions[1:] {
		sc.More = append(sc.More, kiosk.Action{ID: prefixStart + other.ID, Label: other.Start.In(lang), Icon: "next"})
	}
	return sc
}

// moodIcons are the pictures of honest boxes.
var moodIcons = map[kiosk.Mood]string{kiosk.MoodInfo: "info", kiosk.MoodOK: "check", kiosk.MoodLimit: "warning", kiosk.MoodFault: "error"}

// notices are the service's own boxes on a place.
func (e *Engine) notices(s State, on string) (ns []kiosk.Notice) {
	_, a := e.doing(s)
	for _, n := range a.NoticesOn(on, e.visible(s)) {
		notice := kiosk.Notice{Mood: n.Mood, Icon: moodIcons[n.Mood], Title: n.Title.In(s.look.Language)}
		for _, l := range n.Lines {
			notice.Lines = append(notice.Lines, l.In(s.look.Language))
		}
		ns = append(ns, notice)
	}
	return ns
}
