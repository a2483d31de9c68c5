package kiosk

import (
	"errors"
	"fmt"
)

// Code classes errors that cross a room's border, so that a face can choose words and a technician a next step.
type Code string

const (
	CodeInvalid     Code = "invalid"     // what was given is wrong; the message says how to mend it
	CodeConflict    Code = "conflict"    // it is already there, or somebody else was first
	CodeNotFound    Code = "not-found"   //
	CodeRefused     Code = "refused"     // not allowed for this peer
	CodeUnavailable Code = "unavailable" // a part is away for now; try later
	CodeInternal    Code = "internal"    //
)

// Error is an error with a code and a message fit for whoever asked. The cause stays with the operator.
type Error struct {
	Code    Code
	Message string
	Err     error
}

func (e *Error) Error() string { return e.Message }

func (e *Error) Unwrap() error { return e.Err }

// Errorf makes an Error; a wrapped %w is kept as its cause.
func Errorf(code Code, format string, args ...any) *Error {
	err := fmt.Errorf(format, args...)
	return &Error{Code: code, Message: err.Error(), Err: errors.Unwrap(err)}
}

// ErrorCode is the code of the first Error in err's chain, CodeInternal for others and "" for nil.
func ErrorCode(err error) Code {
	if err == nil {
		return ""
	}
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return CodeInternal
}
