"""What is published, when, and that nobody finds a small number in it."""

from fractions import Fraction

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from essaim.adoptions.domain.outcomes import releasing
from essaim.adoptions.domain.outcomes.releasing import places_of, release_all, release_due
from essaim.adoptions.domain.queries.outcomes import report_of
from essaim.adoptions.models import Adoption, Phase, Release
from essaim.cores.disclosure import Said, Slice
from essaim.foundation.jobs import registry
from tests.apps.adoptions.outcomes.conftest import AUCH, CONDOM, LOMBEZ, at
from tests.cores.disclosure.attacker import found_small
from tests.territories import small_france  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db


def outcome(service):
    return next(one for one in report_of(service).outcomes if one.id == "accordees")


def totals():
    return [one["number"] for row in Release.objects.order_by("number") for one in row.said if one["kind"] == "total"]


def test_before_eleven_people_it_says_fewer_than_eleven_then_the_number_at_once(service, count):
    count(1, 10)
    assert count.publish(2026, 1, 20) == 0
    assert (outcome(service).total.status, outcome(service).few) == ("few", "moins de 11 demandes")
    count(1, 1, CONDOM)
    assert count.publish(2026, 1, 21) == 1
    assert outcome(service).total.number == 11


def test_twelve_an_hour_later_is_not_said_for_it_would_say_that_one_came(service, count):
    count(1, 11)
    count.publish(2026, 1, 21)
    count(1, 1)
    assert count.publish(2026, 1, 21, 13) == 0
    assert outcome(service).total.number == 11


def test_a_month_is_published_once_it_is_over_with_a_total_of_eleven_people_more(service, count):
    count(1, 11)
    count.publish(2026, 1, 21)
    count(1, 4)
    count(2, 30)
    assert count.publish(2026, 3, 5) == 2
    assert totals() == [1100, 4500]
    assert [(one.on.isoformat(), one.number) for one in outcome(service).months] == [
        ("2026-01-31", None),  # 15 would say that four came after the first number
        ("2026-02-28", None),  # so would 30, taken from the new total
    ]
    assert outcome(service).total.on.isoformat() == "2026-02-28"


def test_a_published_month_never_changes_a_late_entry_counts_in_the_month_where_it_is_made(service, count):
    count(1, 20)
    count.publish(2026, 2, 2)
    count(1, 12)
    count.publish(2026, 3, 2)
    assert [one.number for one in outcome(service).months] == [20, 12]
    assert outcome(service).total.number == 32


def test_a_number_that_goes_down_waits_and_is_never_negative(service, count, engine):
    count(1, 20)
    count.publish(2026, 2, 2)
    count(2, 15)
    engine.runtime.parts[0] = type(engine.runtime.parts[0])("granted", engine.runtime.parts[0].month, 18, 18, AUCH)
    count.publish(2026, 3, 2)
    assert [one.number for one in outcome(service).months] == [20, 13]


def test_places_are_said_from_eleven_people_and_none_is_found_by_subtraction(service, count):
    for month in (1, 2, 3):
        count(month, 25)
        count(month, 14, CONDOM)
        count(month, 2, LOMBEZ)
    count(2, 3, None)
    count.publish(2026, 4, 1)
    places = {one.place: one.number for one in outcome(service).places}
    assert AUCH in places
    assert LOMBEZ not in places
    assert "" not in places
    said, slices = said_and_slices()
    some = [*places_of(service)[:6], AUCH, CONDOM, LOMBEZ, ""]
    assert found_small(slices, set(some), said) == []


def said_and_slices():
    rows = list(Release.objects.order_by("number"))
    said = [Said(**{**one, "number": one["number"] and one["number"] // 100}) for row in rows for one in row.said]
    return said, [Slice(f"{row.month:%Y-%m}", {place: n for place, (_, n) in row.counted.items()}) for row in rows]


def test_without_the_secondary_suppression_the_same_attacker_finds_them(service, count, monkeypatch):
    """The broken twin: everything of eleven people is said."""
    from essaim.cores.disclosure import choose, periods

    def only_primary(base, candidates, secrets):
        honest = choose(base, [], [])
        return type(honest)(tuple(True for _ in candidates), (), honest.audit, ())

    monkeypatch.setattr(periods, "choose", only_primary)
    count(1, 25)
    count(1, 2, LOMBEZ)
    count.publish(2026, 2, 1)
    said, slices = said_and_slices()
    assert found_small(slices, {AUCH, LOMBEZ}, said) != []


def test_a_sum_of_money_is_said_from_eleven_people(service, count, engine):
    engine(amount=True, recurring=True, unit="euros")
    count(1, 2, value=Fraction(1_000_001, 100))
    count.publish(2026, 1, 30)
    assert (outcome(service).total.status, outcome(service).few) == ("few", "moins de 11 personnes")
    count(1, 10, CONDOM, value=500)
    count.publish(2026, 2, 1)
    assert float(outcome(service).total.number) == 10_500.01


def test_one_person_over_twelve_months_is_not_twelve_people(service, count, engine):
    engine(amount=True, recurring=True, unit="heures")
    for month in range(1, 13):
        count(month, 1, value=Fraction(15, 2))
    count.publish(2027, 1, 2)
    assert outcome(service).total.status == "few"


def test_many_titles_of_a_few_people_are_not_said(service, count):
    count(1, 3, value=60)
    count.publish(2026, 2, 1)
    assert outcome(service).total.status == "few"


def test_a_state_is_said_again_when_it_has_moved_by_eleven(service, count, engine):
    engine(aggregation="last")
    for month, people in ((1, 9), (2, 14), (3, 20), (4, 26)):
        count(month, people)
    count.publish(2026, 5, 1)
    assert totals() == [None, 1400, 2600]


def test_a_median_is_made_of_the_parts_not_of_medians(service, count, engine):
    engine(aggregation="median", unit="jours")
    for days in (1, 2, 3, 4, 5, 6, 7, 8, 9, 90):
        count(1, 1, value=days)
    count.publish(2026, 1, 28)
    assert outcome(service).total.status == "few"
    count(1, 1, CONDOM, value=100)
    count.publish(2026, 2, 1)
    assert outcome(service).total.number == 6


def test_a_mean_weighs_people(service, count, engine):
    engine(aggregation="mean", unit="jours")
    count(1, 10, value=2)
    count(1, 30, CONDOM, value=6)
    count.publish(2026, 2, 1)
    assert outcome(service).total.number == 5


@pytest.mark.parametrize("phase", [Phase.PREPARING, Phase.TESTING])
def test_a_test_never_counts(service, count, phase):
    count(1, 50)
    service.phase = phase
    assert release_due(adoption=service, now=at(2026, 3, 1)) == 0


def test_a_closed_service_publishes_its_last_month_and_stops(service, count):
    count(1, 30)
    Adoption.objects.filter(pk=service.pk).update(phase=Phase.CLOSED, closed_at=at(2026, 2, 10))
    service.refresh_from_db()
    assert count.publish(2026, 8, 1) == 2
    assert count.publish(2026, 9, 1) == 0


def test_the_periodic_job_publishes_everywhere_and_a_second_run_adds_nothing(service, count):
    count(1, 30)
    assert release_all() > 0
    assert release_all() == 0


def test_an_engine_is_left_in_peace_when_nothing_is_due(service, count, engine, monkeypatch):
    count(1, 30)
    count.publish(2026, 11, 20)
    asked = []
    monkeypatch.setattr(type(engine.runtime), "count", lambda *_: asked.append(1) or [])
    assert count.publish(2026, 11, 26) == 0
    assert asked == []
    service.refresh_from_db()
    assert service.counted_at == at(2026, 11, 26)
    count.publish(2026, 12, 1)
    assert asked == [1]


def test_what_is_due_is_published_by_the_hour():
    tasks = registry.periodic
    assert tasks["adoptions.release-outcomes"].every == releasing.RHYTHM


def test_two_that_publish_at_once_write_one(service, count, monkeypatch):
    count(1, 30)
    real = releasing._built

    def overtaken(adoption, series, history, month, **given):
        found = real(adoption, series, history, month, **given)
        Release.objects.bulk_create([real(adoption, series, history, month, **given)])
        return found

    monkeypatch.setattr(releasing, "_built", overtaken)
    assert count.publish(2026, 1, 20) == 0
    assert Release.objects.count() == 1


def test_a_release_is_never_edited_nor_deleted(service, count):
    count(1, 30)
    count.publish(2026, 1, 20)
    for act in (lambda: Release.objects.update(said=[]), lambda: Release.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


def test_without_its_guard_a_release_is_edited(service, count):
    """The broken twin: the same change, with the trigger dropped."""
    count(1, 30)
    count.publish(2026, 1, 20)
    drop = "DROP TRIGGER adoptions_release_no_update"
    with connection.cursor() as cursor:
        cursor.execute(drop + (" ON adoptions_release" if connection.vendor == "postgresql" else ""))
    assert Release.objects.update(said=[]) == 1


@pytest.mark.parametrize(
    ("guard", "changed"), [("release_once", {"whole_month": False}), ("month_closed_once", {"number": 9})]
)
def test_two_that_publish_at_once_are_refused_and_without_the_constraint_both_are_there(service, count, guard, changed):
    """Each constraint, and its broken twin: the same row, with the index dropped."""
    count(1, 30)
    count.publish(2026, 2, 1)
    second = Release.objects.get()
    second.pk = None
    for name, value in changed.items():
        setattr(second, name, value)
    with pytest.raises(IntegrityError), transaction.atomic():
        second.save(force_insert=True)
    with connection.cursor() as cursor:
        cursor.execute(f"DROP INDEX {guard}")
    second.save(force_insert=True)
    assert Release.objects.count() == 2
