"""Measures: who enters them, what is refused and with which words, files whole or not at all, corrections that keep the past."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from essaim.adoptions.domain.outcomes import importing, measuring
from essaim.adoptions.domain.outcomes.measuring import RefusedMeasureError, Value, measures_for
from essaim.adoptions.models import Measure, TeamMember
from essaim.cores.tables import UnreadableError
from essaim.foundation.accounts.domain.roles import confirm_address
from essaim.foundation.accounts.models import Account
from essaim.foundation.journal.models import Entry
from essaim.foundation.storage.public import guards_lifted
from tests.apps.adoptions.builders import adopted
from tests.apps.adoptions.outcomes.conftest import MEASURES
from tests.territories import small_france  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db
PASSWORD = "une-longue-phrase-1"
ON = date(2026, 1, 31)


@pytest.fixture
def agent(client, service):
    """Signed in, agent of the service."""
    return member(client, service, "agent")


def member(client, service, role):
    account = Account.objects.create_user(email=f"{role}@gers.test", password=PASSWORD)
    confirm_address(account=account)
    TeamMember.objects.create(adoption=service, email=account.email, role=role)
    assert client.login(email=account.email, password=PASSWORD)
    return account


def url(service):
    return f"/gestion/{service.slug}/mesures/"


def entry(**changed):
    return {"measure": "eau", "on": "2026-01-31", "value": "1 200,5", "source": "Relevé", **changed}


def read(answer):
    return answer.content.decode().replace("&nbsp;", " ").replace("\xa0", " ").replace("\u202f", " ")


def test_the_role_that_the_kit_names_enters_a_measure_with_its_author(client, service, agent):
    answer = client.post(url(service), entry(), follow=True)
    assert "La mesure est enregistrée" in read(answer)
    one = Measure.objects.get()
    assert (one.value, one.on, one.source, one.author) == (Decimal("1200.5"), ON, "Relevé", agent.key)
    assert Entry.objects.filter(act="measure.enter").exists()
    assert "1 200,5 m³" in read(client.get(url(service)))


def test_another_role_reads_and_does_not_write(client, service):
    member(client, service, "partenaire")
    assert "confie ces mesures à un autre rôle" in read(client.get(url(service)))
    assert client.post(url(service), entry()).status_code == 403
    assert client.post(url(service), {"fichier-file": upload("x")}).status_code == 403
    assert not Measure.objects.exists()


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"on": ""}, "Ce champ est obligatoire"),
        ({"on": str(timezone.localdate() + timedelta(days=1))}, "Cette date est à venir"),
        ({"value": "beaucoup"}, "Saisissez un nombre"),
        ({"source": ""}, "Ce champ est obligatoire"),
        ({"low": "1"}, "donnez l’autre aussi"),
        ({"low": "1", "high": "2"}, "entre les deux bornes"),
        ({"measure": "air"}, "Sélectionnez un choix valide"),
        ({"people": "-1"}, "supérieure ou égale à 0"),
    ],
)
def test_what_is_wrong_is_said_where_it_is(client, service, agent, changed, words):
    assert words in read(client.post(url(service), entry(**changed)))
    assert not Measure.objects.exists()


def test_the_same_date_twice_is_refused_and_leads_to_the_correction(client, service, agent):
    client.post(url(service), entry())
    assert "corrigez celle qui est là" in read(client.post(url(service), entry(value="5")))
    wrong = Measure.objects.get()
    form = f"{url(service)}{wrong.pk}/corriger/"
    assert "qui reste dans l’historique" in read(client.get(form))
    answer = client.post(form, entry(value="1300"), follow=True)
    assert "La mesure est corrigée" in read(answer)
    assert [one.value for one in measuring.live(service)] == [1300]
    assert Measure.objects.count() == 2
    assert client.get(form).status_code == 404


def test_a_correction_keeps_measure_and_date(service):
    wrong = measuring.enter(adoption=service, value=Value("eau", ON, 1, "a"), author=None)
    with pytest.raises(RefusedMeasureError, match="garde la mesure et la date"):
        measuring.correct(wrong=wrong, value=Value("eau", date(2026, 1, 30), 1, "a"), author=None)


def test_two_who_correct_the_same_value_do_it_once(service):
    wrong = measuring.enter(adoption=service, value=Value("eau", ON, 1, "a"), author=None)
    measuring.correct(wrong=wrong, value=Value("eau", ON, 2, "a"), author=None)
    with pytest.raises(RefusedMeasureError, match="vient d’être corrigée"):
        measuring.correct(wrong=wrong, value=Value("eau", ON, 3, "a"), author=None)


def test_without_its_constraint_one_date_has_two_values(service):
    """The broken twin of `measure_once`: the same second value, with the index dropped."""
    measuring.enter(adoption=service, value=Value("eau", ON, 1, "a"), author=None)
    with pytest.raises(RefusedMeasureError, match="a déjà une valeur"):
        measuring.enter(adoption=service, value=Value("eau", ON, 2, "a"), author=None)
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX measure_once")
    measuring.enter(adoption=service, value=Value("eau", ON, 2, "a"), author=None)
    assert len(measuring.live(service)) == 2


def test_nothing_is_measured_before_the_opening(engine, small_france):  # noqa: F811
    service = adopted("minimal", MEASURES, phase="testing")
    with pytest.raises(RefusedMeasureError, match="pas encore ouvert"):
        measuring.enter(adoption=service, value=Value("eau", ON, 1, "a"), author=None)


def test_a_measure_is_never_edited_and_the_same_test_sees_the_guard_taken_away(service):
    measuring.enter(adoption=service, value=Value("eau", ON, 1, "a"), author=None)
    with pytest.raises(DatabaseError), transaction.atomic():
        Measure.objects.update(value=2)
    with guards_lifted():
        assert Measure.objects.update(value=2) == 1


@pytest.mark.parametrize(("low", "high"), [(2, 3), (0, Decimal("0.5")), (None, 3)])
def test_the_database_refuses_a_value_outside_its_interval(service, low, high):
    with pytest.raises(IntegrityError), transaction.atomic():
        Measure.objects.create(adoption=service, measure="eau", value=1, low=low, high=high, on=ON, source="a")


def test_the_team_reads_the_exact_numbers_beside_what_is_published(client, service, agent, count, engine):
    count(1, 30)
    count.publish(2026, 2, 1)
    count(timezone.localdate().month, 4)
    html = read(client.get(f"/gestion/{service.slug}/resultats/"))
    assert "34 demandes" in html
    assert ">30<" in html.replace("\n", "").replace(" ", "")
    assert "ne les publiez pas" in html


def test_the_team_publishes_without_waiting_and_the_journal_says_it(client, service, agent, count):
    count(1, 30)
    desk, now = f"/gestion/{service.slug}/resultats/", f"/gestion/{service.slug}/resultats/publier/"
    assert "la première n’a pas encore eu lieu" in read(client.get(desk))
    said = read(client.post(now, follow=True))
    assert "Ce qui était à publier l’est" in said
    assert "la dernière fois le 26 novembre 2026" in said
    assert Entry.objects.filter(act="outcome.release").count() == 1
    assert "Rien de plus n’est à publier" in read(client.post(now, follow=True))
    assert Entry.objects.filter(act="outcome.release").count() == 1
    assert client.get(now).status_code == 405


def test_a_partner_reads_the_numbers_and_publishes_nothing(client, service, count):
    count(1, 30)
    member(client, service, "partenaire")
    desk = f"/gestion/{service.slug}/resultats/"
    assert "Publier maintenant" not in read(client.get(desk))
    assert client.post(desk + "publier/").status_code == 403
    service.refresh_from_db()
    assert service.counted_at is None


def test_a_stranger_does_not_read_them(client, service):
    assert client.get(f"/gestion/{service.slug}/resultats/").status_code == 302


# --- files -------------------------------------------------------------------------------------------------------


def upload(text, encoding="utf-8"):
    return SimpleUploadedFile("mesures.csv", text.encode(encoding), content_type="text/csv")


HEADS = "mesure;date;valeur;au_moins;au_plus;personnes;source\n"


def test_a_file_is_taken_whole_and_a_second_time_changes_nothing(client, service, agent):
    text = HEADS + "eau;31/01/2026;1 200,5;;;;Relevé de l’année\neau;2026-02-28;90;80;100;;Estimation\n"
    for words, encoding in (("2 mesures enregistrées", "cp1252"), ("0 mesure enregistrée, 2 déjà là", "utf-8")):
        answer = client.post(url(service), {"fichier-file": upload(text, encoding)}, follow=True)
        assert words in read(answer)
    assert [(one.value, one.low, one.source) for one in measuring.live(service)] == [
        (Decimal("1200.5"), None, "Relevé de l’année"),
        (90, 80, "Estimation"),
    ]


def test_one_wrong_line_and_nothing_is_written(client, service, agent):
    text = HEADS + "eau;31/01/2026;1;;;;a\nair;31/01/2026;1;;;;a\neau;32/01/2026;1;;;;a\n"
    html = read(client.post(url(service), {"fichier-file": upload(text)}))
    assert "Rien n’a été enregistré" in html
    assert "Ligne 3 : « air » n’est pas une mesure que votre rôle saisit : eau" in html
    assert "Ligne 4 : « date » vaut « 32/01/2026 »" in html
    assert not Measure.objects.exists()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "colonnes attendues"),
        ("mesure;date\n", "colonnes attendues"),
        (HEADS, "Le fichier n’a aucune valeur"),
        (HEADS + "eau;2026-01-31;;;;;a\n", "une valeur qui manque ne s’écrit pas"),
        (HEADS + "eau;2026-01-31;x;;;;a\n", "« valeur » vaut « x » : un nombre est attendu"),
        (HEADS + "eau;2026-01-31;NaN;;;;a\n", "un nombre de 14 chiffres au plus est attendu"),
        (HEADS + "eau;2026-01-31;1e40;;;;a\n", "un nombre de 14 chiffres au plus est attendu"),
        (HEADS + "eau;2026-01-31;1;2;3;;a\n", "la valeur est entre eux"),
        (HEADS + "eau;2026-01-31;1;1;;;a\n", "vont ensemble"),
        (HEADS + "eau;2026-01-31;1;;;1,5;a\n", "« personnes » est un nombre entier"),
        (HEADS + "eau;2026-01-31;1;;;;\n", "« source » est obligatoire"),
        (HEADS + "eau;2026-01-31;1;;;;a;b\n", "8 cellules au lieu de 7"),
        (HEADS + "eau;2026-01-31;1;;;;a\neau;31/01/2026;2;;;;a\n", "même mesure et même date que la ligne 2"),
    ],
)
def test_what_is_wrong_in_a_file_is_said_by_line(service, text, words):
    with pytest.raises(UnreadableError, match=words):
        importing.read(text.encode(), measures_for(service, ["agent"]))


def test_a_file_too_large_is_refused(service):
    with pytest.raises(UnreadableError, match="2 Mo"):
        importing.read(b"x" * 2_100_000, measures_for(service, ["agent"]))


def test_a_file_that_meets_another_value_writes_nothing(client, service, agent):
    client.post(url(service), entry(value="1"))
    text = HEADS + "eau;2026-01-30;5;;;;a\neau;2026-01-31;2;;;;a\n"
    assert "corrigez celle qui est là" in read(client.post(url(service), {"fichier-file": upload(text)}))
    assert Measure.objects.count() == 1
