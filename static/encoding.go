package static

import (
	"strconv"
	"strings"
)

// acceptEncoding is a parsed Accept-Encoding (RFC 9110, section 12.5.3):
// coding to whether it may be used.
type acceptEncoding map[string]bool

// parseAcceptEncoding reads the header's lines. The order of preference is
// ours: the smallest answer; a quality only says whether a coding may be used.
func parseAcceptEncoding(lines []string) acceptEncoding {
	accept := acceptEncoding{}
	for _, line := range lines {
		for element := range strings.SplitSeq(line, ",") {
			coding, parameters, _ := strings.Cut(element, ";")
			coding = strings.ToLower(strings.TrimSpace(coding))
			if coding == "x-gzip" {
				coding = "gzip"
			}
			if coding != "" {
				accept[coding] = quality(parameters) > 0
			}
		}
	}
	return accept
}

// quality reads ";q=0.5"; 1 when there is none, 0 when it cannot be read.
func quality(parameters string) float64 {
	for parameter := range strings.SplitSeq(parameters, ";") {
		name, value, _ := strings.Cut(parameter, "=")
		if !strings.EqualFold(strings.TrimSpace(name), "q") {
			continue
		}
		q, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
		if err != nil {
			return 0
		}
		return q
	}
	return 1
}

func (a acceptEncoding) takes(coding string) bool {
	if listed, ok := a[coding]; ok {
		return listed
	}
	return a["*"]
}
