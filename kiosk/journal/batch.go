package journal

import (
	"crypto/sha256"
	"fmt"
	"runtime"
	"sync"

	"poploket/kiosk/fact"
)

// maxDrafts is the limit of one Append.
const maxDrafts = 1000

// batch is the drafts of one Append with what can be computed before its turn, and room that is used again.
type batch struct {
	drafts []prepared
	wraps  []byte
}

// prepared is a draft whose hashes are known. sealedHash and wrapsHash mean nothing where there are no such parts.
type prepared struct {
	*fact.Draft
	body                  fact.Body
	wraps                 []byte // as stored and hashed
	sealedHash, wrapsHash fact.Hash
}

// prepareEach is how many drafts are worth another processor: what requests carry takes as long to hash as to store.
const prepareEach = 25

// prepare checks the drafts and does everything that needs no transaction.
func (b *batch) prepare(drafts []fact.Draft) error {
	n := len(drafts)
	if n > maxDrafts {
		return fmt.Errorf("%d facts at once, limit %d", n, maxDrafts)
	}
	b.drafts, b.wraps = b.drafts[:0], b.wraps[:0]
	for i := range drafts {
		at := len(b.wraps)
		if ws := drafts[i].Wraps; len(ws) > 0 {
			b.wraps = fact.AppendWraps(b.wraps, ws)
		}
		b.drafts = append(b.drafts, prepared{Draft: &drafts[i], wraps: b.wraps[at:]})
	}
	parts := min(runtime.GOMAXPROCS(0), (n+prepareEach-1)/prepareEach)
	if parts < 2 {
		return read(b.drafts)
	}
	var wg sync.WaitGroup
	errs := make([]error, parts)
	for i := range parts {
		wg.Go(func() { errs[i] = read(b.drafts[i*n/parts : (i+1)*n/parts]) })
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func read(ps []prepared) (err error) {
	for i := range ps {
		p := &ps[i]
		if p.body, err = p.Read(); err != nil {
			return err
		}
		if len(p.Sealed) > 0 {
			p.sealedHash = sha256.Sum256(p.Sealed)
		}
		if len(p.wraps) > 0 {
			p.wrapsHash = sha256.Sum256(p.wraps) // as fact.HashWraps
		}
	}
	return nil
}
