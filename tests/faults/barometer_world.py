"""Scripts that nodes run: a wave of the Gers with one quota cell, and people who answer it."""

WORLD = """
import json, threading
from concurrent.futures import ThreadPoolExecutor
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.utils import timezone
from essaim.foundation.territories.models import Territory
from essaim.portal.barometer.domain import collecting, invitations, seats
from essaim.portal.barometer.domain.queries.questionnaire import questionnaire
from essaim.portal.barometer.models import *

place = Territory.objects.create(code="departement-32", level="departement", insee="32", name="Gers", slug="32-gers")
barometer = Barometer.objects.create(slug="gers", title="Gers", territory=place)
wave = Wave.objects.create(barometer=barometer, number=1, title="Une", by_invitation=True)

def ask(slug, kind, codes=(), **place):
    question = Question.objects.create(barometer=barometer, slug=slug, label=slug)
    version = QuestionVersion.objects.create(question=question, number=1, kind=kind, wording=slug, fingerprint=slug)
    for rank, code in enumerate(codes):
        Choice.objects.create(version=version, position=rank, code=code, label=code)
    WaveQuestion.objects.create(wave=wave, version=version, position=wave.questions.count(), **place)

def limit(target):
    quota = Quota.objects.create(wave=wave, position=1, axes=["sexe"])
    return QuotaCell.objects.create(quota=quota, position=0, codes=["f"], target=target)

def open_it():
    Wave.objects.filter(pk=wave.pk).update(status="open", opened_at=timezone.now())
    wave.refresh_from_db()

def fill(values, mode=Mode.LINK):
    asked, key = questionnaire(wave), collecting.begin(wave=wave, mode=mode).key
    for one in asked.questions:
        collecting.answer(wave=wave, key=key, questionnaire=asked, asked=one, value=values[one.slug])
    return asked, key

def together(jobs, workers=25):
    gate = threading.Barrier(min(workers, len(jobs)))
    def one(job):
        try:
            gate.wait()
            return job() or "done"
        except Exception as problem:
            return type(problem).__name__
        finally:
            connection.close()
    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(one, jobs))
"""
