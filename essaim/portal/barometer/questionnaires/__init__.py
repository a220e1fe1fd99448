"""Models of questionnaire that a wave can start from, in our own words: data files, read strictly."""

from functools import cache
from pathlib import Path

import yaml

from essaim.portal.barometer.params import QuestionnaireRecord

FOLDER = Path(__file__).parent


@cache
def model(name: str = "solidarites") -> QuestionnaireRecord:
    """Return one model. Raises FileNotFoundError, pydantic's ValidationError: both are faults of ours."""
    return QuestionnaireRecord.model_validate(yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8")))
