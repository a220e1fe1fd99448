"""The rules of a vote as they would be frozen now: what the kit, the adopter and the edition say. Reads only."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from essaim.cores import voting
from essaim.engines.ballots.domain.edition import editions
from essaim.engines.ballots.domain.edition.words import Words
from essaim.engines.ballots.domain.framing.declared import Declared, declared
from essaim.engines.ballots.domain.framing.holders import holders_of
from essaim.engines.ballots.domain.framing.pots import CENTS, Grounds, frame_of, pairs
from essaim.engines.ballots.domain.vote.counts import COUNTED
from essaim.engines.ballots.models.consultation import Consultation, Zone
from essaim.engines.ballots.models.project import Project, Standing
from essaim.engines.ballots.params import count_of
from essaim.engines.ballots.params.rule import Count


def declared_of(words: Words) -> Declared:
    """Return the frame that an adoption declares."""
    return declared(words.section, words.terms.values)


def grounds_of(consultation: Consultation) -> Grounds:
    """Return what an edition adds to it."""
    return Grounds(tuple(consultation.cantons), tuple((one, other) for one, other in consultation.apart))


def count_key(consultation: Consultation | None, words: Words) -> Count:
    """Return the count of an edition: the one that the workshop chose, else what the kit or the adopter says."""
    chosen = consultation.drafted_rule.get("count") if consultation is not None else None
    return next((one for one in COUNTED if one == chosen), count_of(words.section.rule, words.terms.values))


def draft(consultation: Consultation, words: Words) -> dict[str, Any]:
    """Return the rules: title, dates, ballot, count, zones with their projects and their frame (docs/formats/regles-vote.md)."""
    found = declared_of(words)
    return {
        "title": consultation.title,
        "dates": {one.key: [one.opens.isoformat(), one.closes.isoformat()] for one in editions.spans_of(consultation)},
        "ballot": _ballot(consultation, words, found),
        "rule": COUNTED[count_key(consultation, words)].as_json(),
        "zones": [_zone(zone, words, found, grounds_of(consultation)) for zone in consultation.zones.order_by("code")],
    }


def _ballot(consultation: Consultation, words: Words, found: Declared) -> dict[str, Any]:
    ballot = words.section.ballot
    most = words.whole(ballot.choices)
    more = {"per_theme": found.ballot_per_theme, "apart": consultation.apart if found.ballot_apart else []}
    return {
        "least": most if ballot.limit == "exactly" else 1,
        "most": most,
        "minimum_age": words.whole(ballot.minimum_age),
        "paper": bool(ballot.paper),
        "precedence": ballot.precedence,
        "roll": ballot.roll,
        **{name: value for name, value in more.items() if value},
    }


def admitted(zone: Zone) -> list[Project]:
    """Return the projects of a zone that are put to the vote, by number. One query."""
    rows = Project.objects.filter(zone=zone, standing=Standing.ADMITTED).order_by("number")
    return list(rows.select_related("commune", "idea__participation__party"))


def _zone(zone: Zone, words: Words, found: Declared, grounds: Grounds) -> dict[str, Any]:
    projects = admitted(zone)
    frame = frame_of(found, grounds, [one.number for one in projects])
    held = holders_of(projects) if found.per_holder else {}
    written = {
        "code": zone.code,
        "label": zone.label,
        "budget": _euros(zone.envelope_cents),
        "projects": [_project(one, words, held) for one in projects],
    }
    return written if frame is None else {**written, "frame": voting.frame_json(frame)}


def _project(one: Project, words: Words, held: Mapping[int, str]) -> dict[str, Any]:
    told = {"canton": one.canton, "public": one.public, "holder": held.get(one.number, "")}
    return {
        "number": one.number,
        "title": one.title,
        "cost": _euros(one.cost_cents or 0),
        "category": words.categories.get(one.category, one.category),
        "place": one.commune.name if one.commune else "",
        "summary": one.summary,
        **{name: value for name, value in told.items() if value},
    }


def _euros(cents: int) -> str:
    return voting.write_number(Fraction(cents, CENTS))


def rivals(ballot: Mapping[str, Any], numbers: list[int]) -> tuple[frozenset[int], ...]:
    """Return the sets of projects that one ballot may not hold together, among these."""
    held = pairs([(one, other) for one, other in ballot.get("apart", [])], numbers)
    return tuple(frozenset(int(one) for one in pair) for pair in held)
