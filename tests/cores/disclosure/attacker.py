"""An attacker of our own: every slice at every place is an unknown, nothing of the core's layout is used."""

import numpy as np
from scipy.optimize import linprog

FEW = 11


class Reader:
    """Reads everything that was said of a series and encloses sums between two numbers."""

    def __init__(self, months, places, said, *, amounts=False):
        self.months, self.places = list(months), sorted(places)
        self.size = len(self.months) * len(self.places)
        equal, more = [one for one in said if one.number is not None], [one for one in said if one.number is None]
        self.a_eq, self.b_eq = [self.sum(one) for one in equal], [one.number for one in equal]
        if not amounts:  # the words bound people
            self.a_ub, self.b_ub = [self.sum(one) for one in more], [FEW - 1 for _ in more]
        else:
            self.a_ub, self.b_ub = [], []

    def sum(self, one):
        return self.vector(range(one.first, one.last + 1), self.places if one.place is None else [one.place])

    def vector(self, span, places):
        table = np.zeros((len(self.months), len(self.places)))
        for place in places:
            table[list(span), self.places.index(place)] = 1
        return table.ravel()

    def encloses(self, span, places):
        goal = self.vector(span, places)
        ends = []
        for sign in (1, -1):
            answer = linprog(
                sign * goal,
                A_eq=self.a_eq or None,
                b_eq=self.b_eq or None,
                A_ub=self.a_ub or None,
                b_ub=self.b_ub or None,
                bounds=[(0, 10_000_000)] * self.size,
            )
            assert answer.status == 0
            ends.append(sign * answer.fun)
        return ends[0], ends[1]


def spans(months):
    """Every run of slices."""
    return [range(first, last) for first in range(len(months)) for last in range(first + 1, len(months) + 1)]


def found_small(slices, places, said):
    """Return every sum of 1 to 10 people, over any run of slices, at one place or at all, that is found exactly."""
    reader = Reader([one.month for one in slices], places, said)
    found = []
    for span in spans(slices):
        for some in [[place] for place in sorted(places)] + [sorted(places)]:
            people = sum(slices[row].people.get(place, 0) for row in span for place in some)
            if people < FEW:
                low, high = reader.encloses(span, some)
                if high - low < FEW - 1 - 1e-6:
                    found.append((span, some, people, low, high))
    return found
