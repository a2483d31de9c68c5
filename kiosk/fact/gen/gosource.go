package main

import (
	"bytes"
	"fmt"
	"go/format"
)

// goSource renders kinds_gen.go: constants, the table of specs, and a struct with its check for each clear body.
func goSource(c catalogue) ([]byte, error) {
	var b bytes.Buffer
	p := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	p("// Code generated from assets/events/events.json by kiosk/fact/gen. DO NOT EDIT.\n")
	p("package fact\n")
	p("// Kinds of facts.\nconst (")
	for _, e := range c.Events {
		p("\tKind%s Kind = %d // %s", goName(e.Name), e.Number, e.Name)
	}
	p(")\n")
	p("var specs = [...]Spec{")
	for _, e := range c.Events {
		p("\t{Kind: %d, Version: %d, Name: %q, Subject: %t, Sealed: %t, Opens: %t},", e.Number, e.Version, e.Name, e.Subject, e.Sealed, e.Opens)
	}
	p("}\n")
	p("// newBody is an empty clear body of a kind in its newest version; nil for others.")
	p("func newBody(k Kind, version uint8) Body {\n\tswitch {")
	for _, e := range c.Events {
		p("\tcase k == %d && version == %d:\n\t\treturn new(%s)", e.Number, e.Version, goName(e.Name))
	}
	p("\t}\n\treturn nil\n}\n")
	for _, e := range c.Events {
		name := goName(e.Name)
		p("// %s is the clear body of %s. %s", name, e.Name, e.Meaning)
		p("type %s struct {", name)
		for _, f := range e.Fields {
			opt := ""
			if f.Optional {
				opt = ",omitempty"
			}
			p("\t%s %s `cbor:\"%d,keyasint%s\"` // %s", goName(f.Name), goType(f), f.Key, opt, f.Meaning)
		}
		p("}\n")
		p("// FactKind is Kind%s in version %d.\nfunc (%s) FactKind() (Kind, uint8) { return Kind%s, %d }\n", name, e.Version, name, name, e.Version)
		p("func (b %s) check() error {\n\treturn first(", name)
		for _, f := range e.Fields {
			if check := goCheck(f); check != "" {
				p("\t\t%s,", check)
			}
			if f.EmptyWhen != "" {
				p("\t\tcheckEmptyWhen(%q, b.%s != \"\", %q, b.%s),", f.Name, goName(f.Name), f.EmptyWhen, goName(f.EmptyWhen))
			}
		}
		p("\t)\n}\n")
	}
	return format.Source(b.Bytes())
}

func goType(f field) string {
	switch f.Type {
	case "bytes":
		return "[]byte"
	case "uint":
		return "uint64"
	case "bool":
		return "bool"
	}
	return "string"
}

func goCheck(f field) string {
	v := "b." + goName(f.Name)
	switch f.Type {
	case "code":
		values := ""
		for _, s := range f.Values {
			values += fmt.Sprintf(", %q", s)
		}
		return fmt.Sprintf("checkCode(%q, %s, %t%s)", f.Name, v, f.Optional, values)
	case "text":
		return fmt.Sprintf("checkText(%q, %s, %t, %d)", f.Name, v, f.Optional, f.Max)
	case "reference":
		return fmt.Sprintf("checkReference(%q, %s)", f.Name, v)
	case "bytes":
		return fmt.Sprintf("checkBytes(%q, %s, %t, %d)", f.Name, v, f.Optional, f.Size)
	}
	return "" // every uint and bool will do
}
