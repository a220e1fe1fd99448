"""The open archive of a vote: one file with all that anybody needs to check it, and nothing that tells who chose what."""

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string

import essaim
from essaim.cores import voting
from essaim.engines.ballots.domain.vote import checkpoints
from essaim.engines.ballots.domain.vote.attesting import result_of
from essaim.engines.ballots.domain.vote.closing import figures
from essaim.engines.ballots.domain.vote.report import report
from essaim.engines.ballots.models.vote import Batch, Count, Envelope, Urn

SCRIPT = Path(essaim.__file__).parents[1] / "verify" / "recount.py"
"""The script that recounts, as it stands in the repository: it goes into each archive unchanged."""
STAMP = (1980, 1, 1, 0, 0, 0)
"""Of every member: the same vote gives the same bytes."""


def archive(urn: Urn) -> bytes:
    """Return the archive, a zip; the same bytes each time once the vote is published, from one version of the platform. Reads only."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members(urn):
            packed.writestr(zipfile.ZipInfo(name, STAMP), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def members(urn: Urn) -> Iterator[tuple[str, bytes]]:
    """Yield the files of the archive: name, content."""
    rules = urn.consultation.sealed_rules
    counts = list(Count.objects.filter(urn=urn).select_related("zone"))
    yield (
        "LISEZ-MOI.md",
        render_to_string("ballots/vote/archive.md", {"rules": rules, "counts": counts, "urn": urn}).encode(),
    )
    yield "rapport.html", report(urn)
    yield SCRIPT.name, SCRIPT.read_bytes()
    yield "regles.json", voting.canonical_json(rules)
    for one in counts:
        yield f"{one.zone.code}/resultat.json", voting.canonical_json(result_of(urn, one)) + b"\n"
        yield (
            f"{one.zone.code}/bulletins.pb",
            voting.write_pabulib(voting.read_scrutin(one.published["election"])).encode(),
        )
        yield f"{one.zone.code}/explications.json", _json(one.reasons)
        yield f"{one.zone.code}/participation.json", _json(one.figures)
    yield "urne/recus.csv", _sealed(urn)
    yield "urne/releves.json", voting.canonical_json(checkpoints.published(urn)) + b"\n"
    yield "papier/lots.json", _json(_batches(urn))
    yield "totaux.json", _json({**figures(urn), **_voters(counts)})


def _voters(counts: list[Count]) -> dict[str, int]:
    """Who voted by each channel, from the count: marks are deleted with the roll, and the archive stays what it was."""
    return {channel: sum(one.figures[channel] for one in counts) for channel in ("web", "paper")}


def _json(data: Any) -> bytes:
    return json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"


def _sealed(urn: Urn) -> bytes:
    """Receipts in the order of the tree; set aside or not. No zone: it would say where a receipt is from.

    And not the sealed bytes: published for ever, they would wait for whoever breaks their seal in twenty years.
    """
    rows = Envelope.objects.filter(urn=urn).order_by("batch", "receipt").values_list("batch", "receipt", "struck")
    lines = [f"{batch};{receipt};{int(struck)}" for batch, receipt, struck in rows]
    return "\n".join(["releve;recu;ecarte", *lines, ""]).encode()


def _batches(urn: Urn) -> list[dict[str, Any]]:
    return [_batch(one) for one in Batch.objects.filter(urn=urn).select_related("zone").prefetch_related("slips")]


def _batch(one: Batch) -> dict[str, Any]:
    """What a report of a pile says: how many, how many were read differently, how many void and why. Not which."""
    slips = list(one.slips.all())
    voids = [slip.settled["void"] for slip in slips if slip.settled and slip.settled["void"]]
    return {
        "number": one.number, "zone": one.zone.code, "slips": one.expected,
        "read_differently": sum(slip.first != slip.second for slip in slips),
        "void": {why: voids.count(why) for why in sorted(set(voids))},
    }  # fmt: skip
