package declaration

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode"

	"golang.org/x/sync/errgroup"

	"memberportal/internal/address"
	"memberportal/pgclient"
	views "memberportal/views/mail"
)

// People is what finding a customer needs of a studio's client; *pgclient.Client is one.
type People interface {
	SearchCustomers(ctx context.Context, search pgclient.CustomerSearchRequest) ([]pgclient.Customer, error)
	GetCustomerBy(ctx context.Context, by pgclient.CustomerBy) (pgclient.Customer, error)
	GetCustomerById(ctx context.Context, id int64) (pgclient.Customer, error)
}

// Bounds of a look-up: a family on one address is a handful of customers, and a search
// that ignores what it is asked must not become a thousand reads.
const (
	mostHits      = 20
	readsAtOnce   = 4
	longestNumber = 64 // of a member number, in bytes; the API names no bound
)

// person is whom a form means.
type person struct {
	fitting  int               // how many customers fit all that was given
	customer pgclient.Customer // the one, where one fits
	onRecord bool              // the typed address is the customer's
	remarks  []views.Remark    // what was found and what was not, for the studio
}

// findPerson finds the customers whom the form fits: by name, and by birth date and
// member number where they were given. They are looked for by address, by number and,
// where none of those fits, by birth date: not by a last name too, since nothing tells
// which word of a typed name is the last. An error is one of the API, to try again.
//
// A member who is signed in goes before others whom the form fits as well, such as a
// father of the same name.
func findPerson(ctx context.Context, api People, f Form) (person, error) {
	seen := map[int64]bool{}
	var near, fitting []pgclient.Customer
	look := func(ids []int64, err error) error {
		if err != nil {
			return err
		}
		records, err := readRecords(ctx, api, ids, seen)
		for _, r := range records {
			if fits(f, r) {
				fitting = append(fitting, r)
			} else {
				near = append(near, r)
			}
		}
		return err
	}
	if f.SignedIn != 0 {
		if err := look([]int64{f.SignedIn}, nil); err != nil {
			return person{}, err
		}
	}
	if len(fitting) == 0 {
		if err := look(searchEmail(ctx, api, f)); err != nil {
			return person{}, err
		}
		if err := look(searchNumber(ctx, api, f)); err != nil {
			return person{}, err
		}
	}
	if len(fitting) == 0 {
		if err := look(searchBirthDate(ctx, api, f)); err != nil {
			return person{}, err
		}
	}
	return personOf(f, fitting, near), nil
}

func personOf(f Form, fitting, near []pgclient.Customer) person {
	p := person{fitting: len(fitting)}
	say := func(code views.RemarkCode, value string) {
		p.remarks = append(p.remarks, views.Remark{Code: code, Value: value})
	}
	switch len(fitting) {
	case 1:
		p.customer = fitting[0]
		p.onRecord = address.Same(strings.TrimSpace(p.customer.Email), strings.TrimSpace(f.Email)) && address.Valid(strings.TrimSpace(f.Email))
		say(views.RemarkPersonFound, called(p.customer))
		if p.onRecord {
			say(views.RemarkAddressOnRecord, "")
		} else {
			say(views.RemarkAddressDiffers, "")
		}
	case 0:
		say(views.RemarkPersonNone, "")
		if f.BirthDate != "" && bornOn(f).IsZero() {
			say(views.RemarkBirthUnreadable, "")
		}
		if len(near) > 0 {
			say(views.RemarkPersonNear, "")
		}
	default:
		say(views.RemarkPersonSeveral, "")
	}
	return p
}

// called is a customer as the studio knows them.
func called(c pgclient.Customer) string {
	return strings.TrimSpace(c.FirstName+" "+c.LastName) + ", " + c.CustomerNumber
}

// fits tells whether a record agrees with everything the form says of the person. What
// the record lacks, or what cannot be read, does not agree.
func fits(f Form, c pgclient.Customer) bool {
	if !nameFits(f.Name, c) {
		return false
	}
	if strings.TrimSpace(f.BirthDate) != "" && (bornOn(f).IsZero() || bornOn(f) != c.DateOfBirth) {
		return false
	}
	number := memberNumber(f)
	return number == "" || strings.EqualFold(number, withoutBlanks(c.CustomerNumber))
}

func bornOn(f Form) pgclient.Date {
	day, _ := pgclient.ParseDate(dayOf(f.BirthDate)) // none reads as none
	return day
}

func memberNumber(f Form) string { return withoutBlanks(f.MemberNumber) }

func withoutBlanks(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
}

func searchEmail(ctx context.Context, api People, f Form) ([]int64, error) {
	email := strings.TrimSpace(f.Email)
	if !address.Valid(email) {
		return nil, nil
	}
	hits, err := search(ctx, api, pgclient.CustomerSearchRequest{Email: email})
	return idsOf(hits, func(c pgclient.Customer) bool {
		return c.Email == "" || address.Same(strings.TrimSpace(c.Email), email)
	}), err
}

func searchNumber(ctx context.Context, api People, f Form) ([]int64, error) {
	number := memberNumber(f)
	if number == "" || len(number) > longestNumber || strings.IndexFunc(number, func(r rune) bool { return !unicode.IsGraphic(r) }) >= 0 {
		return nil, nil
	}
	c, err := api.GetCustomerBy(ctx, pgclient.CustomerBy{CustomerNumber: number})
	switch {
	case nobody(err):
		return nil, nil
	case err != nil:
		return nil, err
	}
	return []int64{c.ID}, nil
}

func searchBirthDate(ctx context.Context, api People, f Form) ([]int64, error) {
	born := bornOn(f)
	if born.IsZero() {
		return nil, nil
	}
	hits, err := search(ctx, api, pgclient.CustomerSearchRequest{DateOfBirth: born})
	return idsOf(hits, func(c pgclient.Customer) bool {
		return c.FirstName == "" && c.LastName == "" || nameFits(f.Name, c) // hits may be sparse
	}), err
}

func search(ctx context.Context, api People, r pgclient.CustomerSearchRequest) ([]pgclient.Customer, error) {
	hits, err := api.SearchCustomers(ctx, r)
	if nobody(err) {
		return nil, nil
	}
	return hits, err
}

func idsOf(hits []pgclient.Customer, may func(pgclient.Customer) bool) []int64 {
	var ids []int64
	for _, c := range hits {
		if len(ids) < mostHits && may(c) {
			ids = append(ids, c.ID)
		}
	}
	return ids
}

// readRecords reads customers by id, each once: hits may be sparse, and a search may be
// kinder than "equal".
func readRecords(ctx context.Context, api People, ids []int64, seen map[int64]bool) ([]pgclient.Customer, error) {
	ids = slices.DeleteFunc(slices.Clone(ids), func(id int64) bool {
		known := seen[id]
		seen[id] = true
		return known
	})
	records := make([]pgclient.Customer, len(ids))
	group, groupCtx := errgroup.WithContext(ctx)
	group.SetLimit(readsAtOnce)
	for i, id := range ids {
		group.Go(func() error {
			record, err := api.GetCustomerById(groupCtx, id)
			if nobody(err) {
				return nil // gone between the two calls
			}
			records[i] = record
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	return slices.DeleteFunc(records, func(c pgclient.Customer) bool { return c.ID == 0 || !seen[c.ID] }), nil
}

// nobody is true for answers that mean "no such customer": none found, or a value that
// the API does not take as an address, a day or a number.
func nobody(err error) bool {
	kind := pgclient.KindOf(err)
	return kind == pgclient.NotFound || kind == pgclient.Invalid
}

// dayOf reads a day as it is typed in the languages of the portal; "" for none.
func dayOf(text string) string {
	for _, layout := range []string{time.DateOnly, "2.1.2006", "02/01/2006"} {
		if day, err := time.Parse(layout, strings.TrimSpace(text)); err == nil {
			return day.Format(time.DateOnly)
		}
	}
	return ""
}
