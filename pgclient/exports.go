package pgclient

import (
	"context"
	"net/http"
)

// TaxAdvisorExportRequest asks for the books of a time of at most 90 days that ends
// yesterday at the latest.
type TaxAdvisorExportRequest struct {
	FromDate         Date             `json:"fromDate"`
	ToDate           Date             `json:"toDate"` // included
	ExportFormat     ExportFormat     `json:"exportFormat"`
	ExportFileFormat ExportFileFormat `json:"exportFileFormat"`
	ExportLocale     ExportLocale     `json:"exportLocale,omitzero"`
}

// TaxAdvisorExportResult names an export that is being made.
type TaxAdvisorExportResult struct {
	ExportID *int64 `json:"exportId"`
}

func (r *TaxAdvisorExportResult) incomplete() bool { return r.ExportID == nil || *r.ExportID == 0 }

// TaxAdvisorExportDownload is an export that is ready.
type TaxAdvisorExportDownload struct {
	FromDate         Date             `json:"fromDate"`
	ToDate           Date             `json:"toDate"`
	ExportFileFormat ExportFileFormat `json:"exportFileFormat"`
	ExportFormat     ExportFormat     `json:"exportFormat"`
	ExportLocale     ExportLocale     `json:"exportLocale"`
	DownloadURL      string           `json:"downloadUrl"` // temporary: fetch at once, never store
}

func (d *TaxAdvisorExportDownload) incomplete() bool { return d.DownloadURL == "" }

// ExportFormat says whether bookings are listed or summed up.
type ExportFormat string

// The values of release 1.8.3.
const (
	ExportFormatSingle     ExportFormat = "SINGLE"
	ExportFormatAggregated ExportFormat = "AGGREGATED"
)

// ExportFileFormat is the kind of file.
type ExportFileFormat string

// The values of release 1.8.3.
const (
	ExportFileFormatJSON ExportFileFormat = "JSON"
	ExportFileFormatCSV  ExportFileFormat = "CSV"
	ExportFileFormatXLSX ExportFileFormat = "XLSX"
)

// ExportLocale is the language of the file.
type ExportLocale string

// The values of release 1.8.3.
const (
	ExportLocaleEnglish ExportLocale = "ENGLISH"
	ExportLocaleGerman  ExportLocale = "GERMAN"
)

// CreateExport starts an export, which takes the studio's system some time. The webhook
// TAX_ADVISOR_EXPORT_CREATED tells when it is ready.
func (c *Client) CreateExport(ctx context.Context, want TaxAdvisorExportRequest) (TaxAdvisorExportResult, error) {
	return send[TaxAdvisorExportResult](ctx, c, "createExport", http.MethodPost, "/v1/taxadvisor/exports/create", want)
}

// GetExport returns where to fetch an export. What is answered before it is ready is
// not documented: take NotFound and Conflict as "not yet".
func (c *Client) GetExport(ctx context.Context, exportID int64) (TaxAdvisorExportDownload, error) {
	return get[TaxAdvisorExportDownload](ctx, c, "getExport", "/v1/taxadvisor/exports/"+id(exportID), nil)
}
