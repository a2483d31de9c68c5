// Package rules is law and arithmetic: numbers that must hold, terms, ages, what people fill in. Everything is pure; what
// differs by country names its country, what changes names its dates, and both name their source.
//
// It checks form only: a number that passes need not exist.
package rules

// Problem says what is wrong with a value, for two readers: Key is the text for a resident, Reason is for an operator.
// Neither repeats the value.
type Problem struct {
	Key    string
	Args   []string // pairs of name and value, for the text
	Reason string
}

func (p *Problem) Error() string { return p.Reason }

func problem(key, reason string, args ...string) *Problem {
	return &Problem{Key: "problem." + key, Reason: reason, Args: args}
}
