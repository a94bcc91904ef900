package pgclient_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"time"

	"memberportal/pgclient"
)

// answering is a client of a studio that answers by path.
func answering(byPath map[string]string) (*pgclient.Client, func()) {
	studio := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, byPath[r.Method+" "+r.URL.Path])
	}))
	client, err := pgclient.New(studio.URL, "key-of-the-studio")
	if err != nil {
		panic(err)
	}
	return client, studio.Close
}

// Which days a contract may be canceled to stands in its data, and only reading it
// again tells what has come of the request.
func ExampleClient_CreateContractCancelationAmendment() {
	const data = "GET /v1/memberships/1001/self-service/contract-data"
	contract := `"id":9,"startDate":"2022-01-15","endDate":"2027-03-31","rateName":"Premium","contractStatus":"ACTIVE"`
	answers := map[string]string{
		data: `[{` + contract + `,"availableCancelationDates":["2027-03-31","2027-04-30"]}]`,
		"GET /v1/memberships/self-service/contract-cancelation-reasons":        `[{"cancelationReasonId":1000,"cancelationReasonName":"Umzug"}]`,
		"POST /v1/memberships/1001/self-service/ordinary-contract-cancelation": `{}`,
	}
	client, done := answering(answers)
	defer done()
	ctx := context.Background()
	contracts, err := client.GetContractData(ctx, 1001)
	if err != nil || len(contracts[0].AvailableCancelationDates) == 0 {
		fmt.Println("cannot be canceled", err)
		return
	}
	reasons, err := client.GetContractCancelationReasonData(ctx)
	if err != nil {
		fmt.Println(err)
		return
	}
	err = client.CreateContractCancelationAmendment(ctx, 1001, pgclient.ContractCancelationRequest{
		ContractID: contracts[0].ID, CancelationDate: contracts[0].AvailableCancelationDates[0], CancelationReasonID: reasons[0].CancelationReasonID,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	answers[data] = `[{` + contract + `,"cancelationStatus":"PENDING_VERIFICATION","cancelationDate":"2027-03-31"}]` // the studio will look at it
	contracts, err = client.GetContractData(ctx, 1001)
	fmt.Println(contracts[0].CancelationStatus, contracts[0].CancelationDate, err)
	// Output: PENDING_VERIFICATION 2027-03-31 <nil>
}

// A pause with its proof. The unit is the one of the configuration, and Unlimited is
// always sent: releases differ in what they ask for.
func ExampleClient_CreateIdlePeriodAmendment() {
	client, done := answering(map[string]string{
		"GET /v1/memberships/9/self-service/idle-periods/config": `{"temporalUnit":"MONTH","maxTerms":6,"firstPossibleStartDate":"2027-01-01",
			"idlePeriodReasons":[{"id":3,"name":"Krankheit","documentRequired":true}]}`,
		"POST /v1/memberships/9/self-service/idle-periods/validate": `{"validationStatus":"IDLEPERIOD_CREATABLE"}`,
		"POST /v1/memberships/9/self-service/idle-periods":          `{"id":203,"startDate":"2027-01-01","endDate":"2027-02-28","state":"PENDING_VERIFICATION"}`,
	})
	defer done()
	ctx := context.Background()
	config, err := client.GetIdlePeriodConfig(ctx, 9)
	if err != nil {
		fmt.Println(err)
		return
	}
	two, limited := 2, false
	verdict, err := client.ValidateIdlePeriodRequest(ctx, 9, pgclient.IdlePeriodValidationRequest{
		StartDate: config.FirstPossibleStartDate, TemporalUnit: config.TemporalUnit, TermValue: &two, Unlimited: &limited,
	})
	if err != nil || verdict.ValidationStatus != pgclient.IdlePeriodValidationStatusCreatable {
		fmt.Println(verdict.ValidationStatus, err)
		return
	}
	proof := &pgclient.Upload{Name: "attest.pdf", ContentType: "application/pdf", Content: strings.NewReader("%PDF-1.7")}
	period, err := client.CreateIdlePeriodAmendment(ctx, 9, pgclient.IdlePeriodRequest{
		StartDate: config.FirstPossibleStartDate, TemporalUnit: config.TemporalUnit, TermValue: &two, Unlimited: &limited,
		ReasonID: config.IdlePeriodReasons[0].ID,
	}, proof)
	fmt.Println(period.State, period.StartDate, period.EndDate, err)
	// Output: PENDING_VERIFICATION 2027-01-01 2027-02-28 <nil>
}

// An add-on is bought with one of its payment frequencies.
func ExampleClient_PurchaseAdditionalModuleContract() {
	client, done := answering(map[string]string{
		"GET /v1/memberships/9/self-service/additional-modules/purchasable": `[{"id":203,"name":"Sauna","paymentFrequencies":[
			{"id":11,"type":"MONTH_DAY"},{"id":12,"type":"RECURRING","term":{"value":1,"unit":"MONTH"},"price":{"amount":9.90,"currency":"EUR"}}]}]`,
		"POST /v1/memberships/9/self-service/additional-modules/purchase":     `{"id":1001}`,
		"GET /v1/memberships/9/self-service/additional-module-contracts/1001": `{"name":"Sauna","startDate":"2026-11-26","availableCancelationDates":["2027-02-25"]}`,
	})
	defer done()
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	modules, err := client.GetPurchasableAdditionalModules(ctx, 9)
	if err != nil {
		fmt.Println(err)
		return
	}
	monthly := slices.IndexFunc(modules[0].PaymentFrequencies, func(f pgclient.PaymentFrequency) bool {
		return f.ID != nil && f.Type == pgclient.PaymentFrequencyTypeRecurring
	})
	bought, err := client.PurchaseAdditionalModuleContract(ctx, 9, pgclient.AdditionalModuleContractRequest{
		AdditionalModuleID: modules[0].ID, PaymentFrequencyID: *modules[0].PaymentFrequencies[monthly].ID,
	})
	if err != nil || bought.ID == nil {
		fmt.Println("look into the contract", err)
		return
	}
	sauna, err := client.GetAdditionalModuleContract(ctx, 9, *bought.ID)
	fmt.Println(sauna.Name, sauna.AvailableCancelationDates, err)
	// Output: Sauna [2027-02-25] <nil>
}
