"""Two people click at once: one adoption, one opening, one change of terms. Each guard with its twin, taken out of the database."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier

import pytest
from django.db import IntegrityError, connection

from essaim.adoptions.domain import adopting, launching, revising, team
from essaim.adoptions.models import Adoption, Phase, Terms
from essaim.foundation.journal.models import Entry
from essaim.foundation.storage.domain import guards
from essaim.foundation.territories.models import Territory
from tests.apps.adoptions.builders import adopted, installed

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("toys")]
CLERKS = 4


@pytest.fixture
def several_writers():
    if connection.vendor == "sqlite":
        pytest.skip("PostgreSQL absent: a SQLite file has one writer at a time, from the first line of the transaction")


@pytest.fixture(autouse=True)
def _gers():
    Territory.objects.create(code="departement-32", level="departement", insee="32", name="Gers", slug="32-gers")


def together(act):
    """Have several do the same at the same moment, each on a connection of her own; return what each was told, or None."""
    start = Barrier(CLERKS)

    def one(_rank):
        start.wait()
        try:
            act()
        except (adopting.AlreadyAdoptedError, adopting.NotNowError) as error:
            return str(error)
        else:
            return None
        finally:
            connection.close()

    with ThreadPoolExecutor(CLERKS) as pool:
        return list(pool.map(one, range(CLERKS)))


@contextmanager
def without(model, name):
    """Take a constraint out of the database, and put it back; triggers are away meanwhile, for SQLite rebuilds the table."""
    every = list(model._meta.constraints)
    constraint = next(one for one in every if one.name == name)
    with guards.lifted():
        model._meta.constraints = [one for one in every if one is not constraint]
        with connection.schema_editor() as editor:
            editor.remove_constraint(model, constraint)
        try:
            yield
        finally:
            Terms.objects.all().delete()
            Adoption.objects.all().delete()
            model._meta.constraints = every
            with connection.schema_editor() as editor:
                editor.add_constraint(model, constraint)


def adopt(**changes):
    return adopting.adopt(
        **{
            "version": installed(),
            "territory": "departement-32",
            "structure": "Gers",
            "written": {},
            "actor": None,
            **changes,
        }
    )


@pytest.mark.postgres
@pytest.mark.usefixtures("several_writers")
def test_one_structure_adopts_once_however_many_click():
    version = installed()
    told = together(lambda: adopt(version=version))
    assert told.count(None) == 1
    assert all("a déjà adopté ce kit" in one for one in told if one)
    assert (Adoption.objects.count(), Terms.objects.count(), Entry.objects.filter(act="adoption.adopt").count()) == (
        1,
        1,
        1,
    )


def same_again(adoption):
    Adoption.objects.create(
        slug=f"{adoption.slug}-bis",
        kit=adoption.kit,
        territory=adoption.territory,
        structure=adoption.structure,
        title="x",
    )


def test_without_its_constraint_one_structure_adopts_twice():
    adoption = adopt()
    with pytest.raises(IntegrityError):
        same_again(adoption)
    with without(Adoption, "adoption_once"):
        same_again(adoption)
        assert Adoption.objects.count() == 2


def ready():
    adoption = adopted(phase="testing")
    team.add_member(adoption=adoption, email="agent@gers.fr", role="agent", actor=None)
    adoption.all_terms.update(reason="Délibération")
    return adoption


@pytest.mark.postgres
@pytest.mark.usefixtures("several_writers")
def test_a_service_opens_once_however_many_click():
    key = ready().pk
    told = together(lambda: launching.open_for_real(adoption=Adoption.objects.get(pk=key), actor=None))
    assert told.count(None) == 1
    assert all("ouvert" in one for one in told if one)
    assert Adoption.objects.get().phase == Phase.OPEN
    assert Entry.objects.filter(act="adoption.open").count() == 1


def revise(adoption, plafond):
    terms = Adoption.objects.get(pk=adoption.pk).terms
    return lambda: revising.revise(
        adoption=adoption, version=terms.version, written={"plafond": plafond}, reason="x", based_on=terms.fingerprint,
        carry=False, actor=None,
    )  # fmt: skip


@pytest.mark.postgres
@pytest.mark.usefixtures("several_writers")
def test_two_who_change_the_terms_never_write_over_each_other():
    told = together(revise(ready(), "250"))
    assert told.count(None) == 1
    assert all("pendant que vous" in one for one in told if one)
    assert list(Terms.objects.values_list("number", flat=True)) == [1, 2]


def test_without_its_constraint_terms_are_numbered_twice():
    adoption = ready()
    again = {"adoption": adoption, "number": 1, "version": adoption.terms.version}
    with pytest.raises(IntegrityError):
        Terms.objects.create(**again)
    with without(Terms, "terms_once"):
        Terms.objects.create(**again)
        assert Terms.objects.filter(number=1).count() == 2
