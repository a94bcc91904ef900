package config

import "slices"

func contains(known []string, word string) bool { return slices.Contains(known, word) }

// suggestion stands between a complaint and a better value.
const suggestion = "; did you mean "

// didYouMean is "; did you mean …?" for the known word nearest to a mistyped
// one, "" when none is near.
func didYouMean(word string, known []string) string {
	best, least := "", min(max(2, len(word)/3), len(word)/2)+1
	for _, candidate := range known {
		if d := distance(word, candidate); d < least {
			best, least = candidate, d
		}
	}
	if best == "" {
		return ""
	}
	return suggestion + "“" + best + "”?"
}

// distance is the number of letters to insert, remove or replace to get from
// one word to the other (Levenshtein).
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			replace := diagonal
			if a[i] != b[j] {
				replace++
			}
			diagonal = row[j+1]
			row[j+1] = min(replace, row[j+1]+1, row[j]+1)
		}
	}
	return row[len(b)]
}
