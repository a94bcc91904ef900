package pgclient_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"memberportal/pgclient"
)

const (
	accessCodeJSON = `{"format":"QR_CODE","content":"0049267681211943991","expiresAt":"2026-11-26T10:33:00Z","laterField":1}`
	mediumJSON     = `{"id":71,"type":"PIN","value":"0815","laterField":[]}`
	documentJSON   = `{"id":1241246660,"fileName":"Vertrag.pdf","description":null,"url":"https://files.example/1?until=9","laterField":{}}`
)

func accessCases() []operation {
	type api = pgclient.Client
	pin := pgclient.AccessMedium{Type: pgclient.AccessMediumTypePIN, Value: "0815"}
	isMedium := func(t *testing.T, got any) {
		m := got.(pgclient.AccessMedium)
		require.Equal(t, int64(71), *m.ID)
		require.Equal(t, "0815", m.Value, "leading zeros stay")
	}
	lasting := pgclient.AccessRestriction{Reason: "Card shared"}
	return []operation{
		{
			"getBenefits", "GET", "/v1/customers/1001/benefits?key=SAUNA&key=DRINKS", "", `[{"key":"SAUNA","valid":true},{"key":"DRINKS","valid":false,"left":null}]`,
			func(ctx context.Context, c *api) (any, error) { return of(c.GetBenefits(ctx, 1001, "SAUNA", "DRINKS")) },
			func(t *testing.T, got any) {
				require.Equal(t, []pgclient.BenefitValidation{{Key: "SAUNA", Valid: true}, {Key: "DRINKS"}}, got)
			},
		},
		{
			"getBenefitsByCardNumber", "GET", "/v1/customers/benefits?cardNumber=00123&cardNumberFormat=HEX_LSB&key=SAUNA", "", `[]`,
			func(ctx context.Context, c *api) (any, error) {
				return of(c.GetBenefitsByCardNumber(ctx, "00123", pgclient.CardNumberFormatHexLSB, "SAUNA"))
			},
			func(t *testing.T, got any) { require.Empty(t, got) },
		},
		{
			"useBenefit", "POST", "/v1/customers/1001/benefits/SAUNA%201%3F/use", "", "",
			func(ctx context.Context, c *api) (any, error) { return nil, c.UseBenefit(ctx, 1001, "SAUNA 1?") },
			nil,
		},
		{
			"getCustomerAccessCode", "GET", "/v1/customers/1001/access-code", "", accessCodeJSON,
			func(ctx context.Context, c *api) (any, error) { return of(c.GetCustomerAccessCode(ctx, 1001)) },
			func(t *testing.T, got any) {
				code := got.(pgclient.CustomerAccessCode)
				require.Equal(t, pgclient.AccessCodeFormatQRCode, code.Format)
				require.Equal(t, "0049267681211943991", code.Content, "leading zeros stay")
				require.True(t, code.ExpiresAt.Time().Equal(time.Date(2026, time.November, 26, 10, 33, 0, 0, time.UTC)))
			},
		},
		{
			"addAccessMediums", "POST", "/v1/customers/1001/access-mediums", `{"type":"PIN","value":"0815"}`, mediumJSON,
			func(ctx context.Context, c *api) (any, error) { return of(c.AddAccessMediums(ctx, 1001, pin)) },
			isMedium,
		},
		{
			"addAccessMedium", "PUT", "/v1/customers/1001/access-medium", `{"type":"PIN","value":"0815"}`, mediumJSON,
			func(ctx context.Context, c *api) (any, error) { return of(c.AddAccessMedium(ctx, 1001, pin)) },
			isMedium,
		},
		{
			"updateAccessMediums", "PUT", "/v1/customers/1001/access-mediums/71", `{"value":"0815"}`, mediumJSON,
			func(ctx context.Context, c *api) (any, error) {
				return of(c.UpdateAccessMediums(ctx, 1001, 71, pgclient.AccessMediumUpdate{Value: "0815"}))
			},
			isMedium,
		},
		{
			"deleteAccessMediums", "DELETE", "/v1/customers/1001/access-mediums/71", "", "",
			func(ctx context.Context, c *api) (any, error) { return nil, c.DeleteAccessMediums(ctx, 1001, 71) },
			nil,
		},
		{
			"setAccessRestriction", "PUT", "/v1/customers/1001/access-restrictions",
			`{"reason":"Card shared","startDate":"2026-11-26","endDate":"2026-12-01"}`, `{"reason":"Card shared","startDate":null}`,
			func(ctx context.Context, c *api) (any, error) {
				r := lasting
				r.StartDate, r.EndDate = pgclient.Date{Year: 2026, Month: 11, Day: 26}, pgclient.Date{Year: 2026, Month: 12, Day: 1}
				return of(c.SetAccessRestriction(ctx, 1001, r))
			},
			func(t *testing.T, got any) { require.Equal(t, lasting, got) },
		},
		{
			"deleteAccessRestriction", "DELETE", "/v1/customers/1001/access-restrictions", "", "",
			func(ctx context.Context, c *api) (any, error) { return nil, c.DeleteAccessRestriction(ctx, 1001) },
			nil,
		},
		{
			"getDocuments", "GET", "/v1/customers/1001/documents?offset=10&sliceSize=20", "", sliceOf(documentJSON),
			func(ctx context.Context, c *api) (any, error) {
				return of(c.GetDocuments(ctx, 1001, pgclient.SliceParams{Offset: "10", SliceSize: 20}))
			},
			func(t *testing.T, got any) {
				s := got.(pgclient.Slice[pgclient.CustomerDocument])
				require.True(t, s.HasNext)
				require.Equal(t, "Vertrag.pdf", s.Result[0].FileName)
				require.Empty(t, s.Result[0].Description)
			},
		},
		{
			"getDocumentById", "GET", "/v1/customers/1001/documents/1241246660", "", documentJSON,
			func(ctx context.Context, c *api) (any, error) { return of(c.GetDocumentById(ctx, 1001, 1241246660)) },
			func(t *testing.T, got any) {
				require.Equal(t, "https://files.example/1?until=9", got.(pgclient.CustomerDocument).URL)
			},
		},
		{
			"uploadDocument", "POST", "/v1/customers/1001/documents?description=Attest+%26+mehr", "file|attest.pdf|application/pdf|%PDF-1.4\n", `{"id":1241246661}`,
			func(ctx context.Context, c *api) (any, error) {
				return of(c.UploadDocument(ctx, 1001, "Attest & mehr", fileToSend("attest.pdf", "application/pdf", "%PDF-1.4")))
			},
			func(t *testing.T, got any) {
				require.Equal(t, int64(1241246661), *got.(pgclient.CustomerDocumentId).ID)
			},
		},
		{
			"updateImage", "PUT", "/v1/customers/1001/images", "image|me.png|image/png|PNG\n", `{"imageUrl":"https://files.example/2","laterField":null}`,
			func(ctx context.Context, c *api) (any, error) {
				return of(c.UpdateImage(ctx, 1001, fileToSend("me.png", "image/png", "PNG")))
			},
			func(t *testing.T, got any) {
				require.Equal(t, pgclient.CustomerImage{ImageURL: "https://files.example/2"}, got)
			},
		},
		{
			"getAdditionalInformationFields", "GET", "/v1/customers/additional-information-fields", "",
			`[{"id":5,"name":"Size","type":"LIST","abbreviation":null,"listItems":[{"id":12345,"name":"S"}]},{"id":6,"name":"Locker","type":"NUMERIC"}]`,
			func(ctx context.Context, c *api) (any, error) { return of(c.GetAdditionalInformationFields(ctx)) },
			func(t *testing.T, got any) {
				fields := got.([]pgclient.AdditionalInformationField)
				require.Equal(t, pgclient.AdditionalInformationFieldTypeList, fields[0].Type)
				require.Equal(t, []pgclient.AdditionalInformationListItem{{ID: 12345, Name: "S"}}, fields[0].ListItems)
				require.Nil(t, fields[1].ListItems)
			},
		},
		{
			"setAdditionalInformationFieldAssignments", "PUT", "/v1/customers/1001/additional-information-field-assignments",
			`[{"additionalInformationFieldId":5,"value":"12345"}]`, `[{"additionalInformationFieldId":5,"value":"12345","laterField":1}]`,
			func(ctx context.Context, c *api) (any, error) {
				return of(c.SetAdditionalInformationFieldAssignments(ctx, 1001, []pgclient.AdditionalInformationFieldAssignment{{AdditionalInformationFieldID: 5, Value: "12345"}}))
			},
			func(t *testing.T, got any) {
				require.Equal(t, []pgclient.AdditionalInformationFieldAssignment{{AdditionalInformationFieldID: 5, Value: "12345"}}, got)
			},
		},
	}
}

func fileToSend(name, mediaType, content string) pgclient.Upload {
	return pgclient.Upload{Name: name, ContentType: mediaType, Content: strings.NewReader(content), Size: int64(len(content))}
}

func accessTypes() []any {
	return []any{
		pgclient.BenefitValidation{}, pgclient.CustomerAccessCode{}, pgclient.AccessMedium{}, pgclient.AccessMediumUpdate{},
		pgclient.AccessRestriction{}, pgclient.CustomerDocument{}, pgclient.CustomerDocumentId{}, pgclient.CustomerImage{},
		pgclient.AdditionalInformationField{}, pgclient.AdditionalInformationListItem{}, pgclient.AdditionalInformationFieldAssignment{},
	}
}
