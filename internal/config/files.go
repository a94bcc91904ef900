package config

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"net/http"
	"os"
	"slices"
	"strings"
)

// fileKind is what a file of the brand may be.
type fileKind struct {
	noun  string
	most  int64 // bytes
	types []string
}

const (
	svgType   = "image/svg+xml"
	woff2Type = "font/woff2"
	icoType   = "image/x-icon"
)

func logoFile() fileKind {
	return fileKind{"a logo", 256 << 10, []string{svgType, "image/png", "image/jpeg", "image/webp"}}
}

func faviconFile() fileKind {
	return fileKind{"a favicon", 64 << 10, []string{svgType, "image/png", icoType, "image/webp", "image/jpeg"}}
}

func fontFile() fileKind {
	return fileKind{"a font", 512 << 10, []string{woff2Type}}
}

// brandFile reads the file named below key and checks it; nil when none is
// named or after reporting what is wrong with it.
func brandFile(m mapping, key string, kindOf func() fileKind) *BrandFile {
	return optional(m, key, nil, text, func(path string) (*BrandFile, string) {
		return loadBrandFile(m.file(path), kindOf())
	})
}

func loadBrandFile(path string, kind fileKind) (*BrandFile, string) {
	data, complaint := readAtMost(path, kind)
	if complaint != "" {
		return nil, complaint
	}
	found := detect(data)
	if !slices.Contains(kind.types, found) {
		return nil, fmt.Sprintf("{} is %s by its content; %s must be %s", typeName(found), kind.noun, typeNames(kind.types))
	}
	if found == svgType {
		if problem := checkSVG(data); problem != "" {
			return nil, "{} is an SVG that " + problem
		}
	}
	return &BrandFile{Type: found, Ext: extension(found), Data: data}, ""
}

func readAtMost(path string, kind fileKind) (data []byte, complaint string) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, "cannot read {}: " + plainly(err)
	}
	if !info.Mode().IsRegular() {
		return nil, "{} is not a file"
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, "cannot read {}: " + plainly(err)
	}
	defer func() { _ = file.Close() }() // nothing was written
	data, err = io.ReadAll(io.LimitReader(file, kind.most+1))
	if err != nil {
		return nil, "cannot read {}: " + plainly(err)
	}
	if int64(len(data)) > kind.most {
		return nil, fmt.Sprintf("{} has %s; %s may have at most %s", size(max(info.Size(), int64(len(data)))), kind.noun, size(kind.most))
	}
	return data, ""
}

// detect tells the type by the first bytes, never by the name.
func detect(data []byte) string {
	found, _, _ := strings.Cut(http.DetectContentType(data), ";")
	switch found {
	case "image/vnd.microsoft.icon":
		return icoType
	case "text/xml", "text/plain", "text/html":
		if bytes.Contains(data, []byte("<svg")) { // checkSVG looks closely
			return svgType
		}
	}
	return found
}

func extension(mediaType string) string {
	switch mediaType {
	case svgType:
		return "svg"
	case "image/png":
		return "png"
	case "image/jpeg":
		return "jpg"
	case "image/webp":
		return "webp"
	case icoType:
		return "ico"
	case woff2Type:
		return "woff2"
	}
	return "bin"
}

func typeName(mediaType string) string {
	switch mediaType {
	case svgType:
		return "SVG"
	case "image/png":
		return "PNG"
	case "image/jpeg":
		return "JPEG"
	case "image/webp":
		return "WebP"
	case icoType:
		return "ICO"
	case woff2Type:
		return "WOFF2"
	}
	return mediaType
}

func typeNames(mediaTypes []string) string {
	names := make([]string, len(mediaTypes))
	for i, mediaType := range mediaTypes {
		names[i] = typeName(mediaType)
	}
	if len(names) == 1 {
		return names[0]
	}
	return strings.Join(names[:len(names)-1], ", ") + " or " + names[len(names)-1]
}

// size is a number of bytes for people: "256 KiB", "0.9 KiB".
func size(bytes int64) string {
	const kib = 1 << 10
	if bytes%kib == 0 {
		return fmt.Sprintf("%d KiB", bytes/kib)
	}
	// Rounded up, so that what is too large never looks as large as the limit.
	return fmt.Sprintf("%.1f KiB", math.Ceil(float64(bytes)/kib*10)/10)
}
