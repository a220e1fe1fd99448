"""The two cards of a published wave: its method in plain French, and what law 77-808 asks, each item filled from the wave."""

import re
from collections.abc import Iterator

from django.db.models import Sum
from django.utils import timezone

from essaim.cores.survey import words
from essaim.cores.survey.intervals import LEVEL, random_margin
from essaim.foundation.ui import public as ui
from essaim.portal.barometer.domain.figures import MEDIAN
from essaim.portal.barometer.domain.queries.board import Tallies
from essaim.portal.barometer.domain.queries.material import ALIKE, LEAST_BASE
from essaim.portal.barometer.domain.queries.questionnaire import Questionnaire
from essaim.portal.barometer.domain.variables import variables
from essaim.portal.barometer.domain.weighing import BOUNDED, TRIMMED
from essaim.portal.barometer.models import Result, Wave

Line = tuple[str, str]
HALF = 0.5
NOT_TOLD = "Non disponible : les réponses viennent d’un fichier, qui ne dit pas combien de personnes ont été sollicitées ni combien ont refusé."
NOT_ELECTORAL = "Ce sondage ne touche pas au débat électoral ; ces mentions sont données quand même."
ELECTORAL = (
    "Ce sondage touche au débat électoral : la loi du 19 juillet 1977 s’y applique. La notice est déposée à la Commission des "
    "sondages avant la publication, et rien n’est publié la veille ni le jour du scrutin."
)

TOUCHING = "Ces questions en parlent : {}."
ELECTION = re.compile(
    r"\b(élections?|élector\w*|électeurs?|électrices?|candidat\w*|scrutins?|référendums?|voter\w*|votez|partis? politiques?)\b",
    re.IGNORECASE,
)
"""Words of a question that touches the electoral debate (law 77-808, article 1)."""


def first_publication(wave: Wave, asked: Questionnaire, result: Result) -> list[Line]:
    """Return the items that go with a first publication (law 77-808, article 2), none empty."""
    respondents = result.figures["respondents"]
    margin = words.number(100 * random_margin(HALF, respondents, LEVEL))
    return [
        ("Organisme qui a réalisé le sondage", wave.institute),
        ("Commanditaire", f"{wave.commissioner}, {wave.commissioner_capacity}"),
        ("Acheteur", wave.buyer),
        ("Nombre de personnes interrogées", ui.french.number(respondents)),
        ("Dates", dates(wave)),
        (
            "Texte intégral des questions",
            f"Ci-dessous, question par question : {len(asked.questions)} questions posées.",
        ),
        ("Marges d’erreur", "Tout sondage a des marges d’erreur."),
        (
            "Ces marges",
            f"Par référence au sondage aléatoire, ± {margin} points au plus pour {respondents} réponses ; chaque chiffre a la sienne. {words.QUOTAS}",
        ),
        (
            "Droit de consulter la notice",
            "Toute personne peut consulter la notice de ce sondage : elle est sur cette page, juste après.",
        ),
    ]


def notice(wave: Wave, asked: Questionnaire, result: Result, counted: Tallies) -> list[Line]:
    """Return the items that the notice adds (law 77-808, article 3), none empty."""
    return [
        ("Objet", wave.objective),
        ("Population interrogée", wave.population),
        ("Comment les personnes ont été choisies", wave.selection),
        *([("Origine des réponses", wave.origin)] if wave.origin else []),
        ("Quotas", _quotas(wave, asked)),
        ("Composition de l’échantillon", _composition(result)),
        (
            "Conditions des entretiens",
            f"{_sentence(wave.conditions)} Moyens : {', '.join(str(mode.label) for mode in wave.modes())}.",
        ),
        ("Personnes qui n’ont pas répondu", NOT_TOLD if wave.by_import else _left(counted)),
        ("Questions laissées sans réponse", _unanswered(asked, result)),
        ("Récompense", wave.reward),
        ("Critères du redressement", f"{_sentence(wave.adjustment)} {_adjusted(result)}"),
        *([("Questions sensibles : base légale", wave.sensitive_basis)] if wave.sensitive_basis else []),
        ("Débat électoral", _electoral(wave, asked)),
    ]


def touching(asked: Questionnaire) -> list[str]:
    """Return the questions that speak of an election, a vote, a candidate: law 77-808 then binds, whatever was declared."""
    return [each.label for each in asked.questions if ELECTION.search(f"{each.label} {each.wording}")]


def _electoral(wave: Wave, asked: Questionnaire) -> str:
    found = touching(asked)
    if not wave.electoral and not found:
        return NOT_ELECTORAL
    return f"{ELECTORAL} {TOUCHING.format(', '.join(found)) if found else ''}".strip()


def method(result: Result) -> list[str]:
    """Say how the figures were made, in a paragraph each."""
    quality = result.trace["quality"]
    size = ui.french.number(quality["effective_size"], 0)
    return [
        _adjusted(result),
        (
            f"Une fois redressées, {ui.french.number(quality['n'])} réponses en valent {size} tirées au sort "
            f"(effet de plan des poids : {words.number(quality['design_effect'], 2)})."
        ),
        (
            "Chaque chiffre a trois lectures : brut (sans poids), redressé (le chiffre à citer), et son intervalle après redressement : "
            "là où se trouve la part, 95 fois sur 100, si le fait de répondre ne dépend que des marges. Si ceux qui ont une opinion "
            "répondent plus que les autres, l’intervalle ne le voit pas."
        ),
        (
            f"Rien n’est publié sur moins de {LEAST_BASE} réponses ; moins de 100 réponses sont signalées. Les réponses de profil sont "
            f"regroupées jusqu’à ce que chaque profil soit celui de {ALIKE} personnes au moins (ici, {result.figures['alike']} au moins), et tout est "
            "calculé sur ces groupes : le fichier ouvert suffit donc à refaire chaque chiffre."
        ),
        *_medians(result),
        (
            "Deux questions se croisent si chaque colonne compte 50 réponses et si aucune soustraction de deux tableaux n’en donne sur moins ; "
            "les réponses rares sont lues ensemble. Les lignes du fichier ouvert permettent de compter des groupes plus petits : ce ne sont pas "
            "des chiffres du baromètre."
        ),
        *_retained(result),
    ]


def _medians(result: Result) -> Iterator[str]:
    rule = result.parameters.get("replicates")
    if rule and any(each["kind"] == MEDIAN for each in result.figures["figures"]):
        yield (
            f"L’intervalle d’une médiane vient de {rule['count']} répliques (Rao et Wu, 1988 ; graine {rule['seed']}), chacune redressée à nouveau ; "
            f"les tirages sont dans l’archive. Un nombre que moins de {ALIKE} personnes ont donné compte pour la moyenne de ses voisins."
        )


def _retained(result: Result) -> Iterator[str]:
    if result.figures["fine"]:
        yield (
            f"Servent au redressement sans être croisées, un groupe comptant moins de {LEAST_BASE} personnes : "
            f"{', '.join(result.figures['fine'])}. Ne lisez pas ces groupes séparément dans le fichier ouvert."
        )
    for each in result.figures["withheld"]:
        yield f"« {each['label']} » n’est pas publiée : {each['reason']}"
    yield "Les réponses libres ne sont pas publiées : elles peuvent nommer quelqu’un."


def dates(wave: Wave) -> str:
    """Say when people were interviewed."""
    assert wave.opened_at is not None  # noqa: S101 - the database holds both
    assert wave.closed_at is not None  # noqa: S101
    first, last = ui.french.day(timezone.localdate(wave.opened_at)), ui.french.day(timezone.localdate(wave.closed_at))
    return f"le {first}" if first == last else f"du {first} au {last}"


def _sentence(text: str) -> str:
    """Close what an officer typed, before a sentence of ours follows it."""
    plain = text.strip()
    return plain if plain.endswith((".", "!", "?", "…")) else f"{plain}."


def _quotas(wave: Wave, asked: Questionnaire) -> str:
    """Say which grids were filled, and where their totals come from, in the words of the questions."""
    said = []
    for quota in wave.quotas.annotate(wanted=Sum("cells__target")):
        crossed = " × ".join(asked.by_slug[slug].label for slug in quota.axes)
        wanted = ui.french.number(quota.wanted or 0)
        said.append(f"{crossed}, {wanted} réponses visées (totaux : {quota.source}, {quota.source_date})")
    return f"{' ; '.join(said)}." if said else "Aucun quota."


def _composition(result: Result) -> str:
    lines = {(each["variable"], each["group"]): each["respondents"] for each in result.trace["lines"]}
    said = []
    for margin in result.parameters["margins"]:
        groups = [f"{each['label']} : {lines[margin['variable'], each['code']]}" for each in margin["groups"]]
        said.append(f"{margin['label']} ({' ; '.join(groups)})")
    return f"{'. '.join(said)}."


def _left(counted: Tallies) -> str:
    if not counted.begun:
        return "Aucune réponse n’a été commencée puis laissée. Le nombre de personnes sollicitées est non disponible."
    share = words.percent(counted.left / counted.begun)
    return (
        f"{counted.left} sur {counted.begun} qui avaient commencé n’ont pas fini ({share}) ; {counted.full} ont été remerciées, leur "
        "case étant pleine. Le nombre de personnes qui ont vu l’invitation sans commencer est non disponible."
    )


def _unanswered(asked: Questionnaire, result: Result) -> str:
    labels = {each.slug: each.label for each in variables(asked.questions)}
    said = [
        f"{labels[slug]} : {words.percent(without / whole)}"
        for slug, (without, whole) in result.figures["unanswered"].items()
        if without
    ]
    return (
        f"{' ; '.join(said)}. Les autres : 0 %."
        if said
        else "Aucune : chaque question publiée a une réponse de chaque personne à qui elle a été posée."
    )


def _adjusted(result: Result) -> str:
    limit = result.parameters["limit"]
    by_source: dict[str, list[str]] = {}
    for each in result.parameters["margins"]:
        by_source.setdefault(f"{each['source']}, {each['source_date']}", []).append(each["label"].lower())
    names = " ; ".join(f"{', '.join(labels)} ({source})" for source, labels in by_source.items())
    ends = f"entre {words.number(limit['lowest'])} et {words.number(limit['highest'])} fois le poids moyen"
    kind = {BOUNDED: f", poids tenus {ends} (méthode logit)", TRIMMED: f", puis poids coupés {ends}"}.get(
        limit["kind"], ""
    )
    return f"Redressement par calage sur marges{kind} : {names}."
