// Package seal holds the keys of unit and office and what they are for:
//
//   - dossiers: each has a random key, wrapped with age for whoever may open it; sealed parts of facts use
//     XChaCha20-Poly1305 under that key (Dossier, OpenDossier);
//   - signatures: Ed25519 over a purpose and bytes, for the keys document, documents and receipts (SigningKey, Keyring);
//   - certificates: the office's own authority, units' client certificates, TLS for both ends (Authority, Unit).
//
// Every purpose has a key of its own (OfficeKeys). A unit trusts one root key from its enrolment on; the root signs the
// list of the others (TrustedKeys). The package decides nothing about who may do what.
package seal
