package catalog

import (
	"fmt"
	"slices"
	"strings"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/vm"

	"poploket/kiosk"
	"poploket/kiosk/rules"
)

// Facts are what a condition may look at. In the language of conditions:
//
//	a.who == "child"           an answer, "" when there is none yet
//	has(a.along, "partner")    one of the options of a multi question
//	days(a.from) < 0           days from today until a date that was filled in; 0 for no date
//	moveWindow(a.from)         "early", "open", "late" or "unknown", by the rule of the country
//	country, online, scanned, printer
type Facts struct {
	Answers map[string]string
	Country string
	Online  bool
	Scanned bool // a document was read
	Printer bool // paper is possible
	Today   kiosk.Date
}

// condition is a compiled condition. The nil condition always holds.
type condition struct {
	program  *vm.Program
	answers  []string // that it looks at
	compared []comparison
}

// comparison is an answer that a condition compares with a fixed value.
type comparison struct{ answer, value string }

// env is what expr sees.
type env struct {
	A          map[string]string          `expr:"a"`
	Country    string                     `expr:"country"`
	Online     bool                       `expr:"online"`
	Scanned    bool                       `expr:"scanned"`
	Printer    bool                       `expr:"printer"`
	Has        func(list, id string) bool `expr:"has"`
	Days       func(date string) int      `expr:"days"`
	MoveWindow func(date string) string   `expr:"moveWindow"`
}

const maxCondition = 300

// compile makes a condition of its source; "" is nil.
func compile(source string) (*condition, error) {
	if source == "" {
		return nil, nil
	}
	if len(source) > maxCondition {
		return nil, fmt.Errorf("condition has %d characters, at most %d are allowed", len(source), maxCondition)
	}
	seen := &looks{}
	program, err := expr.Compile(source, expr.Env(env{}), expr.AsBool(), expr.DisableAllBuiltins(), expr.MaxNodes(100), expr.Patch(seen))
	if err != nil {
		first, _, _ := strings.Cut(err.Error(), "\n")
		return nil, fmt.Errorf("condition %q: %s", source, first)
	}
	if seen.bare {
		return nil, fmt.Errorf("condition %q: a must be followed by the name of an answer, as in a.who", source)
	}
	slices.Sort(seen.answers)
	return &condition{program: program, answers: slices.Compact(seen.answers), compared: seen.compared}, nil
}

// looks finds the answers a condition looks at and what it compares them with. It changes nothing.
type looks struct {
	answers  []string
	compared []comparison
	bare     bool
}

func (l *looks) Visit(node *ast.Node) {
	switch n := (*node).(type) {
	case *ast.MemberNode:
		if isAnswers(n.Node) {
			if name, ok := n.Property.(*ast.StringNode); ok {
				l.answers = append(l.answers, name.Value)
			} else {
				l.bare = true
			}
		}
	case *ast.BinaryNode:
		if n.Operator == "==" || n.Operator == "!=" {
			l.compare(n.Left, n.Right)
			l.compare(n.Right, n.Left)
		}
	case *ast.CallNode:
		if f, ok := n.Callee.(*ast.IdentifierNode); ok && f.Value == "has" && len(n.Arguments) == 2 {
			l.compare(n.Arguments[0], n.Arguments[1])
		}
	}
}

func isAnswers(n ast.Node) bool {
	id, ok := n.(*ast.IdentifierNode)
	return ok && id.Value == "a"
}

func (l *looks) compare(answer, value ast.Node) {
	m, ok := answer.(*ast.MemberNode)
	if !ok || !isAnswers(m.Node) {
		return
	}
	name, ok := m.Property.(*ast.StringNode)
	if !ok {
		return
	}
	if s, ok := value.(*ast.StringNode); ok && s.Value != "" {
		l.compared = append(l.compared, comparison{name.Value, s.Value})
	}
}

// holds evaluates the condition. A condition that fails to run does not hold; the validator has tried it.
func (c *condition) holds(f Facts) bool {
	if c == nil {
		return true
	}
	ok, err := c.try(f)
	return err == nil && ok
}

func (c *condition) try(f Facts) (bool, error) {
	answers := f.Answers
	if answers == nil {
		answers = map[string]string{}
	}
	out, err := expr.Run(c.program, env{
		A: answers, Country: f.Country, Online: f.Online, Scanned: f.Scanned, Printer: f.Printer,
		Has: func(list, id string) bool { return slices.Contains(strings.Split(list, ","), id) },
		Days: func(date string) int {
			d, err := rules.ParseDate(date)
			if err != nil {
				return 0
			}
			return rules.DaysBetween(f.Today, d)
		},
		MoveWindow: func(date string) string {
			d, err := rules.ParseDate(date)
			if err != nil {
				return string(rules.MoveUnknown)
			}
			w, err := rules.MoveWindow(f.Country, d)
			if err != nil {
				return string(rules.MoveUnknown)
			}
			return string(w.On(f.Today))
		},
	})
	if err != nil {
		return false, err
	}
	b, _ := out.(bool)
	return b, nil
}

// known reports whether every answer the condition looks at is settled, so that it will not change by itself.
func (c *condition) known(settled map[string]bool) bool {
	if c == nil {
		return true
	}
	for _, a := range c.answers {
		if !settled[a] {
			return false
		}
	}
	return true
}
