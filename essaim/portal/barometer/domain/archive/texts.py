"""The texts of the archive, in French."""

from essaim.portal.barometer.domain.queries import card
from essaim.portal.barometer.domain.queries.board import tallies
from essaim.portal.barometer.domain.queries.material import Material
from essaim.portal.barometer.models import Result, Wave

SIMULATED = (
    "**Simulé.** Personne n’a répondu : la machine a tiré ces réponses de paramètres écrits dans la méthode.\n\n"
)
README = """# {title}

{simulated}Données ouvertes de la vague {number} de « {barometer} », publiée le {day}. Licence Ouverte 2.0.

| fichier | ce qu’il contient |
|---|---|
| `reponses.csv` | une ligne par personne : son profil en groupes, ses réponses ; `NR` : sans réponse ; vide : question non posée |
| `poids.csv` | le poids de chaque personne, dans le même ordre |
| `marges.csv` | ce que l’on sait de la population, et ce que les poids atteignent |
| `dictionnaire.json`, `dictionnaire.csv` | le sens des colonnes et des codes |
| `chiffres.csv` | chaque chiffre publié : brut, redressé, intervalle, erreur type, base |
| `croisements.csv` | le livre : chaque question selon chaque autre, dans ses groupes |
| `tendances.csv` | ce qui a bougé depuis la vague publiée avant, avec l’intervalle de l’évolution |
| `tirages.csv` | les tirages des répliques, d’où viennent les intervalles des médianes (s’il y en a) |
| `methode.md` | comment c’est fait, et la notice légale |
| `recompute_barometer.py` | refait tout, et compare |

Refaire chaque chiffre demande Python et numpy, rien d’autre :

    python -I recompute_barometer.py

Un croisement donné par la page « Croiser deux questions » se refait avec `--croisement FICHIER.csv`.

**Ce qui protège les personnes.** Chaque profil est celui de 5 personnes au moins ; un nombre que moins de 5 personnes ont donné est remplacé par la moyenne de ses
voisins ; les réponses libres ne sont pas là. Les chiffres publiés reposent sur 50 réponses au moins, et n’en donnent pas sur moins une fois soustraits (deux tableaux, trois, ou
toutes les colonnes d’un tableau). Ces lignes permettent de compter des groupes plus petits : ce ne sont pas des chiffres du baromètre.

Les lignes n’ont ni date, ni ordre, ni identifiant : le numéro est une place dans ce fichier, triée par contenu.
"""
LICENCE = """Licence Ouverte / Open Licence, version 2.0 (Etalab, avril 2017)

Vous pouvez reproduire, adapter, diffuser et exploiter ces données, y compris à des fins commerciales, à condition d’en mentionner
la paternité : leur source (le baromètre et son commanditaire, voir methode.md) et la date de leur publication.
Vous ne cherchez pas à reconnaître une personne. Le script recompute_barometer.py est sous AGPL-3.0-or-later.
"""


def readme(wave: Wave) -> str:
    """Say what the archive holds and how to recompute."""
    assert wave.published_at is not None  # noqa: S101 - set by the caller
    return README.format(
        title=wave.title, number=wave.number, barometer=wave.barometer.title, day=wave.published_at.date().isoformat(),
        simulated=SIMULATED if wave.simulated else "",
    )  # fmt: skip


def licence() -> str:
    """Return what may be done with the data."""
    return LICENCE


def method(wave: Wave, found: Material, result: Result) -> str:
    """Return the method card, the legal card, and the full wording of the questions."""
    parts = [f"# Méthode : {wave.title}\n", *([SIMULATED] if wave.simulated else []), *card.method(result)]
    parts += ["\n## Mentions de la publication\n", *_lines(card.first_publication(wave, found.asked, result))]
    parts += ["\n## Notice\n", *_lines(card.notice(wave, found.asked, result, tallies(wave)))]
    parts += ["\n## Questions\n", *(f"- **{asked.label}** : {asked.wording}" for asked in found.asked.questions)]
    return "\n".join(parts) + "\n"


def _lines(lines: list[card.Line]) -> list[str]:
    return [f"- **{label}** : {text}" for label, text in lines]
