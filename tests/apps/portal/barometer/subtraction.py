"""The attacker of crosstabs: he holds every table that can be had, the rows of the archive to know who is where, and subtracts.

He knows nothing of how tables are opened. People are bits: a set is a whole number.
"""

from itertools import groupby

from tests.cores.disclosure.leftovers import left_by_a_table, left_by_three, left_by_two

LEAST = 50


class Attacker:
    """Reads tables in the form of `croiser.csv`; says which small sets of people they give the answers of."""

    def __init__(self, people, profile, silent="NR"):
        self.people, self.profile, self.silent = people, set(profile), silent
        self.told, self.tables = {}, {}

    def hears(self, table):
        """Take the lines of CSV tables into account, whichever they are."""
        for _, rows in groupby(sorted(table, key=self._table), key=self._table):
            self._one(list(rows))

    def _table(self, row):
        return (
            self._axis(row, "question", "reponse"),
            self._axis(row, "variable", "groupe"),
            row["filtre"],
            row["filtre_groupe"],
        )

    def _one(self, rows):
        head = rows[0]
        inside = self._those(head["filtre"], head["filtre_groupe"]) if head["filtre"] else self._everybody()
        answers = {row["reponse"]: self._those(row["question"], row["reponse"]) for row in rows}
        groups = {row["groupe"]: self._those(row["variable"], row["groupe"]) for row in rows}
        answered = inside if head["parmi"] == "tous" else inside & self._gave(head["question"])
        for row in rows:
            assert int(row["base"]) == (answered & groups[row["groupe"]]).bit_count(), row
        question, variable = self._axis(head, "question", "reponse"), self._axis(head, "variable", "groupe")
        self._learns(question, answered, list(groups.values()))
        if head["variable"] not in self.profile:
            spanned = inside & (
                self._gave(head["variable"]) | union(groups.values())
            )  # a column of nobody is not written
            self._learns(
                variable,
                spanned,
                [*answers.values(), spanned & answered & ~union(answers.values()), spanned & ~answered],
            )

    def _learns(self, target, whole, parts):
        found = self.told.setdefault(target, {whole})
        columns = [whole & part for part in [*parts, whole & ~union(parts)] if whole & part]
        self.tables.setdefault(target, []).append(columns)
        found.update(columns)

    def finds(self, attacks=(left_by_two, left_by_three)):
        """Return (question, people) for every set of fewer than fifty that he is told of, or that others leave."""
        return {
            (target, few)
            for target, sets in self.told.items()
            for few in set.union(
                small(sets),
                left_by_a_table(sets, self.tables[target], LEAST),
                *(attack(sets, LEAST) for attack in attacks),
            )
        }

    def _axis(self, row, name, code):
        several = any("|" in person[row[name]] for person in self.people)
        return f"{row[name]}:{row[code].removeprefix('!').removesuffix(f'+{self.silent}')}" if several else row[name]

    def _everybody(self):
        return (1 << len(self.people)) - 1

    def _gave(self, name):
        return bits(person[name] not in {"", self.silent} for person in self.people)

    def _those(self, name, codes):
        return bits(self._is(person[name], codes) for person in self.people)

    def _is(self, text, codes):
        if text in {"", self.silent}:
            return self.silent in codes.split("+")
        given, wanted = text.replace("+", "|").split("|"), codes.split("+")
        if codes.startswith("!"):
            return wanted[0][1:] not in given
        return text == codes or bool(set(given) & set(wanted))


def small(sets):
    return {each for each in sets if 0 < each.bit_count() < LEAST}


def union(parts):
    found = 0
    for part in parts:
        found |= part
    return found


def bits(flags):
    found = 0
    for place, flag in enumerate(flags):
        found |= flag << place
    return found
