package main

import (
	"bytes"
	"fmt"
	"strings"
)

// cddlHeader describes what every fact has; RFC 8610. It follows the structs in kiosk/fact by hand; the bodies are
// generated.
const cddlHeader = `; Generated from assets/events/events.json by kiosk/fact/gen. Do not edit.
; Deterministic CBOR (RFC 8949 4.2.1). The bytes of a fact are stored, hashed (SHA-256) and sent verbatim.

fact = {
  1: 1,               ; format
  2: code,            ; unit
  3: uint,            ; epoch: random, another one after every restore or clone
  4: uint,            ; seq: from 1 within an epoch, without gaps
  5: bytes .size 32,  ; hash of the fact before, also over a change of epoch; zeros for the first
  6: uint .size 2,    ; kind
  7: uint .size 1,    ; version of the kind
  8: int,             ; wall clock, UTC, ns since 1970
  9: bytes .size 16,  ; boot id
  10: int,            ; CLOCK_BOOTTIME, ns
  ? 11: code,         ; stop
  ? 12: code,         ; actor: "resident", a clerk's id; absent: the unit itself
  ? 13: bytes .size 16, ; subject: the dossier, random
  ? 14: uint,         ; version of the catalogue in force
  ? 15: uint,         ; version of the tour in force
  16: body,
  ? 17: bytes .size 32, ; hash of the sealed part
  ? 18: bytes .size 8,  ; id of the dossier key
  ? 19: bytes .size 32, ; hash of the wraps, as [* wrap]
}

entry = {             ; what is sent
  1: bytes,           ; a fact, verbatim
  ? 2: bytes,         ; its sealed part: 24-byte nonce and XChaCha20-Poly1305 ciphertext
  ? 3: [* wrap],      ; its dossier key
}

wrap = {
  1: code,            ; "office", "recovery", "shift"
  2: bytes,           ; the key as an age file
}

sealed-request = {    ; plaintext of request.received's sealed part
  1: 1,               ; format
  2: code,            ; service
  ? 3: bool,          ; sensitive
  4: code,            ; action
  5: "O1" / "O2" / "O3",
  6: "none" / "stated" / "scanned" / "verified",
  7: code,            ; language
  ? 8: document,
  ? 9: [* answer],
}

document = {
  1: text,            ; TD1, TD2, TD3 or DL-NL
  2: text,            ; issuer
  3: text,            ; number
  4: text,            ; surname
  5: text,            ; given names
  6: day,             ; date of birth
  7: day,             ; date of expiry
  ? 8: text,          ; national number, only where the action's legal basis asks for it
}

answer = {
  1: text,            ; question's id
  2: text,            ; its words as shown
  3: text,            ; value for machines
  ? 4: [* text],      ; value as shown
}

day = [year: uint, month: uint, day: uint] ; 0: unknown

code = text .regexp "[A-Za-z0-9][A-Za-z0-9._-]{0,63}"
reference = text .regexp "[34679ACDEFGHJKMNPQRTWXY]{7}"

`

func cddl(c catalogue) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString(cddlHeader)
	var names []string
	for _, e := range c.Events {
		names = append(names, cddlName(e.Name))
	}
	fmt.Fprintf(&b, "body = %s\n  / { * uint => any } ; a kind this version doesn't know\n", strings.Join(names, "\n  / "))
	for _, e := range c.Events {
		fmt.Fprintf(&b, "\n; kind %d version %d: %s\n%s = {\n", e.Number, e.Version, e.Name, cddlName(e.Name))
		for _, f := range e.Fields {
			opt := ""
			if f.Optional {
				opt = "? "
			}
			fmt.Fprintf(&b, "  %s%d: %s, ; %s: %s\n", opt, f.Key, cddlType(f), f.Name, f.Meaning)
		}
		b.WriteString("}\n")
	}
	return b.Bytes(), nil
}

func cddlName(name string) string { return strings.ReplaceAll(name, ".", "-") }

func cddlType(f field) string {
	switch f.Type {
	case "code":
		if len(f.Values) > 0 {
			return `"` + strings.Join(f.Values, `" / "`) + `"`
		}
	case "text":
		return fmt.Sprintf("text .size (1..%d)", f.Max)
	case "bytes":
		return fmt.Sprintf("bytes .size %d", f.Size)
	}
	return f.Type
}

func markdown(c catalogue) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString("<!-- Generated from assets/events/events.json by kiosk/fact/gen. Do not edit. -->\n# Events\n\n" +
		"Every kind of fact in the journal, with its clear body. Nothing personal stands in a clear body. " +
		"The exact encoding is in [facts.cddl](facts.cddl).\n")
	for _, e := range c.Events {
		fmt.Fprintf(&b, "\n## %d `%s`\n\n%s\n\nVersion %d; %s; %s.\n\n| key | field | type | meaning |\n|---|---|---|---|\n",
			e.Number, e.Name, e.Meaning, e.Version,
			yes(e.Subject, "belongs to a dossier", "belongs to no dossier"), yes(e.Sealed, "has a sealed part", "no sealed part"))
		for _, f := range e.Fields {
			fmt.Fprintf(&b, "| %d | `%s` | %s%s | %s |\n", f.Key, f.Name, strings.ReplaceAll(docType(f), "|", "\\|"), yes(f.Optional, ", optional", ""), f.Meaning)
		}
	}
	return b.Bytes(), nil
}

func docType(f field) string {
	switch {
	case len(f.Values) > 0:
		return "`" + strings.Join(f.Values, "`, `") + "`"
	case f.Type == "text":
		return fmt.Sprintf("text, up to %d bytes", f.Max)
	case f.Type == "bytes":
		return fmt.Sprintf("%d bytes", f.Size)
	}
	return f.Type
}

func yes(b bool, is, not string) string {
	if b {
		return is
	}
	return not
}
