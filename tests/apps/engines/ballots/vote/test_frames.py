"""A vote under French rules, act by act: what keeps it from opening, what a ballot may hold, what each envelope spent, what is published."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from essaim.adoptions.contract import RefusedActError
from essaim.cores.voting import canonical_json
from essaim.engines.ballots.domain.edition import editions
from essaim.engines.ballots.domain.framing.holders import holders_of
from essaim.engines.ballots.domain.vote import (
    announcing,
    batches,
    casting,
    closing,
    counting,
    freezing,
    lacking,
    reception,
)
from essaim.engines.ballots.domain.vote.sealing import Void
from essaim.engines.ballots.forms.grounds import GroundsForm
from essaim.engines.ballots.models.edition import Consultation, Idea, Project
from essaim.engines.ballots.models.vote import Count
from essaim.foundation.journal.models import Entry
from essaim.foundation.storage.public import guards_lifted
from tests.apps.adoptions import people
from tests.apps.engines.ballots import builders
from tests.apps.engines.ballots.framed import framed
from tests.apps.engines.ballots.vote.test_vote import at_phase_of_results
from tests.apps.engines.ballots.vote.world import NADIA, OMAR, again, opened, person, ready, style_for, vote

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_france")]
RECOUNT = Path(__file__).parents[5] / "verify" / "recount.py"
CANTONS = ["Auch-1", "Auch-2"]


def cantons(urn, **of):
    """Write the cantons of the edition, and those of some projects: ``cantons(urn, p1="Auch-1")``."""
    Consultation.objects.filter(pk=urn.consultation_id).update(cantons=CANTONS)
    for name, canton in of.items():
        Project.objects.filter(consultation=urn.consultation_id, number=int(name[1:])).update(canton=canton)
    return again(urn)


def why_not(urn):
    with pytest.raises(RefusedActError) as refused:
        freezing.open_vote(urn=urn, actor=NADIA)
    return str(refused.value)


def counted(urn, typed):
    closing.close_vote(urn=urn, actor=NADIA)
    counting.count_vote(urn=again(urn), typed=typed, actor=NADIA)
    return again(urn)


# ── before ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_frame_of_each_zone_is_frozen_with_its_fingerprint():
    urn, _ = opened(*framed(part_petits=10), zones=2)
    rules = urn.consultation.sealed_rules
    assert [zone["frame"]["pots"][0]["share"] for zone in rules["zones"]] == ["0.1", "0.1"]
    assert all(len(zone["rulebook"]) == 64 for zone in rules["zones"])
    assert urn.consultation.sealed_hash == freezing.canonical_hash(rules)


def test_a_plain_vote_has_no_frame():
    urn, _ = opened(*framed())
    assert "frame" not in urn.consultation.sealed_rules["zones"][0]


def test_a_band_without_a_project_keeps_the_vote_from_opening():
    urn, _ = ready(*framed(part_petits=10, plafond=3000))
    assert "la tranche « Petits projets » n’a aucun projet" in why_not(urn)


def test_a_project_without_canton_or_of_another_one_keeps_the_vote_from_opening():
    urn, _ = ready(*framed(canton="only"))
    assert "Page Édition : écrire les cantons" in why_not(urn)
    assert editions.missing(urn.consultation.adoption_id) == [
        "écrire les cantons : une règle du service compte par canton"
    ]
    said = why_not(cantons(urn, p1="Auch-1", p2="Lectoure"))
    assert "projet n° 2 : « Lectoure » n’est pas un canton de l’édition (Auch-1, Auch-2…)" in said
    assert "projet n° 3 : il n’a pas de canton" in said
    assert "projet n° 1" not in said


def test_cantons_that_take_more_than_the_envelope_keep_the_vote_from_opening():
    urn, _ = ready(*framed(canton="each", argent_canton=60000))
    assert "font 120" in why_not(cantons(urn))


def test_one_envelope_a_canton_does_not_go_with_several_zones():
    urn, _ = ready(*framed(canton="each"), zones=2)
    assert "ne va pas avec plusieurs secteurs" in why_not(cantons(urn))


def test_a_ballot_that_nobody_could_fill_keeps_the_vote_from_opening():
    urn, _ = ready(*framed(limit="exactly", choix_theme=2))
    assert "un bulletin de 3 projets est impossible avec 2 projet(s) par thème" in why_not(urn)


def test_a_share_that_does_not_exist_keeps_the_vote_from_opening():
    urn, _ = ready(*framed(part_petits=10))
    Project.objects.filter(number=1).update(public="anciens")
    assert "sa part réservée, « anciens », n’existe pas" in why_not(urn)


def test_what_the_core_refuses_keeps_the_vote_from_opening():
    """Equal Shares refuse incompatible projects: an edition says so before the vote, not at the count."""
    urn, _ = ready(*framed(decompte="equal-shares"))
    editions.set_grounds(consultation=urn.consultation, cantons=[], apart=[(1, 2)])
    assert "des projets incompatibles n’a pas de sens" in why_not(again(urn))


def test_an_instructed_project_that_fits_nothing_is_refused_and_one_that_fits_gets_its_band():
    edition = builders.service(*framed(part_petits=10, canton="only"), phase="instruction")
    editions.set_grounds(consultation=edition, cantons=CANTONS, apart=[])
    edition = builders.again(edition)
    found = builders.project(edition, standing="studied", cents=700_000)
    with pytest.raises(RefusedActError, match="il n’a pas de canton"):
        builders.decided(found, "admit")
    Project.objects.filter(pk=found.pk).update(canton="Auch-2")
    assert builders.decided(found, "admit").band == "petits"
    assert Project.objects.get(pk=found.pk).band == "petits"


def test_projects_of_one_person_have_one_holder_and_those_of_the_territory_their_own():
    edition = builders.service()
    ideas = [builders.published(edition, titre=title) for title in ("Un verger", "Un lavoir")]
    edition = builders.at_phase(edition, "instruction")
    for one in ideas:
        builders.studying.study(idea=Idea.objects.get(pk=one.pk), actor=builders.AGENT)
    builders.project(edition, standing="studied")
    rows = Project.objects.select_related("idea__participation__party")
    assert holders_of(rows) == {1: "porteur du n° 1", 2: "porteur du n° 1", 3: "porteur du n° 3"}


# ── what is frozen stays ────────────────────────────────────────────────────────────────────────────────────────────

MOVED = {
    "cantons": lambda urn: Consultation.objects.filter(pk=urn.consultation_id).update(cantons=["Condom"]),
    "incompatible": lambda urn: Consultation.objects.filter(pk=urn.consultation_id).update(apart=[[1, 2]]),
    "canton": lambda _: Project.objects.filter(number=1).update(canton="Auch-2"),
    "band": lambda _: Project.objects.filter(number=1).update(band="grands"),
    "reserved": lambda _: Project.objects.filter(number=1).update(public="jeunes"),
    "theme": lambda _: Project.objects.filter(number=1).update(category="sport"),
}


@pytest.mark.parametrize("change", MOVED.values(), ids=MOVED)
def test_a_part_of_a_frozen_frame_is_refused_by_the_database(change):
    urn, _ = opened(*framed(part_petits=10))
    with pytest.raises(IntegrityError), transaction.atomic():
        change(urn)


@pytest.mark.parametrize("change", MOVED.values(), ids=MOVED)
def test_twin_without_the_guards_a_frozen_frame_moves(change):
    urn, _ = opened(*framed(part_petits=10))
    with guards_lifted():
        assert change(urn)


def test_a_manager_who_changes_a_frozen_frame_is_refused_and_journalled():
    urn, _ = opened(*framed(part_petits=10))
    client = people.manager()
    address = f"/gestion/{urn.consultation.adoption.slug}/ballots/edition/"
    answer = client.post(address, {"part": "grounds", "cantons": "Auch-1", "apart": "1 2"})
    assert answer.status_code == 422
    assert "ne changent plus" in people.text(answer)
    assert Entry.objects.get(act="ballots.refused-change").details == {"what": "grounds"}
    assert again(urn).consultation.cantons == []


# ── ballots ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_ballot_obeys_the_same_rules_on_the_page_in_the_urn_and_on_paper():
    urn, _ = ready(*framed(choix_theme=2, choix_apart="oui"))
    Project.objects.filter(number__in=(4, 5)).update(category="sport")
    editions.set_grounds(consultation=urn.consultation, cantons=[], apart=[(1, 4)])
    freezing.open_vote(urn=again(urn), actor=NADIA)
    urn = again(urn)
    style = style_for(urn, person(urn, 1))
    assert (style.fault((1, 2, 3)), style.fault((1, 4)), style.fault((2, 3, 4))) == (Void.LIMIT, Void.APART, None)
    assert batches.reading_of((1, 2, 3), "", style) == {"choices": [], "void": "limit"}
    assert batches.reading_of((1, 4), "", style) == {"choices": [], "void": "apart"}


def test_a_void_ballot_of_a_frame_is_counted_with_its_reason_and_changes_nothing():
    urn, typed = opened(*framed(choix_theme=2))
    vote(urn, 1, 1, 2)
    vote(urn, 2, 1, 2, 3)  # a browser that obeys no rule
    reception.receive(urn=urn, voter=person(urn, 3), actor=NADIA)
    closing.close_vote(urn=urn, actor=NADIA)
    urn = again(urn)
    style = style_for(urn, person(urn, 3))
    batch = batches.new_batch(urn=urn, zone=person(urn, 3).zone, expected=1, actor=NADIA)
    reading = batches.reading_of((3, 4, 5), "", style)
    batches.type_batch(batch=batch, readings=[reading], actor=NADIA)
    batches.type_batch(batch=batch, readings=[reading], actor=OMAR)
    counting.count_vote(urn=urn, typed=typed, actor=NADIA)
    figures = Count.objects.get().figures
    assert (figures["ballots"], figures["void_web"], figures["void_paper"]) == (1, {"limit": 1}, {"limit": 1})


# ── the count, what is published ────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def under_bands():
    """Petits (up to 8,000): 10,000 euros; the others 90,000. Votes: 4 > 5 > 3 for the large, 1 > 2 for the small."""
    urn, typed = opened(*framed(part_petits=10, reste="next"), voters=9)
    for number, choices in enumerate(((1, 4, 5), (1, 4, 5), (1, 4, 5), (2, 4, 5), (2, 4, 3), (1, 4, 3)), start=1):
        vote(urn, number, *choices)
    return counted(urn, typed), typed


def test_each_envelope_says_what_it_spent_and_what_became_of_the_rest(under_bands):
    urn, _ = under_bands
    found = Count.objects.get()
    pots = {pot["id"]: pot for pot in found.published["result"]["pots"]}
    assert pots["petits"]["winners"] == ["1"]
    assert (pots["petits"]["left"], pots["grands"]["received"]) == ("5000", "5000")
    assert set(pots["grands"]["winners"]) == {"4", "5"}
    at_phase_of_results(urn)
    announcing.announce(urn=again(urn), actor=NADIA)
    text = people.text(Client().get(f"/services/{urn.consultation.adoption.slug}/ballots/resultats/1/"))
    assert "Enveloppe par enveloppe" in text
    assert "va à « Grands projets »" in text
    assert "Il manquait" in text
    assert "84 000 €" in text.replace("\u202f", " ").replace("\xa0", " ")  # 5,000 and 79,000


def test_a_winner_funded_in_part_was_promised_what_it_gets_and_no_more():
    """Petits (up to 8,000): 7,000 euros; the first costs 5,000, the next gets the 2,000 that are left."""
    urn, typed = opened(*framed(part_petits=7, partiel=20), voters=3)
    for number in (1, 2, 3):
        vote(urn, number, *((1, 2) if number > 1 else (1,)))
    urn = counted(urn, typed)
    at_phase_of_results(urn)
    announcing.announce(urn=again(urn), actor=NADIA)
    second = Project.objects.get(consultation=urn.consultation, number=2)
    address = f"/services/{urn.consultation.adoption.slug}/ballots/1"
    paid = Count.objects.get().published["result"]["pots"][0]["paid"]
    assert paid == ["5000", "2000"]
    assert second.cost_cents > 200_000
    works, page = (
        people.text(Client().get(f"{address}/{where}")).replace("\u202f", " ").replace("\xa0", " ")
        for where in ("realisations/", "projets/2/")
    )
    assert "Sur 2 projets lauréats : 7 000 € promis" in works
    assert "2 000 € sur 8 000 €" in page.replace('<span class="muted">', "").replace("  ", " ")


def test_the_published_result_is_recounted_under_the_rulebook_of_before_the_vote(under_bands, tmp_path):
    urn, _ = under_bands
    path = tmp_path / "resultat.json"
    path.write_bytes(canonical_json(Count.objects.get().published) + b"\n")
    rulebook = urn.consultation.sealed_rules["zones"][0]["rulebook"]

    def recount(expected):
        return subprocess.run(
            [sys.executable, str(RECOUNT), str(path), "--reglement", expected], capture_output=True, text=True, check=False
        )  # fmt: skip

    assert recount(rulebook).returncode == 0
    assert recount("0" * 64).returncode != 0


def test_equal_shares_count_each_envelope_apart():
    urn, typed = opened(*framed(part_petits=10, decompte="equal-shares-by-votes"), voters=9)
    for number, choices in enumerate(((1, 4), (1, 4), (1, 5), (2, 4)), start=1):
        vote(urn, number, *choices)
    counted(urn, typed)
    pots = Count.objects.get().published["result"]["pots"]
    assert [(pot["id"], bool(pot["winners"])) for pot in pots] == [("petits", True), ("grands", True)]


def test_one_winner_a_canton_and_a_canton_where_none_fits():
    urn, typed = ready(*framed(canton="each", argent_canton=20000, reste="common"))
    urn = cantons(urn, p1="Auch-1", p2="Auch-1", p4="Auch-2")  # the project of Auch-2 is dearer than its envelope
    freezing.open_vote(urn=urn, actor=NADIA)
    for number in range(1, 5):
        vote(again(urn), number, 1, 4)
    counted(again(urn), typed)
    pots = {pot["id"]: pot for pot in Count.objects.get().published["result"]["pots"]}
    assert pots["canton-1-auch-1"]["winners"] == ["1"]
    assert (pots["canton-2-auch-2"]["winners"], pots["canton-2-auch-2"]["left"]) == ([], "20000")
    assert pots["commun"]["winners"] == ["4"]


# ── pages ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_rules_page_says_the_frame_before_it_is_frozen_and_after():
    urn, _ = ready(*framed(part_petits=10, voix=5))
    address = f"/services/{urn.consultation.adoption.slug}/ballots/regles/1/"
    before = people.text(Client().get(address))
    assert "peuvent encore changer" in before
    assert "Petits projets" in before
    assert "au moins 5 voix" in before
    freezing.open_vote(urn=urn, actor=NADIA)
    after = people.text(Client().get(address))
    assert "gelées depuis" in after
    assert again(urn).consultation.sealed_rules["zones"][0]["rulebook"] in after


def test_the_page_of_the_ballot_gives_its_rules_to_the_script_and_the_server_refuses_what_breaks_them():
    urn, _ = ready(*framed(choix_theme=2, choix_apart="oui"))
    editions.set_grounds(consultation=urn.consultation, cantons=[], apart=[(1, 4)])
    freezing.open_vote(urn=again(urn), actor=NADIA)
    urn = again(urn)
    client = Client()
    slug = urn.consultation.adoption.slug
    client.get(f"/services/{slug}/ballots/vote/lien/{casting.link_to(person(urn, 1))}/", follow=True)
    page = client.get(f"/services/{slug}/ballots/vote/bulletin/").content.decode()
    assert 'data-per-theme="2"' in page
    assert 'data-apart="1 4"' in page
    answer = client.post(f"/services/{slug}/ballots/vote/bulletin/", {"step": "check", "projects": ["1", "4"]})
    assert answer.status_code == 422
    assert "nomme des projets incompatibles" in people.text(answer)


GROUNDS = {
    "twice": ({"cantons": "Auch-1\nAuch-1"}, "cantons", "Écrit deux fois : Auch-1"),
    "held": ({"cantons": "Condom"}, "cantons", "n° 1 (Auch-1)"),
    "words": ({"apart": "1 et 2"}, "apart", "à corriger : 1 et 2"),
    "itself": ({"apart": "1 1"}, "apart", "Deux numéros différents"),
    "unknown": ({"apart": "1 99"}, "apart", "n’a ce numéro : 99"),
}


@pytest.mark.parametrize("name", GROUNDS)
def test_cantons_and_incompatible_projects_that_are_wrong_are_named(name):
    written, field, words = GROUNDS[name]
    urn, _ = ready()
    urn = cantons(urn, p1="Auch-1")
    form = GroundsForm(urn.consultation, data={"cantons": "Auch-1\nAuch-2", "apart": "", **written})
    assert not form.is_valid()
    assert words in form.errors[field][0]


def test_pairs_are_kept_once_and_in_order():
    urn, _ = ready()
    form = GroundsForm(urn.consultation, data={"cantons": "", "apart": "2 1\n1, 2\n3 1"})
    assert form.is_valid()
    assert form.cleaned_data["apart"] == [(1, 2), (1, 3)]


def test_lacking_is_silent_of_a_plain_vote():
    urn, _ = ready(*framed())
    words = freezing.Words.of(urn.consultation.adoption)
    assert lacking.faults(urn.consultation, words) == []
