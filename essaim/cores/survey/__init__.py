"""Survey statistics: weights that meet known margins, estimates with the variance that calibration leaves, sentences.

Arrays in, results and their trace out (numpy, scipy). The order of reading: ``factors`` and ``margins`` (inputs),
``weighting`` (raking, calibration, post-stratification), ``trimming``, ``sample`` (the variance), ``estimates``, ``book``,
``association``, ``change``, ``replicates``, then ``readings`` and ``words`` (what may be published, in French).
"""

from essaim.cores.survey.association import Association, association
from essaim.cores.survey.book import Table, book, everybody
from essaim.cores.survey.change import Change, Direction, Wave, change, wave
from essaim.cores.survey.comparisons import holm
from essaim.cores.survey.design import Design
from essaim.cores.survey.distances import BOUNDED, METHODS
from essaim.cores.survey.estimates import (
    Estimate,
    Share,
    Shares,
    mean,
    quantile,
    quantile_interval,
    ratio,
    share,
    shares,
    total,
)
from essaim.cores.survey.factors import Factor, cross, factor
from essaim.cores.survey.margins import Margin, by_stratum, from_shares, margin
from essaim.cores.survey.quality import Quality, quality
from essaim.cores.survey.readings import Lead, Reading, Status, Thresholds, lead, read
from essaim.cores.survey.refusals import Problem, Refused
from essaim.cores.survey.replicates import Replicates, replicates
from essaim.cores.survey.sample import Sample, fixed, sample
from essaim.cores.survey.trimming import Trimming, trim
from essaim.cores.survey.weighting import Options, Weighting, weigh

__all__ = [
    "BOUNDED",
    "METHODS",
    "Association",
    "Change",
    "Design",
    "Direction",
    "Estimate",
    "Factor",
    "Lead",
    "Margin",
    "Options",
    "Problem",
    "Quality",
    "Reading",
    "Refused",
    "Replicates",
    "Sample",
    "Share",
    "Shares",
    "Status",
    "Table",
    "Thresholds",
    "Trimming",
    "Wave",
    "Weighting",
    "association",
    "book",
    "by_stratum",
    "change",
    "cross",
    "everybody",
    "factor",
    "fixed",
    "from_shares",
    "holm",
    "lead",
    "margin",
    "mean",
    "quality",
    "quantile",
    "quantile_interval",
    "ratio",
    "read",
    "replicates",
    "sample",
    "share",
    "shares",
    "total",
    "trim",
    "wave",
    "weigh",
]
