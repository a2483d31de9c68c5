// Package catalog holds services as data: what a resident is asked and told for each, under which conditions, for what
// purpose and on what legal basis. A new service is a new file. The package loads, checks and evaluates; it decides
// nothing about screens.
package catalog

import "poploket/kiosk"

// Format is the version of the file format.
const Format = 1

// Limits of a catalogue. What is larger is refused before it is decoded.
const (
	MaxBytes    = 2 << 20 // of a packed catalogue
	MaxFile     = 128 << 10
	maxServices = 100
	maxList     = 60 // questions, options, steps of one list
	maxText     = 600
	maxDepth    = 16
)

// Languages every text of a service is written in.
var Languages = []string{"nl", "en"}

// Text is one text in several languages, by language code.
type Text map[string]string

// In is the text in a language, or else in Dutch, in which every text exists.
func (t Text) In(language string) string {
	if s, ok := t[language]; ok {
		return s
	}
	return t["nl"]
}

// Catalog is a set of services that was checked as a whole.
type Catalog struct {
	Format   int        `json:"format"`
	Services []*Service `json:"services"` // by id
}

// Service is one product: "move".
type Service struct {
	ID        string    `json:"id"`
	Icon      string    `json:"icon"`                // file in assets/icons
	Example   bool      `json:"example,omitempty"`   // what is local in it is an example, no municipality's rule
	Sensitive bool      `json:"sensitive,omitempty"` // its name is itself personal
	Name      Text      `json:"name"`                // "Een verhuizing doorgeven"
	Short     Text      `json:"short"`               // "Verhuizen"
	Noun      Text      `json:"noun,omitempty"`      // on papers, where it differs: "Verhuizing"
	Neutral   Text      `json:"neutral,omitempty"`   // on papers and displays, when sensitive
	Product   *Product  `json:"product,omitempty"`
	Actions   []*Action `json:"actions"` // the first one leads
}

// Product is how registers call the service, where known.
type Product struct {
	UPL  string `json:"upl,omitempty"`  // name in the Uniforme Productnamenlijst
	IPDC string `json:"ipdc,omitempty"` // number in the Flemish product catalogue
}

// Action is one thing a resident can do with a service. Each has its own offline class.
type Action struct {
	ID         string             `json:"id"`
	Class      kiosk.OfflineClass `json:"class"`
	Offer      Text               `json:"offer"`   // on the tile: "Nu doorgeven"
	About      []Text             `json:"about"`   // on the topic screen
	Minutes    int                `json:"minutes"` // how long it takes
	Start      Text               `json:"start"`   // the primary key of the topic screen
	Send       Text               `json:"send"`    // the primary key of the check screen
	Declare    Text               `json:"declare"` // what sending means
	Done       Text               `json:"done"`    // heading of the confirmation; neutral when sensitive
	Paper      Text               `json:"paper"`   // title of the receipt
	NextTitle  Text               `json:"nextTitle"`
	Privacy    *Privacy           `json:"privacy,omitempty"`  // needed as soon as anything personal is asked
	Document   *Document          `json:"document,omitempty"` // nil: no document is asked for
	DateCounts *DateRule          `json:"dateCounts,omitempty"`
	Questions  []*Question        `json:"questions"`
	Bring      []Line             `json:"bring,omitempty"` // personal checklist
	Next       []Line             `json:"next"`            // what happens now
	Notices    []Notice           `json:"notices,omitempty"`
}

// Privacy is what the unit says before it asks anything personal.
type Privacy struct {
	Purpose Text `json:"purpose"`
	Basis   Text `json:"basis"` // a named source
	Keep    Text `json:"keep"`
}

// Document says what is taken from an identity document, and what for.
type Document struct {
	Fields         []string            `json:"fields"`                   // of kiosk.Document: name, birthDate, number, expiryDate, kind, issuer
	NationalNumber bool                `json:"nationalNumber,omitempty"` // the legal basis asks for it
	Needs          kiosk.IdentityLevel `json:"needs,omitempty"`          // below it the paper says that identity is still to be checked
	Label          Text                `json:"label"`                    // of the row on the check screen: "Wie verhuist"
}

// DateRule says that the day of sending has legal effect, by whose rule.
type DateRule struct {
	When   string `json:"when,omitempty"`
	Source string `json:"source"`

	when *condition
}

// QuestionKind is how a question is answered.
type QuestionKind string

const (
	KindChoice QuestionKind = "choice" // one option
	KindMulti  QuestionKind = "multi"  // any options; the value is their ids with commas
	KindFields QuestionKind = "fields" // text to fill in
)

// Question is one screen.
type Question struct {
	ID       string       `json:"id"`
	Kind     QuestionKind `json:"kind"`
	Heading  Text         `json:"heading"` // the question itself
	Label    Text         `json:"label"`   // on the check screen
	Hint     Text         `json:"hint,omitempty"`
	Explain  []Text       `json:"explain"` // other words, for "Ik snap dit niet"
	When     string       `json:"when,omitempty"`
	Optional bool         `json:"optional,omitempty"` // multi: nothing chosen is an answer
	None     Text         `json:"none,omitempty"`     // how no answer reads: "Niemand"
	Options  []Option     `json:"options,omitempty"`
	Fields   []Field      `json:"fields,omitempty"`
	Lines    []string     `json:"lines,omitempty"` // how fields read on the check screen: "{postcode}"
	Error    Text         `json:"error,omitempty"` // choice: when nothing is chosen

	when *condition
}

// Option is one answer.
type Option struct {
	ID    string `json:"id"`
	Label Text   `json:"label"`
	Note  Text   `json:"note,omitempty"`
	When  string `json:"when,omitempty"`

	when *condition
}

// Field is one box. Its id is the name of its value, unique within an action.
type Field struct {
	ID       string          `json:"id"`
	Kind     kiosk.FieldKind `json:"kind"`
	Label    Text            `json:"label"`
	Hint     Text            `json:"hint,omitempty"`
	Rule     string          `json:"rule,omitempty"` // name in rules.Check
	Max      int             `json:"max"`            // runes
	Optional bool            `json:"optional,omitempty"`
	Personal bool            `json:"personal,omitempty"`
	Beside   bool            `json:"beside,omitempty"` // stands beside the field before it where both are short
}

// Line is a sentence of a list, shown when its condition holds. {date} in it is the day that lies so far ahead;
// {phone} is the municipality's.
type Line struct {
	Text        Text   `json:"text"`
	When        string `json:"when,omitempty"`
	WorkingDays int    `json:"workingDays,omitempty"`
	Weeks       int    `json:"weeks,omitempty"`

	when *condition
}

// Place is a screen a notice stands on: a question's id, or one of these.
const (
	OnTopic   = "topic"
	OnCheck   = "check"
	OnConfirm = "confirm"
)

// Notice is a box that is honest about a consequence.
type Notice struct {
	On    []string   `json:"on"`
	Mood  kiosk.Mood `json:"mood"`
	Title Text       `json:"title"`
	Lines []Text     `json:"lines"`
	When  string     `json:"when,omitempty"`

	when *condition
}

// Service is the one with that id, or nil.
func (c *Catalog) Service(id string) *Service {
	for _, s := range c.Services {
		if s.ID == id {
			return s
		}
	}
	return nil
}

// Action is the one with that id, or nil.
func (s *Service) Action(id string) *Action {
	for _, a := range s.Actions {
		if a.ID == id {
			return a
		}
	}
	return nil
}

// Question is the one with that id, or nil.
func (a *Action) Question(id string) *Question {
	for _, q := range a.Questions {
		if q.ID == id {
			return q
		}
	}
	return nil
}
