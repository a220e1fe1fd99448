"""One recipe per reference case: inputs and parameters in, the tree of the expected answers out."""

from collections.abc import Callable

from essaim.config.survey.cases import Answer, Case
from essaim.config.survey.recipes import estimation, models, refusals, replication, weights
from essaim.config.survey.tables import UnusableFile

Recipe = Callable[[Case], Answer]

RECIPES: dict[str, Recipe] = {
    "s01_rake5": weights.rake,
    "s02_prop_se": estimation.proportion,
    "s03_domains": estimation.domains,
    "s04_scale_net": estimation.scale,
    "s05_mean_score": estimation.score,
    "s06_crosstab": estimation.crosstab,
    "s07_calibration_variants": weights.variants,
    "s08_poststratify": weights.poststratify,
    "s09_trim": weights.trimmed,
    "s10_wave_change": estimation.waves,
    "s11_strata_deps": weights.by_departement,
    "s12_bootstrap_given": replication.replicates_given,
    "s16_moe_table": models.margin_table,
    "s17_must_fail": refusals.refused,
    "s18_regression": models.regressions,
    "p01_large": weights.large,
}


def answer(case: Case) -> Answer:
    """Work a case again. UnusableFile when we do not know how."""
    recipe = RECIPES.get(case.id)
    if recipe is None:
        raise UnusableFile(f"Cas « {case.id} » inconnu ; nous savons refaire : {', '.join(RECIPES)}.")
    return recipe(case)
