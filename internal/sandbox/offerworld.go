package sandbox

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
)

// offers makes what the studio sells: each way to pay, each kind of pre-use and of
// extension, and all that may have to be read, signed or agreed to.
func (st *studio) offers(today date) []*membershipOfferExtended {
	always := datePeriod{StartDate: "2020-01-01", EndDate: "2099-12-31"}
	offers := []*membershipOfferExtended{
		st.premiumOffer(), st.basicOffer(), st.flexOffer(), st.annualOffer(), st.familyOffer(), st.kidsOffer(),
		st.promotion(st.word("Sommeraktion", "Summer Special"), "24.90"),
		st.promotion(st.word("Jubiläumstarif", "Anniversary Rate"), "19.90"),
	}
	for _, o := range offers {
		o.LimitedOfferingPeriod = always
		if o.AllowedPaymentChoices == nil {
			o.AllowedPaymentChoices = []string{st.word("SEPA", "BACS"), "CREDIT_CARD", "PAYPAL"}
		}
	}
	last := len(offers) - 1
	offers[last-1].LimitedOfferingPeriod = datePeriod{StartDate: today.addMonths(-10).String(), EndDate: today.addMonths(-7).String()} // over
	offers[last].LimitedOfferingPeriod = datePeriod{StartDate: today.add(20).String(), EndDate: today.add(50).String()}                // to come
	return offers
}

func termOf(value int, unit string) *termJSON { return &termJSON{Value: value, Unit: unit} }

// newOffer is an offer without terms and extras. Lists that the contract requires
// are there, if empty.
func (st *studio) newOffer(name, about, preUse string) *membershipOfferExtended {
	return &membershipOfferExtended{
		ID: st.newID(), Name: name, Description: about, PreUseType: preUse,
		RateCodes: []rateCode{}, IncludedModules: []membershipOfferIncludedModule{}, ContractTextBlocks: []textBlock{},
	}
}

// newTerm is a term that goes on month by month.
func (st *studio) newTerm(months int, f membershipOfferPaymentFrequency) membershipOfferTermExtended {
	return membershipOfferTermExtended{
		ID: st.newID(), Term: termOf(months, "MONTH"), PaymentFrequency: f, StartsIn: 1,
		ExtensionType: "TERM_EXTENSION", ExtensionTerm: termOf(1, "MONTH"), CancelationStrategy: "TERM",
		CancelationPeriod: termOf(1, "MONTH"), ExtensionCancelationPeriod: termOf(1, "MONTH"),
		FlatFees: []membershipOfferFlatFee{},
	}
}

func (st *studio) offerFrequency(kind, text string) membershipOfferPaymentFrequency {
	id, recurring := st.newID(), kind != "NON_RECURRING" && kind != "FREE"
	return membershipOfferPaymentFrequency{ID: &id, Type: kind, Recurring: &recurring, FormattedPaymentFrequency: text}
}

func (st *studio) monthlyFrequency(amount string) membershipOfferPaymentFrequency {
	f, price := st.offerFrequency("RECURRING", st.word("Monatlich", "Every month")), st.money(amount)
	f.Term, f.Price = termOf(1, "MONTH"), &price
	return f
}

func (st *studio) onceFrequency(amount string) membershipOfferPaymentFrequency {
	f, price := st.offerFrequency("NON_RECURRING", st.word("Einmalig", "Once")), st.money(amount)
	f.Price = &price
	return f
}

func (st *studio) premiumOffer() *membershipOfferExtended {
	signed, most, starter := true, 1, true
	o := st.newOffer("Premium", st.word("Alles drin: Training, Kurse und Beratung.", "All of it: training, classes and advice."), "FREE")
	o.SubDescription = st.word("Für alle, die regelmäßig trainieren.", "Best value for regular gym-goers.")
	o.Footnote = st.word("Preise inklusive Mehrwertsteuer.", "Prices include VAT.")
	o.Picture = st.picture("premium.png", color.RGBA{0x1f, 0x6f, 0x8b, 0xff})
	o.RateCodes = []rateCode{{Name: "Premium", Identifier: "PREM-12"}}
	o.ContractSignaturesRequired, o.MaximumNumberOfSelectableModules = &signed, &most
	o.IncludedModules = []membershipOfferIncludedModule{{
		ID: st.newID(), Name: st.word("Kurse", "Classes"), Description: st.word("Alle Kurse im Plan.", "All classes of the timetable."),
		Picture: st.picture("classes.png", color.RGBA{0xf2, 0xa3, 0x3c, 0xff}),
		Term:    membershipOfferModuleTerm{ExtensionType: "NONE"},
	}}
	o.SelectableModules = []membershipOfferModule{
		st.module(st.word("Handtuch-Service", "Towel Service"), st.word("Jedes Mal ein frisches.", "A fresh one each time."), st.offerFrequency("FREE", st.word("Kostenlos", "Free"))),
		st.module(st.word("Spind", "Locker"), st.word("Dein eigener.", "One of your own."), st.offerFrequency("FREE", st.word("Kostenlos", "Free"))),
	}
	o.ContractTextBlocks = st.contractTexts()

	year := st.newTerm(12, st.monthlyFrequency("39.90"))
	service := st.onceFrequency("19.90")
	start := st.onceFrequency("29.90")
	year.FlatFees = []membershipOfferFlatFee{
		{
			Name: st.word("Servicepauschale", "Service Fee"), Identifier: "FLATFEE0-SERVICE", PaymentFrequency: &service,
			FormattedPaymentFrequency: service.FormattedPaymentFrequency, FirstBookingDelay: termOf(6, "MONTH"),
		},
		{
			Name: st.word("Startpaket", "Starter Package"), Identifier: "STARTER0-PREMIUM", PaymentFrequency: &start,
			FormattedPaymentFrequency: start.FormattedPaymentFrequency, StarterPackage: &starter,
		},
	}
	year.OptionalModules = []membershipOfferModule{st.sauna("9.90"), st.module(
		st.word("Getränke-Flat", "Drinks Flat Rate"), st.word("Wasser und Schorlen, so viel du willst.", "Water and squash, as much as you like."), st.monthlyFrequency("6.50"))}

	two := st.newTerm(24, st.monthlyFrequency("34.90"))
	price := st.money("39.90")
	two.RateStartPrice, two.PriceAfterExtension, two.TermAfterExtension = two.PaymentFrequency.Price, &price, termOf(12, "MONTH")
	two.RateBonusPeriods = []rateBonusPeriod{{Term: *termOf(1, "MONTH"), TermStrategy: "CONTRACT_START", RuntimeExtensionType: "WITH_EXTENSION"}}
	two.PriceAdjustmentRules = []membershipOfferTermAdjustmentRule{{
		DefaultDescription: st.word("Der Preis steigt jedes Jahr um 3 %", "The price rises by 3% every year"), Value: "3%",
		RecurrenceFrequency: st.word("jährlich", "yearly"), Type: "RAISE", ChargeAdjustmentType: "RELATIVE",
	}}
	two.OptionalModules = []membershipOfferModule{st.sauna("7.90")}
	o.Terms = []membershipOfferTermExtended{year, two}
	return o
}

// sauna costs another price with each term, and so is another module.
func (st *studio) sauna(amount string) membershipOfferModule {
	m := st.module("Sauna", st.word("Finnische Sauna und Dampfbad.", "Finnish sauna and steam room."), st.monthlyFrequency(amount))
	m.Picture = st.picture("sauna.png", color.RGBA{0xa4, 0x3e, 0x2a, 0xff})
	m.TrialPeriod = &membershipOfferTrialPeriod{TrialPeriod: *termOf(14, "DAY"), Description: st.word("14 Tage kostenlos testen", "Free trial for 14 days")}
	id, order, confirm := st.newID(), 1, true
	m.ConsentTextBlock = &textBlock{
		ID: &id, Order: &order, Title: st.word("Gesundheit", "Health"), AttachmentType: "NONE", ConfirmationRequired: &confirm, RateBundleModuleID: &m.ID,
		Text: st.word("Ich habe keine Beschwerden, die gegen einen Saunabesuch sprechen.", "I know of nothing that speaks against using a sauna."),
	}
	return m
}

func (st *studio) module(name, about string, f membershipOfferPaymentFrequency) membershipOfferModule {
	return membershipOfferModule{
		ID: st.newID(), Name: name, Description: about, PaymentFrequency: f,
		Term: membershipOfferModuleTerm{ExtensionType: "TERM_EXTENSION", Term: termOf(1, "MONTH"), TermExtension: termOf(1, "MONTH"), CancelationPeriod: termOf(1, "MONTH")},
	}
}

// contractTexts are one of each kind: with and without attachment, to be signed, to
// be confirmed, or just to be read.
func (st *studio) contractTexts() []textBlock {
	yes, no := true, false
	block := func(order int, title, text, attachment string) textBlock {
		id := st.newID()
		return textBlock{ID: &id, Order: &order, Title: title, Text: text, AttachmentType: attachment, HasSignature: &no, ConfirmationRequired: &no}
	}
	terms := block(1, st.word("Allgemeine Geschäftsbedingungen", "Terms and conditions"), st.word("Es gelten unsere AGB.", "Our terms and conditions apply."), "FILE")
	name := st.word("agb.pdf", "terms.pdf")
	terms.AttachedDocument, terms.ConfirmationRequired = &attachedDocument{FileName: name, File: st.keep(name, "application/pdf", []byte("%PDF-1.4\n%%EOF\n"))}, &yes
	privacy := block(2, st.word("Datenschutz", "Privacy"), st.word("So dürfen wir Sie ansprechen.", "This is how we may contact you."), "NONE")
	privacy.HasSignature, privacy.ShowCommunicationPrivacyOptions = &yes, &yes
	rules := block(3, st.word("Hausordnung", "House rules"), st.word("Bitte lies unsere Hausordnung.", "Please read our house rules."), "URL")
	rules.AttachedExternalURLDto = &attachedURL{Title: rules.Title, URL: st.Information.Website + "/rules"}
	contract := block(4, st.word("Dein Vertrag", "Your contract"), st.word("Hier siehst du den Vertrag vorab.", "See the contract beforehand."), "CONTRACT_PDF_PREVIEW")
	return []textBlock{terms, privacy, rules, contract}
}

// basicOffer is for hours when there is little to do, and cheaper for the young.
func (st *studio) basicOffer() *membershipOfferExtended {
	o := st.newOffer("Basic", st.word("Training an Geräten.", "Training on machines."), "CHARGEABLE")
	o.TimeRestrictions = &offerTimeRestrictions{Availabilities: []dayOpeningHours{
		{DayOfWeek: "MONDAY", TimeFrom: "08:00:00", TimeTo: "16:00:00"}, {DayOfWeek: "THURSDAY", TimeFrom: "08:00:00", TimeTo: "16:00:00"},
	}}
	if categories := st.Information.OpeningHoursCategories; len(categories) > 0 {
		o.TimeRestrictions = &offerTimeRestrictions{OpeningHoursCategory: &openingHoursCategoryRef{CategoryID: categories[0].CategoryID, Name: categories[0].Name}}
	}
	t := st.newTerm(12, st.monthlyFrequency("29.90"))
	t.PaymentFrequency.AgeBasedAdjustments = []ageBasedAdjustment{
		{AgeRange: ageRange{StartAge: 14, EndAge: 25}, Value: "-20", Type: "PERCENTAGE"},
		{AgeRange: ageRange{StartAge: 67, EndAge: 120}, Value: "-5.00", Type: "ABSOLUTE"},
	}
	t.CancelationStrategy = "RECEIPT_DATE"
	o.Terms = []membershipOfferTermExtended{t}
	return o
}

// flexOffer has no first term: it runs from week to week.
func (st *studio) flexOffer() *membershipOfferExtended {
	o := st.newOffer("Flex", st.word("Jede Woche kündbar.", "Leave any week."), "NOT_AVAILABLE")
	f, price := st.offerFrequency("RECURRING", st.word("Wöchentlich", "Every week")), st.money("9.90")
	f.Term, f.Price = termOf(1, "WEEK"), &price
	t := st.newTerm(0, f)
	t.Term, t.ExtensionTerm, t.CancelationPeriod, t.ExtensionCancelationPeriod = nil, termOf(1, "WEEK"), termOf(1, "WEEK"), termOf(1, "WEEK")
	o.Terms = []membershipOfferTermExtended{t}
	return o
}

// annualOffer is paid at once, ends by itself, and may be paid in cash.
func (st *studio) annualOffer() *membershipOfferExtended {
	o := st.newOffer(st.word("Jahreskarte", "Annual Pass"), st.word("Ein Jahr, einmal zahlen.", "One year, paid once."), "NOT_AVAILABLE")
	o.AllowedPaymentChoices = []string{"CASH", "CREDIT_CARD"}
	t := st.newTerm(12, st.onceFrequency("399.00"))
	t.ExtensionType, t.ExtensionTerm, t.ExtensionCancelationPeriod = "NONE", nil, nil
	o.Terms = []membershipOfferTermExtended{t}
	return o
}

// familyOffer is paid on fixed days, or at a price that changes.
func (st *studio) familyOffer() *membershipOfferExtended {
	o := st.newOffer(st.word("Familie", "Family"), st.word("Für zwei Erwachsene und ihre Kinder.", "For two adults and their children."), "NOT_AVAILABLE")
	days := st.offerFrequency("MONTH_DAY", st.word("Am 1. Januar und 1. Juli", "On 1 January and 1 July"))
	days.MonthDaysToPrices = []monthDayToPrice{
		{MonthDay: monthDay{Month: "JANUARY", MonthValue: 1, DayOfMonth: 1}, Price: st.money("228.00")},
		{MonthDay: monthDay{Month: "JULY", MonthValue: 7, DayOfMonth: 1}, Price: st.money("228.00")},
	}
	steps := st.offerFrequency("TERM_BASED", st.word("Monatlich, die ersten sechs Monate günstiger", "Every month, cheaper for the first six"))
	steps.Term = termOf(1, "MONTH")
	steps.TermsToPrices = []termToPrice{{Term: *termOf(0, "MONTH"), Price: st.money("19.90")}, {Term: *termOf(6, "MONTH"), Price: st.money("29.90")}}
	stepped := st.newTerm(12, steps)
	stepped.ExtensionType, stepped.ExtensionTerm, stepped.ExtensionFixedTerm = "SUBSEQUENT_RATE_DETAIL", nil, termOf(12, "MONTH")
	stepped.SubsequentRate = &membershipOfferSubsequentRate{Name: "Premium", PaymentFrequency: st.monthlyFrequency("39.90")}
	o.Terms = []membershipOfferTermExtended{st.newTerm(12, days), stepped}
	return o
}

func (st *studio) kidsOffer() *membershipOfferExtended {
	o := st.newOffer(st.word("Kids frei", "Kids free"), st.word("Für Kinder von Mitgliedern.", "For children of members."), "NOT_AVAILABLE")
	o.Terms = []membershipOfferTermExtended{st.newTerm(12, st.offerFrequency("FREE", st.word("Kostenlos", "Free")))}
	return o
}

func (st *studio) promotion(name, amount string) *membershipOfferExtended {
	o := st.newOffer(name, st.word("Nur für kurze Zeit.", "For a short time only."), "NOT_AVAILABLE")
	o.Terms = []membershipOfferTermExtended{st.newTerm(12, st.monthlyFrequency(amount))}
	return o
}

// picture keeps a made-up image of one colour.
func (st *studio) picture(name string, c color.RGBA) int64 {
	img := image.NewRGBA(image.Rect(0, 0, 64, 36))
	for i := range len(img.Pix) / 4 {
		copy(img.Pix[4*i:], []uint8{c.R, c.G, c.B, c.A})
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		panic("sandbox: " + err.Error()) // writing to memory does not fail
	}
	return st.keep(name, "image/png", b.Bytes())
}
