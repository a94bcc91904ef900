package sandbox

import "time"

func financeOperations() []*operation {
	read, write := []string{"DEBT_COLLECTION_READ"}, []string{"DEBT_COLLECTION_WRITE"}
	const run = "/v1/debt-collection/{debtCollectionRunId}"
	return []*operation{
		{id: "getDebtCollectionConfiguration", method: "GET", pattern: "/v1/debt-collection/configuration", scopes: read, handle: getDebtCollectionConfiguration},
		{id: "getDebtors", method: "GET", pattern: run + "/debtors", scopes: read, handle: getDebtors},
		{id: "getTransferDetails", method: "GET", pattern: run + "/details", scopes: read, handle: getTransferDetails},
		{id: "confirmTransfer", method: "POST", pattern: run + "/confirmTransfer", scopes: write, handle: confirmTransfer},
		{id: "updateDebtCollection", method: "POST", pattern: "/v1/debt-collection/update", scopes: write, handle: updateDebtCollection},
		{id: "getDebtCollectionCases", method: "GET", pattern: "/v1/debt-collection/cases", scopes: read, handle: getDebtCollectionCases},
		{id: "getDebtCollectionBlockedDebtors", method: "GET", pattern: "/v1/debt-collection/blocked/debtors", scopes: read, handle: getBlockedDebtors},
		{id: "getDebtCollectionBlockedDebts", method: "GET", pattern: "/v1/debt-collection/blocked/debts", scopes: read, handle: getBlockedDebts},
		{id: "createExport", method: "POST", pattern: "/v1/taxadvisor/exports/create", scopes: []string{"TAX_ADVISOR_EXPORT_WRITE"}, handle: createExport},
		{id: "getExport", method: "GET", pattern: "/v1/taxadvisor/exports/{exportId}", scopes: []string{"TAX_ADVISOR_EXPORT_READ"}, handle: getExport},
	}
}

func financeTexts() map[string]text {
	return map[string]text{
		"error.collection.notWaiting":     {"Diese Übergabe kann nicht bestätigt werden.", "This transfer cannot be confirmed.", "Tego przekazania nie można potwierdzić."},
		"error.collection.notTransferred": {"Der Fall wurde noch nicht übergeben.", "The case has not been transferred yet.", "Sprawa nie została jeszcze przekazana."},
		"error.collection.closed":         {"Der Fall ist bereits geschlossen.", "The case is closed already.", "Sprawa jest już zamknięta."},
		"error.collection.notOfDebtor":    {"Der Fall gehört zu einer anderen Person.", "The case is somebody else's.", "Sprawa dotyczy innej osoby."},
		"error.collection.notOfCase":      {"Die Forderung gehört nicht zu diesem Fall.", "The debt is not part of the case.", "Należność nie należy do tej sprawy."},
		"error.collection.amounts":        {"Die Beträge passen nicht zur Forderung.", "The amounts do not fit the debt.", "Kwoty nie zgadzają się z należnością."},
		"error.collection.blockEnd":       {"Das Ende der Sperre liegt in der Vergangenheit.", "The block ends in the past.", "Koniec blokady leży w przeszłości."},
		"error.export.notReady":           {"Der Export wird noch erstellt.", "The export is still being made.", "Eksport jest jeszcze przygotowywany."},
		"error.export.order":              {"Das Ende liegt vor dem Anfang.", "The end lies before the beginning.", "Koniec przypada przed początkiem."},
		"error.export.tooLong":            {"Ein Export umfasst höchstens 90 Tage.", "An export covers at most 90 days.", "Eksport obejmuje najwyżej 90 dni."},
		"error.export.future":             {"Der letzte Tag ist spätestens gestern.", "The last day is yesterday at the latest.", "Ostatni dzień to najpóźniej wczoraj."},
	}
}

// financeState is debt collection and exports.
type financeState struct {
	Collection collectionState `json:"collection"`
	Exports    []*export       `json:"exports"` // by id

	exports map[int64]*export
}

func (s *financeState) settle(st *studio, members []Member, today date) {
	s.exports = map[int64]*export{}
	s.Collection.settle(st, members, today)
}

func (s *financeState) index(st *studio) error {
	s.exports = map[int64]*export{}
	for _, e := range s.Exports {
		s.exports[e.ID] = e
	}
	return s.Collection.index(st)
}

// pass does what time has brought about since the last look.
func (s *financeState) pass(st *studio, now time.Time) {
	for _, r := range s.Collection.Runs {
		if r.Status == runProcessing && !now.Before(r.Ready) {
			st.transferReady(r, now)
		}
	}
	for _, e := range s.Exports {
		if !e.Announced && !now.Before(e.Ready) {
			e.Announced = true
			st.emit(e.Ready, "TAX_ADVISOR_EXPORT_CREATED", e.ID, nil)
		}
	}
}
