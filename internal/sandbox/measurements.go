package sandbox

import (
	"strconv"
	"time"
)

func measurementOperations() []*operation {
	return []*operation{
		{
			id: "getCustomerMeasurement", method: "GET", pattern: "/v1/customers/measurement/latest",
			scopes: []string{"CUSTOMER_MEASUREMENT_READ", "CUSTOMER_READ"}, mode: anyScope, handle: getCustomerMeasurement,
		},
		{
			id: "createCustomerWeighing", method: "POST", pattern: "/v1/customers/{customerId}/weighing",
			scopes: []string{"CUSTOMER_WRITE", "CUSTOMER_WEIGHING_WRITE"}, mode: anyScope, handle: createCustomerWeighing,
		},
	}
}

// measurementJSON is what a measuring device wants to know before it measures.
type measurementJSON struct {
	ID          int64  `json:"id"`
	FirstName   string `json:"firstName,omitempty"`
	LastName    string `json:"lastName,omitempty"`
	Age         *int   `json:"age,omitempty"` // years
	DateOfBirth string `json:"dateOfBirth,omitempty"`
	Gender      string `json:"gender,omitempty"`
	Height      number `json:"height,omitempty"` // cm
}

// getCustomerMeasurement is the person in front of a device. The height is that of
// the latest weighing which has one.
func getCustomerMeasurement(c *call) (any, *refusal) {
	by, refused := c.identification("cardNumber", "barcode", "pin", "qrCodeUuid")
	if refused != nil {
		return nil, refused
	}
	k := c.studio.findCustomer(by)
	if k == nil {
		return nil, notFound("")
	}
	r := &k.Record
	out := measurementJSON{ID: r.ID, FirstName: r.FirstName, LastName: r.LastName, DateOfBirth: r.DateOfBirth, Gender: r.Gender}
	if born, err := parseDate(r.DateOfBirth); err == nil {
		age := born.years(c.today())
		out.Age = &age
	}
	for _, w := range c.studio.Directory.Weighings[r.ID] {
		if w.Result.Height != "" {
			out.Height = w.Result.Height
		}
	}
	return out, nil
}

// years is how many birthdays somebody born on the day has had.
func (d date) years(today date) int {
	n := today.year - d.year
	if today.month < d.month || today.month == d.month && today.day < d.day {
		n--
	}
	return n
}

// weighed is a stored weighing.
type weighed struct {
	At         time.Time    `json:"at"`
	BenefitKey string       `json:"benefit_key"` // of the use it was counted as
	Result     weighingJSON `json:"result"`
}

// weighingJSON is a result of a body scale: masses in kg, height in cm.
type weighingJSON struct {
	DatabaseID                *int64  `json:"databaseId,omitempty"`
	BasalMetabolicRate        number  `json:"basalMetabolicRate,omitempty"`
	BodyFatMass               number  `json:"bodyFatMass,omitempty"`
	BodyMassIndex             number  `json:"bodyMassIndex,omitempty"`
	FatFreeMass               number  `json:"fatFreeMass,omitempty"`
	PercentBodyFat            number  `json:"percentBodyFat,omitempty"`
	PercentSkeletalMuscleMass number  `json:"percentSkeletalMuscleMass,omitempty"`
	SkeletalMuscleMass        number  `json:"skeletalMuscleMass,omitempty"`
	TotalBodyWater            number  `json:"totalBodyWater,omitempty"`
	VisceralFatLevel          *int    `json:"visceralFatLevel,omitempty"`
	Weight                    number  `json:"weight,omitempty"`
	Height                    number  `json:"height,omitempty"`
	BfmLeftArm                number  `json:"bfmLeftArm,omitempty"`
	BfmLeftLeg                number  `json:"bfmLeftLeg,omitempty"`
	BfmPercentLeftArm         number  `json:"bfmPercentLeftArm,omitempty"`
	BfmPercentLeftLeg         number  `json:"bfmPercentLeftLeg,omitempty"`
	BfmPercentRightArm        number  `json:"bfmPercentRightArm,omitempty"`
	BfmPercentRightLeg        number  `json:"bfmPercentRightLeg,omitempty"`
	BfmPercentTrunk           number  `json:"bfmPercentTrunk,omitempty"`
	BfmRightArm               number  `json:"bfmRightArm,omitempty"`
	BfmRightLeg               number  `json:"bfmRightLeg,omitempty"`
	BfmTrunk                  number  `json:"bfmTrunk,omitempty"`
	FfmLeftArm                number  `json:"ffmLeftArm,omitempty"`
	FfmLeftLeg                number  `json:"ffmLeftLeg,omitempty"`
	FfmPercentLeftArm         number  `json:"ffmPercentLeftArm,omitempty"`
	FfmPercentLeftLeg         number  `json:"ffmPercentLeftLeg,omitempty"`
	FfmPercentRightArm        number  `json:"ffmPercentRightArm,omitempty"`
	FfmPercentRightLeg        number  `json:"ffmPercentRightLeg,omitempty"`
	FfmPercentTrunk           number  `json:"ffmPercentTrunk,omitempty"`
	FfmRightArm               number  `json:"ffmRightArm,omitempty"`
	FfmRightLeg               number  `json:"ffmRightLeg,omitempty"`
	FfmTrunk                  number  `json:"ffmTrunk,omitempty"`
	RawResults                *string `json:"rawResults"` // as the scale wrote them
}

// createCustomerWeighing stores a result and answers it with the id it got; an id
// of the scale's own is kept.
func createCustomerWeighing(c *call) (any, *refusal) {
	k, refused := c.customer()
	if refused != nil {
		return nil, refused
	}
	var w weighingJSON
	if refused := c.decode(&w); refused != nil {
		return nil, refused
	}
	if w.RawResults == nil {
		return nil, badRequest("error.validation.missing", "rawResults")
	}
	if c.switches.EnforceBounds {
		if refused := w.check(); refused != nil {
			return nil, refused
		}
	}
	key := c.query.Get("benefitKey")
	if refused := c.useBenefit(k, key); key != "" && refused != nil {
		return nil, refused
	}
	if w.DatabaseID == nil {
		id := c.studio.newID()
		w.DatabaseID = &id
	}
	of := c.studio.Directory.Weighings
	of[k.Record.ID] = append(of[k.Record.ID], weighed{At: c.now, BenefitKey: key, Result: w})
	return w, nil
}

// check refuses what nobody can weigh or measure.
func (w *weighingJSON) check() *refusal {
	if w.VisceralFatLevel != nil && *w.VisceralFatLevel < 0 {
		return badRequest("error.validation.range", "visceralFatLevel")
	}
	for _, f := range []struct {
		name  string
		value number
		most  float64
	}{
		{"weight", w.Weight, 1000},
		{"height", w.Height, 300},
		{"bodyMassIndex", w.BodyMassIndex, 500},
		{"basalMetabolicRate", w.BasalMetabolicRate, 20_000},
		{"bodyFatMass", w.BodyFatMass, 1000},
		{"fatFreeMass", w.FatFreeMass, 1000},
		{"skeletalMuscleMass", w.SkeletalMuscleMass, 1000},
		{"totalBodyWater", w.TotalBodyWater, 1000},
		{"percentBodyFat", w.PercentBodyFat, 100},
		{"percentSkeletalMuscleMass", w.PercentSkeletalMuscleMass, 100},
	} {
		if f.value == "" {
			continue
		}
		if n, err := strconv.ParseFloat(string(f.value), 64); err != nil || n < 0 || n > f.most {
			return badRequest("error.validation.range", f.name)
		}
	}
	return nil
}

// weigh makes up a weighing.
func (st *studio) weigh(customerID int64, day date) {
	r := st.random("weighing " + st.customers[customerID].Record.CustomerNumber)
	height, fat := 158+r.IntN(35), 15+r.IntN(15)
	weight := height - 100 + r.IntN(12)
	id, level, raw := st.newID(), 3+r.IntN(5), "W="+strconv.Itoa(weight)+";H="+strconv.Itoa(height)+";F="+strconv.Itoa(fat)
	tenths := func(n int) number { return number(strconv.Itoa(n/10) + "." + strconv.Itoa(n%10)) }
	st.Directory.Weighings[customerID] = append(st.Directory.Weighings[customerID], weighed{
		At: day.at(17, 40, st.loc),
		Result: weighingJSON{
			DatabaseID: &id, Weight: tenths(weight * 10), Height: tenths(height*10 + r.IntN(10)), PercentBodyFat: tenths(fat * 10),
			BodyFatMass: tenths(weight * fat / 10), FatFreeMass: tenths(weight * (100 - fat) / 10),
			BodyMassIndex: tenths(weight * 100_000 / (height * height)), VisceralFatLevel: &level, RawResults: &raw,
		},
	})
}
