package kiosk

import "time"

// Screen is everything one moment of a visit shows. It is a plain value: the touchscreen draws it, the voice speaks it,
// tests assert on it. All text is final, in the resident's language.
type Screen struct {
	ID   string     // stable name, unique within a flow: "welcome", "move.when"
	Kind ScreenKind // which skeleton draws it
	Look Look
	Sign Sign // who speaks and where, on the sign of every screen

	Banner   string // welcome: above the scene, "Vandaag op het Marktplein"
	Hours    string // welcome: below it, "Open van 9.00 tot 16.30 uur"
	Icon     string // topic and notice: the sign in the window beside the heading; may be empty
	Heading  string
	Lead     []string // paragraphs under the heading; personal data never stands here
	Step     int      // 1-based; 0 when the total is not known
	Steps    int
	StepText string // "Stap 2 van 4"

	Tiles        []Tile   // services, languages, large entrances
	Choices      []Choice // the answers of one question
	Multi        bool     // more than one choice may be lit
	Groups       []Group  // settings: text size, colours, reach; one choice lit in each
	Fields       []Field  // text to fill in, one question's worth
	Rows         []Row    // the check-answers table
	NumbersTitle string   // "Wat gebeurt er nu?"
	Numbers      []string // what happens now, drawn as numbered arches
	Notices      []Notice // boxes with an icon and a word: saved here, printer fault, errors
	Ticket       *Ticket  // reference, date and QR on the confirmation

	Page     int // 1-based; Pages > 1 shows "Blad 1 van 4"
	Pages    int
	PageText string // "Blad 1 van 4"

	Languages []Action // welcome: each in its own name and script; On is the one in force

	Primary *Action  // the one lamp
	More    []Action // further keys in the window, in order
	Explain *Action  // "Ik snap dit niet"
	Tools   []Action // on the sign: language, readability, read aloud
	Left    *Action  // counter: back, or copy on the last screen
	Help    *Action  // counter, middle: a person. On every screen
	Right   *Action  // counter: stop; nil until something was touched

	Words Words // what the drawing says by itself

	Foot Foot // what the welcome screen's counter says instead of Left and Right

	// Wait is how long the screen may stand untouched before the visit asks whether somebody is there; 0 is for ever.
	Wait time.Duration
	// Countdown, on the idle warning, is what is left before everything is wiped.
	Countdown time.Duration
}

// Sign is the upper bar: the municipality, and where the unit stands.
type Sign struct{ Name, Place string }

// Group is a titled row of choices of which one is lit.
type Group struct {
	Title   string
	Choices []Choice
}

// Words are the labels of keys that belong to the drawing and not to the visit: the on-screen keyboard, and pages that
// a drawing makes when large text does not leave room for all rows.
type Words struct {
	Previous, More string // "Vorige", "Meer"
	Page           string // "Blad %d van %d"
	Space, Erase   string // "Spatie", "Wis"
	Capital        string // the key "Aa", spoken: "Hoofdletter"
	Marks, Digits  string // the key that changes the upper row, spoken: "Letters met tekens", "Cijfers"
	Next           string // to the next field: "Volgende"
	Chosen         string // how a lit answer is spoken: "Gekozen"
}

// ScreenKind names a skeleton of the look.
type ScreenKind string

const (
	KindWelcome  ScreenKind = "welcome"  // scene, tiles, languages
	KindServices ScreenKind = "services" // pages of tiles
	KindTopic    ScreenKind = "topic"    // one service: what happens, what to bring, start
	KindNotice   ScreenKind = "notice"   // text and a way on: what happens with my data, help
	KindIdentify ScreenKind = "identify" // lay the document on the reader, or go on without
	KindQuestion ScreenKind = "question" // one question: choices or fields
	KindCheck    ScreenKind = "check"    // rows with change links
	KindBusy     ScreenKind = "busy"     // a still sentence
	KindConfirm  ScreenKind = "confirm"  // received, reference, what next
	KindSettings ScreenKind = "settings" // language, or text size and colours
	KindIdle     ScreenKind = "idle"     // are you still there
	KindGoodbye  ScreenKind = "goodbye"  // everything is wiped
)

// Action is something the resident can do. ID goes back to the flow in an Input.
type Action struct {
	ID    string
	Label string
	Icon  string // file name in assets/icons without .svg; may be empty
	On    bool   // a tool that is switched on
}

// Tile is a large entrance: an arch with an icon, a name, what it gives.
type Tile struct {
	Action
	Note string // the offline class in words: "Nu doorgeven"
}

// Choice is one answer to a question.
type Choice struct {
	ID     string
	Label  string
	Note   string
	Chosen bool
}

// FieldKind decides keyboard and formatting of a field.
type FieldKind string

const (
	FieldText     FieldKind = "text"
	FieldName     FieldKind = "name"
	FieldPostcode FieldKind = "postcode"
	FieldNumber   FieldKind = "number"
	FieldPlate    FieldKind = "plate"
	FieldPhone    FieldKind = "phone"
	FieldEmail    FieldKind = "email"
	FieldDate     FieldKind = "date" // value is "DD-MM-YYYY" as typed, kept verbatim until it parses
	FieldBSN      FieldKind = "bsn"
)

// Field is one box to fill in.
type Field struct {
	ID       string
	Kind     FieldKind
	Label    string
	Hint     string
	Value    string
	Max      int    // runes; the keyboard stops there
	Error    string // how to fix it; empty when fine
	Focused  bool   // the keyboard types here
	Personal bool   // never spoken aloud in the open
	Beside   bool   // stands beside the field before it where there is room
}

// Row is one line of the check-answers table.
type Row struct {
	Label    string
	Values   []string // lines
	Change   Action
	Personal bool
}

// Mood is the state a notice speaks of; it has an icon, a colour and always a word.
type Mood string

const (
	MoodInfo  Mood = "info"
	MoodOK    Mood = "ok"
	MoodLimit Mood = "limit"
	MoodFault Mood = "fault"
)

// Notice is a box that says how things stand.
type Notice struct {
	Mood   Mood
	Icon   string
	Title  string
	Lines  []string
	Action *Action // for an error: the field it is about
}

// Ticket is the paper's heart on the screen, for who has no paper.
type Ticket struct {
	Label     string // "Uw nummer"
	Reference string // grouped: "KDE 4T7 P"
	Lines     []string
	QR        string // what the code holds; empty shows none
}

// Foot is the welcome screen's counter: who waits and until when the unit is open.
type Foot struct {
	LeftIcon, LeftTitle, LeftText    string
	RightIcon, RightTitle, RightText string
}

// Look is how the resident wants to read.
type Look struct {
	Language string   // BCP 47: "nl", "en", "ar"
	RTL      bool     // mirror everything but digits, QR, clocks and keypad
	Size     TextSize // M unless chosen
	Mode     ColorMode
	LowReach bool // every control in the lower half
	Voice    bool // screens are read aloud
}

// TextSize is one of four steps; millimetres are in the look's tokens.
type TextSize string

const (
	SizeS  TextSize = "S"
	SizeM  TextSize = "M"
	SizeL  TextSize = "L"
	SizeXL TextSize = "XL"
)

// ColorMode is one of four palettes.
type ColorMode string

const (
	ModeDay   ColorMode = "day"
	ModeWhite ColorMode = "white"
	ModeBlack ColorMode = "black"
	ModeDusk  ColorMode = "dusk"
)
