package handlers

import (
	"memberportal/i18n"
	"memberportal/pgclient"
)

// statusReference is the field a validation status concerns, by the API's name; ""
// for the whole form.
func statusReference(s pgclient.IdlePeriodValidationStatus) string {
	switch s {
	case pgclient.IdlePeriodValidationStatusDateNotFirstDayOfUnit, pgclient.IdlePeriodValidationStatusDeadlineViolated,
		pgclient.IdlePeriodValidationStatusExpectedStartDateMismatch, pgclient.IdlePeriodValidationStatusOverlapping:
		return "startDate"
	case pgclient.IdlePeriodValidationStatusMaximumYearsViolated, pgclient.IdlePeriodValidationStatusMaximumTermsViolated,
		pgclient.IdlePeriodValidationStatusTermValueMissing, pgclient.IdlePeriodValidationStatusTemporalUnitInvalid:
		return "termValue"
	case pgclient.IdlePeriodValidationStatusEndDateBeforeStartDate, pgclient.IdlePeriodValidationStatusEndDateOnlyForShortening:
		return "endDate"
	}
	return ""
}

// statusSentence puts a validation status into words. One that this release does
// not know reads as "not possible".
func statusSentence(text *i18n.Printer, s pgclient.IdlePeriodValidationStatus, config pgclient.IdlePeriodConfig, w pauseWish) string {
	first := ""
	if !config.FirstPossibleStartDate.IsZero() {
		first = startText(text, config.FirstPossibleStartDate)
	}
	switch s {
	case pgclient.IdlePeriodValidationStatusDeactivatedForContract:
		return text.T("pauses.refused_off")
	case pgclient.IdlePeriodValidationStatusPendingVerification:
		return text.T("pauses.closed_pending")
	case pgclient.IdlePeriodValidationStatusDateNotFirstDayOfUnit:
		if config.TemporalUnit == pgclient.IdlePeriodTemporalUnitMonth {
			return text.T("pauses.refused_not_first")
		}
		return text.T("pauses.refused_not_monday")
	case pgclient.IdlePeriodValidationStatusDeadlineViolated:
		if first == "" {
			return text.T("pauses.refused_too_soon")
		}
		return text.T("pauses.refused_too_soon_first", "first", first)
	case pgclient.IdlePeriodValidationStatusExpectedStartDateMismatch:
		if first == "" {
			return text.T("pauses.refused_other_start")
		}
		return text.T("pauses.refused_only_start", "first", first)
	case pgclient.IdlePeriodValidationStatusMaximumYearsViolated:
		return text.T("pauses.refused_years")
	case pgclient.IdlePeriodValidationStatusOverlapping:
		return text.T("pauses.refused_overlap")
	case pgclient.IdlePeriodValidationStatusTemporalUnitInvalid:
		return text.T("pauses.refused_unit")
	case pgclient.IdlePeriodValidationStatusMaximumTermsViolated:
		if w.unlimited {
			return text.T("pauses.no_unlimited")
		}
		return text.T("pauses.refused_terms")
	case pgclient.IdlePeriodValidationStatusTermValueMissing:
		return text.T("pauses.terms_missing")
	case pgclient.IdlePeriodValidationStatusEndDateBeforeStartDate, pgclient.IdlePeriodValidationStatusEndDateOnlyForShortening,
		pgclient.IdlePeriodValidationStatusEndDateAndTermProvided:
		return text.T("pauses.end_gone")
	case pgclient.IdlePeriodValidationStatusUnlimitedParameterIsMissing:
		return text.T("pauses.refused_release")
	}
	return text.T("pauses.refused_other")
}

// startText is a day to begin on, with its weekday.
func startText(text *i18n.Printer, d pgclient.Date) string {
	return text.WeekdayDate(d.In(text.Location()))
}

func startHint(text *i18n.Printer, config pgclient.IdlePeriodConfig) string {
	switch {
	case config.NextPossibleStartDateOnly:
		return text.T("pauses.start_hint_only")
	case config.TemporalUnit == pgclient.IdlePeriodTemporalUnitWeek:
		return text.T("pauses.start_hint_week")
	case config.TemporalUnit == pgclient.IdlePeriodTemporalUnitMonth:
		return text.T("pauses.start_hint_month")
	}
	return ""
}

// unitLength is so many terms of a pause.
func unitLength(text *i18n.Printer, n int, unit pgclient.IdlePeriodTemporalUnit) string {
	if length := contractLength(text, n, pgclient.TermUnit(unit)); length != "" {
		return length
	}
	return text.Number(n)
}

func lengthLabel(text *i18n.Printer, unit pgclient.IdlePeriodTemporalUnit) string {
	switch unit {
	case pgclient.IdlePeriodTemporalUnitDay:
		return text.T("pauses.terms_days")
	case pgclient.IdlePeriodTemporalUnitWeek:
		return text.T("pauses.terms_weeks")
	case pgclient.IdlePeriodTemporalUnitMonth:
		return text.T("pauses.terms_months")
	}
	return text.T("pauses.terms")
}

// lengthHint says what remains of what the contract allows.
func lengthHint(text *i18n.Printer, l pauseLoad) string {
	if l.most() < l.config.MaxTerms {
		return text.T("pauses.terms_left", "left", unitLength(text, l.most(), l.config.TemporalUnit), "total", unitLength(text, l.config.MaxTerms, l.config.TemporalUnit))
	}
	return ""
}
