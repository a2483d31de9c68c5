package seal

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"filippo.io/age"

	"poploket/sync/wire"
)

// OfficeKeys are the office's keys, one for each purpose.
type OfficeKeys struct {
	Municipality string
	Made         time.Time
	Root         *SigningKey // signs the keys document; nil when root.key is kept elsewhere
	RootPublic   ed25519.PublicKey
	Documents    *SigningKey
	Receipts     *SigningKey
	Sealing      *age.HybridIdentity // opens dossiers
	Recovery     *age.HybridRecipient
	Authority    *Authority
}

// Files of the office's keys. root.key and recovery.age belong into a safe once the office runs: it needs root.key only
// to publish another keys document, and recovery.age only when sealing.age is lost.
const (
	fileRoot, fileRootPublic   = "root.key", "root.pub"
	fileDocuments              = "documents.key"
	fileReceipts               = "receipts.key"
	fileSealing                = "sealing.age"
	fileRecovery, fileRecovers = "recovery.age", "recovery.pub"
	fileAuthority, fileCert    = "authority.key", "authority.pem"
)

// CreateOfficeKeys draws all keys and writes them to dir, which must not exist or be empty: all of them or none.
func CreateOfficeKeys(dir, municipality string, now time.Time) (*OfficeKeys, error) {
	parent := filepath.Dir(filepath.Clean(dir))
	if err := os.MkdirAll(parent, 0o755); err != nil {
		return nil, fmt.Errorf("making the office's keys: %w", err)
	}
	tmp, err := os.MkdirTemp(parent, ".keys-*") // 0700
	if err != nil {
		return nil, fmt.Errorf("making the office's keys: %w", err)
	}
	defer os.RemoveAll(tmp) // nothing there when all went well
	if err := drawOfficeKeys(tmp, municipality, now); err != nil {
		return nil, fmt.Errorf("making the office's keys: %w", err)
	}
	if err := os.Rename(tmp, dir); err != nil {
		return nil, fmt.Errorf("making the office's keys: %s must be absent or empty: %w", dir, err)
	}
	if err := syncFolder(parent); err != nil {
		return nil, fmt.Errorf("making the office's keys: %w", err)
	}
	return OpenOfficeKeys(dir)
}

func drawOfficeKeys(dir, municipality string, now time.Time) error {
	at := func(name string) string { return filepath.Join(dir, name) }
	for name, domain := range map[string]Domain{fileRoot: DomainKeys, fileDocuments: DomainDocument, fileReceipts: DomainReceipt} {
		k, err := NewSigningKey(domain)
		if err != nil {
			return err
		}
		if err := writeKey(at(name), k.private); err != nil {
			return err
		}
		if name == fileRoot {
			if err := writeFile(at(fileRootPublic), encodePublic(k.Public())); err != nil {
				return err
			}
		}
	}
	for _, name := range []string{fileSealing, fileRecovery} {
		id, err := age.GenerateHybridIdentity()
		if err != nil {
			return err
		}
		if err := writeFile(at(name), []byte(id.String()+"\n")); err != nil {
			return err
		}
		if name == fileRecovery {
			if err := writeFile(at(fileRecovers), []byte(id.Recipient().String()+"\n")); err != nil {
				return err
			}
		}
	}
	a, err := NewAuthority(municipality, now)
	if err != nil {
		return err
	}
	if err := writeKey(at(fileAuthority), a.key); err != nil {
		return err
	}
	return writeFile(at(fileCert), encodeCert(a.Certificate))
}

// OpenOfficeKeys reads the keys in dir. fs.ErrNotExist: they were never made.
func OpenOfficeKeys(dir string) (*OfficeKeys, error) {
	k, err := openOfficeKeys(func(name string) string { return filepath.Join(dir, name) })
	if err != nil {
		return nil, fmt.Errorf("opening the office's keys: %w", err)
	}
	return k, nil
}

func openOfficeKeys(at func(string) string) (*OfficeKeys, error) {
	k := &OfficeKeys{}
	cert, err := readFile(at(fileCert))
	if err != nil {
		return nil, err
	}
	k.Authority = &Authority{}
	if k.Authority.Certificate, err = parseCert(cert); err != nil {
		return nil, fmt.Errorf("%s: %w", fileCert, err)
	}
	if len(k.Authority.Certificate.URIs) != 1 {
		return nil, fmt.Errorf("%s names no municipality", fileCert)
	}
	k.Municipality, k.Made = k.Authority.Certificate.URIs[0].Host, k.Authority.Certificate.NotBefore.Add(clockSlack)
	k.Authority.Municipality = k.Municipality
	if k.Authority.key, err = readKey[*ecdsa.PrivateKey](at(fileAuthority)); err != nil {
		return nil, err
	}
	if k.Documents, err = readSigning(at(fileDocuments), DomainDocument); err != nil {
		return nil, err
	}
	if k.Receipts, err = readSigning(at(fileReceipts), DomainReceipt); err != nil {
		return nil, err
	}
	public, err := readFile(at(fileRootPublic))
	if err != nil {
		return nil, err
	}
	if k.RootPublic, err = decodePublic(public); err != nil {
		return nil, fmt.Errorf("%s: %w", fileRootPublic, err)
	}
	if k.Root, err = readSigning(at(fileRoot), DomainKeys); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	sealing, err := readSecret(at(fileSealing))
	if err != nil {
		return nil, err
	}
	if k.Sealing, err = age.ParseHybridIdentity(strings.TrimSpace(string(sealing))); err != nil {
		return nil, fmt.Errorf("%s holds no hybrid age identity", fileSealing) // the cause could quote the key
	}
	recovery, err := readFile(at(fileRecovers))
	if err != nil {
		return nil, err
	}
	if k.Recovery, err = age.ParseHybridRecipient(strings.TrimSpace(string(recovery))); err != nil {
		return nil, fmt.Errorf("%s: %w", fileRecovers, err)
	}
	return k, nil
}

func readSigning(path string, d Domain) (*SigningKey, error) {
	private, err := readKey[ed25519.PrivateKey](path)
	if err != nil {
		return nil, err
	}
	return &SigningKey{private, d}, nil
}

// Trusted is what units are told to trust.
func (k *OfficeKeys) Trusted() TrustedKeys {
	return TrustedKeys{
		Format: 1, Municipality: k.Municipality,
		Documents: []PublicKey{{k.Documents.Public(), k.Made}}, Receipts: []PublicKey{{k.Receipts.Public(), k.Made}},
		Office: Recipient{k.Sealing.Recipient().String(), k.Made}, Recovery: Recipient{k.Recovery.String(), k.Made},
	}
}

// SignTrusted gives the signed keys document. It needs the root key.
func (k *OfficeKeys) SignTrusted(version uint64, now time.Time, by string) ([]byte, error) {
	if k.Root == nil {
		return nil, fmt.Errorf("signing the keys document: %s isn't here: bring it back from the safe", fileRoot)
	}
	body, err := json.Marshal(k.Trusted())
	if err != nil {
		return nil, fmt.Errorf("signing the keys document: %w", err)
	}
	return k.Root.SignDocument(wire.Document{Kind: KindKeys, Version: version, Issued: now.UnixNano(), By: by, Body: body})
}

// Enrol gives a unit its certificate and what it trusts from now on.
func (k *OfficeKeys) Enrol(request []byte, unit string, now time.Time) (Enrolment, error) {
	c, err := k.Authority.SignUnit(request, unit, now)
	if err != nil {
		return Enrolment{}, err
	}
	return Enrolment{Certificate: string(encodeCert(c)), Authority: string(encodeCert(k.Authority.Certificate)), Root: k.RootPublic}, nil
}
