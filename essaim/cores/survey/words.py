"""French sentences made from the numbers, by rules that tests hold: no word says more than its interval.

« hausse » and « baisse » need an interval without 0; « majorité » needs an interval above 50 %; « en tête » needs every other answer
to be left behind. Rounding never makes an end of an interval cross or touch what it does not.
"""

import math

from essaim.cores.survey.change import Change, Direction
from essaim.cores.survey.intervals import Interval
from essaim.cores.survey.readings import Lead, Reading, Status
from essaim.cores.survey.refusals import french

NBSP, MINUS = "\u00a0", "−"
HALF = 0.5
MOST_DIGITS = 6
RISK = 0.05

QUOTAS = (
    "Échantillon construit par quotas : il n’a pas de marge d’erreur propre. Celle-ci est donnée par référence à un sondage "
    "aléatoire de même taille, comme la loi le demande ; elle ne mesure ni les refus, ni les questions mal comprises, ni ce que "
    "le redressement ne corrige pas."
)


def number(value: float, digits: int = 1) -> str:
    """Write a number with a fixed count of decimals, a comma and a true minus sign."""
    text = f"{abs(value):.{digits}f}"
    sign = MINUS if value < 0 and float(text) != 0 else ""
    return sign + text.replace(".", ",")


def signed(value: float, digits: int = 1) -> str:
    """Write a number with its sign, + included."""
    text = number(value, digits)
    return text if text.startswith(MINUS) or float(text.replace(",", ".")) == 0 else f"+{text}"


def percent(share: float, digits: int = 1) -> str:
    """Write a share (0 to 1) as a percentage."""
    return f"{number(100 * share, digits)}{NBSP}%"


def digits_apart(ends: tuple[float, float], bound: float, least: int = 1) -> int:
    """Return how many decimals, ``least`` or more, keep both ends, in the same unit as ``bound``, on their side of it once rounded."""
    for digits in range(least, MOST_DIGITS):
        if all(round(end - bound, digits) != 0 or end == bound for end in ends):
            return digits
    return MOST_DIGITS


def interval_words(interval: Interval) -> str:
    """Say an interval of shares, with enough decimals not to touch 50 % when it does not."""
    digits = digits_apart((100 * interval.lower, 100 * interval.upper), 100 * HALF)
    return f"entre {percent(interval.lower, digits)} et {percent(interval.upper, digits)}"


def share_words(reading: Reading) -> str:
    """Say the three readings of a share and its base, or why it is not shown."""
    base = f"{french(reading.base)} réponse{'s' if reading.base > 1 else ''}"
    if reading.status is Status.WITHHELD:
        return f"Non publié : {base} seulement."
    warning = " Base faible : à lire avec prudence." if reading.status is Status.FLAGGED else ""
    return (
        f"{percent(reading.adjusted)} après redressement (brut : {percent(reading.raw)} ; {base}). "
        f"Intervalle à {percent(reading.interval.level, 0)} après redressement : {interval_words(reading.interval)}.{warning}"
    )


def margin_words(reading: Reading, *, quotas: bool = True) -> str:
    """Say the conventional margin; for a quota sample, with the sentence that tells what it is worth."""
    margin = f"±{NBSP}{number(100 * reading.random_margin)}{NBSP}point{'s' if reading.random_margin >= 0.02 else ''}"  # noqa: PLR2004
    said = f"Marge conventionnelle, par référence au sondage aléatoire : {margin} pour {french(reading.base)} réponses."
    return f"{said} {QUOTAS}" if quotas else said


def majority_words(reading: Reading) -> str:
    """Say whether it is a majority: only when the whole interval is on one side of half."""
    if reading.interval.lower > HALF:
        return "une majorité"
    if reading.interval.upper < HALF:
        return "une minorité"
    return "ni majorité ni minorité établie"


def change_words(change: Change, *, unit: str = "points", scale: float = 100) -> str:
    """Say a change between two waves. ``scale``: 100 for shares, said in points; 1 for a mean, with its unit."""
    if math.isnan(change.error):
        return "Évolution non disponible."
    low, high = scale * change.interval.lower, scale * change.interval.upper
    digits = digits_apart((low, high), 0, least=1 if scale > 1 else 2)
    ends = f"intervalle à {_level(change)} : de {signed(low, digits)} à {signed(high, digits)}"
    size = scale * change.difference
    if change.direction is Direction.UNCERTAIN:
        return f"Pas d’évolution établie : {signed(size, digits)} {unit}, {ends}, qui contient 0."
    word = "Hausse" if change.direction is Direction.RISE else "Baisse"
    return f"{word} de {number(abs(size), digits)} {unit} ({ends})."


def _level(change: Change, read: str = "évolutions lues") -> str:
    if change.family == 1:
        return percent(change.interval.level, 0)
    whole = 1 - (1 - change.interval.level) * change.family
    return f"{percent(whole, 0)} pour les {change.family} {read} ensemble"


def lead_words(lead: Lead) -> str:
    """Say who comes first, or that several cannot be told apart."""
    first = f"« {lead.first} »"
    if not lead.tied:
        return f"{first} arrive en tête."
    others = ", ".join(f"« {level} »" for level in lead.tied)
    return f"{first} a la part la plus haute, sans se détacher de {others} : l’écart est dans son intervalle."


def comparisons_words(tested: int, kept: int, test: str = "Rao–Scott") -> str:
    """Say how many comparisons were made, by which ``test``, and how the risk of a false finding was held."""
    if tested == 0:
        return "Aucune comparaison n’a pu être testée."
    found = (
        "aucune ne reste établie"
        if kept == 0
        else f"{kept} reste{'nt' if kept > 1 else ''} établie{'s' if kept > 1 else ''}"
    )
    return (
        f"{tested} comparaison{'s' if tested > 1 else ''} testée{'s' if tested > 1 else ''} ensemble ({test}, correction de "
        f"Holm au risque de 5{NBSP}%) : {found}."
    )


def link_words(p: float, base: int) -> str:
    """Say whether two questions are linked, by the p of a Rao–Scott test; and that trying many crossings finds some by chance."""
    said = f"Rao–Scott, {'p < 0,001' if p < 0.001 else f'p = {number(p, 3)}'}, {french(base)} réponses"  # noqa: PLR2004
    if p >= RISK:
        return (
            f"Aucun lien établi entre les deux questions ({said}) : les écarts entre colonnes peuvent venir du hasard."
        )
    return (
        f"Les deux questions sont liées ({said}). Sur vingt croisements essayés sans lien, un en moyenne paraît lié : "
        "cherchez d’abord ce que vous vouliez savoir."
    )


def gap_words(change: Change, first: str, second: str, *, unit: str = "points", scale: float = 100) -> str:
    """Say the gap from one place to another: « plus haut » only when its interval leaves 0 outside. See ``change_words``."""
    if math.isnan(change.error):
        return "Écart non disponible."
    low, high = scale * change.interval.lower, scale * change.interval.upper
    digits = digits_apart((low, high), 0, least=1 if scale > 1 else 2)
    ends = f"intervalle à {_level(change, 'écarts lus')} : de {signed(low, digits)} à {signed(high, digits)}"
    size = scale * change.difference
    if change.direction is Direction.UNCERTAIN:
        return f"Pas d’écart établi : {signed(size, digits)} {unit}, {ends}, qui contient 0."
    higher = second if change.direction is Direction.RISE else first
    return f"Plus haut de {number(abs(size), digits)} {unit} : {higher} ({ends})."
