package main

import (
	"bufio"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"
	"unicode"

	"memberportal/internal/config"
	"memberportal/internal/declaration"
	"memberportal/internal/store"
)

// declarations shows the operator what was declared without signing in: a table, or the
// whole of it as a file. It reads beside a running portal.
func declarations(ctx context.Context, args []string) error {
	if len(args) == 0 || args[0] != "list" && args[0] != "export" {
		fmt.Fprint(os.Stderr, "portal declarations: list or export?\n\n"+usage)
		return errUsage
	}
	export := args[0] == "export"
	set := flags("declarations " + args[0])
	path := set.String("config", "portal.yaml", "configuration file")
	slug := set.String("studio", "", "of this studio alone")
	since := set.String("since", "", "arrived on this day (2006-01-02, in the studio's zone) or later; empty: all that are kept")
	format := "json"
	if export {
		set.StringVar(&format, "format", format, "json (one line a declaration) or csv")
	}
	if err := parse(set, args[1:]); err != nil {
		return err
	}
	cfg, err := config.Load(*path, os.LookupEnv)
	if err != nil {
		return configError(*path, err)
	}
	zones := map[string]*time.Location{}
	for _, s := range cfg.Studios {
		zones[s.Slug] = s.TimeZone
	}
	from, err := declaredSince(*since, zones[*slug])
	if err != nil {
		return err
	}
	if err := databaseThere(cfg.Database); err != nil {
		return err
	}
	st, err := store.Open(ctx, cfg.Database, store.Options{})
	if err != nil {
		return err
	}
	out := bufio.NewWriter(os.Stdout)
	show := declarationTable(out, zones)
	switch {
	case export && format == "json":
		show = declarationLines(ctx, out, st, zones)
	case export && format == "csv":
		show = declarationCSV(out, zones)
	case export:
		return errors.Join(fmt.Errorf("--format %q: want json or csv", format), st.Close())
	}
	err = st.EachDeclaration(ctx, *slug, from, show.each)
	return errors.Join(err, show.end(), out.Flush(), st.Close())
}

// declaredSince reads --since; without a studio there is no zone but UTC.
func declaredSince(day string, zone *time.Location) (time.Time, error) {
	if day == "" {
		return time.Time{}, nil
	}
	if zone == nil {
		zone = time.UTC
	}
	from, err := time.ParseInLocation(time.DateOnly, day, zone)
	if err != nil {
		return from, fmt.Errorf("--since %q: want a day such as 2026-11-25", day)
	}
	return from, nil
}

// databaseThere keeps a wrong path from making a new, empty database.
func databaseThere(address string) error {
	path, isFile := strings.CutPrefix(address, "file:")
	if !isFile {
		return nil
	}
	path, _, _ = strings.Cut(path, "?")
	if plain, err := url.PathUnescape(path); err == nil {
		path = plain
	}
	_, err := os.Stat(path) //nolint:gosec // G703: the operator's own configuration names it
	return err
}

// declarationWriter writes declarations one by one; end writes what comes after the last.
type declarationWriter struct {
	each func(store.Declaration) error
	end  func() error
}

// declarationTable is for a terminal: what was typed must not steer it.
func declarationTable(to io.Writer, zones map[string]*time.Location) declarationWriter {
	table := tabwriter.NewWriter(to, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "NUMBER\tSTUDIO\tKIND\tARRIVED\tSTATE\tNAME")
	return declarationWriter{func(d store.Declaration) error {
		form, _ := declaration.ParseForm(d.Form) // what cannot be read has no name
		_, err := fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\n", d.Number, d.Studio, d.Kind, momentIn(zones[d.Studio], d.Arrived), d.State, shown(form.Name))
		return err
	}, table.Flush}
}

// longestShown is how much of a name a table shows, in characters.
const longestShown = 40

func shown(name string) string {
	name = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return '\ufffd'
		}
		return r
	}, name)
	if runes := []rune(name); len(runes) > longestShown {
		return string(runes[:longestShown-1]) + "…"
	}
	return name
}

// momentIn is a moment with its zone, "" for none.
func momentIn(zone *time.Location, t time.Time) string {
	if t.IsZero() {
		return ""
	}
	if zone != nil {
		t = t.In(zone)
	}
	return t.Format(time.RFC3339)
}

// exported is all that is kept of a declaration but the keys that open its receipt.
type exported struct {
	Number     string          `json:"number"`
	Studio     string          `json:"studio"`
	Kind       string          `json:"kind"`
	Language   string          `json:"language"`
	State      string          `json:"state"`
	Arrived    string          `json:"arrived"`
	Finished   string          `json:"finished,omitempty"`
	Ends       string          `json:"ends,omitempty"`
	CustomerID int64           `json:"customer_id,omitempty"`
	ContractID int64           `json:"contract_id,omitempty"`
	Form       json.RawMessage `json:"form"`
	Receipt    string          `json:"receipt"` // the signed text
}

func declarationLines(ctx context.Context, to io.Writer, st *store.Store, zones map[string]*time.Location) declarationWriter {
	encoder := json.NewEncoder(to)
	encoder.SetEscapeHTML(false)
	return declarationWriter{func(d store.Declaration) error {
		kept, err := st.GetReceipt(ctx, d.Studio, d.Number)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
		return encoder.Encode(exported{
			Number: d.Number, Studio: d.Studio, Kind: d.Kind, Language: d.Language, State: string(d.State), Arrived: momentIn(zones[d.Studio], d.Arrived),
			Finished: momentIn(zones[d.Studio], d.Finished), Ends: d.Ends, CustomerID: d.CustomerID, ContractID: d.ContractID, Form: d.Form, Receipt: kept.Text,
		})
	}, func() error { return nil }}
}

func declarationCSV(to io.Writer, zones map[string]*time.Location) declarationWriter {
	out := csv.NewWriter(to)
	_ = out.Write([]string{ // an error comes back with end
		"number", "studio", "kind", "language", "state", "arrived", "finished", "ends", "customer_id", "contract_id",
		"extraordinary", "reason", "name", "birth_date", "member_number", "address", "contract", "date", "email", "signed_in", "intent",
	})
	return declarationWriter{func(d store.Declaration) error {
		f, err := declaration.ParseForm(d.Form)
		if err != nil {
			return fmt.Errorf("declaration %s cannot be read: %w", d.Number, err)
		}
		zone := zones[d.Studio]
		record := []string{
			d.Number, d.Studio, d.Kind, d.Language, string(d.State), momentIn(zone, d.Arrived), momentIn(zone, d.Finished), d.Ends, idOf(d.CustomerID), idOf(d.ContractID),
			strconv.FormatBool(f.Extraordinary), f.Reason, f.Name, f.BirthDate, f.MemberNumber, f.Address, f.Contract, f.Date, f.Email, idOf(f.SignedIn), f.Intent,
		}
		for i := range record {
			record[i] = defused(record[i])
		}
		return out.Write(record)
	}, func() error {
		out.Flush()
		return out.Error()
	}}
}

// idOf is an id, "" for none.
func idOf(id int64) string {
	if id == 0 {
		return ""
	}
	return strconv.FormatInt(id, 10)
}

// defused keeps a spreadsheet from taking what was typed for a formula.
func defused(s string) string {
	if trimmed := strings.TrimLeft(s, " \u00a0\ufeff"); trimmed != "" && strings.ContainsRune("=+-@\t\r\n|%＝＋－＠", []rune(trimmed)[0]) {
		return "'" + s
	}
	return s
}
