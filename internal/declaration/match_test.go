package declaration

import (
	"context"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"memberportal/pgclient"
	views "memberportal/views/mail"
)

func TestNameFits(t *testing.T) {
	called := func(first, last string, more ...string) pgclient.Customer {
		c := pgclient.Customer{FirstName: first, LastName: last}
		if len(more) > 0 {
			c.SecondFirstName = more[0]
		}
		if len(more) > 1 {
			c.SecondLastName = more[1]
		}
		return c
	}
	baroness := called("Maximiliane Katharina Friederike", "Freifrau von und zu Hohenstein-Schwarzburg-Rudolstadt")
	for _, c := range []struct {
		typed string
		who   pgclient.Customer
		fits  bool
	}{
		{"Jonas Weber", called("Jonas", "Weber"), true},
		{"weber, JONAS", called("Jonas", "Weber"), true},
		{"  Jonas\n\tWeber ", called("Jonas", "Weber"), true},
		{"Herr Dr. med. Jonas Weber", called("Jonas", "Weber"), true},
		{"Jonas Weber", called("Dr. Jonas", "Weber"), true},
		{"Jonas Weber", called("Jonas", "Webers"), false},
		{"Jonas", called("Jonas", "Weber"), false},
		{"Weber", called("Jonas", "Weber"), false},
		{"J. Weber", called("Jonas", "Weber"), false},
		{"Mia Weber", called("Jonas", "Weber"), false},
		{"Jonas und Mia Weber", called("Jonas", "Weber"), false},
		{"Jonas Peter Weber", called("Jonas", "Weber"), false},
		{"Jonas Peter Weber", called("Jonas Peter", "Weber"), true},
		{"Jonas P. Weber", called("Jonas Peter", "Weber"), true},
		{"Peter Weber", called("Jonas", "Weber", "Peter"), false},
		{"Jonas Peter Weber", called("Jonas", "Weber", "Peter"), true},
		{"Tobias Krueger", called("Tobias", "Krüger"), true},
		{"Tobias Kruger", called("Tobias", "Krüger"), true},
		{"Tobias Kru\u0308ger", called("Tobias", "Krüger"), true},
		{"Tobias Krüger", called("Tobias", "Krueger"), true},
		{"Lukasz Zolc", called("Łukasz", "Żółć"), true},
		{"Søren Ærø", called("Soren", "Aeroe"), true},
		{"STRASSER Anna", called("Anna", "Straßer"), true},
		{"Sean OBrien", called("Sean", "O’Brien"), true},
		{"Anna Lena Meyer", called("Anna-Lena", "Meyer"), true},
		{"Lena Meyer", called("Anna-Lena", "Meyer"), true},
		{"Anna Müller", called("Anna", "Müller-Schmidt"), false},
		{"Anna Schmidt Müller", called("Anna", "Müller-Schmidt"), true},
		{"Ana García", called("Ana", "García", "", "López"), true},
		{"Ana Garcia Lopez", called("Ana", "García", "", "López"), true},
		{"Maximiliane Hohenstein-Schwarzburg-Rudolstadt", baroness, true},
		{"Maximiliane Freifrau von und zu Hohenstein Schwarzburg Rudolstadt", baroness, true},
		{"Maximiliane von Hohenstein", baroness, false},
		{"Lotte Petersen", called("Lotte 🌻", "Petersen"), true},
		{"ليلى الحداد", called("ليلى", "الحداد"), true},
		{"Li Pan", called("Li", "Pan"), true},
		{"Li", called("Li", "Pan"), false},
		{"Anh Von", called("Anh", "Von"), true},
		{"Anh", called("Anh", "Von"), false},
		{"Madonna", called("", "Madonna"), true},
		{"Madonna", called("Madonna", ""), true},
		{"", called("", ""), false},
		{"Jonas Weber", called("", ""), false},
		{"🌻", called("🌻", "🌻"), false},
		{strings.Repeat("Jonas ", 2000) + "Weber", called("Jonas", "Weber"), false},
		{strings.Repeat("x", 10_000), called("Jonas", "Weber"), false},
		{"Jonas\x00 Weber\xff", called("Jonas", "Weber"), true},
	} {
		require.Equal(t, c.fits, nameFits(c.typed, c.who), "%.60q for %q %q", c.typed, c.who.FirstName, c.who.LastName)
	}
}

func FuzzNameFits(f *testing.F) {
	f.Add("Jonas Weber", "Jonas", "Weber")
	f.Add("\u0308", "'", "’")
	f.Fuzz(func(t *testing.T, typed, first, last string) {
		c := pgclient.Customer{FirstName: first, LastName: last}
		if nameFits(typed, c) {
			require.NotEmpty(t, nameWords(typed))
			require.False(t, nameFits(typed+" Qqq Zzz", pgclient.Customer{FirstName: first, LastName: last}) && !strings.Contains(strings.ToLower(first+last), "qqq"), "a word too many is somebody else")
		}
	})
}

func date(text string) pgclient.Date {
	d, err := pgclient.ParseDate(text)
	if err != nil {
		panic(err)
	}
	return d
}

// register is a studio's customers. It is kinder than asked, as a search may be.
type register struct {
	customers []pgclient.Customer
	mu        sync.Mutex
	reads     int
}

func (r *register) SearchCustomers(_ context.Context, q pgclient.CustomerSearchRequest) ([]pgclient.Customer, error) {
	var hits []pgclient.Customer
	for _, c := range r.customers {
		if q.Email != "" || q.DateOfBirth == c.DateOfBirth {
			hits = append(hits, pgclient.Customer{ID: c.ID})
		}
	}
	return hits, nil
}

func (r *register) GetCustomerBy(context.Context, pgclient.CustomerBy) (pgclient.Customer, error) {
	return pgclient.Customer{}, &pgclient.Error{Kind: pgclient.NotFound}
}

func (r *register) GetCustomerById(_ context.Context, id int64) (pgclient.Customer, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.reads++
	for _, c := range r.customers {
		if c.ID == id {
			return c, nil
		}
	}
	return pgclient.Customer{}, &pgclient.Error{Kind: pgclient.NotFound}
}

// Father and son have one name and one address: nobody guesses. The session of one of
// them, or a birth date, tells.
func TestFindPersonOfTwoWithOneName(t *testing.T) {
	father := pgclient.Customer{ID: 1, FirstName: "Hans", LastName: "Weber", Email: "weber@example.org", DateOfBirth: date("1960-01-01")}
	son := pgclient.Customer{ID: 2, FirstName: "Hans", LastName: "Weber", Email: "weber@example.org", DateOfBirth: date("1990-01-01")}
	mother := pgclient.Customer{ID: 3, FirstName: "Eva", LastName: "Weber", Email: "weber@example.org"}
	for name, c := range map[string]struct {
		form    Form
		fitting int
		id      int64
	}{
		"nobody tells":           {Form{}, 2, 0},
		"the session":            {Form{SignedIn: 2}, 1, 2},
		"the birth date":         {Form{BirthDate: "1.1.1960"}, 1, 1},
		"another's session":      {Form{SignedIn: 3}, 2, 0},
		"a session, and a date":  {Form{SignedIn: 2, BirthDate: "1.1.1960"}, 1, 1},
		"a session that is gone": {Form{SignedIn: 99, BirthDate: "1.1.1990"}, 1, 2},
	} {
		c.form.Name, c.form.Email = "Hans Weber", "weber@example.org"
		who, err := findPerson(t.Context(), &register{customers: []pgclient.Customer{father, son, mother}}, c.form)
		require.NoError(t, err, name)
		require.Equal(t, c.fitting, who.fitting, name)
		require.Equal(t, c.id, who.customer.ID, name)
		require.Equal(t, c.id != 0, who.onRecord, name)
	}
}

// A search that ignores what it is asked costs no more than its bound.
func TestFindPersonReadsFewRecords(t *testing.T) {
	r := &register{}
	for id := range int64(500) {
		r.customers = append(r.customers, pgclient.Customer{ID: id + 1, FirstName: "A", LastName: "B", DateOfBirth: date("1990-01-01")})
	}
	_, err := findPerson(t.Context(), r, Form{Name: "Hans Weber", Email: "weber@example.org", BirthDate: "1990-01-01"})
	require.NoError(t, err)
	require.LessOrEqual(t, r.reads, 2*mostHits)
}

func TestChooseContract(t *testing.T) {
	days := []pgclient.Date{date("2027-01-31")}
	premium := pgclient.ContractData{ID: 1000201, RateName: "Premium", ContractStatus: pgclient.ContractStatusActive, AvailableCancelationDates: days}
	plus := pgclient.ContractData{ID: 1000202, RateName: "Premium Plus", ContractStatus: pgclient.ContractStatusActive, AvailableCancelationDates: days}
	yoga := pgclient.ContractData{ID: 1000203, RateName: "Yoga & Fit", ContractStatus: pgclient.ContractStatusActive, AvailableCancelationDates: days}
	old := pgclient.ContractData{ID: 1000204, RateName: "Premium", ContractStatus: pgclient.ContractStatusInactive}
	second := pgclient.ContractData{ID: 1000205, RateName: "Premium", ContractStatus: pgclient.ContractStatusActive, AvailableCancelationDates: days}
	canceled := premium
	canceled.CancelationStatus, canceled.AvailableCancelationDates = pgclient.CancelationStatusCanceled, nil
	asked := canceled
	asked.CancelationStatus = pgclient.CancelationStatusPendingVerification
	fixed := premium
	fixed.AvailableCancelationDates = nil
	all := func(k ...pgclient.ContractData) []pgclient.ContractData { return k }
	for name, c := range map[string]struct {
		has  []pgclient.ContractData
		text string
		id   int64 // 0: none
		code views.RemarkCode
	}{
		"blank, the only one":        {all(premium), "", premium.ID, views.RemarkContractFound},
		"blank, an old one besides":  {all(old, premium), " ", premium.ID, views.RemarkContractFound},
		"blank, one still open":      {all(canceled, yoga), "", yoga.ID, views.RemarkContractFound},
		"blank, two":                 {all(premium, yoga), "", 0, views.RemarkContractSeveral},
		"blank, none":                {nil, "", 0, views.RemarkContractNone},
		"blank, only an old one":     {all(old), "", 0, views.RemarkContractNone},
		"blank, canceled":            {all(canceled), "", canceled.ID, views.RemarkContractCanceled},
		"blank, asked for":           {all(asked), "", asked.ID, views.RemarkContractAsked},
		"blank, no day":              {all(fixed), "", fixed.ID, views.RemarkContractFixed},
		"blank, two without a day":   {all(fixed, canceled), "", 0, views.RemarkContractFixed},
		"rate":                       {all(premium, yoga), "premium", premium.ID, views.RemarkContractFound},
		"rate with words around it":  {all(premium, yoga), "Mein Premium-Vertrag, Nr. 1000201", premium.ID, views.RemarkContractFound},
		"part of a word":             {all(premium, yoga), "Premiumvertrag", 0, views.RemarkContractUnknown},
		"shorter than the rate":      {all(plus, yoga), "Premium", 0, views.RemarkContractUnknown},
		"the longer of two":          {all(premium, plus), "Premium Plus", plus.ID, views.RemarkContractFound},
		"the shorter of two":         {all(premium, plus), "Premium", premium.ID, views.RemarkContractFound},
		"both of them":               {all(premium, plus), "Premium Plus, Premium", 0, views.RemarkContractUnknown},
		"with a sign in its name":    {all(premium, yoga), "yoga fit", yoga.ID, views.RemarkContractFound},
		"three on one line":          {all(premium, plus, yoga), "Premium, Premium Plus, Yoga & Fit", 0, views.RemarkContractUnknown},
		"one known, one unknown":     {all(premium, yoga), "Premium und Pilates", 0, views.RemarkContractUnknown},
		"all":                        {all(premium, yoga), "alle meine Verträge", 0, views.RemarkContractUnknown},
		"unknown":                    {all(premium), "Sauna", 0, views.RemarkContractUnknown},
		"number":                     {all(premium, yoga), "1000203", yoga.ID, views.RemarkContractFound},
		"number of a rate had twice": {all(premium, second), "Premium 1000205", second.ID, views.RemarkContractFound},
		"rate had twice":             {all(premium, second), "Premium", 0, views.RemarkContractUnknown},
		"rate had before":            {all(old, premium), "Premium", premium.ID, views.RemarkContractFound},
		"rate had only before":       {all(old, yoga), "Premium", old.ID, views.RemarkContractOver},
		"number and another's rate":  {all(premium, yoga), "1000203 Premium", 0, views.RemarkContractUnknown},
		"two numbers":                {all(premium, yoga), "1000201, 1000203", 0, views.RemarkContractUnknown},
		"number of nobody":           {all(premium), "Premium 7777777", 0, views.RemarkContractUnknown},
		"member number beside it":    {all(premium), "Premium, M4711999", 0, views.RemarkContractUnknown},
		"own member number":          {all(premium), "Premium 20017", premium.ID, views.RemarkContractFound},
		"a year":                     {all(premium), "Premium seit 2021", premium.ID, views.RemarkContractFound},
		"canceled, by name":          {all(canceled, yoga), "Premium", canceled.ID, views.RemarkContractCanceled},
		"ten kilobytes":              {all(premium), "Premium " + strings.Repeat("x ", 5000), 0, views.RemarkContractUnknown},
	} {
		k, remark := chooseContract(c.has, c.text, "1-20017")
		require.Equal(t, c.id, k.ID, name)
		require.Equal(t, c.code, remark.Code, name)
	}
}

func TestChooseDay(t *testing.T) {
	offered := []pgclient.Date{date("2027-02-28"), date("2026-12-31"), date("2027-01-31"), date("2027-01-31")}
	for name, c := range map[string]struct {
		wish, arrived, today, day string
		why                       views.RemarkCode
	}{
		"none wished":           {"", "2026-11-25", "2026-11-25", "2026-12-31", ""},
		"blank":                 {"  ", "2026-11-25", "2026-11-25", "2026-12-31", ""},
		"exactly one on offer":  {"2027-01-31", "2026-11-25", "2026-11-25", "2027-01-31", ""},
		"between two":           {"1.1.2027", "2026-11-25", "2026-11-25", "2027-01-31", ""},
		"too early":             {"2026-11-26", "2026-11-25", "2026-11-25", "2026-12-31", ""},
		"the day itself":        {"25.11.2026", "2026-11-25", "2026-11-25", "2026-12-31", ""},
		"the last":              {"28/02/2027", "2026-11-25", "2026-11-25", "2027-02-28", ""},
		"yesterday":             {"2026-11-24", "2026-11-25", "2026-11-25", "", views.RemarkDatePast},
		"1875":                  {"01.01.1875", "2026-11-25", "2026-11-25", "", views.RemarkDatePast},
		"beyond":                {"2027-03-01", "2026-11-25", "2026-11-25", "", views.RemarkDateBeyond},
		"2199":                  {"2199-01-01", "2026-11-25", "2026-11-25", "", views.RemarkDateBeyond},
		"unreadable":            {"next summer", "2026-11-25", "2026-11-25", "", views.RemarkDateUnreadable},
		"no such day":           {"31.02.2027", "2026-11-25", "2026-11-25", "", views.RemarkDateUnreadable},
		"a midnight later":      {"", "2026-11-25", "2026-11-26", "", views.RemarkDayPassed},
		"early, a day later":    {"2026-12-01", "2026-11-25", "2026-11-26", "", views.RemarkDayPassed},
		"exact, a day later":    {"2026-12-31", "2026-11-25", "2026-11-26", "2026-12-31", ""},
		"a later one, next day": {"2027-01-15", "2026-11-25", "2026-11-26", "2027-01-31", ""},
		"gone by":               {"", "2027-01-05", "2027-01-05", "2027-01-31", ""},
	} {
		day, why := chooseDay(Form{Date: c.wish}, offered, date(c.arrived), date(c.today))
		require.Equal(t, c.day, day.String(), name)
		require.Equal(t, c.why, why, name)
	}
	_, why := chooseDay(Form{}, nil, date("2026-11-25"), date("2026-11-25"))
	require.Equal(t, views.RemarkContractFixed, why)
}
