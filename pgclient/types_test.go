package pgclient_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/require"

	"memberportal/internal/contract"
	"memberportal/pgclient"
)

// Each struct has exactly the fields of its schema, deprecated ones apart, with
// types that can hold what the contract allows.
func TestTypesMirrorTheContract(t *testing.T) {
	doc := contract.Load(t).Doc
	seen := map[reflect.Type]bool{}
	for _, v := range slices.Concat(
		coreTypes(), directoryTypes(), accessTypes(), selfServiceTypes(), membershipTypes(),
		offersTypes(), appointmentsTypes(), financeTypes(),
	) {
		typ := reflect.TypeOf(v)
		mirrors(t, typ, doc.Components.Schemas[typ.Name()], seen)
	}
	require.Contains(t, seen, reflect.TypeFor[pgclient.MonthDay](), "nested types are looked at")
	require.Contains(t, seen, reflect.TypeFor[pgclient.DayOpeningHours]())
}

func coreTypes() []any {
	return []any{
		pgclient.Class{}, pgclient.ClassSlot{}, pgclient.ClassBookingRequest{}, pgclient.ClassBooking{}, pgclient.ClassBookingValidation{},
		pgclient.AppointmentBooking{}, pgclient.AppointmentBookingOfCustomer{}, pgclient.Customer{}, pgclient.CustomerSearchRequest{},
		pgclient.Contract{}, pgclient.ContractData{}, pgclient.StudioInformation{}, pgclient.StudioUtilization{},
	}
}

func mirrors(t *testing.T, typ reflect.Type, ref *openapi3.SchemaRef, seen map[reflect.Type]bool) {
	t.Helper()
	require.NotNil(t, ref, "no schema named %s", typ.Name())
	if seen[typ] {
		return
	}
	seen[typ] = true
	properties, required := openapi3.Schemas{}, map[string]bool{}
	gather(ref.Value, properties, required)

	fields := map[string]reflect.StructField{}
	for _, f := range reflect.VisibleFields(typ) {
		if name, _, _ := strings.Cut(f.Tag.Get("json"), ","); name != "" {
			fields[name] = f
		}
	}
	for name, p := range properties {
		if p.Value.Deprecated {
			require.NotContains(t, fields, name, "%s is deprecated", name)
			continue
		}
		f, ok := fields[name]
		if !ok {
			t.Errorf("%s lacks %s", typ.Name(), name)
			continue
		}
		holds(t, typ.Name()+"."+name, f.Type, p, required[name], seen)
	}
	for name := range fields {
		require.Contains(t, properties, name, "%s has a field that the contract lacks", typ.Name())
	}
}

func gather(s *openapi3.Schema, properties openapi3.Schemas, required map[string]bool) {
	for name, p := range s.Properties {
		properties[name] = p
	}
	for _, name := range s.Required {
		required[name] = true
	}
	for _, part := range s.AllOf {
		gather(part.Value, properties, required)
	}
}

// holds checks that a field of type typ can hold a property.
func holds(t *testing.T, path string, typ reflect.Type, ref *openapi3.SchemaRef, required bool, seen map[reflect.Type]bool) {
	t.Helper()
	s := ref.Value
	if len(s.AllOf) == 1 {
		ref, s = s.AllOf[0], s.AllOf[0].Value
	}
	pointer := typ.Kind() == reflect.Pointer
	if pointer {
		typ = typ.Elem()
	}
	switch {
	case s.Type.Is("array"):
		require.Equal(t, reflect.Slice, typ.Kind(), path)
		holds(t, path, typ.Elem(), s.Items, true, seen)
		return
	case len(s.Enum) > 0:
		require.Equal(t, reflect.String, typ.Kind(), path)
		if ref.Ref != "" { // a list of values that stands in a property has no name
			require.Equal(t, ref.Ref[strings.LastIndex(ref.Ref, "/")+1:], typ.Name(), path)
		}
		require.False(t, pointer, path)
	case s.Type.Is("string"):
		want := map[string]reflect.Type{
			"date": reflect.TypeFor[pgclient.Date](), "zoned-date-time": reflect.TypeFor[pgclient.ZonedTime](),
			"date-time":  reflect.TypeFor[pgclient.ZonedTime](), // with an offset alone; the parser takes all forms everywhere
			"local-time": reflect.TypeFor[pgclient.LocalTime](), "local-date-time": reflect.TypeFor[pgclient.LocalDateTime](),
		}[s.Format]
		if want == nil {
			want = reflect.TypeFor[string]()
		}
		require.Equal(t, want, typ, path)
		// Midnight and "no time" differ; the other types know an absent value.
		require.Equal(t, !required && want == reflect.TypeFor[pgclient.LocalTime](), pointer, path)
	case s.Type.Is("integer"), s.Type.Is("number"), s.Type.Is("boolean"):
		want := map[string]reflect.Type{
			"integer int64": reflect.TypeFor[int64](), "integer int32": reflect.TypeFor[int](), "boolean ": reflect.TypeFor[bool](),
			"number ": reflect.TypeFor[pgclient.Decimal](), "number double": reflect.TypeFor[float64](),
		}[s.Type.Slice()[0]+" "+s.Format]
		require.Equal(t, want, typ, path)
		require.Equal(t, !required, pointer, "%s: absent is not zero", path)
	default:
		require.Equal(t, reflect.Struct, typ.Kind(), path)
		require.Equal(t, !required, pointer, path)
		require.Equal(t, ref.Ref[strings.LastIndex(ref.Ref, "/")+1:], typ.Name(), path)
		mirrors(t, typ, ref, seen)
	}
}

func values[T ~string](constants ...T) []any {
	var texts []any
	for _, c := range constants {
		texts = append(texts, string(c))
	}
	return texts
}

func TestConstantsAreThoseOfTheContract(t *testing.T) {
	schemas := contract.Load(t).Doc.Components.Schemas
	for name, constants := range map[string][]any{
		"ClassType":           values(pgclient.ClassTypeStudio, pgclient.ClassTypeStream),
		"TermUnitWithMinutes": values(pgclient.TermUnitWithMinutesMinutes, pgclient.TermUnitWithMinutesHours, pgclient.TermUnitWithMinutesDay, pgclient.TermUnitWithMinutesWeek, pgclient.TermUnitWithMinutesMonth, pgclient.TermUnitWithMinutesYear),
		"ClassBookingStatus":  values(pgclient.ClassBookingStatusBooked, pgclient.ClassBookingStatusBookedWithConfirmationRequired, pgclient.ClassBookingStatusWaitingList, pgclient.ClassBookingStatusCanceled),
		"EventStatus":         values(pgclient.EventStatusPlanned, pgclient.EventStatusCanceled, pgclient.EventStatusCompleted),
		"ParticipantStatus":   values(pgclient.ParticipantStatusParticipating, pgclient.ParticipantStatusNotParticipating, pgclient.ParticipantStatusUnset),
		"ClassBookingValidationStatus": values(
			pgclient.ClassBookingValidationStatusAvailable, pgclient.ClassBookingValidationStatusNoContingent,
			pgclient.ClassBookingValidationStatusBookingLimitReached, pgclient.ClassBookingValidationStatusCustomerAlreadyBooked,
			pgclient.ClassBookingValidationStatusCustomerIdle, pgclient.ClassBookingValidationStatusCustomerInOtherBooking,
			pgclient.ClassBookingValidationStatusDisplayOnly, pgclient.ClassBookingValidationStatusDateTimeBeforeEarliestBookingDateTime,
			pgclient.ClassBookingValidationStatusDateTimeAfterLatestBookingDateTime, pgclient.ClassBookingValidationStatusStudioClosed,
			pgclient.ClassBookingValidationStatusNotAvailable),
		"AppointmentBookingStatus": values(pgclient.AppointmentBookingStatusBooked, pgclient.AppointmentBookingStatusBookedWithConfirmationRequired, pgclient.AppointmentBookingStatusCanceled),
		"Gender":                   values(pgclient.GenderMale, pgclient.GenderFemale, pgclient.GenderUnisex),
		"CustomerStatus":           values(pgclient.CustomerStatusMember, pgclient.CustomerStatusProspect, pgclient.CustomerStatusFormerMember),
		"AccessMediumType":         values(pgclient.AccessMediumTypeCardNumber, pgclient.AccessMediumTypePIN, pgclient.AccessMediumTypeBarcode, pgclient.AccessMediumTypeWalletPass),
		"CardNumberFormat":         values(pgclient.CardNumberFormatDecimal, pgclient.CardNumberFormatHexMSB, pgclient.CardNumberFormatHexLSB),
		"ContractStatus":           values(pgclient.ContractStatusActive, pgclient.ContractStatusInactive),
		"TermUnit":                 values(pgclient.TermUnitDay, pgclient.TermUnitWeek, pgclient.TermUnitMonth, pgclient.TermUnitYear),
		"PaymentFrequencyType":     values(pgclient.PaymentFrequencyTypeFree, pgclient.PaymentFrequencyTypeNonRecurring, pgclient.PaymentFrequencyTypeRecurring, pgclient.PaymentFrequencyTypeMonthDay, pgclient.PaymentFrequencyTypeTermBased),
		"Month":                    values(pgclient.MonthJanuary, pgclient.MonthFebruary, pgclient.MonthMarch, pgclient.MonthApril, pgclient.MonthMay, pgclient.MonthJune, pgclient.MonthJuly, pgclient.MonthAugust, pgclient.MonthSeptember, pgclient.MonthOctober, pgclient.MonthNovember, pgclient.MonthDecember),
		"CancelationStatus":        values(pgclient.CancelationStatusCanceled, pgclient.CancelationStatusPendingVerification, pgclient.CancelationStatusPendingWithdrawalVerification),
		"CancelationOrigin":        values(pgclient.CancelationOriginStudio, pgclient.CancelationOriginCustomer),
		"DayOfWeek":                values(pgclient.DayOfWeekMonday, pgclient.DayOfWeekTuesday, pgclient.DayOfWeekWednesday, pgclient.DayOfWeekThursday, pgclient.DayOfWeekFriday, pgclient.DayOfWeekSaturday, pgclient.DayOfWeekSunday),
	} {
		require.ElementsMatch(t, schemas[name].Value.Enum, constants, name)
	}
}
