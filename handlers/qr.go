package handlers

import (
	"image/color"
	"strconv"

	"github.com/boombuler/barcode/qr"
)

// drawQR turns a text, exactly as it is, into the outline of the dark modules of a
// QR code: modules are squares of side 1, size of them a side, without the quiet
// zone. Level M stands a scratch or a finger on the screen and keeps a door code in
// the smallest size. Not ok: too long for a QR code, or empty.
func drawQR(content string) (size int, path string, ok bool) {
	if content == "" {
		return 0, "", false
	}
	code, err := qr.Encode(content, qr.M, qr.Auto)
	if err != nil {
		return 0, "", false
	}
	size = code.Bounds().Dx()
	var d []byte
	for y := range size {
		for x := 0; x < size; x++ {
			length := 0
			for x+length < size && code.At(x+length, y) == color.Black {
				length++
			}
			if length > 0 {
				d = append(d, 'M')
				d = strconv.AppendInt(d, int64(x), 10)
				d = append(d, ' ')
				d = strconv.AppendInt(d, int64(y), 10)
				d = append(d, 'h')
				d = strconv.AppendInt(d, int64(length), 10)
				d = append(d, "v1h-"...)
				d = strconv.AppendInt(d, int64(length), 10)
				d = append(d, 'z')
				x += length
			}
		}
	}
	return size, string(d), true
}
