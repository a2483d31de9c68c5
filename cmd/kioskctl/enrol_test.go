package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"log/slog"
	"net"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"poploket/sync/identity"
	"poploket/sync/office/enrol"
	"poploket/sync/office/store"
	"poploket/sync/office/store/sqlite"
	"poploket/sync/seal"
)

func TestEnrol(t *testing.T) {
	keys, err := seal.CreateOfficeKeys(filepath.Join(t.TempDir(), "keys"), "voorhaven", time.Now())
	if err != nil {
		t.Fatal(err)
	}
	db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "office.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	now := time.Now()
	if err := db.AddUnit(t.Context(), store.Unit{ID: "bus-1", Name: "Bus 1", Prefix: "KD", Letter: "A", Created: now}); err != nil {
		t.Fatal(err)
	}
	if err := db.AddToken(t.Context(), store.Token{Hash: sha256.Sum256([]byte("ABCD-EFGH")), Unit: "bus-1", Created: now, Expires: now.Add(time.Hour)}); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Publish(t.Context(), store.Document{Kind: seal.KindKeys, Issued: now, Body: []byte("{}")},
		func(v uint64) ([]byte, error) { return keys.SignTrusted(v, now, "noor") }); err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	door := enrol.New(enrol.Options{Store: db, Keys: keys, Hosts: []string{"127.0.0.1"}, Broker: "mqtts://127.0.0.1:8883", Now: time.Now, Log: slog.New(slog.DiscardHandler)})
	go func() { done <- door.Serve(ctx, l) }()
	defer func() { cancel(); <-done }()

	pin := keys.Authority.Fingerprint()
	hash := hex.EncodeToString(pin[:])
	state := t.TempDir()
	base := []string{"enrol", "--office", "https://" + l.Addr().String(), "--dir", state}
	tests := []struct {
		name string
		args []string
		in   string
		code int
		want string // on stdout for exit 0, else on stderr
	}{
		{"nothing given", []string{"enrol"}, "", exitUsage, "--office URL"},
		{"hash too short", append(base, "--token", "ABCD-EFGH", "--ca-hash", "abcd"), "", exitUsage, "64 hexadecimal digits"},
		{"another authority", append(base, "--token", "ABCD-EFGH", "--ca-hash", strings.Repeat("00", 32)), "", exitNo, "not the office of the slip"},
		{"another unit", append(base, "--token", "ABCD-EFGH", "--ca-hash", hash, "--unit", "bus-2"), "", exitNo, "for another unit"},
		{"unknown token", append(base, "--token", "AAAA", "--ca-hash", hash), "", exitNo, "Make a fresh token"},
		{"good, from stdin", append(base, "--token", "-", "--ca-hash", "SHA256:"+strings.ToUpper(hash), "--unit", "bus-1"), "abcd-efgh\n", exitOK,
			"unit bus-1 of voorhaven is enrolled until "},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var out, errs bytes.Buffer
			code := run(tt.args, strings.NewReader(tt.in), &out, &errs)
			said := out.String()
			if tt.code != exitOK {
				said = errs.String()
			}
			if code != tt.code || !strings.Contains(said, tt.want) {
				t.Errorf("exit %d, %q, want %d, %q (stderr %q)", code, said, tt.code, tt.want, errs.String())
			}
			if strings.Contains(errs.String()+out.String(), "ABCD-EFGH") {
				t.Error("the token was shown")
			}
		})
	}
	if id, err := identity.Load(identity.Folder(state)); err != nil || id.ID != "bus-1" {
		t.Errorf("loaded %+v, %v", id, err)
	}
}
