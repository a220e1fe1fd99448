"""The vote of an edition: its list, its keys, its opening; 300 people on the web, a few of them in a browser."""

import json
import re

from nacl.public import PublicKey, SealedBox
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.journeys import gers
from tests.journeys.conftest import PHONE
from tests.journeys.edition_walk import looked_at, picture
from tests.journeys.moves import press

ON_LIST = 520
IN_BROWSER, BY_REQUEST, WEB = 3, 40, 300


def the_vote_opens(walk):
    """The list of voters, three papers with a key each, two of them tried; then the rules are frozen. Returns the papers."""
    walk.day_of("vote")
    page = walk.team
    page.goto(f"{walk.desk}electeurs/")
    page.get_by_label("Nom de la liste").fill("liste électorale")
    page.get_by_label("Fichier CSV ou XLSX").set_input_files(
        {"name": "liste.csv", "mimeType": "text/csv", "buffer": roll()}
    )
    press(page, "Importer")
    expect(page.get_by_text(f"{ON_LIST} personnes sont sur la liste")).to_be_visible()
    page.goto(f"{walk.desk}scrutin/")
    for rank, holder in enumerate(("La présidente", "Le directeur", "L’huissière"), start=1):
        page.get_by_label(f"Dépositaire de la clé {rank}").fill(holder)
    with page.expect_download() as download:
        page.get_by_role("button", name="Faire les clés et imprimer les trois papiers").click()
    papers = keys_in(download.value.path())
    page.reload()
    typed(page, papers[0], papers[1])
    press(page, "Essayer")
    expect(page.get_by_text("Tout est prêt")).to_be_visible()
    looked_at(page, "scrutin-pret")
    page.get_by_label("Je sais que cela ne se défait pas").check()
    press(page, "Ouvrir le vote")
    expect(page.get_by_text("Ses règles sont gelées")).to_be_visible()
    return papers


def roll():
    """A list as a town hall writes it."""
    lines = [f"{number};Personne {number:03};tout;{number}, rue Haute|32000 Auch" for number in range(1, ON_LIST + 1)]
    return "\n".join(["numero;nom;secteur;adresse", *lines]).encode()


def keys_in(path):
    """Read the keys on the three papers, as a trustee does."""
    found = [
        re.search(r"Votre clé, n° \d\s+([0-9A-Z \n-]+?)\s+Gardez", page.extract_text())
        for page in PdfReader(path).pages
    ]
    return [" ".join(one[1].split()) for one in found]


def typed(page, one, other):
    page.get_by_label("Clé d’un dépositaire").first.fill(one)
    page.get_by_label("Clé d’un autre dépositaire").first.fill(other)


def people_vote(walk, numbers, mine):
    """A few in a browser, with a script and without; some by the same requests; the others by the verb. Returns all choices."""
    codes = walk.node("codes", slug=walk.slug, numbers=list(range(1, IN_BROWSER + BY_REQUEST + 1)))
    cast = gers.ballots(WEB, numbers, "web")
    cast[0] = tuple(sorted({mine, *[number for number in cast[0] if number != mine][:2]}))
    one_votes_on_a_phone(walk, codes[0], cast[0])
    one_votes_without_script(walk, codes[1], cast[1])
    one_votes_at_a_desk(walk, codes[2], cast[2])
    for code, choices in zip(codes[IN_BROWSER:], cast[IN_BROWSER:], strict=False):
        one_votes_by_requests(walk, code, choices)
    done = len(codes)
    walk.node(
        "votes", slug=walk.slug, ballots=[(done + rank, choices) for rank, choices in enumerate(cast[done:], start=1)]
    )
    assert walk.node("figures", slug=walk.slug) == {"web": WEB, "paper": 0, "envelopes": WEB, "struck": 0, "marks": WEB}
    return cast


def enters(page, walk, code):
    page.goto(f"{walk.public}vote/")
    page.get_by_role("textbox", name="Code de votre lettre").fill(code)
    press(page, "Ouvrir mon bulletin")
    expect(page.get_by_role("heading", name="Mon bulletin")).to_be_visible()


def project(page, number):
    return page.locator(f"input[name=projects][value='{number}']")


def one_votes_on_a_phone(walk, code, choices):
    """Each project found by its number among 416, checked, sealed on the device, sent, its receipt found again."""
    page = walk.open(viewport=PHONE).new_page()
    enters(page, walk, code)
    looked_at(page, "bulletin")
    for number in choices:
        page.get_by_role("main").get_by_role("searchbox").fill(str(number))
        project(page, number).check()
    page.get_by_role("main").get_by_role("searchbox").fill("verger lectoure")
    picture(page, "bulletin-recherche")
    page.get_by_role("button", name="Vérifier mon bulletin").click()
    expect(page.get_by_role("heading", name="Relisez, puis envoyez")).to_be_focused()
    receipt = page.locator("[data-receipt]").inner_text()
    looked_at(page, "relire")
    press(page, "Envoyer mon bulletin")
    expect(page.locator(".receipt").first).to_have_text(receipt)
    looked_at(page, "recu")
    page.goto(f"{walk.public}vote/recu/")
    page.get_by_role("textbox", name="Votre reçu").fill(receipt)
    press(page, "Chercher ce reçu")
    expect(page.get_by_text("Ce bulletin scellé est dans l’urne")).to_be_visible()


def one_votes_without_script(walk, code, choices):
    page = walk.open(viewport=PHONE, javascript=False).new_page()
    enters(page, walk, code)
    for number in choices:
        page.get_by_role("main").get_by_role("searchbox").fill(str(number))
        press(page, "Chercher")
        project(page, number).check()
    press(page, "Vérifier mon bulletin")
    expect(page.get_by_text("C’est le serveur qui a scellé ce bulletin")).to_be_visible()
    press(page, "Envoyer mon bulletin")
    expect(page.get_by_text("Votre bulletin est dans l’urne", exact=True)).to_be_visible()


def one_votes_at_a_desk(walk, code, choices):
    page = walk.open().new_page()
    enters(page, walk, code)
    for fold in page.locator(".fold > summary").all():
        fold.click()
    for number in choices:
        project(page, number).check()
    picture(page, "bulletin-large")
    page.get_by_role("button", name="Vérifier mon bulletin").click()
    press(page, "Envoyer mon bulletin")
    expect(page.get_by_text("Votre bulletin est dans l’urne", exact=True)).to_be_visible()


def one_votes_by_requests(walk, code, choices):
    """The requests of a browser, its sealing written again from docs/formats/bulletin.md."""
    context = walk.open()
    asked = context.request
    form = asked.get(f"{walk.public}vote/").text()
    page = asked.post(
        f"{walk.public}vote/",
        form={"csrfmiddlewaretoken": token(form), "par": "code", "code-code": code},
        headers=here(walk),
    ).text()
    said = dict(re.findall(r'data-(key|election|zone|size)="([^"]*)"', page))
    plain = json.dumps(
        {"format": "essaim/bulletin/1", "election": said["election"], "zone": said["zone"], "choices": list(choices)},
        separators=(",", ":"),
    )
    sealed = SealedBox(PublicKey(bytes.fromhex(said["key"]))).encrypt(plain.encode().ljust(int(said["size"])))
    sent = asked.post(
        f"{walk.public}vote/envoyer/",
        form={"csrfmiddlewaretoken": token(page), "sealed": sealed.hex()},
        headers=here(walk),
    )
    assert "Votre bulletin est dans l’urne" in sent.text()
    context.close()


def token(page):
    return re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]


def here(walk):
    return {"Referer": f"{walk.phone.url}"}
