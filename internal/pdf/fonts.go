package pdf

import (
	_ "embed"
	"sync"
)

// The Go fonts of Bigelow & Holmes without their programs for coarse screens, which
// are half of them: golang.org/x/image/font/gofont (see fonts/LICENSE). A test
// writes them: go test ./internal/pdf -run Fonts -update.
var (
	//go:embed fonts/regular.ttf
	regularData []byte
	//go:embed fonts/bold.ttf
	boldData []byte
	//go:embed fonts/mono.ttf
	monoData []byte
)

// The fonts of a document, in the order of its font resources.
const (
	regular = iota
	bold
	mono
	fontCount
)

// embeddedFaces reads the fonts when the first document is written.
var embeddedFaces = sync.OnceValues(func() (faces [fontCount]*face, err error) {
	for i, f := range [fontCount]struct {
		name string
		data []byte
	}{{"GoRegular", regularData}, {"GoBold", boldData}, {"GoMono", monoData}} {
		if faces[i], err = parseFace(f.name, f.data); err != nil {
			return faces, err
		}
	}
	return faces, nil
})
