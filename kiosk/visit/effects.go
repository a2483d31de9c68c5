package visit

import (
	"context"
	"crypto/rand"
	"fmt"

	"poploket/drivers"
	"poploket/kiosk"
	"poploket/kiosk/fact"
	"poploket/kiosk/receipt"
)

// do carries out effects. What takes time runs beside the visit and comes back as an input.
func (v *Visit) do(ctx context.Context, effects []kiosk.Effect) {
	for _, e := range effects {
		v.doOne(ctx, e)
	}
}

func (v *Visit) doOne(ctx context.Context, e kiosk.Effect) {
	switch e := e.(type) {
	case kiosk.UseReader:
		select {
		case <-v.reader: // an older wish that nobody was told
		default:
		}
		v.reader <- e
	case kiosk.Submit:
		base := v.statusBase()
		go func() { v.result(ctx, v.submit(ctx, base, e.Request)) }()
	case kiosk.Print:
		go func() { v.result(ctx, v.print(ctx, e)) }()
	case kiosk.CallHelp:
		go v.try("calling help", func() error { return v.callHelp(ctx, e) })
	case kiosk.End:
		v.ended = true
		v.try("ending the visit", func() error { return v.Core.Ended(ctx, e.Reason) })
	}
}

// switchReader tells the core one wish after the other, so that the last one stands.
func (v *Visit) switchReader(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case u := <-v.reader:
			v.try("switching the reader", func() error { return v.Core.UseReader(ctx, u) })
		}
	}
}

// statusBase is where the office's status pages are.
func (v *Visit) statusBase() string {
	v.stepping.Lock()
	defer v.stepping.Unlock()
	return v.Setting.Municipality.Status
}

func (v *Visit) result(ctx context.Context, in kiosk.Input) {
	select {
	case v.results <- in:
	case <-ctx.Done():
	}
}

func (v *Visit) try(doing string, f func() error) {
	if err := f(); err != nil {
		v.Failed(fmt.Errorf("%s: %w", doing, err))
	}
}

// submit seals the request and makes it durable. Only then is anybody told.
func (v *Visit) submit(ctx context.Context, base string, r kiosk.Request) kiosk.Input {
	s, err := v.send(ctx, base, r)
	if err != nil {
		v.Failed(fmt.Errorf("sending a request: %w", err))
		return kiosk.SubmitFailed{}
	}
	return s
}

// print lays the receipt out and waits for the printer's word.
func (v *Visit) print(ctx context.Context, e kiosk.Print) kiosk.Input {
	paper := receipt.Layout(e.Receipt, v.Welcome().Columns)
	b := paper.Append(make([]byte, 0, paper.Size()))
	defer clear(b)
	subject, number := v.paperOf()
	r, err := v.Core.Print(ctx, subject, b, e.Copy, number)
	if err != nil {
		v.Failed(fmt.Errorf("printing a receipt: %w", err))
	}
	if r.Outcome == "" {
		r.Outcome, r.Fault = drivers.Failed, drivers.FaultOther
	}
	return kiosk.Printed{Copy: e.Copy, Outcome: kiosk.PrintOutcome(r.Outcome), Reason: kiosk.PaperFault(r.Fault)}
}

func (v *Visit) callHelp(ctx context.Context, e kiosk.CallHelp) error {
	d, err := fact.New(rand.Reader, actor, fact.HelpCalled{Screen: e.Screen})
	if err != nil {
		return err
	}
	_, err = v.Core.Append(ctx, []fact.Draft{d})
	return err
}
