package views

// EmbedPage shows a studio, or who makes its website, the lines to paste, and what
// they come to.
type EmbedPage struct {
	Page
	Origins []string // websites that may frame the portal, as configured
	Config  string   // what to write into portal.yaml where there is none

	Pages, Speech, Themes  []EmbedOption // of the form
	Looks                  []EmbedOption // none where the studio has one look
	Key, MinHeight, Offset string        // as typed
	NoBook                 bool

	Lines  string // the two lines
	Pinned string // the script with its checksum
	Plain  string // without a script

	Live EmbedLive
}

// EmbedOption is a value to choose in the form.
type EmbedOption struct {
	Value, Text string
	Selected    bool
}

// EmbedLive is the preview: what the two lines hold, for this page's own script.
type EmbedLive struct {
	Portal, Path, Lang, Theme, Brand, Color, MinHeight, NoBook string
	To                                                         string // the same page on its own
}
