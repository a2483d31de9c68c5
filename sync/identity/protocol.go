package identity

import (
	"poploket/kiosk"
	"poploket/sync/seal"
)

// Paths of the two requests at the office's door. Both are POST over TLS, JSON in and out.
const (
	PathEnrol = "/v1/enrol" // Request with a token -> Answer
	PathRenew = "/v1/renew" // Request over mutual TLS -> Answer
)

// Request asks for a certificate.
type Request struct {
	Token string `json:"token,omitempty"` // any case, with or without dashes
	Unit  string `json:"unit,omitempty"`  // who the unit thinks it is; refused when the token is for another
	CSR   []byte `json:"csr"`             // PKCS #10, DER
}

// Answer is what a unit needs to talk to the office.
type Answer struct {
	seal.Enrolment
	Keys   []byte `json:"keys"`   // the signed keys document
	Broker string `json:"broker"` // "mqtts://HOST:PORT"
}

// Refusal is the answer when there is no certificate.
type Refusal struct {
	Code    kiosk.Code `json:"code"`
	Message string     `json:"message"`
}
