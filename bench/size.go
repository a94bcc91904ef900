package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"runtime"
)

// The goals of G7. MB are 10^6 bytes.
const (
	megabyte       = 1e6
	mostBinary     = 32 * megabyte
	mostImage      = 33 * megabyte
	mostCompressed = 12 * megabyte
)

// authorities is where systems keep the certificates of the public
// authorities, the most usual place first.
func authorities() ([]byte, error) {
	for _, path := range []string{
		"/etc/ssl/certs/ca-certificates.crt", // Debian, Alpine, Arch
		"/etc/pki/tls/certs/ca-bundle.crt",   // Fedora
		"/etc/ssl/cert.pem",                  // macOS, BSD
	} {
		if text, err := os.ReadFile(path); err == nil {
			return text, nil
		}
	}
	return nil, errors.New("no certificates of the public authorities on this machine (Debian: apt-get install ca-certificates)")
}

// size weighs the binary, and the image that the Dockerfile makes of it. It
// writes the image as an OCI archive to nowhere, so no container engine is needed.
func size(ctx context.Context, args []string) error {
	set, jsonFile := flags("size")
	if err := parse(set, args); err != nil {
		return err
	}
	folder, remove, err := workFolder()
	if err != nil {
		return err
	}
	defer remove()
	path, err := buildPortal(ctx, folder)
	if err != nil {
		return err
	}
	binary, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	certificates, err := authorities()
	if err != nil {
		return err
	}
	layer, err := imageLayer(binary, certificates)
	if err != nil {
		return err
	}
	archive, err := imageArchive(layer)
	if err != nil {
		return err
	}
	r := newReport("size")
	fmt.Fprintln(r.out, "MB are 10^6 bytes")
	r.atMost("G7", "static stripped binary", float64(len(binary))/megabyte, "MB", mostBinary/megabyte, fmt.Sprintf("%d B", len(binary)))
	r.atMost("G7", "image: binary and certificates, from scratch", float64(len(layer))/megabyte, "MB", mostImage/megabyte, fmt.Sprintf("%d B", len(layer)))
	r.atMost("G7", "image, compressed (OCI archive)", float64(len(archive))/megabyte, "MB", mostCompressed/megabyte, fmt.Sprintf("%d B, gzip as engines push it", len(archive)))
	return r.finish(*jsonFile)
}

// entry is a file or, with a slash at the end of its name, a folder of a tar.
type entry struct {
	name  string
	data  []byte
	mode  int64
	owner int
}

func writeTar(entries []entry) ([]byte, error) {
	var out bytes.Buffer
	w := tar.NewWriter(&out)
	for _, e := range entries {
		kind := byte(tar.TypeReg)
		if e.name[len(e.name)-1] == '/' {
			kind = tar.TypeDir
		}
		if err := w.WriteHeader(&tar.Header{Typeflag: kind, Name: e.name, Size: int64(len(e.data)), Mode: e.mode, Uid: e.owner, Gid: e.owner}); err != nil {
			return nil, err
		}
		if _, err := w.Write(e.data); err != nil {
			return nil, err
		}
	}
	err := w.Close()
	return out.Bytes(), err
}

// imageLayer is the file system of the image, as the Dockerfile copies it together.
func imageLayer(binary, certificates []byte) ([]byte, error) {
	return writeTar([]entry{
		{name: "etc/", mode: 0o755}, {name: "etc/ssl/", mode: 0o755}, {name: "etc/ssl/certs/", mode: 0o755},
		{name: "etc/ssl/certs/ca-certificates.crt", data: certificates, mode: 0o644},
		{name: "portal", data: binary, mode: 0o755},
		{name: "data/", mode: 0o755, owner: 65532},
	})
}

// imageArchive is an OCI image layout in a tar: the layer compressed, its
// configuration and the manifest.
func imageArchive(layer []byte) ([]byte, error) {
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	if _, err := z.Write(layer); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	var fault error
	document := func(v any) []byte {
		text, err := json.Marshal(v)
		fault = errors.Join(fault, err)
		return text
	}
	var blobs []entry
	blob := func(media string, data []byte) map[string]any {
		blobs = append(blobs, entry{name: "blobs/sha256/" + digest(data), data: data, mode: 0o644})
		return map[string]any{"mediaType": media, "digest": "sha256:" + digest(data), "size": len(data)}
	}
	const oci = "application/vnd.oci.image."
	config := blob(oci+"config.v1+json", document(map[string]any{
		"architecture": runtime.GOARCH, "os": "linux",
		"config": map[string]any{"User": "65532", "WorkingDir": "/data", "Entrypoint": []string{"/portal"}, "Cmd": []string{"serve", "--config", "/etc/portal/portal.yaml"}},
		"rootfs": map[string]any{"type": "layers", "diff_ids": []string{"sha256:" + digest(layer)}},
	}))
	manifest := blob(oci+"manifest.v1+json", document(map[string]any{
		"schemaVersion": 2, "mediaType": oci + "manifest.v1+json", "config": config,
		"layers": []any{blob(oci+"layer.v1.tar+gzip", packed.Bytes())},
	}))
	entries := append([]entry{
		{name: "oci-layout", data: []byte(`{"imageLayoutVersion":"1.0.0"}`), mode: 0o644},
		{name: "index.json", data: document(map[string]any{"schemaVersion": 2, "manifests": []any{manifest}}), mode: 0o644},
		{name: "blobs/", mode: 0o755}, {name: "blobs/sha256/", mode: 0o755},
	}, blobs...)
	if fault != nil {
		return nil, fault
	}
	return writeTar(entries)
}

func digest(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}
