package config_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"memberportal/internal/config"
)

func TestBrandFilesAreKnownByTheirContent(t *testing.T) {
	for name, test := range map[string]struct{ key, content, mediaType, ext, fault string }{
		"svg":             {"logo", smallSVG, "image/svg+xml", "svg", ""},
		"svg declared":    {"logo", `<?xml version="1.0" encoding="UTF-8"?>` + "\n<!-- by hand -->\n" + smallSVG, "image/svg+xml", "svg", ""},
		"png":             {"logo_dark", smallPNG, "image/png", "png", ""},
		"jpeg":            {"logo", jpeg, "image/jpeg", "jpg", ""},
		"webp":            {"logo", webp, "image/webp", "webp", ""},
		"ico":             {"favicon", smallICO, "image/x-icon", "ico", ""},
		"svg favicon":     {"favicon", smallSVG, "image/svg+xml", "svg", ""},
		"woff2":           {"font_file", woff2, "font/woff2", "woff2", ""},
		"ico as logo":     {"logo", smallICO, "", "", "“f” is ICO by its content; a logo must be SVG, PNG, JPEG or WebP"},
		"png as font":     {"font_file", smallPNG, "", "", "“f” is PNG by its content; a font must be WOFF2"},
		"gif":             {"logo", "GIF89a", "", "", "is image/gif by its content"},
		"html":            {"logo", "<html><script>alert(1)</script>", "", "", "is text/html by its content"},
		"html around svg": {"logo", "<html>" + smallSVG + "</html>", "", "", "does not begin with <svg"},
		"empty":           {"logo", "", "", "", "by its content"},
		"large logo":      {"logo", smallPNG + strings.Repeat("x", 300<<10), "", "", "“f” has 300.1 KiB; a logo may have at most 256 KiB"},
		"large favicon":   {"favicon", smallPNG + strings.Repeat("x", 64<<10-len(smallPNG)+1), "", "", "“f” has 64.1 KiB; a favicon may have at most 64 KiB"},
		"large font":      {"font_file", woff2 + strings.Repeat("x", 512<<10), "", "", "a font may have at most 512 KiB"},
		"largest logo":    {"logo", smallPNG + strings.Repeat("x", 256<<10-len(smallPNG)), "image/png", "png", ""},
		"bad svg":         {"logo", `<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`, "", "", "“f” is an SVG that holds the attribute onload"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := folder(t, "f", test.content)
			c, err := config.Parse([]byte(minimal(t)+"      "+test.key+": f\n"), dir, environment())
			if test.fault != "" {
				require.ErrorContains(t, err, "line 17: studios[0].brand."+test.key+": ")
				require.ErrorContains(t, err, test.fault)
				return
			}
			require.NoError(t, err)
			brand := c.Studios[0].Brand
			file := map[string]*config.BrandFile{"logo": brand.Logo, "logo_dark": brand.LogoDark, "favicon": brand.Favicon, "font_file": brand.Font}[test.key]
			require.Equal(t, &config.BrandFile{Type: test.mediaType, Ext: test.ext, Data: []byte(test.content)}, file)
		})
	}
}

func TestAFolderIsNoBrandFile(t *testing.T) {
	dir := folder(t, "brand/x", "")
	_, err := config.Parse([]byte(minimal(t)+"      logo: brand\n"), dir, environment())
	require.ErrorContains(t, err, "“brand” is not a file")
}
