package studio

import (
	"context"
	"iter"
	"time"

	"memberportal/pgclient"
)

// The reads that every visitor of a studio shares. What they return belongs to all:
// nobody changes it. Their errors are those of the client's operations of these names;
// where the API is in trouble they return what it said before, and note the age with
// the Reader of the context.

// mostListed bounds what is kept of one list, whatever the API goes on to offer.
const mostListed = 2000

// ClassSlots are the slots of all classes on a day of the studio, by the API's own
// window, which may hold more than the day. Their counts of places are at most 5 s old
// and never older than the reader's own last write.
func (s *Studio) ClassSlots(ctx context.Context, day pgclient.Date) ([]pgclient.ClassSlot, error) {
	key := sharedKey{op: "getClassSlotsForMultipleClasses", day: day}
	return share(ctx, s, key, s.up.shared.ages.Places, true, func(ctx context.Context) ([]pgclient.ClassSlot, error) {
		return gather(s.Client.AllClassSlotsForMultipleClasses(ctx, day, 1))
	})
}

// ClassSlot is one slot, with places as in ClassSlots.
func (s *Studio) ClassSlot(ctx context.Context, classID, slotID int64) (pgclient.ClassSlot, error) {
	return s.classSlot(ctx, classID, slotID, s.up.shared.ages.Places)
}

// BookedSlot is a slot for the times of a booking: its places are not to be shown.
func (s *Studio) BookedSlot(ctx context.Context, classID, slotID int64) (pgclient.ClassSlot, error) {
	return s.classSlot(ctx, classID, slotID, s.up.shared.ages.Booked)
}

func (s *Studio) classSlot(ctx context.Context, classID, slotID int64, age Age) (pgclient.ClassSlot, error) {
	key := sharedKey{op: "getClassSlotById", a: classID, b: slotID}
	return share(ctx, s, key, age, true, func(ctx context.Context) (pgclient.ClassSlot, error) {
		return s.Client.GetClassSlotById(ctx, classID, slotID)
	})
}

// Classes are the active classes.
func (s *Studio) Classes(ctx context.Context) ([]pgclient.Class, error) {
	return share(ctx, s, sharedKey{op: "getActiveClasses"}, s.up.shared.ages.Texts, false, func(ctx context.Context) ([]pgclient.Class, error) {
		return gather(s.Client.AllActiveClasses(ctx))
	})
}

// Class is one class.
func (s *Studio) Class(ctx context.Context, classID int64) (pgclient.Class, error) {
	return share(ctx, s, sharedKey{op: "getClassById", a: classID}, s.up.shared.ages.Texts, false, func(ctx context.Context) (pgclient.Class, error) {
		return s.Client.GetClassById(ctx, classID)
	})
}

// Services are what members can book an appointment for.
func (s *Studio) Services(ctx context.Context) ([]pgclient.BookableAppointment, error) {
	return share(ctx, s, sharedKey{op: "getBookableAppointments"}, s.up.shared.ages.Texts, false, func(ctx context.Context) ([]pgclient.BookableAppointment, error) {
		return gather(s.Client.AllBookableAppointments(ctx))
	})
}

// Service is one of them.
func (s *Studio) Service(ctx context.Context, id int64) (pgclient.BookableAppointment, error) {
	return share(ctx, s, sharedKey{op: "getBookableAppointment", a: id}, s.up.shared.ages.Texts, false, func(ctx context.Context) (pgclient.BookableAppointment, error) {
		return s.Client.GetBookableAppointment(ctx, id)
	})
}

// CancelationReasons are what a member can give as the reason for leaving.
func (s *Studio) CancelationReasons(ctx context.Context) ([]pgclient.ContractCancelationReason, error) {
	return share(ctx, s, sharedKey{op: "getContractCancelationReasonData"}, s.up.shared.ages.Texts, false, s.Client.GetContractCancelationReasonData)
}

// Modules are the extras of the studio's catalogue, whoever may buy them.
func (s *Studio) Modules(ctx context.Context) ([]pgclient.AdditionalModule, error) {
	return share(ctx, s, sharedKey{op: "getAdditionalModules"}, s.up.shared.ages.Texts, false, s.Client.GetAdditionalModules)
}

// AdditionalFields are the questions that the studio asks its members.
func (s *Studio) AdditionalFields(ctx context.Context) ([]pgclient.AdditionalInformationField, error) {
	return share(ctx, s, sharedKey{op: "getAdditionalInformationFields"}, s.up.shared.ages.Texts, false, s.Client.GetAdditionalInformationFields)
}

// Information is what the studio says of itself.
func (s *Studio) Information(ctx context.Context) (pgclient.StudioInformation, error) {
	return share(ctx, s, sharedKey{op: "getStudioInformation"}, s.up.shared.ages.Texts, false, s.Client.GetStudioInformation)
}

// Utilization is how many people are in the studio.
func (s *Studio) Utilization(ctx context.Context) (pgclient.StudioUtilization, error) {
	return share(ctx, s, sharedKey{op: "getUtilization"}, s.up.shared.ages.Now, false, s.Client.GetUtilization)
}

// share reads for the reader of ctx; own: what they wrote themselves must be in it.
func share[T any](ctx context.Context, s *Studio, key sharedKey, age Age, own bool, call func(context.Context) (T, error)) (T, error) {
	key.language = pgclient.LanguageOf(ctx)
	reader := readerOf(ctx)
	var since time.Time
	if own && reader != nil {
		since = reader.Since
	}
	v, late, err := read(ctx, s.up.shared, key, age, since, call)
	if late > 0 && reader != nil {
		reader.add(late)
	}
	return v, err
}

// gather reads a sliced list to its end.
func gather[T any](all iter.Seq2[T, error]) ([]T, error) {
	var list []T
	for v, err := range all {
		if err != nil {
			return nil, err
		}
		if list = append(list, v); len(list) >= mostListed {
			break
		}
	}
	return list, nil
}
