package kiosk

import "time"

// OfflineClass is what an action can promise without a network. Every action of a service has one.
type OfflineClass string

const (
	ClassAutonomous OfflineClass = "O1" // complete here: advice, checklist, ticket
	ClassCapture    OfflineClass = "O2" // received here, decided later
	ClassOnline     OfflineClass = "O3" // never simulated: a draft and an appointment
)

// IdentityLevel is how sure the unit is of who stands before it. A scan is not identification.
type IdentityLevel string

const (
	IdentityNone     IdentityLevel = "none"     // went on without a document
	IdentityStated   IdentityLevel = "stated"   // said so
	IdentityScanned  IdentityLevel = "scanned"  // a document was read, nobody compared the face
	IdentityVerified IdentityLevel = "verified" // a civil servant compared document and person
)

// Answer is one answered question, in the words the resident saw. Value is the stable form for machines.
type Answer struct {
	Question string // id in the service file
	Label    string
	Value    string
	Text     []string // as shown on the check screen
}

// Request is what a resident sends: the content of a dossier's first fact.
type Request struct {
	Service   string // stable id: "move"
	Sensitive bool   // the service's name is itself personal and is sealed
	Action    string // id of the action within the service
	Class     OfflineClass
	Identity  IdentityLevel
	Language  string
	Document  *Document
	Answers   []Answer
}

// Document is what a reader read from an identity document, check digits proved. Personal.
type Document struct {
	Kind           string // TD1, TD2, TD3 or DL-NL
	Issuer         string
	Number         string
	Surname        string
	GivenNames     string
	BirthDate      Date
	ExpiryDate     Date
	NationalNumber string // only where the action's legal basis asks for it
}

// Date is a calendar day that may be incomplete, as on some documents: a zero month or day is unknown.
type Date struct{ Year, Month, Day int }

// Zero reports whether nothing is known.
func (d Date) Zero() bool { return d == Date{} }

// Receipt is the content of the paper, in final words. Layout is not its concern.
type Receipt struct {
	Municipality string
	Place        string // "Stadhuis op bezoek, Marktplein"
	Title        string // "Bewijs van ontvangst"
	Service      string // neutral where the name is sensitive
	RefLabel     string // "Uw nummer"
	Reference    Reference
	Facts        [][2]string // label, value; masked
	State        string      // the inverse bar: "Veilig bewaard"
	StateText    []string
	StateStrong  string // last sentence, bold: "De datum van vandaag telt."
	NextTitle    string
	Next         []string
	ContactTitle string
	Contact      []string
	QR           string
	QRText       string
	CodeText     []string    // the same way without scanning: where, and the code
	Foot         [][2]string // "Bus", "1"; "bon", "0231"
	FootText     string
	CopyText     string // "Kopie": replaces State on a copy
	Large        bool   // double size, 24 columns
	Language     string
	Printed      time.Time
}
