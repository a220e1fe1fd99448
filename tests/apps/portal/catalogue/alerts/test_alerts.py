from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from essaim.foundation.jobs.models import Message
from essaim.foundation.parties.domain import persons
from essaim.portal.catalogue.domain import alerts
from essaim.portal.catalogue.models import Alert, AlertSent, Initiative

pytestmark = pytest.mark.django_db
EMAIL = "claire@exemple.fr"
NOW = timezone.now().replace(microsecond=0)


def day(number):
    return NOW + timedelta(days=number)


@pytest.fixture
def alert():
    """Asked ten days ago on « bus », confirmed the same day."""
    alerts.ask(email=EMAIL, search="q=bus", words="« bus »", now=day(0))
    made = Alert.objects.get()
    alerts.confirm(alert=made, now=day(0))
    Message.objects.all().delete()
    return made


def told():
    return [message.body for message in Message.objects.order_by("pk")]


def bus(write, slug, published_at, **values):
    return write.initiative(slug, f"Un bus {slug}", "departement-32", published_at=published_at, **values)


def test_nothing_is_sent_before_confirmation(write):
    alerts.ask(email=EMAIL, search="q=bus", words="« bus »", now=day(0))
    (body,) = told()
    assert f"/alertes/{Alert.objects.get().token}/" in body
    bus(write, "neuf", day(1))
    assert alerts.send_news(now=day(3)) == 0
    assert len(told()) == 1


def test_what_is_new_is_told_once(alert, write):
    bus(write, "ancien", day(-1))
    bus(write, "neuf", day(1))
    write.initiative("autre", "Une cantine", "departement-32", published_at=day(1))
    assert alerts.send_news(now=day(2)) == 1
    (body,) = told()
    assert "Un bus neuf" in body
    assert "Un bus ancien" not in body
    assert "Une cantine" not in body
    assert "1 nouveauté depuis le" in body.replace("\u00a0", " ")
    assert f"/alertes/{alert.token}/" in body
    for later in (2, 3, 4, 30):
        assert alerts.send_news(now=day(later)) == 0
    assert len(told()) == 1


def test_at_most_one_message_a_day(alert, write):
    bus(write, "un", day(1))
    assert alerts.send_news(now=day(2)) == 1
    bus(write, "deux", day(2))
    assert alerts.send_news(now=day(2) + timedelta(hours=5)) == 0
    assert alerts.send_news(now=day(3)) == 1


def test_a_page_published_while_looking_is_not_missed(alert, write):
    alerts.send_news(now=day(2))
    bus(write, "tardif", day(2) - timedelta(minutes=1))  # its transaction ended after the look
    assert alerts.send_news(now=day(3)) == 1


def test_without_memory_the_overlap_would_tell_twice(alert, write):
    """The broken twin: what was told is forgotten, and the second look tells it again."""
    bus(write, "neuf", day(2) - timedelta(hours=1))
    assert alerts.send_news(now=day(2)) == 1
    AlertSent.objects.all().delete()
    assert alerts.send_news(now=day(3)) == 1


def test_the_table_refuses_to_announce_twice(alert, write):
    page = bus(write, "neuf", day(1))
    AlertSent.objects.create(alert=alert, page=page.key)
    with pytest.raises(IntegrityError), transaction.atomic():
        AlertSent.objects.create(alert=alert, page=page.key)


def test_a_withdrawn_page_is_not_told(alert, write):
    page = bus(write, "neuf", day(1))
    Initiative.objects.filter(pk=page.pk).update(status="archived")
    assert alerts.send_news(now=day(2)) == 0


def test_many_new_pages_are_counted(alert, write):
    for rank in range(25):
        bus(write, f"n{rank}", day(1))
    alerts.send_news(now=day(2))
    (body,) = told()
    assert "25 nouveautés" in body.replace("\u00a0", " ")
    assert "Et 5 autres." in body


def test_asking_again_makes_no_second_alert(alert):
    alerts.ask(email=" Claire@Exemple.fr ", search="q=bus", words="« bus »", now=day(1))
    assert Alert.objects.count() == 1
    (body,) = told()
    assert "déjà en service" in body
    alerts.ask(email=EMAIL, search="q=bus", words="« bus »", now=day(1))
    assert len(told()) == 1


def test_an_address_never_confirmed_is_erased_after_seven_days(alert):
    alerts.ask(email="autre@exemple.fr", search="q=bus", words="« bus »", now=day(0))
    line = "Alertes jamais confirmées, après sept jours"
    assert persons.retention(day(7).date(), apply=True)[line] == 0
    assert persons.retention(day(8).date(), apply=True)[line] == 1
    assert [row.email for row in Alert.objects.all()] == [EMAIL]


def test_stopping_erases_the_address(alert, write):
    AlertSent.objects.create(alert=alert, page=bus(write, "neuf", day(1)).key)
    alerts.stop(alert=alert)
    assert not Alert.objects.exists()
    assert not AlertSent.objects.exists()


def test_an_alert_whose_search_lost_its_meaning_still_works(write):
    alerts.ask(email=EMAIL, search="q=bus&theme=disparu", words="« bus »", now=day(0))
    alerts.confirm(alert=Alert.objects.get(), now=day(0))
    bus(write, "neuf", day(1))
    assert alerts.send_news(now=day(2)) == 1
