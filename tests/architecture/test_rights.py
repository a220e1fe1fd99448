"""Every address of the site, as each kind of person: what opens, what leads to sign-in, what is refused.

One line per route. A route without a line fails, and so does a view that forgets its check (the planted twin).
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, path, resolve
from django.utils import timezone

from essaim.adoptions.domain import adopting
from essaim.adoptions.kits.document.reading import read_document
from essaim.adoptions.models import Adoption, AdoptionRequest, KitVersion, Participation
from essaim.foundation.accounts.domain.roles import confirm_address
from essaim.foundation.accounts.models import Account, Membership, Role
from essaim.foundation.territories.models import Territory
from essaim.portal.barometer import questionnaires
from essaim.portal.barometer.domain import composing
from essaim.portal.barometer.models import Wave
from essaim.portal.catalogue import params
from essaim.portal.catalogue.domain import alerts, amendments, proposals
from essaim.portal.catalogue.domain.records import write_initiative, write_solution
from essaim.portal.catalogue.models import Alert, Initiative, Proposal, Status, Theme
from tests.apps.adoptions.builders import adopted, sent
from tests.apps.engines.ballots import builders as budget
from tests.apps.engines.matching import world as matching_world
from tests.territories import small_france  # noqa: F401 - a fixture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_france")]

MINIMAL = Path(__file__).parents[1] / "kits" / "valid" / "minimal.yaml"
PASSWORD = "une-longue-phrase-1"
SIGN_IN = "sign-in"
NOBODY = "visitor"
PEOPLE = {  # who, with which role, where; Auch is in the Gers (32), not in the Hérault (34)
    NOBODY: None,
    "stranger": None,
    "reader": (Role.READER, "departement-32"),
    "contributor": (Role.CONTRIBUTOR, "departement-32"),
    "moderator elsewhere": (Role.MODERATOR, "departement-34"),
    "moderator here": (Role.MODERATOR, "departement-32"),
    "manager elsewhere": (Role.MANAGER, "departement-34"),
    "manager here": (Role.MANAGER, "departement-32"),
    "administrator": (Role.ADMINISTRATOR, "pays-FR"),
}
MODERATORS = {"moderator elsewhere", "moderator here", "manager elsewhere", "manager here", "administrator"}
HERE = {"moderator here", "manager here", "administrator"}
MANAGERS = {"manager elsewhere", "manager here", "administrator"}
OPEN = set(PEOPLE)
MEMBERS = OPEN - {NOBODY}
COLLECTORS = MODERATORS | {"contributor"}
COLLECT_HERE = HERE | {"contributor"}
COMPOSE_HERE = {"manager here", "administrator"}


class Line:
    """What one route answers: `status` to those for whom it opens, the sign-in page to visitors, 403 to the others."""

    def __init__(self, example, opens, status=200, *, method="get", refused=403, others=None):
        self.example, self.opens, self.status, self.method, self.refused = example, opens, status, method, refused
        self.others = others or {}

    def answer(self, who: str) -> int | str:
        if who in self.others:
            return self.others[who]
        if who in self.opens:
            return self.status
        return SIGN_IN if who == NOBODY else self.refused


LEVELS = "region|departement|epci|commune"
GUEST = {NOBODY: 200}
FACTOR = {NOBODY: SIGN_IN}


def desk(kind: str, slug: str, opens: set[str]) -> dict[str, Line]:
    """The lines of the desk of one kind of page, the same for all kinds."""
    route, example = f"moderation/{kind}s/<slug:slug>/", f"/moderation/{kind}s/{slug}/"
    return {
        route: Line(example, opens),
        route + "editer/<slug:key>/": Line(example + "editer/textes/", opens),
        route + "historique/": Line(example + "historique/", opens),
        route + "<slug:act>/": Line(example + "publier/", opens, 302, method="post"),
    }


def barometer_desk() -> dict[str, Line]:
    """The lines of the desk of a wave of the Gers, in preparation."""
    route, example = "barometres/<slug:slug>/<int:number>/", "/barometres/gers/1/"
    one = "questions/<question:name>/"
    composed = {
        "questions/": "questions/", "nouvelle-question/": "nouvelle-question/", one: "questions/sexe/",
        one + "condition/": "questions/age/condition/", "collecte/": "collecte/", "notice/": "notice/",
        "quotas/": "quotas/", "quotas/<questions:axes>/": "quotas/sexe+age/", "quotas/<questions:axes>.csv": "quotas/sexe+age.csv", "marges/": "marges/",
        "marges/<question:name>/": "marges/sexe/", "invitations/": "invitations/", "ouvrir/": "ouvrir/",
        "clore/": "clore/", "effacer/": "effacer/", "langues/": "langues/", "pretest/": "pretest/", "reprendre/": "reprendre/",
        one + "traduire/<slug:language>/": "questions/age/traduire/en/", "fichier/": "fichier/", "panel/": "panel/",
        "textes/<question:name>/": "textes/une_chose/",
    }  # fmt: skip
    collected = [
        "",
        "apercu/",
        "suivi/",
        "saisie/",
        "questionnaire.xlsx",
        "questionnaire.xml",
        "affichettes.pdf",
        "papier/",
    ]
    return {
        **{route + end: Line(example + known, COMPOSE_HERE) for end, known in composed.items()},
        **{route + end: Line(example + end, COLLECT_HERE) for end in collected},
        route + "papier/<int:pk>/": Line(example + "papier/1/", COLLECT_HERE, 404),
        route + "papier/<int:pk>/<int:sheet>/": Line(example + "papier/1/1/", COLLECT_HERE, 404),
        route + "papier/<int:pk>/<int:sheet>/trancher/": Line(example + "papier/1/1/trancher/", COLLECT_HERE, 404),
        route + "papier/<int:pk>/<slug:act>/": Line(example + "papier/1/verser/", COLLECT_HERE, 404, method="post"),
        # without an institute's file, its steps lead back to the first
        **{route + end: Line(example + end, COMPOSE_HERE, 302) for end in ("fichier/colonnes/", "fichier/verifier/")},
        route + "fichier/colonnes/<int:place>/": Line(example + "fichier/colonnes/1/", COMPOSE_HERE, 302),
        route + "fichier/effacer/": Line(example + "fichier/effacer/", COMPOSE_HERE, 302, method="post"),
        route + "pretest/<slug:act>/": Line(example + "pretest/ouvrir/", COMPOSE_HERE, 302, method="post"),
        route + "panel/<int:pk>/relancer/": Line(example + "panel/1/relancer/", COMPOSE_HERE, 404, method="post"),
        route + "quotas/question/<slug:what>/": Line(
            example + "quotas/question/region/", COMPOSE_HERE, 404, method="post"
        ),
        # a wave that is not closed leads back to its desk
        **{
            route + end: Line(example + end, COMPOSE_HERE, 302)
            for end in ("redressement/", "verifier/", "lecture/", "livre/")
        },
        route + "redressement/<question:name>/": Line(example + "redressement/sexe/", COMPOSE_HERE, 404),
        route + "redresser/<slug:act>/": Line(example + "redresser/regrouper/", COMPOSE_HERE, 302, method="post"),
        route + "publier/": Line(example + "publier/", COMPOSE_HERE, 302, method="post"),
        route + "banque/": Line(example + "banque/", COMPOSE_HERE, 404, method="post"),
        route + one + "<slug:act>/": Line(example + "questions/sexe/monter/", COMPOSE_HERE, 302, method="post"),
        route + "quota/<int:pk>/retirer/": Line(example + "quota/1/retirer/", COMPOSE_HERE, 404, method="post"),
    }


def adoption_desk() -> dict[str, Line]:
    """The lines of the desk of an adoption of the Gers, open: its managers; its team has its own tests."""
    route, example = "gestion/<slug:slug>/", "/gestion/{adoption.slug}/"
    pages = [
        "", "jour/", "journal/", "aide/", "preparer/", "service/", "apercu/", "scenarios/", "dossier/", "equipe/",
        "tester/", "ouvrir/", "fermer/", "conditions/", "conditions/valeurs/", "kit.yaml",
    ]  # fmt: skip
    return {
        **{route + page: Line(example + page, COMPOSE_HERE) for page in pages},
        route + "parametres/": Line(example + "parametres/", COMPOSE_HERE, 302),  # once open, new terms are made
        route + "conditions/version/<str:number>/": Line(example + "conditions/version/9.9.9/", COMPOSE_HERE, 404),
        route + "dossier/<slug:key>/": Line(example + "dossier/registre_des_donnees/", COMPOSE_HERE),
        route + "dossier/<slug:key>.odt": Line(example + "dossier/registre_des_donnees.odt", COMPOSE_HERE),
        route + "equipe/<int:pk>/retirer/": Line(example + "equipe/1/retirer/", COMPOSE_HERE, 302, method="post"),
    }


def dossier() -> dict[str, Line]:
    """The lines of a dossier: whoever does not hold it is told how to open one, there or not there."""
    route, example = "mon-dossier/<uuid:key>/", f"/mon-dossier/{NO_KEY}/"
    read = ["", "suite/", "contact/", "contact/corriger/", "relire/", "recu/", "reprendre/", "abandonner/"]
    sent = ["contact/enregistrer/", "code/"]
    return {
        **{route + end: Line(example + end, OPEN, 404) for end in read},
        **{route + end: Line(example + end, OPEN, 404, method="post") for end in sent},
        route + "page/<int:place>/": Line(example + "page/1/", OPEN, 404),
        route + "page/<int:place>/enregistrer/": Line(example + "page/1/enregistrer/", OPEN, 404, method="post"),
        route + "messages/<int:pk>/": Line(example + "messages/1/", OPEN, 404),
        route + "messages/<int:pk>.pdf": Line(example + "messages/1.pdf", OPEN, 404),
        route + "pieces/<uuid:piece>/": Line(example + f"pieces/{NO_KEY}/", OPEN, 404),
    }


def team_only() -> dict[str, Line]:
    """The lines of the desk that only an agent of the adoption opens: a role of the territory is not enough."""
    route, example = "gestion/<slug:slug>/", "/gestion/{adoption.slug}/"
    one = f"{NO_KEY}/"
    known = {
        "dossiers.csv": ("dossiers.csv", "get"),
        "dossiers/<uuid:key>/": ("dossiers/" + one, "get"),
        "dossiers/<uuid:key>/recu/": (f"dossiers/{one}recu/", "get"),
        "dossiers/<uuid:key>/code/": (f"dossiers/{one}code/", "post"),
        "dossiers/<uuid:key>/pieces/<uuid:piece>/": (f"dossiers/{one}pieces/{one}", "get"),
        "courrier/": ("courrier/", "get"),
        "courrier/feuilles/": ("courrier/feuilles/", "get"),
        "courrier/imprime/": ("courrier/imprime/", "post"),
        "courrier.pdf": ("courrier.pdf", "get"),
        "courrier/<int:pk>.pdf": ("courrier/1.pdf", "get"),
        "saisir/": ("saisir/", "get"),
        "saisir/<uuid:key>/": (f"saisir/{one}", "get"),
        "saisir/<uuid:key>/enregistrer/": (f"saisir/{one}enregistrer/", "post"),
    }
    return {route + end: Line(example + there, set(), method=method) for end, (there, method) in known.items()}


NO_KEY = "00000000-0000-4000-8000-000000000000"


def matching_pages() -> dict[str, Line]:
    """The lines of the engine « matching »: its holders' pages open to nobody here, its desk to the managers of the Gers."""
    base, one = "services/<slug:slug>/matching/<uuid:key>/", "/services/{gardens.adoption.slug}/matching/{gardens.key}/"
    mine = [
        "",
        "proposition/<int:pk>/",
        *(f"accord/<int:pk>/{end}" for end in ("", "probleme/", "fin/", "accord.<slug:kind>")),
    ]
    root, here = "gestion/<slug:slug>/matching/", "/gestion/{gardens.adoption.slug}/matching/"
    read = {
        "": "", "inscription/<int:pk>/": "inscription/{gardens.pk}/", "propositions/": "propositions/",
        "inscription/<int:pk>/avec/<int:other>/": "inscription/{gardens.pk}/avec/{gardens.other}/",
        "propositions/<int:pk>/": "propositions/{gardens.proposal}/", "recherche/<int:pk>/": "recherche/{gardens.run}/",
        "accords/": "accords/", "accords/a-visiter/": "accords/a-visiter/", "problemes/": "problemes/",
        "accords/<int:pk>/": "accords/{gardens.agreement}/",
        "accords/<int:pk>/imprimer/": "accords/{gardens.agreement}/imprimer/",
        "export/<slug:what>.csv": "export/profiles.csv", "accords/<int:pk>/accord.<slug:kind>": "accords/{gardens.agreement}/accord.odt",
    }  # fmt: skip
    acts = {
        "inscription/<int:pk>/<slug:act>/": "inscription/{gardens.pk}/suspendre/", "chercher/": "chercher/",
        "recherche/<int:pk>/<slug:act>/": "recherche/{gardens.run}/envoyer/",
        "propositions/<int:pk>/<slug:act>/": "propositions/{gardens.proposal}/valider/",
        "accords/<int:pk>/<slug:act>/": "accords/{gardens.agreement}/finir/", "problemes/<int:pk>/": "problemes/{gardens.incident}/",
    }  # fmt: skip
    return {
        **{
            base + end: Line(
                one + end.replace("<int:pk>", "1").replace("<slug:kind>", "odt"),
                set(),
                refused=404,
                others={NOBODY: 404},
            )
            for end in mine
        },
        **{root + end: Line(here + known, COMPOSE_HERE) for end, known in read.items()},
        # an act asks for a role of the kit, that nobody holds here
        **{root + end: Line(here + known, set(), method="post") for end, known in acts.items()},
        root + "accords/<int:pk>/suivi/": Line(here + "accords/{gardens.agreement}/suivi/", set()),
        root + "accords/<int:pk>/convenu/": Line(here + "accords/{gardens.agreement}/convenu/", set()),
    }


def ballots() -> dict[str, Line]:
    """The lines of participatory budgets, on a service of the Gers whose edition studies its ideas."""
    base, here = "services/<slug:slug>/ballots/", "/services/{budget.adoption.slug}/ballots/"
    public = {
        "": "", "<int:edition>/idees/": "1/idees/", "<int:edition>/idees/<int:pk>/": "1/idees/{budget.idea}/",
        "<int:edition>/projets/": "1/projets/", "<int:edition>/projets/<int:number>/": "1/projets/1/",
        "<int:edition>/selection/": "1/selection/", "<int:edition>/realisations/": "1/realisations/", "regles/<int:number>/": "regles/1/",
    }  # fmt: skip
    acts = {
        "<int:edition>/idees/<int:pk>/soutenir/": "1/idees/{budget.idea}/soutenir/",
        "<int:edition>/projets/<int:number>/selection/": "1/projets/1/selection/",
    }
    own = {f"dossier/<uuid:key>/{end}/": f"dossier/{{budget.key}}/{end}/" for end in ("echange", "retirer")}
    root, there = "gestion/<slug:slug>/ballots/", "/gestion/{budget.adoption.slug}/ballots/"
    read = {"edition/": "edition/", "projets/": "projets/", "projets/<int:pk>/": "projets/{budget.project}/"}
    # who reads over and who studies hold a role of the kit, that nobody holds here
    team = {
        "idees/": "idees/", "idees/<int:pk>/": "idees/{budget.idea}/", "idees/<int:pk>/<slug:verb>/": "idees/{budget.idea}/publish/",
        "projets/ajouter/": "projets/ajouter/",
    }  # fmt: skip
    return {
        **{base + end: Line(here + known, OPEN) for end, known in public.items()},
        base + "images/<uuid:key>/": Line(here + f"images/{NO_KEY}/", OPEN, 404),
        **{base + end: Line(here + known, OPEN, 302, method="post") for end, known in acts.items()},
        **{base + end: Line(here + known, set(), refused=404, others={NOBODY: 404}) for end, known in own.items()},
        **{root + end: Line(there + known, COMPOSE_HERE) for end, known in read.items()},
        **{root + end: Line(there + known, set()) for end, known in team.items()},
        root + "projets/<int:pk>/<slug:key>/": Line(
            there + "projets/{budget.project}/reopen/", COMPOSE_HERE, 302, method="post"
        ),
        root + "edition/terminer/": Line(there + "edition/terminer/", COMPOSE_HERE, 302, method="post"),
        root + "edition/secteurs/<int:pk>/supprimer/": Line(
            there + "edition/secteurs/{budget.zone}/supprimer/", COMPOSE_HERE, 302, method="post"
        ),
    }


def workshop() -> dict[str, Line]:
    """The lines of a workshop of rules: its team reads it, who arranges the service brings ballots and chooses."""
    root, there = "gestion/<slug:slug>/ballots/atelier/", "/gestion/{budget.adoption.slug}/ballots/atelier/"
    read = {
        "": "", "bulletins/<int:pk>/": "bulletins/{budget.set}/", "comparaisons/<int:pk>/": "comparaisons/{budget.comparison}/",
        "comparaisons/<int:pk>/tableau.csv": "comparaisons/{budget.comparison}/tableau.csv",
    }  # fmt: skip
    # an empty form shows the page again, with what is missing
    asked = {
        **{f"{end}/": f"{end}/" for end in ("edition-passee", "fichier", "simulation")},
        "bulletins/<int:pk>/comparer/": "bulletins/{budget.set}/comparer/",
    }
    acts = {
        **{f"{end}/": f"{end}/" for end in ("terminer", "regle-du-kit")},
        "comparaisons/<int:pk>/choisir/": "comparaisons/{budget.comparison}/choisir/",
        "bulletins/<int:pk>/supprimer/": "bulletins/{budget.set}/supprimer/",  # last: it takes the comparison with it
    }
    return {
        **{root + end: Line(there + known, COMPOSE_HERE) for end, known in read.items()},
        **{root + end: Line(there + known, COMPOSE_HERE, 422, method="post") for end, known in asked.items()},
        **{root + end: Line(there + known, COMPOSE_HERE, 302, method="post") for end, known in acts.items()},
    }


def vote() -> dict[str, Line]:
    """The lines of a vote, on an edition that has none yet: nothing to open for anybody, and its desk is for roles of the kit."""
    base, here = "services/<slug:slug>/ballots/", "/services/{budget.adoption.slug}/ballots/"
    read = {
        "": "",
        "lien/<str:word>/": "lien/x/",
        "inscription/": "inscription/",
        "bulletin/": "bulletin/",
        "recu/": "recu/",
        "secret/": "secret/",
    }
    number = {
        "": "",
        "recu/": "recu/",
        "archive.zip": "archive.zip",
        "rapport.html": "rapport.html",
        "regles.json": "regles.json",
    }
    checked = ("releves/", "releves.json", "releves.atom")
    root, there = "gestion/<slug:slug>/ballots/", "/gestion/{budget.adoption.slug}/ballots/"
    team = {
        "electeurs/": "electeurs/",
        "electeurs/<uuid:key>/": f"electeurs/{NO_KEY}/",
        "papier/": "papier/",
        "papier/lots/<int:number>/": "papier/lots/1/",
    }
    acts = {
        "electeurs/lettres/": "electeurs/lettres/", "electeurs/<uuid:key>/emarger/": f"electeurs/{NO_KEY}/emarger/",
        "electeurs/<uuid:key>/code/": f"electeurs/{NO_KEY}/code/",
        **{f"scrutin/{end}/": f"scrutin/{end}/" for end in ("cles", "cles/essayer", "ouvrir", "clore", "depouiller", "publier", "observateurs")},
        "scrutin/observateurs/<uuid:key>/retirer/": f"scrutin/observateurs/{NO_KEY}/retirer/",
    }  # fmt: skip
    return {
        **{base + "vote/" + end: Line(here + "vote/" + known, OPEN, 404) for end, known in read.items()},
        **{
            base + f"vote/{end}/": Line(here + f"vote/{end}/", OPEN, 404, method="post")
            for end in ("quitter", "envoyer", "code")
        },
        **{base + f"vote/<int:number>/{end}": Line(here + f"vote/1/{end}", OPEN, 404) for end in checked},
        base + "vote/<int:number>/preuve.json": Line(here + "vote/1/preuve.json", OPEN, 404, method="post"),
        **{
            base + "resultats/<int:number>/" + end: Line(here + "resultats/1/" + known, OPEN, 404)
            for end, known in number.items()
        },
        root + "scrutin/": Line(there + "scrutin/", COMPOSE_HERE),
        root + "papier/bulletin-<slug:zone>.pdf": Line(there + "papier/bulletin-tout.pdf", COMPOSE_HERE, 404),
        **{root + end: Line(there + known, set()) for end, known in team.items()},
        **{root + end: Line(there + known, set(), method="post") for end, known in acts.items()},
    }


def ledger() -> dict[str, Line]:
    """The lines of the ledger on a service that has none: its team finds nothing (its own tests open them)."""
    key, held = "{adoption.key}", "<uuid:key>"
    own = f"comptes/{held}/<slug:account>/"
    public = {
        own: f"comptes/{key}/heures/", own + "carte/": f"comptes/{key}/heures/carte/",
        own + "titres/": f"comptes/{key}/heures/titres/", own + "declarer/": f"comptes/{key}/heures/declarer/",
        "code/<str:code>/": "code/AAAA-BBBB-CCCC/", "code/<str:code>/declarer/": "code/AAAA-BBBB-CCCC/declarer/",
        f"declarer/{held}/": f"declarer/{key}/", "lieux/": "lieux/", f"prendre/{held}/": f"prendre/{key}/",
        f"recettes/{held}/<slug:account>/": f"recettes/{key}/heures/",
    }  # fmt: skip
    desk = {
        "comptes/": "comptes/", f"comptes/{held}/": f"comptes/{key}/", "mouvements/": "mouvements/",
        "comptes/service/": "comptes/service/",
        "comptes/service/<slug:account>/<slug:verb>/": "comptes/service/heures/declare/",
        f"comptes/{held}/<slug:account>/<slug:verb>/": f"comptes/{key}/heures/declare/",
        "mouvements/<int:pk>/annuler/": "mouvements/1/annuler/", "titres/emettre/": "titres/emettre/",
        "titres/<uuid:batch>/": f"titres/{key}/", "acceptent/": "acceptent/",
        "acceptent/<int:pk>/suspendre/": "acceptent/1/suspendre/", "titres/": "titres/",
    }  # fmt: skip
    posts = {
        "reservations/<int:pk>/rendre/": "reservations/1/rendre/",
        f"acceptent/{held}/<slug:account>/payer/": f"acceptent/{key}/bons/payer/",
        "acceptent/<int:pk>/arreter/": "acceptent/1/arreter/",
        "acceptent/<int:pk>/reprendre/": "acceptent/1/reprendre/",
    }
    service, gestion = "services/<slug:slug>/ledger/", "gestion/<slug:slug>/ledger/"
    there, team = "/services/{adoption.slug}/ledger/", "/gestion/{adoption.slug}/ledger/"
    return {
        **{service + end: Line(there + known, OPEN, 404) for end, known in public.items()},
        service + own + "carte/perdue/": Line(f"{there}comptes/{key}/heures/carte/perdue/", OPEN, 404, method="post"),
        **{gestion + end: Line(team + known, COMPOSE_HERE, 404) for end, known in desk.items()},
        **{gestion + end: Line(team + known, COMPOSE_HERE, 404, method="post") for end, known in posts.items()},
    }


def cases_desk() -> dict[str, Line]:
    """The lines of the desk of cases: the contributor is an agent of the service."""
    route, example, agent = "gestion/<slug:slug>/cases/", "/gestion/{filed.adoption.slug}/cases/", {"contributor"}
    figures = agent | COMPOSE_HERE
    return {
        **{route + end: Line(example + end, agent) for end in ("", "dossiers.csv")},
        route + "ensemble/": Line(example + "ensemble/", agent, 302, method="post"),
        **{route + end: Line(example + end, figures) for end in ("delais/", "secteurs/")},
        route + "secteurs/<int:pk>/supprimer/": Line(example + "secteurs/1/supprimer/", figures, 404, method="post"),
        route + "<int:number>/": Line(example + "1/", agent),
        route + "<int:number>/fiche/": Line(example + "1/fiche/", agent),
        route + "<int:number>/affecter/": Line(example + "1/affecter/", agent, 302, method="post"),
        route + "<int:number>/<slug:verb>/": Line(example + "1/take/", agent),
    }


ROUTES = {
    # read and find: anybody
    "": Line("/", OPEN),
    "la-note/": Line("/la-note/", OPEN),
    "mentions-legales/": Line("/mentions-legales/", OPEN),
    "donnees-personnelles/": Line("/donnees-personnelles/", OPEN),
    "accessibilite/": Line("/accessibilite/", OPEN),
    "accessibilite/signaler/": Line("/accessibilite/signaler/", OPEN),
    "style/": Line("/style/", OPEN),
    r"^style/accent/(?P<digits>[0-9a-f]{6})\.css$": Line("/style/accent/1b4b8a.css", OPEN),
    "courrier/": Line("/courrier/", OPEN, 404),  # shown in development and on the machine itself only (tests of jobs)
    "signature/": Line("/signature/", OPEN),
    "signature/cles.json": Line("/signature/cles.json", OPEN),
    "sante/": Line("/sante/", OPEN, 503),  # no worker runs in this test
    "recherche/": Line("/recherche/?q=bus", OPEN),
    "solutions/": Line("/solutions/", OPEN),
    "solutions/<slug:slug>/": Line("/solutions/transport/", OPEN),
    "initiatives/": Line("/initiatives/", OPEN),
    "initiatives/<slug:slug>/": Line("/initiatives/bus/", OPEN),
    "territoires/": Line("/territoires/", OPEN),
    "territoires/france/": Line("/territoires/france/", OPEN),
    "territoires/mon-territoire/": Line("/territoires/mon-territoire/", OPEN, 302, method="post"),
    "territoires/indicateurs/": Line("/territoires/indicateurs/", OPEN),
    "territoires/indicateurs/<slug:slug>/": Line("/territoires/indicateurs/densite/", OPEN),
    "territoires/indicateurs/<slug:slug>.csv": Line("/territoires/indicateurs/densite.csv", OPEN),
    "territoires/contours/<slug:insee>.json": Line("/territoires/contours/32.json", OPEN),
    "territoires/contours/<slug:insee>.svg": Line("/territoires/contours/32.svg", OPEN),
    rf"^territoires/(?P<level>{LEVELS})/(?P<slug>[-\w]+)/$": Line("/territoires/departement/32-gers/", OPEN),
    rf"^territoires/(?P<level>{LEVELS})/(?P<slug>[-\w]+)/indicateurs\.csv$": Line(
        "/territoires/departement/32-gers/indicateurs.csv", OPEN
    ),
    # contribute: anybody, a proposal by whoever holds its link
    "alertes/creer/": Line("/alertes/creer/?q=bus", OPEN),
    "alertes/<uuid:token>/": Line("/alertes/{alert.token}/", OPEN),
    "proposer/": Line("/proposer/", OPEN),
    "proposer/<uuid:token>/": Line("/proposer/{writing.token}/", OPEN),
    "proposer/<uuid:token>/suite/": Line("/proposer/{sent.token}/suite/", OPEN),
    "proposer/<uuid:token>/<slug:key>/": Line("/proposer/{writing.token}/nom/", OPEN),
    "proposer/<uuid:token>/<slug:key>/enregistrer/": Line(
        "/proposer/{writing.token}/nom/enregistrer/", OPEN, method="post"
    ),
    "initiatives/<slug:slug>/contact/": Line("/initiatives/bus/contact/", OPEN),
    "initiatives/<slug:slug>/modifier/": Line("/initiatives/bus/modifier/", OPEN),
    "initiatives/<slug:slug>/modifier/chiffres/": Line("/initiatives/bus/modifier/chiffres/", OPEN),
    "initiatives/<slug:slug>/referent/": Line("/initiatives/bus/referent/", MEMBERS),
    "initiatives/<slug:slug>/relire/": Line("/initiatives/bus/relire/", HERE | {"contributor"}),  # she is its referent
    "initiatives/<slug:slug>/ma-page/": Line("/initiatives/bus/ma-page/", {"contributor"}),
    "initiatives/<slug:slug>/ma-page/<slug:key>/": Line("/initiatives/bus/ma-page/textes/", {"contributor"}),
    # reuse is for anybody
    "donnees/": Line("/donnees/", OPEN),
    r"^donnees/catalogue\.(?P<kind>jsonld|ttl)$": Line("/donnees/catalogue.ttl", OPEN),
    "schema/<str:version>/<slug:name>.json": Line("/schema/{version}/initiative.json", OPEN),
    "schema/<slug:name>.json": Line("/schema/initiative.json", OPEN),
    r"^telecharger/initiatives\.(?P<kind>csv|json|geojson|xlsx)$": Line("/telecharger/initiatives.csv", OPEN),
    "flux/atom.xml": Line("/flux/atom.xml", OPEN),
    "flux/feed.json": Line("/flux/feed.json", OPEN),
    "integrer/": Line("/integrer/", OPEN),
    "integrer/mode-d-emploi/": Line("/integrer/mode-d-emploi/", OPEN),
    "api/v1/": Line("/api/v1/", OPEN),
    "api/v1/openapi.json": Line("/api/v1/openapi.json", OPEN),
    "api/v1/solutions": Line("/api/v1/solutions", OPEN),
    "api/v1/solutions/<slug>": Line("/api/v1/solutions/transport", OPEN),
    "api/v1/initiatives": Line("/api/v1/initiatives", OPEN),
    "api/v1/initiatives/<slug>": Line("/api/v1/initiatives/bus", OPEN),
    "api/v1/diffusion": Line("/api/v1/diffusion", OPEN),
    "api/v1/territories": Line("/api/v1/territories?q=gers", OPEN),
    "api/v1/territories/<code>": Line("/api/v1/territories/departement-32", OPEN),
    "api/v1/themes": Line("/api/v1/themes", OPEN),
    "api/v1/publics": Line("/api/v1/publics", OPEN),
    "api/v1/<path:rest>": Line("/api/v1/rien", OPEN, 404),
    # read what barometers published: anybody; nothing before
    "barometre/": Line("/barometre/", OPEN),
    "barometre/<slug:slug>/<int:number>/": Line("/barometre/gers/1/", OPEN, 404),
    "barometre/<slug:slug>/<int:number>/chiffres.csv": Line("/barometre/gers/1/chiffres.csv", OPEN, 404),
    "barometre/<slug:slug>/<int:number>/chiffres/<question:name>.csv": Line(
        "/barometre/gers/1/chiffres/inquietude.csv", OPEN, 404
    ),
    "barometre/<slug:slug>/": Line("/barometre/gers/", OPEN, 404),
    "barometre/<slug:slug>/<int:number>/croiser/": Line("/barometre/gers/1/croiser/", OPEN, 404),
    "barometre/<slug:slug>/<int:number>/croiser.csv": Line("/barometre/gers/1/croiser.csv", OPEN, 404),
    "barometre/<slug:slug>/<int:number>/comparer/": Line("/barometre/gers/1/comparer/", OPEN, 404),
    "barometre/<slug:slug>/<int:number>/donnees.zip": Line("/barometre/gers/1/donnees.zip", OPEN, 404),
    "sitemap.xml": Line("/sitemap.xml", OPEN),
    "sitemap-<section>.xml": Line("/sitemap-{section}.xml", OPEN),
    "robots.txt": Line("/robots.txt", OPEN),
    # answer a barometer: anybody; what was not begun leads to the first page
    "invitation/": Line("/invitation/", OPEN),
    "invitation/<str:text>/": Line("/invitation/AAAA-AAAA-AAAA/", OPEN, 422),
    "invitation/<str:text>/refuser/": Line("/invitation/AAAA-AAAA-AAAA/refuser/", OPEN),
    "repondre/<uuid:key>/": Line("/repondre/{opened.key}/", OPEN),
    "repondre/<uuid:key>/suite/": Line("/repondre/{opened.key}/suite/", OPEN, 302),
    "repondre/<uuid:key>/relire/": Line("/repondre/{opened.key}/relire/", OPEN, 302),
    "repondre/<uuid:key>/merci/": Line("/repondre/{opened.key}/merci/", OPEN, 302),
    "repondre/<uuid:key>/complet/": Line("/repondre/{opened.key}/complet/", OPEN),
    "repondre/<uuid:key>/effacer/": Line("/repondre/{opened.key}/effacer/", OPEN, method="post"),
    "repondre/<uuid:key>/q/<question:slug>/": Line("/repondre/{opened.key}/q/sexe/", OPEN, 302),
    # compose a barometer: managers of its territory; type in answers: its contributors too
    # a service: anybody while it runs (its engine is off in this test: it has no door); a dossier: who holds it, found by nobody else
    "services/<slug:slug>/": Line("/services/{adoption.slug}/", OPEN),
    "services/<slug:slug>/commencer/<slug:engine>/<slug:door>/": Line(
        "/services/{adoption.slug}/commencer/desk/demande/", OPEN, 404
    ),
    "services/<slug:slug>/papier/<slug:engine>/<slug:door>/": Line(
        "/services/{adoption.slug}/papier/desk/demande/", OPEN, 404
    ),
    "mon-dossier/": Line("/mon-dossier/", OPEN),
    "mon-dossier/fermer/": Line("/mon-dossier/fermer/", OPEN, 302, method="post"),
    "mon-dossier/lien/<str:token>/": Line("/mon-dossier/lien/rien/", OPEN, 410),
    **dossier(),
    "gestion/": Line("/gestion/", MEMBERS),
    **adoption_desk(),
    # outcomes: anybody reads what is published; the team reads the exact numbers
    "services/<slug:slug>/resultats/": Line("/services/{adoption.slug}/resultats/", OPEN),
    r"^services/(?P<slug>[-\w]+)/resultats\.(?P<kind>csv|json)$": Line("/services/{adoption.slug}/resultats.csv", OPEN),
    "kits/<slug:kit>/resultats/": Line("/kits/minimal/resultats/", OPEN),
    r"^kits/(?P<kit>[-\w]+)/resultats\.(?P<kind>csv|json)$": Line("/kits/minimal/resultats.json", OPEN),
    "gestion/<slug:slug>/resultats/": Line("/gestion/{adoption.slug}/resultats/", COMPOSE_HERE),
    "gestion/<slug:slug>/mesures/": Line("/gestion/{adoption.slug}/mesures/", COMPOSE_HERE),
    "gestion/<slug:slug>/mesures/<int:pk>/corriger/": Line(
        "/gestion/{adoption.slug}/mesures/1/corriger/", COMPOSE_HERE, 404
    ),
    # kits: anybody reads and asks; managers adopt
    "services/": Line("/services/", OPEN),
    "kits/": Line("/kits/", OPEN),
    "kits/<slug:kit>/": Line("/kits/minimal/", OPEN),
    "kits/<slug:kit>/famille/": Line("/kits/minimal/famille/", OPEN),
    "kits/<slug:kit>/<str:number>.yaml": Line("/kits/minimal/1.0.0.yaml", OPEN),
    "kits/<slug:kit>/demander/": Line("/kits/minimal/demander/", OPEN),
    "kits/demandes/<uuid:key>/": Line("/kits/demandes/{asked.key}/", OPEN),
    "kits/<slug:kit>/adopter/": Line("/kits/minimal/adopter/", MANAGERS),
    "gestion/<slug:slug>/resultats/publier/": Line(
        "/gestion/{adoption.slug}/resultats/publier/", COMPOSE_HERE, 302, method="post"
    ),
    "gestion/<slug:slug>/dossiers/": Line("/gestion/{adoption.slug}/dossiers/", COMPOSE_HERE),
    **team_only(),
    "gestion/<slug:slug>/": Line("/gestion/{adoption.slug}/", COMPOSE_HERE),
    **matching_pages(),
    **ballots(),
    **workshop(),
    **vote(),
    **ledger(),
    # cases: those whose role in the service examines them; a manager of the territory sees figures and no person
    **cases_desk(),
    "services/<slug:slug>/cases/<uuid:key>/<slug:verb>/": Line(
        "/services/{filed.adoption.slug}/cases/{filed.key}/withdraw/", set(), refused=404, others={NOBODY: 404}
    ),
    "barometres/": Line("/barometres/", COLLECTORS),
    "barometres/nouveau/": Line("/barometres/nouveau/", MANAGERS),
    "barometres/<slug:slug>/": Line("/barometres/gers/", COMPOSE_HERE),
    **barometer_desk(),
    # moderate: moderators somewhere see what is theirs; a page, a proposal, a change: those of its territory
    "moderation/": Line("/moderation/", MODERATORS),
    "moderation/files/<slug:name>/": Line("/moderation/files/modifications/", MODERATORS),
    "moderation/referents/": Line("/moderation/referents/", MODERATORS),
    "moderation/initiatives/nouvelle/": Line("/moderation/initiatives/nouvelle/", MODERATORS),
    "moderation/solutions/nouvelle/": Line("/moderation/solutions/nouvelle/", {"administrator"}),
    "moderation/solutions/": Line("/moderation/solutions/", {"administrator"}),
    "moderation/initiatives/<slug:slug>/fichiers/": Line("/moderation/initiatives/bus/fichiers/", HERE),
    "moderation/initiatives/<slug:slug>/essaimage/": Line("/moderation/initiatives/bus/essaimage/", HERE),
    "moderation/solutions/<slug:slug>/initiatives/": Line(
        "/moderation/solutions/transport/initiatives/", {"administrator"}
    ),
    "moderation/lot/": Line("/moderation/lot/", MODERATORS, 404, method="post"),
    "media/catalogue/<slug:folder>/<str:name>": Line("/media/catalogue/documents/rien.pdf", OPEN, 404),
    "moderation/synonymes/": Line("/moderation/synonymes/", MODERATORS),
    "moderation/recherches/": Line("/moderation/recherches/", MODERATORS),
    "moderation/propositions/<uuid:token>/": Line("/moderation/propositions/{sent.token}/", HERE),
    "moderation/modifications/<int:pk>/": Line("/moderation/modifications/{amendment.pk}/", HERE),
    **desk("initiative", "bus", HERE),
    **desk("solution", "transport", {"administrator"}),  # a solution belongs to no territory
    # administer: managers, of the people of their territory
    "administration/personnes/": Line("/administration/personnes/", MANAGERS),
    "administration/personnes/<uuid:key>/": Line(
        "/administration/personnes/{contributor.key}/", MANAGERS, others={"manager elsewhere": 404}
    ),
    "administration/journal/": Line("/administration/journal/", MANAGERS),
    "administration/donnees-personnelles/": Line("/administration/donnees-personnelles/", MANAGERS),
    # one's own account
    "compte/": Line("/compte/", MEMBERS),
    "compte/mot-de-passe/": Line("/compte/mot-de-passe/", MEMBERS),
    "compte/mes-donnees.json": Line("/compte/mes-donnees.json", MEMBERS),
    "compte/suppression/": Line("/compte/suppression/", MEMBERS),
    "compte/adresse/": Line("/compte/adresse/", MEMBERS),
    "compte/second-facteur/": Line("/compte/second-facteur/", MEMBERS),
    "compte/second-facteur/application/": Line("/compte/second-facteur/application/", MEMBERS),
    "compte/second-facteur/application/retrait/": Line("/compte/second-facteur/application/retrait/", MEMBERS, 404),
    "compte/second-facteur/codes/": Line("/compte/second-facteur/codes/", MEMBERS, 404),
    "compte/second-facteur/codes/nouveaux/": Line("/compte/second-facteur/codes/nouveaux/", MEMBERS),
    "compte/second-facteur/codes.txt": Line("/compte/second-facteur/codes.txt", MEMBERS, 404),
    "compte/cles/": Line("/compte/cles/", MEMBERS),
    "compte/cles/ajout/": Line("/compte/cles/ajout/", MEMBERS),
    "compte/cles/<int:pk>/nom/": Line("/compte/cles/{foreign_key.pk}/nom/", set(), refused=404),
    "compte/cles/<int:pk>/retrait/": Line("/compte/cles/{foreign_key.pk}/retrait/", set(), refused=404),
    "compte/confirmer/": Line("/compte/confirmer/", MEMBERS),
    "compte/second-facteur/confirmer/": Line("/compte/second-facteur/confirmer/", MEMBERS, 302),
    "compte/cles/confirmer/": Line("/compte/cles/confirmer/", MEMBERS, 302),
    # the doors: for those who are outside; whoever is in goes to her account
    "compte/connexion/": Line("/compte/connexion/", OPEN, 302, others=GUEST),
    "compte/connexion/code/": Line("/compte/connexion/code/", OPEN, 302, others=GUEST),
    "compte/connexion/code/saisie/": Line("/compte/connexion/code/saisie/", OPEN, 302, others=FACTOR),
    "compte/connexion/cle/": Line("/compte/connexion/cle/", OPEN, 302, others=FACTOR),
    "compte/second-facteur/verification/": Line("/compte/second-facteur/verification/", OPEN, 302, others=FACTOR),
    "compte/inscription/": Line("/compte/inscription/", OPEN, 302, others=GUEST),
    "compte/adresse/code/": Line("/compte/adresse/code/", OPEN, 302, others=FACTOR),
    "compte/ferme/": Line("/compte/ferme/", OPEN),
    "compte/deconnexion/": Line("/compte/deconnexion/", OPEN, others={NOBODY: 302}),
}
GUARDED = tuple(line for line in ROUTES.values() if NOBODY not in line.opens)


def routes(patterns: list[URLPattern | URLResolver], prefix: str = "") -> Iterator[str]:
    """Return every route of the site, with what stands before it."""
    for each in patterns:
        if isinstance(each, URLResolver):
            yield from routes(each.url_patterns, prefix + str(each.pattern))
        else:
            yield prefix + str(each.pattern)


def without_a_line() -> list[str]:
    return sorted(set(routes(get_resolver().url_patterns)) - set(ROUTES))


@pytest.fixture
def people(db, settings) -> dict[str, Account | None]:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # quick: no secret is at stake here
    cache.clear()
    return {who: None if who == NOBODY else _person(who, membership) for who, membership in PEOPLE.items()}


def _person(who, membership) -> Account:
    account = Account.objects.create_user(who.replace(" ", "-") + "@exemple.fr", PASSWORD, name=who)
    confirm_address(account=account)
    if membership:
        Membership.objects.create(
            account=account, role=membership[0], territory=Territory.objects.get(code=membership[1])
        )
    return account


@pytest.fixture
def world(people) -> dict[str, object]:
    """One record of each kind, in Auch: what the examples of the table name."""
    Theme.objects.create(slug="mobilite", label="Se déplacer")
    moderators: list[str] = []
    page = _published_pages()
    page.referent = people["contributor"]
    page.save(update_fields=["referent"])
    writing, proposed = proposals.start(), _sent_proposal(moderators)
    change = amendments.propose(initiative=page, texts={"summary": "Un bus, le jeudi."})
    alerts.ask(email="ana@exemple.fr", search="q=bus", words="« bus »")
    key = Authenticator.objects.create(user=_person("owner of a key", None), type="webauthn", data={"name": "Clé"})
    opened = _waves()
    return {
        "adoption": _adoption(), "asked": _asked(), "gardens": matching_world.everything(), "budget": budget.everything(),
        "filed": _filed(people["contributor"]),
        "opened": opened, "writing": writing, "sent": proposed, "amendment": change, "alert": Alert.objects.get(), "foreign_key": key,
        "contributor": people["contributor"], "version": params.SCHEMA_VERSION, "section": "initiatives",
    }  # fmt: skip


def _adoption() -> Adoption:
    """The smallest kit of the tests, open in the Gers."""
    document = read_document(MINIMAL)
    version = KitVersion.objects.create(
        kit="minimal", number="1.0.0", digest="0" * 64, title="Kit", document=json.dumps(document.tree)
    )
    adoption = adopting.adopt(
        version=version, territory="departement-32", structure="Gers", written={}, actor=None, title="Kit"
    )
    adopting.start_test(adoption=adoption, actor=None)
    adopting.open_adoption(adoption=adoption, actor=None)
    return adoption


def _asked() -> AdoptionRequest:
    """Somebody asks the Gers to adopt it."""
    gers = Territory.objects.get(code="departement-32")
    return AdoptionRequest.objects.create(
        kit="minimal",
        territory=gers,
        structure="Les Amis",
        name="Ana",
        email="ana@exemple.fr",
        message="S’il vous plaît.",
    )


def _filed(agent: Account) -> Participation:
    """A demand sent to a service that examines cases, of which one person is an agent."""
    adoption = adopted("aide-au-permis")
    adoption.team.create(email=agent.email, role="agent")
    return sent(adoption, "cases.demande", {"nom": "Camille Exemple", "apprenti": "non"})


def _waves() -> Wave:
    """A barometer of the Gers: its first wave in preparation, its second open."""
    gers = Territory.objects.get(code="departement-32")
    row = composing.create_barometer(territory_id=gers.pk, title="Gers", purpose="", owner_id=None, actor=None)
    for title in ("Une", "Deux"):
        wave = composing.create_wave(barometer=row, title=title, actor=None, model=questionnaires.model())
    Wave.objects.filter(pk=wave.pk).update(status="open", opened_at=timezone.now())
    return wave


def _published_pages() -> Initiative:
    solution = {"id": "transport", "title": "Le transport", "summary": "Aller au marché.", "themes": ["mobilite"]}
    bus = {
        "id": "bus", "title": "Le bus", "summary": "Un bus.", "themes": ["mobilite"], "stage": "running",
        "territories": ["commune-32013"], "solution": "transport", "source_key": "test:bus",
    }  # fmt: skip
    write_solution(record=params.SolutionRecord.model_validate(solution), status=Status.PUBLISHED)
    page, _ = write_initiative(record=params.InitiativeRecord.model_validate(bus), status=Status.PUBLISHED)
    return page


def _sent_proposal(moderators: list[str]) -> Proposal:
    row = proposals.start()
    answers = {
        "title": "Le vélo", "summary": "Un vélo.", "problem": "Pas de vélo.", "how_it_works": "Un vélo se prête.",
        "themes": ["mobilite"], "territory": "commune-32013", "territory_name": "Auch", "holder": "Auch", "stage": "running",
    }  # fmt: skip
    proposals.save_answers(proposal=row, answers=answers)
    proposals.send(proposal=row, moderators=moderators)
    return row


def enter(account: Account | None) -> Client:
    """Sign in as people do, with a fresh proof of who one is."""
    client = Client()
    if account:
        client.post("/compte/connexion/", {"login": account.email, "password": PASSWORD})
        assert client.session.get("_auth_user_id") == str(account.pk)
    return client


def answered(client: Client, example: str, method: str) -> int | str:
    response = getattr(client, method)(example)
    led_to = response.headers.get("Location", "")
    return SIGN_IN if response.status_code == 302 and led_to.startswith("/compte/connexion/") else response.status_code


def surprises(who: str, account: Account | None, world: dict[str, object], lines) -> list[str]:
    """Return what one kind of person is answered otherwise than the table says."""
    found, client = [], enter(account)
    for line in lines:
        example = line.example.format(**world)
        got, expected = answered(client, example, line.method), line.answer(who)
        if got != expected:
            found.append(f"{who}: {line.method} {example} answers {got}, expected {expected}")
    return found


def test_every_route_has_its_line_and_every_line_its_route():
    assert without_a_line() == []
    assert sorted(set(ROUTES) - set(routes(get_resolver().url_patterns))) == []


def test_every_example_leads_to_its_route(world):
    for route, line in ROUTES.items():
        assert resolve(line.example.format(**world).partition("?")[0]).route == route


def test_pages_of_work_are_closed_to_visitors_in_the_table_itself():
    working = [line for route, line in ROUTES.items() if route.startswith(("moderation/", "administration/"))]
    assert working
    assert all(line.answer(NOBODY) == SIGN_IN and line.answer("reader") == 403 for line in working)


@pytest.mark.parametrize("who", PEOPLE)
def test_each_person_opens_what_is_theirs_and_nothing_else(who, people, world):
    assert surprises(who, people[who], world, ROUTES.values()) == []


@pytest.mark.parametrize("who", [NOBODY, "stranger", "reader", "contributor", "moderator elsewhere"])
def test_a_form_sent_to_a_closed_door_changes_nothing(who, people, world):
    closed, client = [line for line in GUARDED if who not in line.opens], enter(people[who])
    for line in closed:
        got = answered(client, line.example.format(**world), "post")
        assert got in {SIGN_IN, 403, 404, 405}, (who, line.example, got)


def _planted(_request) -> HttpResponse:
    return HttpResponse("who may read this?")


def test_a_view_without_its_check_is_caught(settings, people, world):
    site = ModuleType("planted_site")
    site.urlpatterns = [path("moderation/", _planted), path("moderation/porte-oubliee/", _planted)]
    sys.modules["planted_site"] = site
    settings.ROOT_URLCONF = "planted_site"
    assert without_a_line() == ["moderation/porte-oubliee/"]
    line = [ROUTES["moderation/"]]
    assert answered(Client(), line[0].example, "get") == 200
    assert surprises(NOBODY, None, world, line) != []
