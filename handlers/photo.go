package handlers

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"

	"memberportal/internal/store"
	"memberportal/pgclient"
	"memberportal/views"
)

// showPhoto shows the member's picture and how to replace it.
func showPhoto(c *Context) error {
	load := c.newParts()
	var customer pgclient.Customer
	need(load, &customer, func(ctx context.Context) (pgclient.Customer, error) {
		return c.API.GetCustomerById(ctx, c.Who.CustomerID)
	})
	if err := load.wait(); err != nil {
		return err
	}
	return c.Render(http.StatusOK, views.Photo(c.photoPage(customer.ImageURL != "")))
}

func (c *Context) photoPage(has bool) views.PhotoPage {
	return views.PhotoPage{Page: c.page(c.Text.T("documents.photo_title"), "profile"), Has: has, Change: c.Studio.May("updateImage")}
}

// openPhoto passes the member's picture on; what is no picture is not found.
func openPhoto(c *Context) error {
	ctx, cancel := context.WithTimeout(c.Ctx, fileTime)
	defer cancel()
	d, err := ownPicture(ctx, c.API, c.Who.CustomerID)
	if err != nil {
		return err
	}
	if d == nil {
		return errNotFound
	}
	defer func() { _ = d.Content.Close() }()
	content := bufio.NewReaderSize(d.Content, 4<<10)
	head, err := content.Peek(512)
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	kind := kindOfFile(head)
	if kind != typeJPEG && kind != typePNG {
		return errNotFound
	}
	return c.stream(content, kind, d.Size)
}

// ownPicture opens the picture of a customer by a fresh link; nil when there is none.
func ownPicture(ctx context.Context, api *pgclient.Client, customerID int64) (*pgclient.Download, error) {
	customer, err := api.GetCustomerById(ctx, customerID)
	if err != nil || customer.ImageURL == "" {
		return nil, err
	}
	return api.Download(ctx, customer.ImageURL)
}

// pictureMark is a fingerprint of the customer's picture as it is now.
func pictureMark(ctx context.Context, api *pgclient.Client, customerID int64) (string, error) {
	d, err := ownPicture(ctx, api, customerID)
	if err != nil {
		return "", err
	}
	if d == nil {
		return noPicture, nil
	}
	defer func() { _ = d.Content.Close() }()
	content, err := readBounded(d.Content, pgclient.MaxDownload)
	if err != nil {
		return "", err
	}
	return fingerprint(content), nil
}

// noPicture is the fingerprint of none.
const noPicture = "none"

// photoTrace is what reading back a new picture needs.
type photoTrace struct {
	Before string `json:"before"` // fingerprint of the picture before; "": not known
}

// replacePhoto turns the picture upright, takes everything but the pixels out of it
// and gives it to the studio, once.
func replacePhoto(c *Context) error {
	whole := c.form("crop") == "whole"
	again := func(errs []views.FieldError) error {
		load := c.newParts()
		var customer part[pgclient.Customer]
		want(load, &customer, func(ctx context.Context) (pgclient.Customer, error) {
			return c.API.GetCustomerById(ctx, c.Who.CustomerID)
		})
		_ = load.wait() // a part: the form is what this page is for
		c.note(customer.err)
		page := c.photoPage(customer.value.ImageURL != "")
		page.Missing, page.Whole, page.Change = customer.err != nil, whole, true
		page.Errors = errs
		return c.Render(http.StatusUnprocessableEntity, views.Photo(page))
	}
	if !c.freshForm() {
		return again([]views.FieldError{{Text: c.Text.T("errors.form_expired")}})
	}
	content, problem, err := c.takeFile("documents.photo_missing_file", "documents.photo_kind", typeJPEG, typePNG)
	if err != nil {
		return err
	}
	var picture string
	if problem == "" {
		if picture, problem, err = c.preparePicture(content, whole); err != nil {
			c.keepOnce = true
			return c.unsentAgain(true, again)
		}
	}
	if problem != "" {
		return again([]views.FieldError{{Field: "image", Text: problem}})
	}

	var trace photoTrace
	ctx, cancel := context.WithTimeout(c.Ctx, c.app.timing.page)
	trace.Before, err = pictureMark(ctx, c.API, c.Who.CustomerID)
	cancel()
	c.note(err)
	up := pgclient.Upload{Name: "photo.jpg", ContentType: typeJPEG, Content: strings.NewReader(picture), Size: int64(len(picture))}
	intent, err := c.writeOnce(attempt{
		action: actionReplacePhoto, target: fingerprint(picture), details: trace,
		send: func(ctx context.Context) (outcome, error) {
			_, err := c.API.UpdateImage(ctx, c.Who.CustomerID, up)
			return outcome{}, err
		},
	})
	return c.conclude(intent, err, map[string]string{"image": "image"}, func(outcome) error {
		return c.redirectSaying(c.Paths.Photo(), flash{Key: saidPhoto})
	}, again)
}

// preparePicture works on one picture at a time, which is what the memory is for.
func (c *Context) preparePicture(content string, whole bool) (picture, problem string, err error) {
	ctx, cancel := context.WithTimeout(c.Ctx, pictureTime)
	defer cancel()
	select {
	case c.app.pictures <- struct{}{}:
		defer func() { <-c.app.pictures }()
	case <-ctx.Done():
		return "", "", notSent(outcome{Busy: true})
	}
	picture, err = profilePicture(ctx, content, whole)
	switch {
	case errors.Is(err, errTooManyPixels):
		return "", c.Text.T("documents.photo_pixels"), nil
	case errors.Is(err, errTooFewPixels):
		return "", c.Text.T("documents.photo_small"), nil
	case err != nil && ctx.Err() != nil:
		return "", "", notSent(outcome{Busy: true})
	case err != nil:
		return "", c.Text.T("documents.photo_unreadable"), nil
	}
	return picture, "", nil
}

// pictureTime is how long a picture may take, with the wait for those before it.
const pictureTime = 20 * time.Second

// replacePhotoLook: the picture is another one than before. One that looks the same
// to the byte proves nothing.
func replacePhotoLook(ctx context.Context, api *pgclient.Client, customerID int64, t photoTrace) (outcome, bool, error) {
	if t.Before == "" {
		return outcome{}, false, nil
	}
	now, err := pictureMark(ctx, api, customerID)
	return outcome{}, err == nil && now != t.Before && now != noPicture, err
}

func tellPhoto(base views.Page, intent store.Intent, o outcome) told {
	return tellPage(base, intent, o, base.Text.T("documents.photo_saved"), base.Text.T("documents.photo_not_saved"), base.Paths.Photo())
}
