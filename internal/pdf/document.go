// Package pdf writes what a member keeps on paper or in a folder: plain documents
// of headings, paragraphs, rows and preformatted text on A4.
//
// The files are tagged (ISO 32000-1, section 14.8), so that a screen reader finds
// headings, tables with row headers and the language; title, author and language
// are set; the text can be selected, searched and copied. The fonts are part of the
// program. They have Latin, Greek and Cyrillic; any other character is drawn as a
// replacement box and stays what it was in the text that is read out or copied.
// Text runs from left to right.
package pdf

import (
	"errors"
	"io"
	"time"
)

// Document is what is written. Its texts may hold anything: invalid UTF-8 and
// control characters become U+FFFD, tabs four blanks, and text is brought into
// Unicode's normal form C.
type Document struct {
	// Title names the document in the window and in running heads. Required.
	Title string
	// Language of all texts (BCP 47), "de". Required.
	Language string
	// Author is who hands the document out, the studio. Where it is not empty it
	// stands above the first block.
	Author string
	// Created is shown with its own zone in the document's properties. Required.
	Created time.Time
	Blocks  []Block
	// Footer is the line at the foot of each page, both counted from 1; nil: none.
	Footer func(page, pages int) string
}

// Block is one of Heading, Paragraph, Rows and Preformatted.
type Block interface{ place(l *layout) }

// Heading is a heading of a level from 1 to 6; others are taken as the nearest.
type Heading struct {
	Level int
	Text  string
}

// Style is how large a paragraph is.
type Style int

// Body is for what is read, Large for the one thing to be found again (a number),
// Small for what must be there.
const (
	Body Style = iota
	Large
	Small
)

// Paragraph is running text. A line feed begins a new line.
type Paragraph struct {
	Text  string
	Style Style
}

// Row is a term and its value.
type Row struct{ Term, Value string }

// Rows is a table of two columns, whose terms are the headers of their rows.
type Rows []Row

// Preformatted is text in one width for each character, lines as they are; a line
// that is too long goes on in the next.
type Preformatted struct{ Text string }

// ErrIncomplete is returned for a document without title, language or time: it
// could not be read aloud or filed.
var ErrIncomplete = errors.New("pdf: a document needs a title, a language and the time it was made")

// Write writes d as PDF 1.7. The same document gives the same bytes. Errors are
// ErrIncomplete and those of w.
func Write(w io.Writer, d Document) error {
	if d.Title == "" || d.Language == "" || d.Created.IsZero() {
		return ErrIncomplete
	}
	faces, err := embeddedFaces()
	if err != nil {
		return err
	}
	l := newLayout(faces, clean(d.Title))
	l.letterhead(clean(d.Author))
	for _, block := range d.Blocks {
		block.place(l)
	}
	l.feet(d.Footer)
	_, err = w.Write(assemble(d, l))
	return err
}
