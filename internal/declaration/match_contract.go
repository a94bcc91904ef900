package declaration

import (
	"slices"
	"strconv"

	"memberportal/pgclient"
	views "memberportal/views/mail"
)

// shortestNumber is how many digits a number in the text about the contract must have
// to be taken for a number of a contract: a year has four.
const shortestNumber = 5

// chooseContract finds the one contract that the text means. Blank is the only one
// that can still be canceled; else the text has to name exactly one, by its number or
// by the name of its rate. Of several contracts of one rate it is the only one that
// still runs. A word that is neither a name nor one of those that go with it may mean
// another contract ("Premium and Yoga"): what is not sure is left alone, and the remark
// tells the studio why.
func chooseContract(contracts []pgclient.ContractData, text string, memberNumber string) (pgclient.ContractData, views.Remark) {
	running := slices.DeleteFunc(slices.Clone(contracts), over)
	words := nameWords(text)
	if len(words) > mostNameWords {
		return pgclient.ContractData{}, views.Remark{Code: views.RemarkContractUnknown}
	}
	if len(words) == 0 {
		open := slices.DeleteFunc(slices.Clone(running), func(k pgclient.ContractData) bool { return !cancelable(k) })
		switch {
		case len(open) == 1:
			return open[0], contractRemark(views.RemarkContractFound, open[0])
		case len(open) > 1:
			return pgclient.ContractData{}, views.Remark{Code: views.RemarkContractSeveral}
		case len(running) == 1:
			return running[0], contractRemark(stateRemark(running[0]), running[0])
		case len(running) == 0:
			return pgclient.ContractData{}, views.Remark{Code: views.RemarkContractNone}
		}
		return pgclient.ContractData{}, views.Remark{Code: views.RemarkContractFixed}
	}
	named := namedContracts(contracts, running, words, nameWords(memberNumber))
	if len(named) != 1 {
		return pgclient.ContractData{}, views.Remark{Code: views.RemarkContractUnknown}
	}
	if cancelable(named[0]) {
		return named[0], contractRemark(views.RemarkContractFound, named[0])
	}
	return named[0], contractRemark(stateRemark(named[0]), named[0])
}

// namedContracts are those the words name; none where a word or number may mean another.
func namedContracts(contracts, running []pgclient.ContractData, words, memberNumber []word) []pgclient.ContractData {
	var named []pgclient.ContractData
	for _, w := range words {
		if !isNumber(w) || len(w[0]) < shortestNumber {
			continue
		}
		i := slices.IndexFunc(contracts, func(k pgclient.ContractData) bool { return strconv.FormatInt(k.ID, 10) == w[0] })
		switch {
		case i >= 0 && !hasContract(named, contracts[i].ID):
			named = append(named, contracts[i])
		case i < 0 && !w.in(memberNumber):
			return nil
		}
	}
	rates, sure := namedRates(contracts, words)
	if !sure {
		return nil
	}
	for _, rate := range rates {
		if slices.ContainsFunc(named, func(k pgclient.ContractData) bool { return k.RateName == rate }) {
			continue // the number says which of them
		}
		of := slices.DeleteFunc(slices.Clone(running), func(k pgclient.ContractData) bool { return k.RateName != rate })
		if len(of) == 0 {
			of = slices.DeleteFunc(slices.Clone(contracts), func(k pgclient.ContractData) bool { return k.RateName != rate })
		}
		named = append(named, of...)
	}
	return named
}

func hasContract(list []pgclient.ContractData, id int64) bool {
	return slices.ContainsFunc(list, func(k pgclient.ContractData) bool { return k.ID == id })
}

// namedRates are the rates whose names stand in the text as whole words, and whether
// every other word goes with them. A name within a longer one does not count:
// "Premium" is not meant by "Premium Plus".
func namedRates(contracts []pgclient.ContractData, words []word) (named []string, sure bool) {
	type place struct {
		rate     string
		from, to int
	}
	var places []place
	var rates []string
	for _, k := range contracts {
		name := nameWords(k.RateName)
		if len(name) == 0 || slices.Contains(rates, k.RateName) {
			continue
		}
		rates = append(rates, k.RateName)
		for from := 0; from+len(name) <= len(words); from++ {
			if sameWords(name, words[from:from+len(name)]) {
				places = append(places, place{k.RateName, from, from + len(name)})
			}
		}
	}
	part := make([]bool, len(words)) // of a name
	for _, p := range places {
		within := slices.ContainsFunc(places, func(q place) bool { return q.from <= p.from && p.to <= q.to && q.to-q.from > p.to-p.from })
		if !within && !slices.Contains(named, p.rate) {
			named = append(named, p.rate)
		}
		for i := p.from; i < p.to; i++ {
			part[i] = true
		}
	}
	for i, w := range words {
		if !part[i] && !isNumber(w) && !goesWithContract(w) {
			return named, false
		}
	}
	return named, true
}

func isNumber(w word) bool {
	_, err := strconv.ParseUint(w[0], 10, 64)
	return err == nil
}

// goesWithContract are words that stand beside the name or number of one contract.
func goesWithContract(w word) bool {
	switch w[0] {
	case "mein", "meinen", "meine", "meiner", "den", "der", "die", "das", "vertrag", "vertrags", "mitgliedschaft", "abo", "tarif", "nr", "nummer",
		"vertragsnummer", "vertragsnr", "mitgliedsvertrag", "fitnessvertrag", "seit", "vom", "bei", "studio",
		"my", "the", "contract", "membership", "plan", "rate", "number", "no", "since", "from", "at",
		"moja", "moje", "moj", "umowa", "umowe", "umowy", "numer", "karnet", "czlonkostwo", "taryfa", "z", "od", "w":
		return true
	}
	return false
}

func sameWords(a, b []word) bool {
	return slices.EqualFunc(a, b, func(x, y word) bool { return x.in([]word{y}) })
}

func contractRemark(code views.RemarkCode, k pgclient.ContractData) views.Remark {
	return views.Remark{Code: code, Value: k.RateName + " (" + strconv.FormatInt(k.ID, 10) + ")"}
}

// over: nothing is left of it to end.
func over(k pgclient.ContractData) bool { return k.ContractStatus == pgclient.ContractStatusInactive }

// cancelable: it runs, nobody has ended it, and the API offers days.
func cancelable(k pgclient.ContractData) bool {
	return !over(k) && k.CancelationStatus == "" && len(k.AvailableCancelationDates) > 0
}

// stateRemark is why a contract cannot be canceled now.
func stateRemark(k pgclient.ContractData) views.RemarkCode {
	switch {
	case over(k):
		return views.RemarkContractOver
	case k.CancelationStatus == pgclient.CancelationStatusCanceled:
		return views.RemarkContractCanceled
	case k.CancelationStatus == pgclient.CancelationStatusPendingVerification:
		return views.RemarkContractAsked
	}
	return views.RemarkContractFixed
}
