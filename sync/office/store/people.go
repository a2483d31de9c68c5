package store

import (
	"context"
	"time"
)

// Role is what an account may do.
type Role string

const (
	RolePlanner Role = "planner" // plan and publish
	RoleHandler Role = "handler" // open requests
	RoleAuditor Role = "auditor" // see who looked
	RoleAdmin   Role = "admin"   // units, enrolment
)

// Account is a person of the office.
type Account struct {
	Name    string // log-in, lower case
	Display string // "Noor"
	Hash    string // Argon2id in PHC form
	Roles   []Role
	Created time.Time
}

// Look is one look at personal data, recorded before it is shown.
type Look struct {
	ID        uint64
	At        time.Time
	Who       string // account
	Reason    string
	Activity  string // processing activity, stable id: "request.open"
	Fact      FactID
	Reference string
}

// LookFilter narrows a list of looks; zero fields don't.
type LookFilter struct {
	Fact   FactID // looks at this one only
	Before uint64 // the page after the look with this id
	Limit  int    // at most 200, 50 when zero
}

// People are accounts, their sessions, and what they looked at.
type People interface {
	// AddAccount adds a; conflict when the name is taken.
	AddAccount(ctx context.Context, a Account) error
	// Account is one by name; not-found.
	Account(ctx context.Context, name string) (Account, error)
	Accounts(ctx context.Context) ([]Account, error)
	// SetHash replaces a password hash.
	SetHash(ctx context.Context, name, hash string) error

	// Session data by token (hashed by the caller); found is false when there is none or it ended.
	Session(ctx context.Context, token string, at time.Time) (data []byte, found bool, err error)
	SaveSession(ctx context.Context, token string, data []byte, expires time.Time) error
	EndSession(ctx context.Context, token string) error
	// SweepSessions removes those that ended.
	SweepSessions(ctx context.Context, at time.Time) error

	// AddLook keeps l; looks are never changed or removed.
	AddLook(ctx context.Context, l Look) error
	// Looks are the newest first.
	Looks(ctx context.Context, f LookFilter) ([]Look, error)
}
