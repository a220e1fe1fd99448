"""A page is confirmed by its referent or a moderator; reminders leave once per due date."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from essaim.foundation.accounts.models import Role
from essaim.foundation.jobs.models import Message
from essaim.portal.catalogue.domain import freshness
from essaim.portal.catalogue.domain.queries import moderation
from essaim.portal.catalogue.models import Initiative

pytestmark = pytest.mark.django_db


def test_three_people(client, person, initiative):
    page = initiative()
    url = reverse("catalogue:refresh", args=[page.slug])
    assert client.get(url).status_code == 302
    owner = person()
    assert client.get(url).status_code == 403
    page.referent = owner
    page.save()
    assert client.get(url).status_code == 200
    person(Role.MODERATOR)
    assert client.get(url).status_code == 200


def test_confirming_dates_the_page(client, person, initiative):
    page = initiative()
    page.referent = person()
    page.save()
    response = client.post(reverse("catalogue:refresh", args=[page.slug]), {"months": "6"})
    page.refresh_from_db()
    assert (response.status_code, page.refresh_months, page.fresh_at is not None) == (302, 6, True)
    assert client.post(reverse("catalogue:refresh", args=[page.slug]), {"months": "5"}).status_code == 422


@pytest.mark.parametrize(
    ("fresh", "months", "due"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 11, 10), 3, date(2027, 2, 10)),
        (date(2026, 5, 5), 24, date(2028, 5, 5)),
    ],
)
def test_the_due_date_counts_in_months(initiative, fresh, months, due):
    page = initiative()
    page.fresh_at, page.refresh_months = fresh, months
    assert moderation.due_on(page) == due


def test_one_reminder_per_due_date(person, initiative):
    page = initiative()
    page.referent, page.fresh_at, page.refresh_months = person(), date(2025, 1, 10), 12
    page.save()
    assert freshness.remind_referents(today=date(2026, 1, 9)) == 0
    assert not Message.objects.exists()
    for _ in range(2):
        assert freshness.remind_referents(today=date(2026, 1, 10)) == 1
    assert Message.objects.get().to == page.referent.email


def test_the_stale_queue_shows_the_oldest_first(initiative, places):
    for slug, fresh in (("a", date(2024, 1, 1)), ("b", date(2023, 1, 1)), ("c", date(2026, 1, 1))):
        page = initiative(slug)
        page.fresh_at = fresh
        page.save()
    found = moderation.stale(roots=frozenset({"departement-32"}), today=date(2026, 6, 1))
    assert [page.slug for page in found] == ["b", "a"]


@pytest.mark.parametrize("months", [3, 6, 12, 24])
def test_the_day_that_the_database_compares_is_the_due_date_the_other_way_round(months):
    """Every day of two years, around every end of month."""
    for rank in range(0, 730, 1):
        today = date(2027, 6, 1) + timedelta(days=rank)
        first = moderation.read_before(today, months)
        late, just = (Initiative(fresh_at=first - timedelta(days=days), refresh_months=months) for days in (1, 0))
        assert moderation.due_on(late) < today <= moderation.due_on(just)
