package handlers

import (
	"context"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"strings"
)

const (
	pictureSide    = 1200       // pixels, what the API makes of every picture
	smallestSide   = 200        // pixels: less is no face
	mostPixels     = 40_000_000 // of a picture, so that a small file cannot fill the memory
	pictureQuality = 90         // of JPEG
)

var (
	errTooManyPixels = errors.New("picture has too many pixels")
	errTooFewPixels  = errors.New("picture is too small")
)

// profilePicture makes a square JPEG of a JPEG or PNG: upright as the camera meant
// it, the middle of it or all of it on white, at most as large as the API keeps it,
// and nothing in it but pixels. The context bounds the time.
func profilePicture(ctx context.Context, content string, whole bool) (string, error) {
	configOf, decode := jpeg.DecodeConfig, jpeg.Decode
	if kindOfFile([]byte(content[:min(len(content), 512)])) == typePNG {
		configOf, decode = png.DecodeConfig, png.Decode
	}
	config, err := configOf(strings.NewReader(content))
	switch {
	case err != nil:
		return "", err
	case config.Width < 1 || config.Height < 1 || config.Width > mostPixels/config.Height:
		return "", errTooManyPixels
	case min(config.Width, config.Height) < smallestSide:
		return "", errTooFewPixels
	}
	source, err := decode(&timedReader{ctx, strings.NewReader(content)})
	if err != nil {
		return "", err
	}
	var out strings.Builder
	err = jpeg.Encode(&out, squared(source, orientationOf(content), whole), &jpeg.Options{Quality: pictureQuality})
	return out.String(), err
}

// timedReader stops a decoder when the time is over.
type timedReader struct {
	ctx  context.Context
	from io.Reader
}

// Read implements io.Reader.
func (r *timedReader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.from.Read(p[:min(len(p), 64<<10)])
}

// squared turns a picture upright and brings it into a square on white; each pixel
// is the mean of those it stands for, and none is made up.
func squared(source image.Image, orientation int, whole bool) image.Image {
	bounds := source.Bounds()
	width, height := bounds.Dx(), bounds.Dy()
	if orientation >= 5 {
		width, height = height, width // as it is seen
	}
	side := min(width, height)
	if whole {
		side = max(width, height)
	}
	left, top := (width-side)/2, (height-side)/2 // negative where white is added
	size := min(side, pictureSide)
	at := pixels(source)
	out := image.NewRGBA(image.Rect(0, 0, size, size))
	for y := range size {
		y0, y1 := top+y*side/size, top+(y+1)*side/size
		for x := range size {
			x0, x1 := left+x*side/size, left+(x+1)*side/size
			var r, g, b, n uint32
			for sy := max(y0, 0); sy < min(y1, height); sy++ {
				for sx := max(x0, 0); sx < min(x1, width); sx++ {
					px, py := stored(sx, sy, bounds.Dx(), bounds.Dy(), orientation)
					pr, pg, pb := at(px, py)
					r, g, b, n = r+uint32(pr), g+uint32(pg), b+uint32(pb), n+1
				}
			}
			shade := color.RGBA{255, 255, 255, 255}
			if n > 0 {
				shade = color.RGBA{uint8(r / n), uint8(g / n), uint8(b / n), 255}
			}
			out.SetRGBA(x, y, shade)
		}
	}
	return out
}

// stored is where the pixel lies that is seen at x, y, by the orientation of EXIF:
// mirrored, turned, or both. width and height are those of the file.
func stored(x, y, width, height, orientation int) (int, int) {
	switch orientation {
	case 2:
		return width - 1 - x, y
	case 3:
		return width - 1 - x, height - 1 - y
	case 4:
		return x, height - 1 - y
	case 5:
		return y, x
	case 6:
		return y, height - 1 - x
	case 7:
		return width - 1 - y, height - 1 - x
	case 8:
		return width - 1 - y, x
	}
	return x, y
}

// pixels reads a picture's pixels on white, those of photos without a detour.
func pixels(source image.Image) func(x, y int) (r, g, b uint8) {
	origin := source.Bounds().Min
	if photo, ok := source.(*image.YCbCr); ok {
		return func(x, y int) (uint8, uint8, uint8) {
			c := photo.COffset(origin.X+x, origin.Y+y)
			return color.YCbCrToRGB(photo.Y[photo.YOffset(origin.X+x, origin.Y+y)], photo.Cb[c], photo.Cr[c])
		}
	}
	return func(x, y int) (uint8, uint8, uint8) {
		r, g, b, a := source.At(origin.X+x, origin.Y+y).RGBA() // multiplied by a already
		white := 0xffff - a
		return uint8((r + white) >> 8), uint8((g + white) >> 8), uint8((b + white) >> 8)
	}
}

// orientationOf reads how the camera was held, 1 to 8, from the EXIF part of a JPEG;
// 1, upright, when that is not told or makes no sense.
func orientationOf(content string) int {
	at := 2 // after the start of the image
	for at+4 <= len(content) && content[at] == 0xff {
		marker, length := content[at+1], int(content[at+2])<<8|int(content[at+3])
		if marker == 0xda || length < 2 || at+2+length > len(content) {
			break // the pixels begin, or the file is broken
		}
		segment := content[at+4 : at+2+length]
		if marker == 0xe1 && strings.HasPrefix(segment, "Exif\x00\x00") {
			return orientationIn([]byte(segment[6:]))
		}
		at += 2 + length
	}
	return 1
}

// orientationIn reads it from the TIFF structure that EXIF is.
func orientationIn(tiff []byte) int {
	const orientation, short = 0x0112, 3
	if len(tiff) < 8 {
		return 1
	}
	var order binary.ByteOrder = binary.BigEndian
	if tiff[0] == 'I' {
		order = binary.LittleEndian
	}
	at := int64(order.Uint32(tiff[4:]))
	if at+2 > int64(len(tiff)) {
		return 1
	}
	entries := int64(order.Uint16(tiff[at:]))
	for i := range entries {
		entry := at + 2 + 12*i
		if entry+12 > int64(len(tiff)) {
			break
		}
		if order.Uint16(tiff[entry:]) == orientation && order.Uint16(tiff[entry+2:]) == short {
			if value := int(order.Uint16(tiff[entry+8:])); value >= 1 && value <= 8 {
				return value
			}
			break
		}
	}
	return 1
}
