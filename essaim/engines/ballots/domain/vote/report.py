"""The report of a vote: one page that stands alone, read from a disk or printed, with nothing to fetch."""

from django.template.loader import render_to_string

from essaim.engines.ballots.domain.framing.told import rules_told
from essaim.engines.ballots.domain.vote.results import results_of
from essaim.engines.ballots.models.vote import Checkpoint, Urn


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
