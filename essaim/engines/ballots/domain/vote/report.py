"""The report of a vote: one page that stands alone, read from a disk or printed, with nothing to fetch."""

from collections.abc import Mapping
from typing import Any

from django.template.loader import render_to_string

from essaim.engines.ballots.domain.framing.told import ballot_told, count_told, zone_told
from essaim.engines.ballots.domain.vote.results import results_of
from essaim.engines.ballots.models.vote import Checkpoint, Urn
from essaim.engines.ballots.params import PRECEDENCES


def report(urn: Urn) -> bytes:
    """Return the report of a counted vote, in HTML: rules, results and reasons zone by zone, what the urn held, how to check.

    The same bytes each time: it is written from what is frozen and counted. Three queries. Reads only.
    """
    rules = urn.consultation.sealed_rules
    context = {
        "urn": urn, "edition": urn.consultation, "adoption": urn.consultation.adoption, "zones": results_of(urn), **rules_told(rules),
        "checkpoints": list(Checkpoint.objects.filter(urn=urn).order_by("number")),
    }  # fmt: skip
    return render_to_string("ballots/vote/report.html", context).encode()


def rules_told(rules: Mapping[str, Any], reserved: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return what is said of the rules of a vote. ``reserved``: the labels of reserved shares, where they are not frozen yet."""
    ballot = rules["ballot"]
    return {
        "ballot_told": ballot_told(ballot),
        "count_told": count_told(rules["rule"]),
        "shares": rules["rule"]["rule"] != "greedy",
        "zones_told": [zone_told(zone, reserved or {}) for zone in rules["zones"]],
        "age": ballot["minimum_age"],
        "paper": ballot["paper"],
        "precedence": PRECEDENCES[ballot["precedence"]],
    }
