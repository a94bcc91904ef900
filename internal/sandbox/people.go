package sandbox

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// Stories, see Member.
const (
	storyRegular    = "regular"
	storyFamily     = "family"
	storyDebtor     = "debtor"
	storyPaused     = "paused"
	storyCanceled   = "canceled"
	storyPending    = "pending"
	storyProspect   = "prospect"
	storyFormer     = "former"
	storyRestricted = "restricted"
	storyExtras     = "extras"
	storyNewcomer   = "newcomer"
)

// crowdSize is how many further customers fill the classes, unless more are asked for.
const crowdSize = 300

// cast is who plays which story. The names also are the odd ones a client has to
// cope with: written from right to left, with an emoji, very long.
func (st *studio) cast() []person {
	if st.Language == "de" {
		return []person{
			{storyRegular, "Lena", "Hansen", "lena.hansen@example.org", "FEMALE", ""},
			{storyFamily, "Jonas", "Petersen", "familie.petersen@example.org", "MALE", "de"},
			{storyFamily, "Mia", "Petersen", "familie.petersen@example.org", "FEMALE", ""},
			{storyFamily, "Lotte 🌻", "Petersen", "familie.petersen@example.org", "FEMALE", ""},
			{storyDebtor, "Karsten", "Vogt", "karsten.vogt@example.org", "MALE", ""},
			{storyPaused, "Svenja", "Brandt", "svenja.brandt@example.org", "FEMALE", ""},
			{storyCanceled, "Tobias", "Krüger", "tobias.krueger@example.org", "MALE", "en"},
			{storyPending, "Maximiliane Katharina Friederike", "Freifrau von und zu Hohenstein-Schwarzburg-Rudolstadt", "maximiliane@example.org", "FEMALE", ""},
			{storyProspect, "Emilia", "Schuster", "emilia.schuster@example.org", "FEMALE", "pl"},
			{storyFormer, "Holger", "Dietrich", "holger.dietrich@example.org", "MALE", ""},
			{storyRestricted, "Kevin", "Albrecht", "kevin.albrecht@example.org", "MALE", ""},
			{storyExtras, "ليلى", "الحداد", "layla.alhaddad@example.org", "FEMALE", "ar"},
			{storyNewcomer, "Paula", "Neumann", "paula.neumann@example.org", "UNISEX", ""},
		}
	}
	return []person{
		{storyRegular, "Olivia", "Bennett", "olivia.bennett@example.com", "FEMALE", ""},
		{storyFamily, "George", "Clarke", "clarke.family@example.com", "MALE", "en"},
		{storyFamily, "Amelia", "Clarke", "clarke.family@example.com", "FEMALE", ""},
		{storyFamily, "Poppy 🌻", "Clarke", "clarke.family@example.com", "FEMALE", ""},
		{storyDebtor, "Ryan", "Murphy", "ryan.murphy@example.com", "MALE", ""},
		{storyPaused, "Priya", "Shah", "priya.shah@example.com", "FEMALE", ""},
		{storyCanceled, "Callum", "Fraser", "callum.fraser@example.com", "MALE", "pl"},
		{storyPending, "Alexandria Georgiana Philippa", "Cholmondeley-Featherstonehaugh-Wolstenholme", "alexandria@example.com", "FEMALE", ""},
		{storyProspect, "Ella", "Hughes", "ella.hughes@example.com", "FEMALE", ""},
		{storyFormer, "Nigel", "Barker", "nigel.barker@example.com", "MALE", ""},
		{storyRestricted, "Jake", "Turner", "jake.turner@example.com", "MALE", "de"},
		{storyExtras, "يوسف", "العمري", "yousef.alomari@example.com", "MALE", "ar"},
		{storyNewcomer, "Isla", "Morgan", "isla.morgan@example.com", "UNISEX", ""},
	}
}

type person struct{ story, first, last, email, gender, language string }

// people makes the cast.
func (st *studio) people(today date) []Member {
	r := st.random("people")
	var members []Member
	for i, p := range st.cast() {
		record := st.record(p.first, p.last, p.email, fmt.Sprintf("1-%05d", 20_017+i*613), r)
		record.Gender = p.gender
		if p.language != "" {
			record.PreferredLanguage = &languageJSON{LanguageCode: p.language}
		}
		record.BankAccount = &bankAccount{AccountHolder: p.first + " " + p.last, BankName: "Commerzbank", BIC: "COBADEFFXXX", IBAN: "DE89 3704 0044 0532 0130 00"}
		if st.Language == "en" {
			record.BankAccount.BankName, record.BankAccount.BIC, record.BankAccount.IBAN = "NatWest", "NWBKGB2L", "GB29 NWBK 6016 1331 9268 19"
		}
		c := &customer{Record: record}
		st.contractsFor(c, p.story, i, today)
		st.addCustomer(c)
		members = append(members, Member{
			Studio: st.Slug, Name: p.first + " " + p.last, Email: p.email,
			CustomerNumber: record.CustomerNumber, Story: p.story, CustomerID: record.ID,
		})
	}
	return members
}

// record makes the master data of a customer with an ordinary membership.
func (st *studio) record(first, last, email, number string, r *rand.Rand) customerJSON {
	record := customerJSON{
		ID: st.newID(), CustomerNumber: number, FirstName: first, LastName: last, Email: email,
		DateOfBirth: date{1950 + r.IntN(55), 1, 1}.add(r.IntN(365)).String(),
		Status:      "MEMBER", StudioID: st.Information.StudioID,
		UUID:          fmt.Sprintf("%08x-%04x-4%03x-8%03x-%012x", r.Uint32(), r.IntN(1<<16), r.IntN(1<<12), r.IntN(1<<12), r.Int64N(1<<48)),
		AccessMediums: []accessMedium{{ID: st.newID(), Type: "CARD_NUMBER", Value: fmt.Sprintf("%010d", r.Int64N(1e10))}},
		HouseNumber:   fmt.Sprint(1 + r.IntN(120)),
	}
	if st.Language == "de" {
		record.Street, record.ZipCode, record.City, record.Country = pick(r, "Lindenallee", "Marktstraße", "Am Deich", "Elbchaussee", "Grüner Weg"), fmt.Sprintf("2%04d", r.IntN(10_000)), "Hamburg", "DE"
		record.PhonePrivateMobile = fmt.Sprintf("+49 1555 %07d", r.IntN(1e7))
	} else {
		record.Street, record.ZipCode, record.City, record.Country = pick(r, "High Street", "Mill Lane", "Victoria Road", "Station Approach", "Oak Avenue"), fmt.Sprintf("M%d %dAB", 1+r.IntN(20), 1+r.IntN(9)), "Manchester", "GB"
		record.PhonePrivateMobile = fmt.Sprintf("+44 7700 900%03d", r.IntN(1000))
	}
	return record
}

// crowd makes the customers who fill the classes.
func (st *studio) crowd(size int, today date) {
	first := strings.Fields("Anna Ben Clara David Emma Finn Greta Hannes Ida Jan Klara Leon Marie Niklas Ole Pia Quentin Ronja Sophie Theo Ulrike Viktor Wiebke Yasmin Zoe")
	last := strings.Fields("Becker Fischer Hoffmann Jansen Klein Lehmann Möller Neubauer Otto Paulsen Richter Schmidt Thomsen Ullrich Wagner Zimmermann")
	domain := "example.net"
	if st.Language == "en" {
		first = strings.Fields("Alfie Beth Charlie Daisy Edward Freya Harry Imogen Jack Kayleigh Lewis Megan Noah Oscar Phoebe Ruby Samuel Tilly Umar Violet William Xanthe Yvonne Zara Ava")
		last = strings.Fields("Allen Brown Cooper Evans Green Harris Jackson Khan Lewis Mitchell Patel Roberts Smith Taylor Walker Young")
		domain = "example.edu"
	}
	r := st.random("crowd")
	for i := range size {
		f, l := first[r.IntN(len(first))], last[r.IntN(len(last))]
		email := fmt.Sprintf("customer%03d@%s", i+1, domain)
		c := &customer{Record: st.record(f, l, email, fmt.Sprintf("1-%05d", 40_000+i), r)}
		joined := today.addMonths(-1 - r.IntN(36))
		c.Contracts = []*contract{st.newContract("Premium", st.recurring("39.90", "39.90", 1, "MONTH"), joined, 12, today)}
		st.Crowd = append(st.Crowd, c.Record.ID)
		st.addCustomer(c)
	}
}

func pick(r *rand.Rand, from ...string) string { return from[r.IntN(len(from))] }
