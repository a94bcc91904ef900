package pgclient

import (
	"context"
	"iter"
	"log/slog"
)

// Employee is somebody who works at the studio. Members are shown PublicName where
// there is one.
type Employee struct {
	ID                  int64        `json:"id"`
	FirstName           string       `json:"firstName"`
	LastName            string       `json:"lastName"`
	EmployeeImageURL    string       `json:"employeeImageUrl"` // temporary: fetch at once, never store
	Gender              Gender       `json:"gender"`
	DateOfBirth         Date         `json:"dateOfBirth"`
	EmployeeNumber      string       `json:"employeeNumber"`
	EmployeeInitials    string       `json:"employeeInitials"`
	PublicName          string       `json:"publicName"`
	BusinessRole        BusinessRole `json:"businessRole"`
	ExternalRole        string       `json:"externalRole"` // in words, as members may see it
	Phone1              string       `json:"phone1"`
	Phone2              string       `json:"phone2"`
	Email               string       `json:"email"`
	Street              string       `json:"street"`
	HouseNumber         string       `json:"houseNumber"`
	ZipCode             string       `json:"zipCode"`
	City                string       `json:"city"`
	Country             string       `json:"country"`
	EmployeeCompetences []string     `json:"employeeCompetences"`
}

func (e *Employee) incomplete() bool { return e.ID == 0 }

// BusinessRole is what an employee does.
type BusinessRole string

// The values of release 1.8.3.
const (
	BusinessRoleStudioOwner             BusinessRole = "STUDIO_OWNER"
	BusinessRoleStudioManager           BusinessRole = "STUDIO_MANAGER"
	BusinessRoleTrainer                 BusinessRole = "TRAINER"
	BusinessRoleServiceEmployee         BusinessRole = "SERVICE_EMPLOYEE"
	BusinessRoleAdministrationOrFinance BusinessRole = "ADMINISTRATION_OR_FINANCE"
	BusinessRoleMarketing               BusinessRole = "MARKETING"
)

// LogValue keeps a person out of logs.
func (e Employee) LogValue() slog.Value { return slog.Int64Value(e.ID) }

// GetEmployees returns a slice of the people who work at the studio. It takes 10 to 100
// at a time.
func (c *Client) GetEmployees(ctx context.Context, p SliceParams) (Slice[Employee], error) {
	return get[Slice[Employee]](ctx, c, "getEmployees", "/v1/employees", p.query())
}

// AllEmployees goes through the people who work at the studio.
func (c *Client) AllEmployees(ctx context.Context) iter.Seq2[Employee, error] {
	return all(ctx, c.GetEmployees)
}

// GetEmployee returns one of the people who work at the studio, NotFound if there is
// nobody with that id.
func (c *Client) GetEmployee(ctx context.Context, employeeID int64) (Employee, error) {
	return get[Employee](ctx, c, "getEmployee", "/v1/employees/"+id(employeeID), nil)
}
