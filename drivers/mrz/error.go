package mrz

// Field names a part of a zone. The names are those of the technician's tool and never change.
type Field string

const (
	FieldLines       Field = "lines"
	FieldCode        Field = "documentCode"
	FieldIssuer      Field = "issuer"
	FieldNumber      Field = "documentNumber"
	FieldBirthDate   Field = "birthDate"
	FieldExpiryDate  Field = "expiryDate"
	FieldSex         Field = "sex"
	FieldNationality Field = "nationality"
	FieldOptional    Field = "optionalData"
	FieldPersonal    Field = "personalNumber"
	FieldNames       Field = "names"
	FieldComposite   Field = "composite"
)

// words is the field in a sentence.
func (f Field) words() string {
	switch f {
	case FieldCode:
		return "document code"
	case FieldNumber:
		return "document number"
	case FieldBirthDate:
		return "birth date"
	case FieldExpiryDate:
		return "expiry date"
	case FieldOptional:
		return "optional data"
	case FieldPersonal:
		return "personal number"
	case FieldComposite:
		return "whole document"
	}
	return string(f)
}

// Fault is what is wrong with a field.
type Fault string

const (
	FaultCheck     Fault = "check digit" // does not hold
	FaultCharacter Fault = "character"   // a character that this field can't have
	FaultDate      Fault = "date"        // not a day of the calendar
	FaultEmpty     Fault = "empty"
	FaultLength    Fault = "length" // a line too short, too long, missing or too many
	FaultKind      Fault = "kind"   // not a document this package knows
)

// FieldError names the field that is wrong and how, never what it holds.
type FieldError struct {
	Field Field
	Fault Fault
}

func (e FieldError) Error() string {
	switch e.Fault {
	case FaultCheck:
		return "check digit of the " + e.Field.words() + " does not hold"
	case FaultCharacter:
		return "character that can't be in the " + e.Field.words()
	case FaultDate:
		return e.Field.words() + " is not a day of the calendar"
	case FaultEmpty:
		return e.Field.words() + " is empty"
	case FaultLength:
		return "number or length of the lines: want 3x30, 2x36, 2x44 or 1x30"
	}
	return "not a document that can be read here"
}

// problems collects errors without allocating; no document has more kinds of fields than it can hold.
type problems struct {
	list [16]FieldError
	n    int
}

func (p *problems) add(f Field, fault Fault) {
	if p.n < len(p.list) {
		p.list[p.n] = FieldError{f, fault}
		p.n++
	}
}

func (p *problems) has(fault Fault) bool {
	for _, e := range p.list[:p.n] {
		if e.Fault == fault {
			return true
		}
	}
	return false
}
