"""What must be green before a wave is published: one list, in the words of somebody who is no statistician."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from essaim.cores.survey.refusals import french
from essaim.foundation.ui import public as ui
from essaim.portal.barometer.domain.queries import card
from essaim.portal.barometer.domain.queries.board import tallies
from essaim.portal.barometer.domain.queries.material import ALIKE, LEAST_BASE, Material
from essaim.portal.barometer.domain.queries.readiness import NOTICE_LABELS
from essaim.portal.barometer.domain.weighing import FREE, Limit, parameters
from essaim.portal.barometer.models import Result, Wave

WEIGHTS, CELLS, NOTICE, NOTHING = "weights", "cells", "notice", ""
CLOSE_ENOUGH = 0.05
"""Cut weights may leave a category this far from its total, as a part of it; weights that are not cut meet it exactly."""
HEAVIEST = 5.0
"""Times the mean weight: above, one person decides of a figure."""
DIFFERENT = 2
SPREAD = 2.0
"""Design effect of the weights above which the sample is far from its population."""


@dataclass(frozen=True)
class Point:
    """One point of the list: what it asks, what was found, where to mend it. ``needed``: nothing is published without it."""

    label: str
    found: str
    done: bool
    step: str = NOTHING
    needed: bool = True


def points(wave: Wave, found: Material, result: Result | None) -> list[Point]:
    """Return the whole list of a closed wave. One query."""
    return [*_weights(found, result), *_people(wave, found), *_cells(found), *_law(wave, found), _simulated(wave)]


def missing(listed: list[Point]) -> list[Point]:
    """Return what keeps a wave from being published."""
    return [point for point in listed if point.needed and not point.done]


def limit_of(result: Result | None) -> Limit:
    """Return how far the weights of a result may go; raking alone where there is none."""
    return Limit(**result.parameters["limit"]) if result else Limit()


def fresh(found: Material, result: Result | None) -> bool:
    """Say whether the weights were made from the margins and answers as they are."""
    if result is None or set(result.weights) != {row.key for row in found.rows}:
        return False
    return bool(result.parameters == parameters(found, limit_of(result)))


def _weights(found: Material, result: Result | None) -> Iterator[Point]:
    if result is None or not fresh(found, result):
        said = "Aucun poids n’est calculé." if result is None else "Les marges ont changé depuis le calcul des poids."
        yield Point("Les poids sont calculés avec les marges d’aujourd’hui", said, done=False, step=WEIGHTS)
        return
    quality, gap = result.trace["quality"], _largest_gap(result.trace)
    yield Point(
        "Les poids sont calculés avec les marges d’aujourd’hui",
        f"Calcul abouti en {ui.french.counted(result.trace['steps'], 'étape', 'étapes')}.", done=True,
    )  # fmt: skip
    yield Point(
        "Les marges sont tenues",
        f"Écart le plus grand : {_percent(gap)} de l’effectif d’une catégorie (permis : {_percent(CLOSE_ENOUGH)}).",
        gap <= CLOSE_ENOUGH, WEIGHTS,
    )  # fmt: skip
    yield _effective(quality)
    yield _heaviest(quality, result)
    yield Point(
        "L’échantillon n’est pas trop loin de sa population",
        f"Effet de plan des poids : {french(quality['design_effect'], 3)} (au-delà de 2, mieux vaut retourner sur le terrain).",
        quality["design_effect"] <= SPREAD, WEIGHTS, needed=False,
    )  # fmt: skip


def _effective(quality: Mapping[str, Any]) -> Point:
    size = quality["effective_size"]
    said = (
        f"{ui.french.counted(quality['n'], 'réponse', 'réponses')} en valent {french(size, 3)} tirées au sort, une fois "
        f"redressées ; il en faut {LEAST_BASE}."
    )
    return Point("La taille efficace suffit", said, size >= LEAST_BASE, WEIGHTS)


def _heaviest(quality: Mapping[str, Any], result: Result) -> Point:
    mean = quality["total"] / quality["n"]
    heaviest = quality["largest"] / mean
    share = quality["largest"] / quality["total"]
    said = (
        f"De {french(quality['least'] / mean, 2)} à {french(heaviest, 2)} fois le poids moyen. La personne qui pèse le plus "
        f"déplace à elle seule un chiffre de {french(100 * share, 2)} point. {_price(result)}"
    )
    return Point("Personne ne pèse trop lourd", said.strip(), heaviest <= HEAVIEST, WEIGHTS)


def _price(result: Result) -> str:
    if result.parameters["limit"]["kind"] == FREE:
        return ""
    before, after = result.trace["untrimmed"]["design_effect"], result.trace["quality"]["design_effect"]
    cut = result.trace["cut"]
    if not cut:
        return "Les poids sont tenus entre leurs bornes."
    return (
        f"{ui.french.counted(cut, 'poids coupé', 'poids coupés')} : l’effet de plan passe de {french(before, 3)} à "
        f"{french(after, 3)}, et les marges s’écartent d’autant."
    )


def _largest_gap(trace: Mapping[str, Any]) -> float:
    gaps = [abs(line["reached"] - line["target"]) / line["target"] for line in trace["lines"] if line["target"]]
    return float(max(gaps))


def _people(wave: Wave, found: Material) -> Iterator[Point]:
    counted = tallies(wave).done
    yield Point(
        "Chaque réponse est passée par la collecte",
        f"{ui.french.counted(len(found.rows), 'réponse gardée', 'réponses gardées')}, {ui.french.number(counted)} comptées à l’arrivée.",
        counted == len(found.rows),
    )  # fmt: skip
    kept, whole = len(found.published), len(found.opinions)
    lost = "".join(
        f" « {asked.label} » : {found.withheld[asked.slug]}" for asked in found.opinions if asked.slug in found.withheld
    )
    yield Point(
        "Une question au moins a assez de réponses",
        f"{ui.french.counted(kept, 'question publiée', 'questions publiées')} sur {whole}.{lost}", kept > 0, CELLS,
    )  # fmt: skip


def _cells(found: Material) -> Iterator[Point]:
    yield Point(
        "Personne n’est reconnaissable dans le fichier ouvert",
        f"Le profil le plus rare est partagé par {ui.french.counted(found.alike, 'personne', 'personnes')} ; il en faut {ALIKE}.",
        found.alike >= ALIKE, CELLS,
    )  # fmt: skip
    names = ", ".join(variable.label for variable in found.crossed)
    said = (
        f"Croisements publiés : {names}." if names else "Aucun croisement n’est publié : les groupes sont trop petits."
    )
    if found.fine:
        fine = ", ".join(variable.label for variable in found.fine)
        said += (
            f" Non croisé, un groupe compte moins de {LEAST_BASE} personnes : {fine}. Le fichier ouvert le contient, car le "
            "redressement s’en sert ; regroupez pour l’éviter."
        )
    yield Point("Les petites cases sont retenues", said, not found.fine, CELLS, needed=False)


def _law(wave: Wave, found: Material) -> Iterator[Point]:
    empty = [label for field, label in NOTICE_LABELS.items() if not getattr(wave, field).strip()]
    if not wave.population.strip():
        empty.append("la population interrogée")
    said = f"Il manque : {', '.join(empty)}." if empty else "Chaque mention de la loi du 19 juillet 1977 est remplie."
    yield Point("La notice légale est entière", said, not empty, NOTICE)
    yield from _sensitive(wave, found)
    yield from _electoral(wave, found)


def _sensitive(wave: Wave, found: Material) -> Iterator[Point]:
    """A sensitive answer needs a basis, and may not be that of everybody of a profile: to know the profile would be to know it."""
    sensitive = [asked.label for asked in found.asked.questions if asked.sensitive]
    if not sensitive:
        return
    yield Point(
        "Les questions sensibles ont leur base légale", f"Questions sensibles : {', '.join(sensitive)}.",
        bool(wave.sensitive_basis.strip()), NOTICE,
    )  # fmt: skip
    labels = {asked.slug: asked.label for asked in found.opinions}
    alike = [labels[slug] for slug, answers in found.sensitive.items() if answers < DIFFERENT]
    said = (
        f"Tous ceux d’un même profil ont répondu pareil à : {', '.join(alike)}. Regroupez davantage."
        if alike
        else "Aucun profil n’a répondu d’une seule voix à une question sensible."
    )
    yield Point("Aucun profil ne dévoile une réponse sensible", said, not alike, CELLS)


def _electoral(wave: Wave, found: Material) -> Iterator[Point]:
    """A question on an election turns the legal card to that mode by itself: the officer learns it before publishing."""
    touching = card.touching(found.asked)
    if wave.electoral or touching:
        why = f" ({', '.join(touching)})" if touching else ""
        said = (
            f"La vague touche au débat électoral{why} : la notice le dit. Déposez-la à la Commission des sondages avant de publier ; "
            "rien ne se publie la veille ni le jour du scrutin (loi du 19 juillet 1977)."
        )
        yield Point("Le débat électoral est dit", said, done=False, needed=False)


def _simulated(wave: Wave) -> Point:
    if not wave.simulated:
        return Point(
            "On sait si la vague est réelle ou simulée", "Vague réelle : des personnes ont répondu.", done=True
        )
    told = "simul" in f"{wave.selection} {wave.conditions}".lower()
    said = "Vague simulée : « Simulé » est écrit sur la page, les chiffres, les CSV et l’archive."
    if not told:
        said += " La notice doit le dire aussi, à « comment les personnes sont choisies » ou « conditions »."
    return Point("On sait si la vague est réelle ou simulée", said, told, NOTICE)


def _percent(share: float) -> str:
    return f"{ui.french.number(100 * share, 2)}{ui.french.NBSP}%"
