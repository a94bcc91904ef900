package handlers

import (
	"testing"

	"github.com/stretchr/testify/require"

	"memberportal/pgclient"
)

func TestWhatBarsAMemberFromADay(t *testing.T) {
	base, on := berlinPage(t), day(t, "2026-06-17")
	runs := pgclient.ContractData{ID: 5, ContractStatus: pgclient.ContractStatusActive, StartDate: day(t, "2026-01-01"), EndDate: day(t, "2026-06-10")}
	ended, later := runs, runs
	ended.CancelationStatus, ended.CancelationDate = pgclient.CancelationStatusCanceled, day(t, "2026-06-16")
	later.StartDate = day(t, "2026-06-18")
	inactive := pgclient.ContractData{ContractStatus: pgclient.ContractStatusInactive}
	second := runs
	second.ID = 6
	pause := pgclient.CustomerIdlePeriod{StartDate: day(t, "2026-06-01"), EndDate: day(t, "2026-06-17")}
	ofOne := pause
	ofOne.Contract = &pgclient.ContractRef{ID: 5}
	over := pause
	over.EndDate = day(t, "2026-06-16")
	open := pgclient.CustomerIdlePeriod{StartDate: day(t, "2026-06-01")}
	blocked := pgclient.Customer{AccessRestrictions: []pgclient.AccessRestriction{{Reason: "Owes", EndDate: on}}}
	past := pgclient.Customer{AccessRestrictions: []pgclient.AccessRestriction{{Reason: "Owes", EndDate: day(t, "2026-06-16")}}}
	idle := func(p ...pgclient.CustomerIdlePeriod) pgclient.Customer { return pgclient.Customer{IdlePeriods: p} }
	for name, c := range map[string]struct {
		customer  pgclient.Customer
		contracts []pgclient.ContractData
		word      string // key
		title     string
	}{
		"nothing":                      {contracts: []pgclient.ContractData{runs}},
		"a prospect":                   {word: "classes.barred_none", title: "You have no running membership on this day."},
		"a former member":              {contracts: []pgclient.ContractData{inactive}, word: "classes.barred_none", title: "You have no running membership on this day."},
		"canceled, ends before":        {contracts: []pgclient.ContractData{ended}, word: "classes.barred_none", title: "You have no running membership on this day."},
		"starts after":                 {contracts: []pgclient.ContractData{later}, word: "classes.barred_none", title: "You have no running membership on this day."},
		"ended, the next one runs":     {contracts: []pgclient.ContractData{ended, second}},
		"paused to that day":           {customer: idle(pause), contracts: []pgclient.ContractData{runs}, word: "classes.barred_idle", title: "Your membership is paused until 17 June 2026."},
		"paused, over by then":         {customer: idle(over), contracts: []pgclient.ContractData{runs}},
		"paused without end":           {customer: idle(open), contracts: []pgclient.ContractData{runs}, word: "classes.barred_idle", title: "Your membership is paused."},
		"its one contract is paused":   {customer: idle(ofOne), contracts: []pgclient.ContractData{runs}, word: "classes.barred_idle", title: "Your membership is paused until 17 June 2026."},
		"another contract runs":        {customer: idle(ofOne), contracts: []pgclient.ContractData{runs, second}},
		"blocked":                      {customer: blocked, contracts: []pgclient.ContractData{runs}, word: "classes.barred_access", title: "Your access is blocked at present."},
		"blocked until the day before": {customer: past, contracts: []pgclient.ContractData{runs}},
		"blocked, no reason":           {customer: pgclient.Customer{AccessRefusal: true}, contracts: []pgclient.ContractData{runs}, word: "classes.barred_access", title: "Your access is blocked at present."},
	} {
		s := standing{asked: true, customer: part[pgclient.Customer]{value: c.customer}, contracts: part[[]pgclient.ContractData]{value: c.contracts}}
		b := s.barOn(base, on)
		if c.word == "" {
			require.Nil(t, b, name)
			continue
		}
		require.NotNil(t, b, name)
		require.Equal(t, [2]string{c.word, c.title}, [2]string{b.word, b.notice.Title}, name)
	}
	require.Nil(t, standing{}.barOn(base, on), "nothing is known of a stranger")
	down := standing{asked: true, customer: failed[pgclient.Customer](pgclient.Timeout), contracts: failed[[]pgclient.ContractData](pgclient.Forbidden)}
	require.Nil(t, down.barOn(base, on), "what is not known is not refused")
}
