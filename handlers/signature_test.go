package handlers

import (
	"encoding/base64"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// svgOf decodes a picture and holds it to XML without anything that could act.
func svgOf(t *testing.T, picture string) string {
	t.Helper()
	raw, err := base64.StdEncoding.DecodeString(picture)
	require.NoError(t, err)
	d := xml.NewDecoder(strings.NewReader(string(raw)))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		require.NoError(t, err)
		if e, ok := token.(xml.StartElement); ok {
			require.Contains(t, []string{"svg", "desc", "path", "text"}, e.Name.Local)
		}
	}
	return string(raw)
}

func TestDrawnSignature(t *testing.T) {
	picture, ok := drawnSignature("0,0 600,200;10,20 30,40", `signed <here> & "now"`)
	require.True(t, ok)
	svg := svgOf(t, picture)
	require.Contains(t, svg, `d="M0 0L600 200M10 20L30 40"`)
	require.Contains(t, svg, "signed &lt;here&gt; &amp;")
	for name, strokes := range map[string]string{
		"nothing": "", "a dot": "10,10", "hardly more": "10,10 20,20", "outside": "0,0 601,100", "below": "0,0 600,201", "negative": "-1,0 100,100",
		"script": `0,0 100,100"/><script>`, "no numbers": "a,b c,d", "half": "0 100,100", "empty stroke": "0,0 100,100;;",
		"decimal": "0.5,1 200,100", "too many points": strings.Repeat("1,1 ", mostSignPoints) + "600,200", "too long": strings.Repeat("1,1 ", longestStrokes),
	} {
		picture, ok := drawnSignature(strokes, "")
		require.False(t, ok, name)
		require.Empty(t, picture)
	}
}

func TestTypedSignature(t *testing.T) {
	for _, name := range []string{"Jo", "Paula <Neumann> & Söhne", "نور الهدى", "Lotte 🌻", strings.Repeat("n", 100), "a\x00b\u2028c\xff"} {
		picture, ok := typedSignature(name, "")
		require.True(t, ok, name)
		svgOf(t, picture)
	}
	for _, name := range []string{"", " ", "x", strings.Repeat("n", 101)} {
		_, ok := typedSignature(name, "")
		require.False(t, ok, name)
	}
}

func FuzzSignature(f *testing.F) {
	f.Add("0,0 100,100;5,5", "Jana <b>")
	f.Add("\x00\xff\ufffe", "\x1b]]>")
	f.Fuzz(func(t *testing.T, strokes, name string) {
		if picture, ok := drawnSignature(strokes, name); ok {
			svgOf(t, picture)
		}
		if picture, ok := typedSignature(name, strokes); ok {
			svgOf(t, picture)
		}
	})
}
