"""The end of an edition: 200 slips on paper, the close, the count, what everybody can count again, the works."""

import json
import re
import subprocess
import sys
import zipfile
from collections import Counter

from django.utils import timezone
from playwright.sync_api import expect

from tests.journeys import gers
from tests.journeys.conftest import PATIENCE, PHONE
from tests.journeys.edition_ideas import PHOTO
from tests.journeys.edition_vote import WEB, typed
from tests.journeys.edition_walk import ROOT, act, looked_at
from tests.journeys.moves import follow, press

RECOUNT = ROOT / "verify" / "recount.py"
PAPER, BOTH, LATE = range(301, 501), 7, 510


def paper_comes(walk, numbers):
    """Each voter is marked first; who voted on the web too has her web ballot set aside; after the close it is too late."""
    cast = gers.ballots(len(PAPER), numbers, "papier")
    page = walk.team
    marked(page, walk, BOTH)
    expect(page.get_by_text("son vote en ligne est écarté, sans être ouvert")).to_be_visible()
    walk.node("receive", slug=walk.slug, numbers=list(PAPER)[1:])
    page.goto(f"{walk.desk}scrutin/")
    assert walk.node("figures", slug=walk.slug) == {
        "web": WEB - 1,
        "paper": len(PAPER),
        "envelopes": WEB - 1,
        "struck": 1,
        "marks": WEB + len(PAPER) - 1,
    }
    looked_at(page, "scrutin-ouvert")
    page.get_by_label("Je sais que cela ne se défait pas").check()
    press(page, "Clore le vote")
    found(page, walk, LATE)
    expect(page.get_by_text("une enveloppe qui arrive maintenant est refusée")).to_be_visible()
    expect(page.get_by_role("button", name="Émarger ce vote sur papier")).to_have_count(0)
    return two_people_type(walk, cast)


def found(page, walk, number):
    page.goto(f"{walk.desk}electeurs/?q={number}")
    follow(page, f"Personne {number:03}")


def marked(page, walk, number):
    found(page, walk, number)
    press(page, "Émarger ce vote sur papier")


def two_people_type(walk, cast):
    """Six slips by hand: one is read differently, then settled; one is void. The others are typed twice by the verb. Returns what counts."""
    first, second = walk.team, walk.second
    read = [" ".join(map(str, choices)) for choices in cast[:6]]
    read[4] = f"{read[4]} {max(cast[5])}" if max(cast[5]) not in cast[4] else f"{read[4]} {min(cast[5])}"
    first.goto(f"{walk.desk}papier/")
    first.get_by_label("Bulletins dans la pile").fill("6")
    press(first, "Commencer la saisie")
    types(first, read)
    second.goto(first.url + "lots/1/")
    types(second, [read[0], read[0], *read[2:]])
    expect(second.get_by_text("1 bulletin a été lu différemment")).to_be_visible()
    looked_at(second, "lot-compare")
    second.get_by_label("Numéros cochés").fill(read[1])
    press(second, "Arrêter ce lot")
    expect(second.get_by_text("Ce lot est arrêté.")).to_be_visible()
    walk.node("slips", slug=walk.slug, piles=[cast[6:100], cast[100:]])
    return [*cast[:4], *cast[5:]]


def types(page, read):
    """Type a pile."""
    for rank, words in enumerate(read):
        page.get_by_label("Numéros cochés").nth(rank).fill(words)
    press(page, "Terminer la saisie de ce lot")


def the_vote_is_counted(walk, papers):
    """Two trustees type their papers; the count is published."""
    page = walk.team
    page.set_default_timeout(4 * PATIENCE)  # everything is opened and counted while one waits
    page.goto(f"{walk.desk}scrutin/")
    typed(page, papers[2], papers[0])
    press(page, "Ouvrir et compter")
    expect(page.get_by_text("Relisez, puis publiez")).to_be_visible()
    looked_at(page, "scrutin-depouille")
    walk.day_of("results")
    page.reload()
    page.get_by_label("Je sais que cela ne se défait pas").check()
    press(page, "Publier les résultats")
    expect(page.get_by_text("Les résultats sont publiés")).to_be_visible()


def results_are_recounted(walk, cast, folder):
    """What the pages show is what the seed says, and what anybody counts again from the archive. Returns winners by votes."""
    page = walk.open(viewport=PHONE).new_page()
    page.goto(f"{walk.public}resultats/1/")
    looked_at(page, "resultats")
    with page.expect_download() as download:
        page.get_by_role("link", name="Télécharger l’archive ouverte").click()
    archive = zipfile.ZipFile(download.value.path())
    (folder / "resultat.json").write_bytes(archive.read("tout/resultat.json"))
    done = subprocess.run(
        [sys.executable, str(RECOUNT), str(folder / "resultat.json")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    result, reasons, figures = (
        json.loads(archive.read(f"tout/{name}.json")) for name in ("resultat", "explications", "participation")
    )
    expected = Counter(number for choices in cast for number in choices)
    assert {one["number"]: one["votes"] for one in reasons if one["votes"]} == dict(expected)
    winners = [int(one) for one in result["result"]["winners"]]
    assert sorted(winners) == sorted(one["number"] for one in reasons if one["won"])
    assert (figures["web"], figures["paper"], figures["struck"], figures["void_paper"]) == (
        WEB - 1,
        len(PAPER),
        1,
        {"many": 1},
    )
    assert figures["ballots"] == len(cast)
    shown_as_counted(page, walk, winners, reasons)
    return winners


def shown_as_counted(page, walk, winners, reasons):
    """The live pages: as many winners as the recount, and of a winner and of a loser why, in its own words."""
    titles = page.get_by_role("list").filter(has=page.get_by_text("lauréat", exact=True)).locator("h4")
    expect(titles).to_have_count(len(winners))
    lost = max((one for one in reasons if not one["won"]), key=lambda one: one["votes"])
    for one, name in ((lost, "pourquoi-non"), (next(one for one in reasons if one["won"]), "pourquoi-oui")):
        page.goto(f"{walk.public}1/projets/{one['number']}/")
        why = page.get_by_role("region", name=re.compile("^Pourquoi il"))
        expect(why).to_contain_text(f"{one['votes']} voix")
        expect(why).to_contain_text(re.compile(r"\s+".join(map(re.escape, one["text"].split()[:6]))))
        looked_at(page, name)


def works_are_followed(walk, winners):
    """What is done, with a photo, what is spent; one is delivered, one abandoned with its reason."""
    walk.day_of("follow-up")
    page, phone = walk.team, walk.phone
    for number in winners[:2]:
        page.goto(f"{walk.desk}projets/?vue=laureats&q={number}")
        page.locator("tbody th a").first.click()
        act(
            page,
            "Dire ce qui est fait",
            **{
                "Le": timezone.localdate().isoformat(),
                "Ce qui est fait": "Le chantier a commencé.",
                "Photo": PHOTO,
                "Ce que montre la photo": "Le terrain",
            },
        )
        act(
            page,
            "Écrire une dépense",
            **{"Payé le": timezone.localdate().isoformat(), "Somme": "1250,50", "Pour quoi": "Terrassement"},
        )
    act(page, "Abandonner le projet", Motif="Le sol ne porte pas l’ouvrage : la somme revient à l’édition suivante.")
    page.goto(f"{walk.desk}projets/?vue=laureats&q={winners[0]}")
    page.locator("tbody th a").first.click()
    act(page, "Dire le projet réalisé")
    phone.goto(f"{walk.public}1/realisations/")
    for folded in phone.locator("main .fold > summary").all():  # more winners than a phone shows at once
        folded.click()
    expect(phone.get_by_text("la somme revient à l’édition suivante")).to_be_visible()
    looking = walk.open(viewport=PHONE).new_page()
    looking.goto(f"{walk.public}1/realisations/")
    looked_at(looking, "realisations")
    looking.goto(f"{walk.public}1/projets/{winners[0]}/")
    expect(looking.get_by_role("img", name="Le terrain")).to_be_visible()
    expect(looking.get_by_text("1\u202f250,50\u00a0€").first).to_be_visible()
    looked_at(looking, "suivi")
