package e2e

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"math/big"
	"time"
)

// authority signs the certificate of all websites of the rigs. It lives and
// dies with the run: browsers are told to believe its key alone.
type authority struct {
	certificate tls.Certificate
	fingerprint string // of the authority's key, as Chromium takes it
}

func newAuthority() (*authority, error) {
	ownKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	root := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "authority of the tests"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	rootDER, err := x509.CreateCertificate(rand.Reader, root, root, ownKey.Public(), ownKey)
	if err != nil {
		return nil, err
	}
	siteKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	site := &x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: portalHost},
		NotBefore: root.NotBefore, NotAfter: root.NotAfter,
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		DNSNames: []string{portalHost, siblingHost, studioOne, studioTwo, attackerHost},
	}
	siteDER, err := x509.CreateCertificate(rand.Reader, site, root, siteKey.Public(), ownKey)
	if err != nil {
		return nil, err
	}
	spki, err := x509.MarshalPKIXPublicKey(ownKey.Public())
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(spki)
	return &authority{
		certificate: tls.Certificate{Certificate: [][]byte{siteDER, rootDER}, PrivateKey: siteKey},
		fingerprint: base64.StdEncoding.EncodeToString(sum[:]),
	}, nil
}

func (a *authority) tls() *tls.Config {
	return &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{a.certificate}}
}
