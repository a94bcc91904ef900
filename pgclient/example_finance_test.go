package pgclient_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"time"

	"memberportal/pgclient"
)

// An agency takes a run over: it reads the debtors and then says that it has them.
func ExampleClient_ConfirmTransfer() {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /v1/debt-collection/7001/details", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `{"status":"WAITING_FOR_CONFIRMATION","collectionDate":"2026-11-25"}`)
	})
	mux.HandleFunc("GET /v1/debt-collection/7001/debtors", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `{"result":[{"debtorId":"2334545","firstName":"Sven","lastName":"Vogt","membershipNr":"1-1","sex":"MALE","city":"Hamburg",
			"collectionCases":[{"collectionCaseId":"c-1","openAmount":49.80,"debt":[]}]}],"hasNext":false,"offset":"50"}`)
	})
	mux.HandleFunc("POST /v1/debt-collection/7001/confirmTransfer", func(http.ResponseWriter, *http.Request) {})
	studio := httptest.NewServer(mux)
	defer studio.Close()
	client, err := pgclient.New(studio.URL, "key-of-the-studio")
	if err != nil {
		fmt.Println(err)
		return
	}
	ctx := context.Background()
	run, err := client.GetTransferDetails(ctx, 7001)
	if err != nil || run.Status != pgclient.TransferStatusWaitingForConfirmation {
		fmt.Println("nothing to fetch", err)
		return
	}
	for debtor, err := range client.AllDebtors(ctx, 7001) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(debtor.LastName, debtor.CollectionCases[0].OpenAmount)
	}
	fmt.Println(client.ConfirmTransfer(ctx, 7001))
	// Output:
	// Vogt 49.80
	// <nil>
}

// An export takes time: it is asked for and fetched later.
func ExampleClient_CreateExport() {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /v1/taxadvisor/exports/create", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `{"exportId":5}`)
	})
	mux.HandleFunc("GET /v1/taxadvisor/exports/5", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `{"fromDate":"2026-10-01","toDate":"2026-10-31","exportFormat":"SINGLE","exportFileFormat":"CSV","downloadUrl":"https://files.example/5"}`)
	})
	studio := httptest.NewServer(mux)
	defer studio.Close()
	client, err := pgclient.New(studio.URL, "key-of-the-studio")
	if err != nil {
		fmt.Println(err)
		return
	}
	ctx := context.Background()
	started, err := client.CreateExport(ctx, pgclient.TaxAdvisorExportRequest{
		FromDate: pgclient.Date{Year: 2026, Month: time.October, Day: 1}, ToDate: pgclient.Date{Year: 2026, Month: time.October, Day: 31},
		ExportFormat: pgclient.ExportFormatSingle, ExportFileFormat: pgclient.ExportFileFormatCSV,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	ready, err := client.GetExport(ctx, *started.ExportID) // when the webhook says so
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(ready.DownloadURL)
	// Output: https://files.example/5
}
