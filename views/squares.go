package views

import "strconv"

// The squares of a picture of days: their side, and from one to the next.
const (
	squareSide  = 10
	SquarePitch = 12
)

// Squares draws days as squares, each in the shade of its visits. Every day lies on a
// strip of its column that the stylesheet dashes into squares; days with visits are
// drawn on it, each by its way from the one before: that packs to next to nothing.
type Squares struct {
	strips [][3]int // column, first row, days
	paths  [2][]byte
	at     [2][2]int
}

// Add draws a day of so many visits.
func (s *Squares) Add(column, row, visits int) {
	if n := len(s.strips); n > 0 && s.strips[n-1][0] == column && s.strips[n-1][1]+s.strips[n-1][2] == row {
		s.strips[n-1][2]++
	} else {
		s.strips = append(s.strips, [3]int{column, row, 1})
	}
	if visits == 0 {
		return
	}
	shade := min(visits, len(s.paths)) - 1
	x, y := column*SquarePitch, row*SquarePitch
	s.paths[shade] = append(moved(s.paths[shade], x-s.at[shade][0], y-s.at[shade][1]), "h10v10h-10z"...)
	s.at[shade] = [2]int{x, y}
}

func moved(d []byte, x, y int) []byte {
	d = strconv.AppendInt(append(d, 'm'), int64(x), 10)
	return strconv.AppendInt(append(d, ' '), int64(y), 10)
}

// Shades are the finished squares, lightest shade first.
func (s *Squares) Shades() []Shade {
	var days []byte
	x, y := 0, 0
	for _, strip := range s.strips {
		toX, toY, length := strip[0]*SquarePitch+squareSide/2, strip[1]*SquarePitch, strip[2]*SquarePitch-(SquarePitch-squareSide)
		days = strconv.AppendInt(append(moved(days, toX-x, toY-y), 'v'), int64(length), 10)
		x, y = toX, toY+length
	}
	list := []Shade{{Class: "v0", Path: string(days)}}
	for i, d := range s.paths {
		if len(d) > 0 {
			list = append(list, Shade{Class: "v" + strconv.Itoa(i+1), Path: string(d)})
		}
	}
	return list
}

// Legend says what the shades mean.
func Legend(none, one, several string) []Shade {
	list := make([]Shade, 0, 3)
	for visits, text := range []string{none, one, several} {
		var s Squares
		s.Add(0, 0, visits)
		shades := s.Shades()
		shade := shades[len(shades)-1]
		shade.Text = text
		list = append(list, shade)
	}
	return list
}

// RowLabel puts a word before a row of squares, ColumnLabel one above a column.
func RowLabel(row int, text string) Label {
	return Label{X: "-26", Y: strconv.Itoa(row*SquarePitch + squareSide - 1), Text: text}
}

// ColumnLabel is a word above a column, see RowLabel.
func ColumnLabel(column int, text string) Label {
	return Label{X: strconv.Itoa(column * SquarePitch), Y: "-3", Text: text}
}

// SquareBox is the viewBox of so many columns and rows, with room for labels or without.
func SquareBox(columns, rows int, labels bool) string {
	width, height := strconv.Itoa(columns*SquarePitch-2), strconv.Itoa(rows*SquarePitch-2)
	if !labels {
		return "0 0 " + width + " " + height
	}
	return "-26 -15 " + strconv.Itoa(columns*SquarePitch+26+14) + " " + strconv.Itoa(rows*SquarePitch+16)
}
