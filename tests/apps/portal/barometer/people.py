"""People who answer, as fast or as slowly as a test wants, through the verbs alone."""

import contextlib
from concurrent.futures import ThreadPoolExecutor

from django.db import connection

from essaim.portal.barometer.domain import collecting
from essaim.portal.barometer.domain.collecting import Pass
from essaim.portal.barometer.domain.queries.questionnaire import questionnaire
from essaim.portal.barometer.models import Mode


def answer_all(wave, values, *, mode=Mode.LINK, key=None):
    """Begin and answer everything on the path; return the key of the draft."""
    asked = questionnaire(wave)
    key = key or collecting.begin(wave=wave, mode=mode).key
    for question in asked.questions:
        if question.slug in values:
            collecting.answer(wave=wave, key=key, questionnaire=asked, asked=question, value=values[question.slug])
    return key


def send(wave, key, code="", proof="mine"):
    collecting.send(wave=wave, mine=Pass(key, proof, code), questionnaire=questionnaire(wave))


def take_part(wave, values, code="", mode=Mode.LINK):
    send(wave, answer_all(wave, values, mode=mode), code)


def together(jobs, workers=10):
    """Run jobs side by side, each on its own connection; return what each raised, or None."""

    def one(job):
        try:
            job()
        except Exception as problem:  # noqa: BLE001 - the test looks at it
            return problem
        else:
            return None
        finally:
            connection.close()

    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(one, jobs))


@contextlib.contextmanager
def at(moment):
    """Answer as if it were another moment."""
    from unittest import mock

    with mock.patch("django.utils.timezone.now", return_value=moment):
        yield
