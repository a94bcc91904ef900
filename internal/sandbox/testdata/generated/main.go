// Command generated goes through the API with a client that was generated from the
// contract, to show that not only our own client understands our own server.
//
// It is built by TestGeneratedClient, which generates the client beside it.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"os"
	"time"
)

func main() {
	if len(os.Args) != 4 {
		fail("want the address of the API, the key and an e-mail address")
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	api, err := NewClientWithResponses(os.Args[1], WithRequestEditorFn(func(_ context.Context, r *http.Request) error {
		r.Header.Set("X-API-KEY", os.Args[2])
		r.Header.Set("Accept-Language", "en")
		return nil
	}))
	must(err)
	v := visit{ctx: ctx, api: api}
	v.find(os.Args[3])
	v.bookClass()
	v.bookAppointment()
	v.changeContact()
	v.pause()
	v.upload()
	v.look()
}

type visit struct {
	ctx      context.Context
	api      *ClientWithResponses
	customer int64
	contract int64
}

func (v *visit) find(email string) {
	found, err := v.api.SearchCustomersWithResponse(v.ctx, CustomerSearchRequest{Email: &email})
	must(err)
	want(found.JSON200 != nil && len(*found.JSON200) == 1, "searchCustomers", found.Body)
	v.customer = (*found.JSON200)[0].Id
	whole, err := v.api.GetCustomerByIdWithResponse(v.ctx, v.customer, nil)
	must(err)
	want(whole.JSON200 != nil && *whole.JSON200.Email == email, "getCustomerById", whole.Body)
	contracts, err := v.api.GetContractDataWithResponse(v.ctx, v.customer)
	must(err)
	want(contracts.JSON200 != nil && len(*contracts.JSON200) > 0, "getContractData", contracts.Body)
	v.contract = (*contracts.JSON200)[0].Id
}

// bookClass books the first class of the coming days that can be booked and cancels it.
func (v *visit) bookClass() {
	days, size := int32(6), int32(100)
	slots, err := v.api.GetClassSlotsForMultipleClassesWithResponse(v.ctx, &GetClassSlotsForMultipleClassesParams{DaysAhead: &days, SliceSize: &size})
	must(err)
	want(slots.JSON200 != nil && len(slots.JSON200.Result) > 0, "getClassSlotsForMultipleClasses", slots.Body)
	for i := len(slots.JSON200.Result) - 1; i >= 0; i-- {
		request := ClassBookingRequest{CustomerId: v.customer, ClassSlotId: slots.JSON200.Result[i].Id}
		may, err := v.api.ValidateClassSlotWithResponse(v.ctx, request)
		must(err)
		want(may.JSON200 != nil, "validateClassSlot", may.Body)
		if may.JSON200.ValidationStatus != "AVAILABLE" {
			continue
		}
		booked, err := v.api.BookClassSlotWithResponse(v.ctx, request)
		must(err)
		want(booked.JSON200 != nil, "bookClassSlot", booked.Body)
		canceled, err := v.api.CancelClassSlotByIdWithResponse(v.ctx, booked.JSON200.BookingId)
		must(err)
		want(canceled.StatusCode() == http.StatusOK, "cancelClassSlotById", canceled.Body)
		read, err := v.api.GetClassBookingByIdWithResponse(v.ctx, booked.JSON200.BookingId)
		must(err)
		want(read.JSON200 != nil && read.JSON200.BookingStatus == "CANCELED", "getClassBookingById", read.Body)
		return
	}
	fail("no class can be booked")
}

// bookAppointment books the first time of the first service that has one.
func (v *visit) bookAppointment() {
	services, err := v.api.GetBookableAppointmentsWithResponse(v.ctx, &GetBookableAppointmentsParams{})
	must(err)
	want(services.JSON200 != nil && len(services.JSON200.Result) > 0, "getBookableAppointments", services.Body)
	days := int32(3)
	for _, service := range services.JSON200.Result {
		times, err := v.api.GetBookableAppointmentSlotsWithResponse(v.ctx, service.Id, &GetBookableAppointmentSlotsParams{CustomerId: &v.customer, DaysAhead: &days})
		must(err)
		want(times.JSON200 != nil, "getBookableAppointmentSlots", times.Body)
		for _, slot := range *times.JSON200 {
			request := AppointmentBookingRequest{
				CustomerId: v.customer, BookableAppointmentId: service.Id, StartDateTime: *slot.StartDateTime, EndDateTime: *slot.EndDateTime,
			}
			if slot.Instructors != nil {
				var ids []int64
				for _, instructor := range *slot.Instructors {
					ids = append(ids, instructor.Id)
				}
				request.InstructorIds = &ids
			}
			may, err := v.api.ValidateForAppointmentBookingWithResponse(v.ctx, request)
			must(err)
			want(may.JSON200 != nil, "validateForAppointmentBooking", may.Body)
			if may.JSON200.ValidationStatus != "AVAILABLE" {
				continue
			}
			booked, err := v.api.BookAppointmentBookingWithResponse(v.ctx, request)
			must(err)
			want(booked.JSON200 != nil, "bookAppointmentBooking", booked.Body)
			return
		}
	}
	fail("no appointment can be booked")
}

func (v *visit) changeContact() {
	now, err := v.api.GetCustomerContactDataWithResponse(v.ctx, v.customer)
	must(err)
	want(now.JSON200 != nil, "getCustomerContactData", now.Body)
	phone := "+49 40 1234567"
	changed, err := v.api.CreateCustomerContactDataAmendmentWithResponse(v.ctx, v.customer, CreateCustomerContactDataAmendmentJSONRequestBody{
		Email: now.JSON200.Email, PhonePrivate: &phone, PhonePrivateMobile: now.JSON200.PhonePrivateMobile,
	})
	must(err)
	want(changed.JSON200 != nil && *changed.JSON200.PhonePrivate == phone, "createCustomerContactDataAmendment", changed.Body)
}

// pause asks for one with a proof, as multipart.
func (v *visit) pause() {
	config, err := v.api.GetIdlePeriodConfigWithResponse(v.ctx, v.contract)
	must(err)
	want(config.JSON200 != nil && len(config.JSON200.IdlePeriodReasons) > 0, "getIdlePeriodConfig", config.Body)
	one, no := int32(1), false
	data, err := json.Marshal(IdlePeriodRequest{
		ReasonId: config.JSON200.IdlePeriodReasons[0].Id, StartDate: config.JSON200.FirstPossibleStartDate,
		TemporalUnit: &config.JSON200.TemporalUnit, TermValue: &one, Unlimited: &no,
	})
	must(err)
	body, contentType := form(part{"data", "", "application/json", data}, part{"document", "proof.pdf", "application/pdf", []byte("%PDF-1.4\n%%EOF\n")})
	asked, err := v.api.CreateIdlePeriodAmendmentWithBodyWithResponse(v.ctx, v.contract, contentType, body)
	must(err)
	want(asked.JSON200 != nil, "createIdlePeriodAmendment", asked.Body)
	withdrawn, err := v.api.WithdrawIdlePeriodWithResponse(v.ctx, v.contract, asked.JSON200.Id)
	must(err)
	want(withdrawn.StatusCode() == http.StatusOK, "withdrawIdlePeriod", withdrawn.Body)
}

func (v *visit) upload() {
	about := "A letter"
	body, contentType := form(part{"file", "letter.pdf", "application/pdf", []byte("%PDF-1.4\n%%EOF\n")})
	sent, err := v.api.UploadDocumentWithBodyWithResponse(v.ctx, v.customer, &UploadDocumentParams{Description: &about}, contentType, body)
	must(err)
	want(sent.JSON200 != nil, "uploadDocument", sent.Body)
}

// look reads what needs no preparation.
func (v *visit) look() {
	balance, err := v.api.GetCustomersAccountBalanceDataWithResponse(v.ctx, v.customer)
	must(err)
	want(balance.JSON200 != nil, "getCustomersAccountBalanceData", balance.Body)
	offers, err := v.api.GetMembershipOffersWithResponse(v.ctx)
	must(err)
	want(offers.JSON200 != nil && len(*offers.JSON200) > 0, "getMembershipOffers", offers.Body)
	studio, err := v.api.GetStudioInformationWithResponse(v.ctx)
	must(err)
	want(studio.JSON200 != nil, "getStudioInformation", studio.Body)
}

type part struct {
	name, file, contentType string
	content                 []byte
}

func form(parts ...part) (*bytes.Buffer, string) {
	body := &bytes.Buffer{}
	w := multipart.NewWriter(body)
	for _, p := range parts {
		disposition := fmt.Sprintf("form-data; name=%q", p.name)
		if p.file != "" {
			disposition += fmt.Sprintf("; filename=%q", p.file)
		}
		content, err := w.CreatePart(textproto.MIMEHeader{"Content-Disposition": {disposition}, "Content-Type": {p.contentType}})
		must(err)
		_, err = content.Write(p.content)
		must(err)
	}
	must(w.Close())
	return body, w.FormDataContentType()
}

func must(err error) {
	if err != nil {
		fail(err.Error())
	}
}

func want(ok bool, op string, answer []byte) {
	if !ok {
		fail(fmt.Sprintf("%s answered %.500s", op, answer))
	}
	fmt.Println(op)
}

func fail(what string) {
	fmt.Fprintln(os.Stderr, what)
	os.Exit(1)
}
