// Package samples holds one realistic screen of every kind, in the words of an example municipality, for the gallery and
// the audit. Nothing in it is asked of a resident.
package samples

import (
	"time"

	"poploket/kiosk"
)

// Screen is a sample with the name of its picture.
type Screen struct {
	Name string
	kiosk.Screen
}

func action(id, label, icon string) *kiosk.Action {
	return &kiosk.Action{ID: id, Label: label, Icon: icon}
}

func tile(id, label, icon, note string) kiosk.Tile {
	return kiosk.Tile{Action: kiosk.Action{ID: id, Label: label, Icon: icon}, Note: note}
}

func languages() []kiosk.Action {
	var out []kiosk.Action
	for _, l := range [][2]string{{"nl", "Nederlands"}, {"en", "English"}, {"fr", "Français"}, {"de", "Deutsch"},
		{"tr", "Türkçe"}, {"pl", "Polski"}, {"uk", "Українська"}, {"ar", "العربية"}} {
		out = append(out, kiosk.Action{ID: "language:" + l[0], Label: l[1], On: l[0] == "nl"})
	}
	return out
}

// frame puts what every screen has around one.
func frame(look kiosk.Look, s kiosk.Screen) kiosk.Screen {
	s.Look = look
	s.Sign = kiosk.Sign{Name: "Gemeente Voorhaven", Place: "Marktplein"}
	s.Tools = []kiosk.Action{*action("tool:language", "Taal", "language"), *action("tool:look", "Leesbaar", "text-size"), *action("tool:voice", "Voorlezen", "speak")}
	s.Help = action("help", "Hulp", "person")
	s.Words = kiosk.Words{Previous: "Vorige", More: "Meer", Page: "Blad %d van %d", Space: "Spatie", Erase: "Wis", Capital: "Hoofdletter", Marks: "Letters met tekens", Digits: "Cijfers", Next: "Volgende"}
	s.Wait = 90 * time.Second
	if s.Kind != kiosk.KindWelcome && s.Kind != kiosk.KindIdle && s.Kind != kiosk.KindGoodbye && s.Kind != kiosk.KindBusy {
		s.Right = action("stop", "Stop", "stop")
		if s.Left == nil {
			s.Left = action("back", "Terug", "back")
		}
	}
	return s
}

// All is every sample in the order of a visit.
func All(look kiosk.Look) []Screen {
	welcome := frame(look, kiosk.Screen{
		ID: "welcome", Kind: kiosk.KindWelcome, Banner: "Vandaag op het Marktplein", Hours: "Open van 9.00 tot 16.30 uur", Heading: "Waarmee kunnen we helpen?",
		Tiles: []kiosk.Tile{tile("passport", "Paspoort", "passport", ""), tile("driving-licence", "Rijbewijs", "driving-licence", ""),
			tile("move", "Verhuizen", "move", ""), tile("parking-permit", "Parkeren", "parking-permit", "")},
		Primary: action("services", "Iets anders? Begin hier", "next"), More: []kiosk.Action{*action("appointment", "Ik heb een afspraak", "appointment")},
		Languages: languages(),
		Foot:      kiosk.Foot{LeftIcon: "queue", LeftTitle: "3 wachten", LeftText: "beurt ± 10.55", RightIcon: "clock", RightTitle: "Open", RightText: "tot 16.30 uur"},
	})
	welcome.Sign.Place = "Stadhuis op bezoek"
	welcome.Tools = welcome.Tools[1:]
	out := []Screen{{"01-welcome", welcome}}
	add := func(name string, s kiosk.Screen) { out = append(out, Screen{name, frame(look, s)}) }

	add("02-services", kiosk.Screen{
		ID: "services", Kind: kiosk.KindServices, Heading: "Waarmee kunnen we helpen?",
		Tiles: []kiosk.Tile{tile("passport", "Paspoort of ID-kaart", "passport", "Advies en een nummer"), tile("driving-licence", "Rijbewijs", "driving-licence", "Advies en een nummer"),
			tile("move", "Verhuizen", "move", "Nu doorgeven"), tile("parking-permit", "Parkeren", "parking-permit", "Nu aanvragen"),
			tile("special-assistance", "Geldzorgen", "special-assistance", "Nu melden, wij helpen"), tile("document-pickup", "Iets ophalen", "document-pickup", "Medewerker helpt u")},
		More: []kiosk.Action{*action("changes", "Er verandert iets", "family"), *action("appointment", "Ik heb een afspraak", "appointment"), *action("page:next", "Meer", "next")},
		Page: 1, Pages: 4, PageText: "Blad 1 van 4",
	})
	add("03-topic", kiosk.Screen{
		ID: "move.topic", Kind: kiosk.KindTopic, Icon: "move", Heading: "Een verhuizing doorgeven",
		Lead:         []string{"U kunt dit hier zelf doorgeven. Het kost ongeveer 5 minuten."},
		NumbersTitle: "Zo gaat het", Numbers: []string{"Leg uw paspoort of ID-kaart op de lezer.", "Beantwoord 5 korte vragen.", "U krijgt een bon met uw nummer."},
		Notices: []kiosk.Notice{{Mood: kiosk.MoodInfo, Icon: "offline", Title: "Er is nu geen verbinding", Lines: []string{"U kunt dit hier gewoon doorgeven."}}},
		Primary: action("start", "Begin", "next"),
	})
	add("04-privacy", kiosk.Screen{
		ID: "move.privacy", Kind: kiosk.KindNotice, Icon: "lock", Heading: "Wat gebeurt er met mijn gegevens?",
		Lead: []string{"Wij gebruiken uw gegevens alleen om uw verhuizing te verwerken.", "Deze zuil bewaart niets van u. Uw gegevens gaan versleuteld naar de gemeente.",
			"Stopt u eerder? Dan wissen wij alles meteen."},
		More:    []kiosk.Action{*action("more", "Meer over privacy", "info")},
		Primary: action("ok", "Ik begrijp het", "next"),
	})
	add("05-identify", kiosk.Screen{
		ID: "move.identify", Kind: kiosk.KindIdentify, Heading: "Leg uw paspoort of ID-kaart op de lezer", Step: 1, Steps: 5, StepText: "Stap 1 van 5",
		Lead:    []string{"De lezer zit rechts onder het scherm. U kunt ook verder zonder."},
		More:    []kiosk.Action{*action("without", "Verder zonder document", "next")},
		Explain: action("explain", "Ik snap dit niet", "explain"),
	})
	add("06-misread", kiosk.Screen{
		ID: "move.identify", Kind: kiosk.KindIdentify, Heading: "Leg uw paspoort of ID-kaart op de lezer", Step: 1, Steps: 5, StepText: "Stap 1 van 5",
		Notices: []kiosk.Notice{{Mood: kiosk.MoodFault, Title: "Dat lukte niet", Lines: []string{"Leg de kaart plat, met de foto naar boven."}}},
		More:    []kiosk.Action{*action("without", "Verder zonder document", "next")},
		Explain: action("explain", "Ik snap dit niet", "explain"),
	})
	add("07-choices", kiosk.Screen{
		ID: "move.who", Kind: kiosk.KindQuestion, Heading: "Wie verhuist er?", Step: 2, Steps: 5, StepText: "Stap 2 van 5",
		Choices: []kiosk.Choice{{ID: "alone", Label: "Alleen ik", Chosen: true}, {ID: "family", Label: "Ik en mijn gezin"}, {ID: "child", Label: "Alleen mijn kind", Note: "Uw kind is jonger dan 16 jaar"}},
		Explain: action("explain", "Ik snap dit niet", "explain"), Primary: action("next", "Verder", "next"),
	})
	add("08-address", kiosk.Screen{
		ID: "move.address", Kind: kiosk.KindQuestion, Heading: "Wat wordt uw nieuwe adres?", Step: 3, Steps: 5, StepText: "Stap 3 van 5",
		Fields: []kiosk.Field{{ID: "postcode", Kind: kiosk.FieldPostcode, Label: "Postcode", Hint: "Bijvoorbeeld 1234 AB", Value: "1234 A", Max: 7, Focused: true},
			{ID: "number", Kind: kiosk.FieldNumber, Label: "Huisnummer", Max: 5},
			{ID: "addition", Kind: kiosk.FieldText, Label: "Toevoeging", Hint: "Mag leeg blijven", Max: 8, Beside: true}},
		Explain: action("explain", "Ik snap dit niet", "explain"), Primary: action("next", "Verder", "next"),
	})
	add("09-error", kiosk.Screen{
		ID: "move.address", Kind: kiosk.KindQuestion, Heading: "Wat wordt uw nieuwe adres?", Step: 3, Steps: 5, StepText: "Stap 3 van 5",
		Notices: []kiosk.Notice{{Mood: kiosk.MoodFault, Title: "Er mist nog één ding", Lines: []string{"Vul uw postcode in."}, Action: &kiosk.Action{ID: "postcode"}}},
		Fields:  []kiosk.Field{{ID: "postcode", Kind: kiosk.FieldPostcode, Label: "Postcode", Value: "1234", Error: "Vul 4 cijfers en 2 letters in: 1234 AB", Max: 7, Focused: true}},
		Explain: action("explain", "Ik snap dit niet", "explain"), Primary: action("next", "Verder", "next"),
	})
	add("10-date", kiosk.Screen{
		ID: "move.when", Kind: kiosk.KindQuestion, Heading: "Vanaf wanneer woont u daar?", Step: 4, Steps: 5, StepText: "Stap 4 van 5",
		Fields:  []kiosk.Field{{ID: "date", Kind: kiosk.FieldDate, Label: "Datum", Hint: "Dag, maand, jaar. Bijvoorbeeld 30-11-2026", Value: "30-11", Max: 10, Focused: true}},
		Explain: action("explain", "Ik snap dit niet", "explain"), Primary: action("next", "Verder", "next"),
	})
	add("11-name", kiosk.Screen{
		ID: "move.name", Kind: kiosk.KindQuestion, Heading: "Hoe heet u?", Step: 2, Steps: 5, StepText: "Stap 2 van 5",
		Fields: []kiosk.Field{{ID: "given", Kind: kiosk.FieldName, Label: "Voornamen", Value: "Anna Maria", Max: 60, Personal: true},
			{ID: "surname", Kind: kiosk.FieldName, Label: "Achternaam", Hint: "Zoals in uw paspoort", Value: "de Vr", Max: 60, Focused: true, Personal: true}},
		Primary: action("next", "Verder", "next"),
	})
	add("12-email", kiosk.Screen{
		ID: "move.email", Kind: kiosk.KindQuestion, Heading: "Wat is uw e-mailadres?", Step: 5, Steps: 5, StepText: "Stap 5 van 5",
		Fields:  []kiosk.Field{{ID: "email", Kind: kiosk.FieldEmail, Label: "E-mail", Hint: "U kunt dit ook leeg laten", Value: "a.devries@voorbeeld.nl", Max: 80, Focused: true, Personal: true}},
		Explain: action("explain", "Ik snap dit niet", "explain"), Primary: action("next", "Verder", "next"),
	})
	change := func(id string) kiosk.Action { return kiosk.Action{ID: "change:" + id, Label: "Wijzig"} }
	add("13-check", kiosk.Screen{
		ID: "move.check", Kind: kiosk.KindCheck, Heading: "Klopt alles?", Step: 5, Steps: 5, StepText: "Stap 5 van 5",
		Rows: []kiosk.Row{{Label: "Wie verhuist", Values: []string{"Mevrouw A. de Vries", "geboren 12 maart 1948"}, Change: change("who"), Personal: true},
			{Label: "Wie gaat mee", Values: []string{"Niemand"}, Change: change("with")},
			{Label: "Nieuw adres", Values: []string{"Voorbeeldstraat 12 A", "1234 AB Voorhaven"}, Change: change("address"), Personal: true},
			{Label: "Vanaf wanneer", Values: []string{"Maandag 30 november 2026"}, Change: change("when")},
			{Label: "Wij bereiken u", Values: []string{"Met een brief"}, Change: change("contact")}},
		Notices: []kiosk.Notice{{Mood: kiosk.MoodInfo, Lines: []string{"Met Versturen zegt u dat dit waar is. U krijgt een bon."}}},
		Primary: action("send", "Versturen", "next"),
	})
	add("14-busy", kiosk.Screen{ID: "move.sending", Kind: kiosk.KindBusy, Heading: "Wij bewaren uw verhuizing", Lead: []string{"Dit duurt een paar tellen."}})
	next := []string{"Pak uw bon. Hij komt onder het scherm.", "U krijgt binnen 5 werkdagen een brief.", "Vraag? Bel 0000 123 456 (voorbeeld)."}
	ticket := &kiosk.Ticket{Label: "Uw nummer", Reference: "KDE 4T7 P", Lines: []string{"Dinsdag 24 november 2026", "om 10.42 uur"}, QR: "http://voorhaven.example/s/KDE4T7P?c=482913"}
	confirm := kiosk.Screen{
		ID: "move.confirm", Kind: kiosk.KindConfirm, Heading: "Uw verhuizing is ontvangen", Ticket: ticket, NumbersTitle: "Wat gebeurt er nu?", Numbers: next,
		Notices: []kiosk.Notice{{Mood: kiosk.MoodInfo, Icon: "saved-here", Title: "Veilig bewaard in deze zuil", Lines: []string{"Er is nu geen verbinding. Wij sturen het straks vanzelf door.", "De datum van vandaag telt."}}},
		Primary: action("done", "Klaar", "check"), Left: action("copy", "Kopie", "copy"),
	}
	add("15-confirm", confirm)
	paper := confirm
	paper.Notices = []kiosk.Notice{{Mood: kiosk.MoodLimit, Icon: "paper-out", Title: "Het papier is op", Lines: []string{"Uw verhuizing is wel ontvangen. Schrijf uw nummer op of maak een foto."}}}
	paper.Numbers = next[1:]
	add("16-paper", paper)
	add("17-help", kiosk.Screen{
		ID: "help", Kind: kiosk.KindNotice, Heading: "Er komt iemand naar u toe", Lead: []string{"Blijf even hier staan. U kunt ook gewoon verder gaan."},
		Notices: []kiosk.Notice{{Mood: kiosk.MoodOK, Icon: "bell", Title: "Wij weten dat u wacht", Lines: []string{"Samira ziet dat u bij deze zuil staat."}}},
		Primary: action("close", "Ga verder", "next"),
	})
	choice := func(id, label string, on bool) kiosk.Choice { return kiosk.Choice{ID: id, Label: label, Chosen: on} }
	add("18-look", kiosk.Screen{
		ID: "look", Kind: kiosk.KindSettings, Heading: "Hoe leest u het best?",
		Groups: []kiosk.Group{
			{Title: "Letters", Choices: []kiosk.Choice{choice("size:S", "Klein", look.Size == kiosk.SizeS), choice("size:M", "Gewoon", look.Size == kiosk.SizeM || look.Size == ""), choice("size:L", "Groot", look.Size == kiosk.SizeL), choice("size:XL", "Heel groot", look.Size == kiosk.SizeXL)}},
			{Title: "Kleuren", Choices: []kiosk.Choice{choice("mode:day", "Gewoon", look.Mode == kiosk.ModeDay || look.Mode == ""), choice("mode:white", "Zwart op wit", look.Mode == kiosk.ModeWhite), choice("mode:black", "Wit op zwart", look.Mode == kiosk.ModeBlack), choice("mode:dusk", "Zacht", look.Mode == kiosk.ModeDusk)}},
			{Title: "Knoppen", Choices: []kiosk.Choice{choice("reach:high", "Gewoon", !look.LowReach), choice("reach:low", "Laag op het scherm", look.LowReach)}},
		},
		Primary: action("done", "Zo is het goed", "check"),
	})
	add("19-language", kiosk.Screen{ID: "language", Kind: kiosk.KindSettings, Heading: "Welke taal spreekt u?", Languages: languages(), Primary: action("done", "Zo is het goed", "check")})
	add("20-idle", kiosk.Screen{ID: "idle", Kind: kiosk.KindIdle, Heading: "Bent u er nog?", Lead: []string{"Over 20 seconden wissen wij alles."}, Primary: action("here", "Ja, ik ben er nog", "check"), Countdown: 20 * time.Second})
	add("21-goodbye", kiosk.Screen{ID: "goodbye", Kind: kiosk.KindGoodbye, Heading: "Alles is gewist. Tot ziens."})
	return out
}

// Arabic is the welcome screen from right to left.
func Arabic(look kiosk.Look) Screen {
	look.RTL, look.Language = true, "ar"
	s := All(look)[0].Screen
	s.ID, s.Banner, s.Heading = "welcome", "اليوم في ساحة Marktplein", "كيف يمكننا مساعدتك؟"
	s.Sign = kiosk.Sign{Name: "بلدية Voorhaven", Place: "البلدية تزورك"}
	for i, l := range []string{"جواز سفر", "رخصة قيادة", "انتقال سكن", "موقف سيارة"} {
		s.Tiles[i].Label = l
	}
	s.Primary.Label, s.More[0].Label = "شيء آخر؟ ابدأ من هنا", "لديّ موعد"
	s.Tools[0].Label, s.Tools[1].Label, s.Help.Label = "قراءة أوضح", "استماع", "مساعدة"
	for i := range s.Languages {
		s.Languages[i].On = s.Languages[i].ID == "language:ar"
	}
	s.Foot.LeftTitle, s.Foot.LeftText, s.Foot.RightTitle, s.Foot.RightText = "3 ينتظرون", "الدور نحو 10:55", "مفتوح", "حتى 16:30"
	return Screen{"01-welcome", s}
}
