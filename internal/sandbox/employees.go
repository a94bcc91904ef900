package sandbox

import (
	"bytes"
	"cmp"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"slices"
	"strings"
	"unicode/utf8"
)

func employeeOperations() []*operation {
	read := []string{"EMPLOYEE_READ"}
	return []*operation{
		{id: "getEmployees", method: "GET", pattern: "/v1/employees", scopes: read, handle: getEmployees},
		{id: "getEmployee", method: "GET", pattern: "/v1/employees/{id}", scopes: read, handle: getEmployee},
	}
}

type employeeJSON struct {
	ID                  int64    `json:"id"`
	FirstName           string   `json:"firstName"`
	LastName            string   `json:"lastName"`
	EmployeeImageURL    string   `json:"employeeImageUrl,omitempty"`
	Gender              string   `json:"gender"`
	DateOfBirth         string   `json:"dateOfBirth,omitempty"`
	EmployeeNumber      string   `json:"employeeNumber,omitempty"`
	EmployeeInitials    string   `json:"employeeInitials"`
	PublicName          string   `json:"publicName,omitempty"`
	BusinessRole        string   `json:"businessRole,omitempty"`
	ExternalRole        string   `json:"externalRole,omitempty"`
	Phone1              string   `json:"phone1,omitempty"`
	Phone2              string   `json:"phone2,omitempty"`
	Email               string   `json:"email,omitempty"`
	Street              string   `json:"street,omitempty"`
	HouseNumber         string   `json:"houseNumber,omitempty"`
	ZipCode             string   `json:"zipCode,omitempty"`
	City                string   `json:"city,omitempty"`
	Country             string   `json:"country,omitempty"`
	EmployeeCompetences []string `json:"employeeCompetences,omitempty"`
}

// employee is a person of the studio and the file of the picture, 0 for none.
type employee struct {
	Record employeeJSON `json:"record"`
	Image  int64        `json:"image"`
}

// employ makes the people of the studio: the instructors, under the ids that classes
// name them by, and those who run the place.
func (st *studio) employ(today date) []*employee {
	var out []*employee
	for _, i := range st.Instructors {
		out = append(out, &employee{Record: employeeJSON{
			ID: i.ID, FirstName: i.FirstName, LastName: i.LastName, PublicName: i.PublicName, BusinessRole: "TRAINER", ExternalRole: "Trainer",
			EmployeeCompetences: []string{"Trainer"},
		}})
	}
	slices.SortFunc(out, func(a, b *employee) int { return cmp.Compare(a.Record.ID, b.Record.ID) })
	for _, p := range st.office() {
		out = append(out, &employee{Record: employeeJSON{ID: st.newID(), FirstName: p.first, LastName: p.last, Gender: p.gender, BusinessRole: p.role}})
	}
	r := st.random("employees")
	for n, e := range out {
		p := &e.Record
		if p.Gender == "" {
			p.Gender = pick(r, "FEMALE", "MALE", "UNISEX")
		}
		p.EmployeeNumber = fmt.Sprintf("E-%03d", n+1)
		p.EmployeeInitials = initials(p.FirstName) + initials(p.LastName)
		p.DateOfBirth = date{today.year - 20 - r.IntN(40), 1, 1}.add(r.IntN(365)).String()
		p.Email = fmt.Sprintf("%s@%s", strings.ToLower(p.EmployeeNumber), strings.TrimPrefix(st.Information.Website, "https://www."))
		p.City, p.Country = st.Information.City, st.Information.CountryCode
		if n%3 == 0 {
			e.Image = st.keep(strings.ToLower(p.EmployeeNumber)+".png", "image/png", portrait(color.NRGBA{uint8(r.IntN(200)), uint8(r.IntN(200)), uint8(r.IntN(200)), 255}))
		}
	}
	return out
}

type officer struct{ first, last, gender, role string }

func (st *studio) office() []officer {
	if st.Language == "de" {
		return []officer{
			{"Birgit", "Sommer", "FEMALE", "STUDIO_OWNER"}, {"Hauke", "Martens", "MALE", "STUDIO_MANAGER"},
			{"Leonie", "Kraft", "FEMALE", "SERVICE_EMPLOYEE"}, {"Yannick", "Schuhmacher", "MALE", "SERVICE_EMPLOYEE"},
			{"Robin", "Ehlers", "UNISEX", "SERVICE_EMPLOYEE"}, {"Ursula", "Pfeiffer", "FEMALE", "ADMINISTRATION_OR_FINANCE"},
			{"Can", "Öztürk", "MALE", "MARKETING"},
		}
	}
	return []officer{
		{"Margaret", "Holloway", "FEMALE", "STUDIO_OWNER"}, {"Ian", "Prescott", "MALE", "STUDIO_MANAGER"},
		{"Keira", "Dunn", "FEMALE", "SERVICE_EMPLOYEE"}, {"Ollie", "Sanders", "MALE", "SERVICE_EMPLOYEE"},
		{"Sam", "Whitmore", "UNISEX", "SERVICE_EMPLOYEE"}, {"Judith", "Lowe", "FEMALE", "ADMINISTRATION_OR_FINANCE"},
		{"Zaid", "Rahman", "MALE", "MARKETING"},
	}
}

// initials is the first letter of a name.
func initials(name string) string {
	_, size := utf8.DecodeRuneInString(name)
	return name[:size]
}

// portrait is a picture of one colour.
func portrait(c color.Color) []byte {
	picture := image.NewPaletted(image.Rect(0, 0, 64, 64), color.Palette{c})
	var b bytes.Buffer
	_ = png.Encode(&b, picture) // a buffer cannot fail
	return b.Bytes()
}

func (c *call) employeeJSON(e *employee) employeeJSON {
	out := e.Record
	out.EmployeeImageURL = c.link(e.Image, shortLink)
	return out
}

func getEmployees(c *call) (any, *refusal) {
	w, refused := c.window(50, 10, 100)
	if refused != nil {
		return nil, refused
	}
	var all []employeeJSON
	for _, e := range c.studio.Devices.Employees {
		all = append(all, c.employeeJSON(e))
	}
	return sliceByCount(all, w), nil
}

func getEmployee(c *call) (any, *refusal) {
	id, refused := c.id("id")
	if refused != nil {
		return nil, refused
	}
	all := c.studio.Devices.Employees
	i := slices.IndexFunc(all, func(e *employee) bool { return e.Record.ID == id })
	if i < 0 {
		return nil, c.foreign("id")
	}
	return c.employeeJSON(all[i]), nil
}
