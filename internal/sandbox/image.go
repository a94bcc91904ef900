package sandbox

import (
	"bytes"
	_ "embed" // the picture of the one member who has one from the start
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"image/png"
	"io"
	"mime"
)

func imageOperations() []*operation {
	return []*operation{{
		id: "updateImage", method: "PUT", pattern: "/v1/customers/{customerId}/images",
		scopes: []string{"CUSTOMER_WRITE"}, form: true, handle: updateImage,
	}}
}

func imageTexts() map[string]text {
	return map[string]text{
		"error.image.type":    {"Das Bild muss ein JPEG oder PNG sein.", "The picture must be a JPEG or PNG.", "Zdjęcie musi być w formacie JPEG lub PNG."},
		"error.image.content": {"Das Bild ist nicht lesbar.", "The picture cannot be read.", "Nie można odczytać zdjęcia."},
	}
}

const (
	pictureSide    = 1200       // pixels, as the vendor documents it
	pictureQuality = 85         // of JPEG
	mostPixels     = 50_000_000 // of a picture sent; assumed, so that a small file cannot fill the memory
)

//go:embed silhouette.jpg
var silhouette string

type customerImage struct {
	ImageURL string `json:"imageUrl,omitempty"`
}

func updateImage(c *call) (any, *refusal) {
	k, refused := c.customer()
	if refused != nil {
		return nil, refused
	}
	file, refused := c.readForm(nil, "image")
	if refused != nil {
		return nil, refused
	}
	if refused := file.check("image"); refused != nil {
		return nil, refused
	}
	var decoder pictureDecoder
	switch media, _, _ := mime.ParseMediaType(file.contentType); media {
	case "image/jpeg":
		decoder = pictureDecoder{jpeg.DecodeConfig, jpeg.Decode}
	case "image/png":
		decoder = pictureDecoder{png.DecodeConfig, png.Decode}
	default:
		return nil, badRequest("error.image.type", "image")
	}
	picture, ok := decoder.picture(file.content)
	if !ok {
		return nil, badRequest("error.image.content", "image")
	}
	pictures := c.studio.Documents.Pictures
	delete(c.studio.Files, pictures[k.Record.ID])
	pictures[k.Record.ID] = c.studio.keep("profile.jpg", "image/jpeg", picture)
	c.studio.emit(c.now, "CUSTOMER_UPDATED", k.Record.ID, nil)
	return customerImage{c.link(pictures[k.Record.ID], shortLink)}, nil
}

// pictureDecoder reads one format: the part's content type chooses it, so that a
// picture that claims to be another cannot be read.
type pictureDecoder struct {
	config func(io.Reader) (image.Config, error)
	decode func(io.Reader) (image.Image, error)
}

// picture makes a square JPEG of the middle of a picture.
func (d pictureDecoder) picture(content []byte) ([]byte, bool) {
	config, err := d.config(bytes.NewReader(content))
	if err != nil || config.Width < 1 || config.Height < 1 || config.Width > mostPixels/config.Height {
		return nil, false
	}
	source, err := d.decode(bytes.NewReader(content))
	if err != nil {
		return nil, false
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, square(source), &jpeg.Options{Quality: pictureQuality}); err != nil {
		return nil, false
	}
	return out.Bytes(), true
}

// square cuts the largest square out of the middle, on white where the picture is
// transparent, and brings it to its size: each pixel is the mean of those it stands for.
func square(source image.Image) image.Image {
	bounds := source.Bounds()
	side := min(bounds.Dx(), bounds.Dy())
	from := bounds.Min.Add(image.Pt((bounds.Dx()-side)/2, (bounds.Dy()-side)/2))
	flat := image.NewRGBA(image.Rect(0, 0, side, side))
	draw.Draw(flat, flat.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
	draw.Draw(flat, flat.Bounds(), source, from, draw.Over)

	out := image.NewRGBA(image.Rect(0, 0, pictureSide, pictureSide))
	span := func(i int) (low, high int) {
		low = i * side / pictureSide
		return low, max((i+1)*side/pictureSide, low+1)
	}
	for y := range pictureSide {
		top, bottom := span(y)
		for x := range pictureSide {
			left, right := span(x)
			var sum [3]int
			for row := top; row < bottom; row++ {
				for at := flat.PixOffset(left, row); at < flat.PixOffset(right, row); at += 4 {
					sum[0] += int(flat.Pix[at])
					sum[1] += int(flat.Pix[at+1])
					sum[2] += int(flat.Pix[at+2])
				}
			}
			n := (bottom - top) * (right - left)
			out.SetRGBA(x, y, color.RGBA{uint8(sum[0] / n), uint8(sum[1] / n), uint8(sum[2] / n), 255})
		}
	}
	return out
}
