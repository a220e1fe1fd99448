"""The weighted sample that a command works on: from margins, or from weights that are already in the file."""

import argparse
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from essaim.config.survey.tables import Table, UnusableFile, read_table
from essaim.config.survey.weighting import weigh_file
from essaim.cores.survey import Factor, Replicates, Sample, Thresholds, Weighting, fixed, sample


@dataclass(frozen=True)
class Opened:
    """A file of answers and its sample; ``weighting`` None when its weights are taken as given."""

    table: Table
    sample: Sample
    weighting: Weighting | None
    replicates: dict[tuple[int, int], Replicates] = field(default_factory=dict)


def open_sample(data: Path, margins: Path | None, options: argparse.Namespace) -> Opened:
    """Weigh by margins, else take the column of weights, else weigh everybody alike."""
    if margins and options.weights:
        raise UnusableFile("Choisissez --margins ou --weights : les poids sont calculés, ou déjà là.")
    if margins:
        weighed = weigh_file(data, margins, options)
        strata = weighed.matched.strata
        _check_pairs(strata, weighed.table)
        found = sample(weighed.weighting, strata=None if strata is None else strata.codes)
        return Opened(weighed.table, found, weighed.weighting)
    table = read_table(data)
    if not options.weights:
        return Opened(table, fixed(np.ones(len(table))), None)
    weights = table.numbers(options.weights)
    wrong = np.flatnonzero(~(weights > 0))
    if len(wrong):
        raise UnusableFile(
            f"« {table.name} », ligne {table.lines[wrong[0]]}, colonne « {options.weights} » : un poids est un nombre au-dessus de 0."
        )
    return Opened(table, fixed(weights), None)


def _check_pairs(strata: Factor | None, table: Table) -> None:
    """A variance needs two people in each stratum."""
    if strata is None:
        return
    alone = np.flatnonzero(np.bincount(strata.codes) == 1)
    if len(alone):
        raise UnusableFile(
            f"« {table.name} », colonne « {strata.name} » : une seule réponse dans « {strata.levels[alone[0]]} ». "
            "Il en faut deux pour estimer une marge d’erreur : regroupez cette strate avec une voisine."
        )


def thresholds(options: argparse.Namespace) -> Thresholds:
    """Return the bases under which figures are withheld or flagged."""
    return Thresholds(options.withhold_under, options.flag_under)
