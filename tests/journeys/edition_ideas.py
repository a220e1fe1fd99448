"""An edition before its vote: an idea is sent, published, studied; another is refused; the catalogue is read on a phone."""

import re

from playwright.sync_api import expect

from tests.cores.test_picture import png
from tests.journeys.edition_walk import act, picture
from tests.journeys.moves import follow, press

TITLE = "Un verger ouvert à tous au bord du Gers"
SUMMARY = "Planter des arbres fruitiers anciens le long de l’eau, pour que chacun cueille des fruits."
PHOTO = {"name": "verger.png", "mimeType": "image/png", "buffer": png()}
PROJECTS, REFUSED = 416, "Une piscine couverte chauffée"


def an_idea_is_sent(walk):
    """On a phone without script: where, a photo, the ideas that say nearly the same. Returns the address of the dossier."""
    page = walk.phone
    page.goto(walk.service)
    follow(page, "Proposer une idée")
    press(page, "Commencer")
    page.get_by_label("Le titre de votre idée").fill(TITLE)
    page.get_by_label("Votre idée en quelques phrases").fill(SUMMARY)
    page.get_by_role("radio", name="environnement").check()
    press(page, "Enregistrer et continuer")
    page.get_by_label("Dans quelle commune").fill("auch")
    page.get_by_label("Une photo ou un dessin").set_input_files(PHOTO)
    press(page, "Enregistrer et continuer")
    for question in ("Tout le monde", "S’agit-il de construire"):
        page.get_by_role("group", name=re.compile(question)).get_by_role("radio", name="Oui").check()
    press(page, "Enregistrer et continuer")
    page.get_by_role("radio", name="Pour moi").check()
    page.get_by_label("Nom et prénom").fill("Camille Exemple")
    page.get_by_label("Adresse électronique").fill("camille@exemple.test")
    press(page, "Enregistrer et relire")
    expect(page.get_by_role("heading", name="Des idées proches de la vôtre")).to_be_visible()
    expect(page.get_by_role("link", name="Un verger de fruits anciens")).to_be_visible()
    picture(page, "idee-relire")
    press(page, "Envoyer")
    expect(page.get_by_text("Votre idée est reçue")).to_be_visible()
    return page.url.removesuffix("recu/")


def it_is_published(walk):
    """The team reads it over, and publishes it with its photo, said for who does not see it."""
    page = walk.team
    page.goto(f"{walk.desk}idees/")
    follow(page, TITLE)
    expect(page.get_by_role("heading", name="Idées proches")).to_be_visible()
    act(page, "Publier", **{"Publier la photo": "Des pommiers en fleurs"})
    walk.phone.goto(f"{walk.public}1/idees/?vue=carte")
    picture(walk.phone, "idees-carte")
    walk.phone.goto(f"{walk.public}1/idees/")
    follow(walk.phone, TITLE)
    expect(walk.phone.get_by_role("img", name="Des pommiers en fleurs")).to_be_visible()


def it_is_studied(walk, dossier):
    """A question and its answer, the estimate of a service, the decision; another idea is refused, its reason is published."""
    walk.day_of("instruction")
    page, phone = walk.team, walk.phone
    page.goto(f"{walk.desk}idees/?vue=a-etudier")
    follow(page, TITLE)
    act(page, "Écrire à l’auteur", Message="Sur quelle rive verriez-vous ce verger ?")
    phone.goto(dossier)
    follow(phone, "Lire et répondre")
    phone.get_by_label("Votre réponse").fill("Rive gauche, près du pont.")
    press(phone, "Envoyer ma réponse")
    page.goto(f"{walk.desk}idees/?vue=reponses")
    follow(page, TITLE)
    expect(page.get_by_text("Rive gauche, près du pont.")).to_be_visible()
    act(page, "Ouvrir l’étude")
    act(
        page,
        "Donner l’avis d’un service",
        Service=("environnement",),
        favorable=True,
        Raisons="Le terrain est à la commune.",
        Coût="8200",
    )
    act(page, "Soumettre au vote")
    number = int(re.match(r"n°\s(\d+)", page.get_by_role("heading", level=1).inner_text())[1])
    page.goto(f"{walk.desk}idees/?vue=a-etudier")
    follow(page, REFUSED)
    act(page, "Ouvrir l’étude")
    act(page, "Ne pas soumettre au vote", Motif="Elle coûterait 2 500 000 €, et un projet coûte au plus 50 000 €.")
    phone.goto(f"{walk.public}1/projets/?etat=non-soumis")
    expect(phone.get_by_text("Elle coûterait 2 500 000 €")).to_be_visible()
    return number


def the_catalogue_is_read(walk, number):
    """416 projects on a phone: drawn in an order of one's own, searched by word and by place, kept for the vote."""
    numbers = walk.node("catalogue", slug=walk.slug, number=PROJECTS - 1)
    assert len(numbers) == PROJECTS
    walk.day_of("catalogue")
    page = walk.phone
    page.goto(f"{walk.public}1/projets/")
    expect(page.get_by_role("heading", name=f"{PROJECTS} projets")).to_be_visible()
    picture(page, "catalogue")
    page.get_by_label("Chercher un projet").fill("verger lectoure")
    press(page, "Chercher")
    expect(page.get_by_role("link", name="Un verger ouvert à tous à Lectoure")).to_be_visible()
    page.get_by_label("Chercher un projet").fill(str(number))
    press(page, "Chercher")
    press(page, f"Garder : {TITLE}")
    expect(page.get_by_text("est dans votre sélection")).to_be_visible()
    follow(page, TITLE)
    expect(page.get_by_text("8\u202f200\u00a0€", exact=True)).to_be_visible()
    expect(page.get_by_text("par le service de l’environnement")).to_be_visible()
    picture(page, "projet")
    return numbers
