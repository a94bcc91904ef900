package sandbox

import (
	"slices"
	"time"
)

// An export is asked for, then made, which takes exportTime, and then can be fetched.
const (
	exportTime    = 2 * time.Minute
	mostExportDay = 90
)

type taxAdvisorExportRequest struct {
	FromDate         string `json:"fromDate"`
	ToDate           string `json:"toDate"`
	ExportFormat     string `json:"exportFormat"`
	ExportFileFormat string `json:"exportFileFormat"`
	ExportLocale     string `json:"exportLocale,omitempty"`
}

type taxAdvisorExportResult struct {
	ExportID int64 `json:"exportId,omitempty"`
}

type taxAdvisorExportDownload struct {
	taxAdvisorExportRequest
	DownloadURL string `json:"downloadUrl"`
}

type export struct {
	ID        int64                   `json:"id"`
	Request   taxAdvisorExportRequest `json:"request"`
	Ready     time.Time               `json:"ready"`
	File      int64                   `json:"file"`
	Announced bool                    `json:"announced"` // the event has been sent
}

func createExport(c *call) (any, *refusal) {
	var want taxAdvisorExportRequest
	if refused := c.decode(&want); refused != nil {
		return nil, refused
	}
	from, to, refused := c.exportDays(want)
	if refused != nil {
		return nil, refused
	}
	for _, f := range []struct {
		name, value string
		values      []string
		optional    bool
	}{
		{"exportFormat", want.ExportFormat, []string{"SINGLE", "AGGREGATED"}, false},
		{"exportFileFormat", want.ExportFileFormat, []string{"JSON", "CSV", "XLSX"}, false},
		{"exportLocale", want.ExportLocale, []string{"ENGLISH", "GERMAN"}, true},
	} {
		switch {
		case f.value == "" && f.optional:
		case f.value == "":
			return nil, badRequest("error.validation.missing", f.name)
		case !slices.Contains(f.values, f.value):
			return nil, badRequest("error.validation.format", f.name)
		}
	}
	st := c.studio
	name, contentType, content := st.exportFile(want, from, to)
	e := &export{ID: st.newID(), Request: want, Ready: c.now.Add(exportTime), File: st.keep(name, contentType, content)}
	st.Finance.Exports = append(st.Finance.Exports, e)
	st.Finance.exports[e.ID] = e
	return taxAdvisorExportResult{ExportID: e.ID}, nil
}

func (c *call) exportDays(want taxAdvisorExportRequest) (from, to date, refused *refusal) {
	for _, f := range []struct {
		name, value string
		into        *date
	}{{"fromDate", want.FromDate, &from}, {"toDate", want.ToDate, &to}} {
		if f.value == "" {
			return from, to, badRequest("error.validation.missing", f.name)
		}
		var err error
		if *f.into, err = parseDate(f.value); err != nil {
			return from, to, badRequest("error.validation.format", f.name)
		}
	}
	switch {
	case to.before(from):
		refused = badRequest("error.export.order", "toDate")
	case !to.before(c.today()):
		refused = badRequest("error.export.future", "toDate")
	case !to.before(from.add(mostExportDay)):
		refused = badRequest("error.export.tooLong", "toDate")
	}
	return from, to, refused
}

func getExport(c *call) (any, *refusal) {
	id, refused := c.id("exportId")
	if refused != nil {
		return nil, refused
	}
	e := c.studio.Finance.exports[id]
	switch {
	case e == nil:
		return nil, c.foreign("exportId")
	case c.now.Before(e.Ready):
		return nil, &refusal{status: c.switches.UnreadyExportStatus, code: "error.export.notReady", reference: "exportId"}
	}
	return taxAdvisorExportDownload{taxAdvisorExportRequest: e.Request, DownloadURL: c.link(e.File, shortLink)}, nil
}
