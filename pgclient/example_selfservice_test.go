package pgclient_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"

	"memberportal/pgclient"
)

// scripted answers each path with a text, to stand for the API in an example.
func scripted(answers map[string]string) (*pgclient.Client, func()) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, answers[r.Method+" "+r.URL.Path])
	}))
	client, err := pgclient.New(server.URL, "key-of-the-studio")
	if err != nil {
		panic(err)
	}
	return client, server.Close
}

// A change starts from the data as they are, since nobody knows what becomes of a field
// that is left out.
func ExampleClient_CreateCustomerContactDataAmendment() {
	client, done := scripted(map[string]string{
		"GET /v1/customers/1001/self-service/contact-data": `{"email":"old@example.com","phonePrivate":"+49 40 1",
			"amendmentConfigurationStatus":"CHANGES_REQUIRE_VERIFICATION"}`,
		"POST /v1/customers/1001/self-service/contact-data": `{"id":61,"email":"new@example.com","phonePrivate":"+49 40 1"}`,
	})
	defer done()
	ctx := context.Background()
	data, err := client.GetCustomerContactData(ctx, 1001)
	if err != nil {
		fmt.Println(err)
		return
	}
	if data.AmendmentConfigurationStatus == pgclient.AmendmentConfigurationStatusRead || data.PendingAmendment != nil {
		fmt.Println("no form: show the data, or offer to withdraw")
		return
	}
	fields := data.ContactDataFields
	fields.Email = "new@example.com"
	amendment, err := client.CreateCustomerContactDataAmendment(ctx, 1001, fields)
	switch {
	case err != nil:
		fmt.Println(err)
	case amendment.ID != nil:
		fmt.Println("waits for the studio as", *amendment.ID)
	default:
		fmt.Println("changed")
	}
	// Output: waits for the studio as 61
}

// Entries come in no stated order, and amounts are added exactly.
func ExampleClient_AllCustomersAccountTransactionData() {
	client, done := scripted(map[string]string{
		"GET /v1/customers/1001/account/transactions": `{"result":[
			{"id":2,"dueDate":"2026-10-01","installmentPlan":false,"openAmount":{"amount":39.90,"currency":"EUR"}},
			{"id":1,"dueDate":"2026-09-01","installmentPlan":false,"openAmount":{"amount":0.20,"currency":"EUR"}}],"hasNext":false,"offset":"50"}`,
	})
	defer done()
	var entries []pgclient.BookingEntry
	var open pgclient.Decimal
	for e, err := range client.AllCustomersAccountTransactionData(context.Background(), 1001) {
		if err != nil {
			fmt.Println(err)
			return
		}
		entries = append(entries, e)
		if e.OpenAmount != nil {
			open = open.Add(e.OpenAmount.Amount)
		}
	}
	slices.SortFunc(entries, func(a, b pgclient.BookingEntry) int { return strings.Compare(a.DueDate.String(), b.DueDate.String()) })
	fmt.Println(entries[0].DueDate, "to", entries[len(entries)-1].DueDate, "open:", open)
	// Output: 2026-09-01 to 2026-10-01 open: 40.10
}

// The token of the session is for the widget in the browser; what the API takes later
// is the token that the widget hands back.
func ExampleClient_UserSession() {
	client, done := scripted(map[string]string{
		"POST /v1/payments/user-session": `{"token":"CllClFmVlSCs","tokenValidUntil":"2026-11-26T16:25:09.416924Z",
			"finionPayCustomerId":"753ea8ec-c2ec-4761-824b-bc46eda3f644"}`,
	})
	defer done()
	due, err := pgclient.ParseDecimal("19.90")
	if err != nil {
		fmt.Println(err)
		return
	}
	session, err := client.UserSession(context.Background(), pgclient.PaymentUserSessionRequest{
		Amount: due, Scope: pgclient.PaymentSessionScopeEcom, ReferenceText: "Joining Fee",
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("for the widget until", session.TokenValidUntil.Time().Format("15:04"))
	fmt.Println("the same person again:", session.FinionPayCustomerID)
	// Output:
	// for the widget until 16:25
	// the same person again: 753ea8ec-c2ec-4761-824b-bc46eda3f644
}

// Preferences are sent back whole, with what the member may change changed.
func ExampleClient_UpdateCommunicationPreferences() {
	client, done := scripted(map[string]string{
		"GET /v1/communications/1001/communication-preferences": `[{"messageCategory":"NEWSLETTER","channels":[
			{"communicationChannel":"EMAIL","customerOverridable":true,"active":true},
			{"communicationChannel":"LETTER","customerOverridable":false,"active":true}]}]`,
		"PUT /v1/communications/1001/communication-preferences": `[{"messageCategory":"NEWSLETTER","channels":[
			{"communicationChannel":"EMAIL","customerOverridable":true,"active":false},
			{"communicationChannel":"LETTER","customerOverridable":false,"active":true}]}]`,
	})
	defer done()
	ctx := context.Background()
	matrix, err := client.GetCommunicationPreferences(ctx, 1001)
	if err != nil {
		fmt.Println(err)
		return
	}
	off := false
	for _, p := range matrix {
		for i, channel := range p.Channels {
			if channel.CustomerOverridable != nil && *channel.CustomerOverridable {
				p.Channels[i].Active = &off
			}
		}
	}
	matrix, err = client.UpdateCommunicationPreferences(ctx, 1001, matrix)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, channel := range matrix[0].Channels {
		fmt.Println(channel.CommunicationChannel, *channel.Active)
	}
	// Output:
	// EMAIL false
	// LETTER true
}
