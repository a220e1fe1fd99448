"""Matching as a service runs it: people read from the database, the rules of a kit, the optimum, every reason.

    python benchmarks/matching.py             # the size of CAR 47 with its kit, then 3,000 × 5,000
    python benchmarks/matching.py --seeds 3

In a database of its own (SQLite), taken away at the end. People are invented from a seed that is printed: a real commune,
drawn by its population; free half-days with a chance of 0.35; a licence of 0 to 40 years. Times are processor seconds, the
least of three searches at the large size.
"""

import argparse
import os
import random
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
CAR47, GARDENS = ROOT / "kits" / "car-solidaire", ROOT / "tests" / "kits" / "valid" / "jardins-a-partager.yaml"
TODAY = date(2026, 11, 25)
HALF_DAYS = [f"{day}-{part}" for day in ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi") for part in ("matin", "apres-midi")]  # fmt: skip
SEED = "14 juillet 2026"


def start() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "essaim.config.settings"
    os.environ.setdefault("ESSAIM_DEBUG", "1")
    import django
    from django.core.management import call_command

    django.setup()
    from django.conf import settings

    settings.DEBUG = False  # or every query would be remembered
    call_command("migrate", interactive=False, verbosity=0)
    from essaim.foundation.territories.public import load_territories

    load_territories()


def adopted(path: Path, territory: str, structure: str, **written: str):
    from essaim.adoptions.domain import adopting
    from essaim.adoptions.domain.installing import install_kit

    adoption = adopting.adopt(
        version=install_kit(path=path), territory=territory, structure=structure, written=written, actor=None
    )
    adopting.start_test(adoption=adoption, actor=None)
    adopting.open_adoption(adoption=adoption, actor=None)
    return adoption


def communes(departements: list[str]) -> tuple[list[str], list[int]]:
    """Every commune of these départements with its population, which weighs how often it is drawn."""
    from essaim.foundation.territories.models import Territory

    rows = [
        row
        for each in departements
        for row in Territory.objects.filter(code__startswith=f"commune-{each}", retired=False).values_list(
            "insee", "population"
        )
    ]
    return [insee for insee, _ in rows], [population or 1 for _, population in rows]


def half_days(chance: random.Random, names: list[str]) -> list[str]:
    return [one for one in names if chance.random() < 0.35]


def born(chance: random.Random, years: int) -> str:
    return (TODAY - timedelta(days=chance.randrange(years * 365))).isoformat()


def car47_people(chance: random.Random, where) -> tuple[list[dict], list[dict]]:
    yes = dict.fromkeys(
        ("retraite", "conduire-moins", "voiture-a-vous", "controle-technique", "assurance-prevenue"), "oui"
    )
    owners = [
        {**yes, "commune": where(), "boite": chance.choice(["manuelle"] * 4 + ["automatique"]), "demi-journees": half_days(chance, HALF_DAYS)}
        for _ in range(196)
    ]  # fmt: skip
    drivers = [
        {
            "commune-conducteur": where(), "date-permis": born(chance, 40), "permis-valide": "oui", "personnes": "1",
            "boites": ["manuelle", "automatique"] if chance.random() < 0.5 else ["manuelle"],
            "disponibilites": half_days(chance, HALF_DAYS),
        }
        for _ in range(306)
    ]  # fmt: skip
    return owners, drivers


def gardens_people(chance: random.Random, where, sizes: tuple[int, int]) -> tuple[list[dict], list[dict]]:
    times = ["mardi-matin", "jeudi-matin", "samedi-matin", "samedi-apres-midi"]
    yes_no = ("oui", "non")
    owners = [
        {"commune-jardin": where(), "surface": str(chance.randrange(50, 900)), "outils": chance.choice(yes_no), "presence": half_days(chance, times)}
        for _ in range(sizes[0])
    ]  # fmt: skip
    gardeners = [
        {"commune-jardinier": where(), "naissance": born(chance, 80), "a-ses-outils": chance.choice(yes_no), "venue": half_days(chance, times)}
        for _ in range(sizes[1])
    ]  # fmt: skip
    return owners, gardeners


def register(adoption, sides: tuple[list[dict], list[dict]]) -> None:
    """Write people as they are once registered, without a message each."""
    from django.utils import timezone

    from essaim.adoptions.models import Participation
    from essaim.engines.matching.domain.gathering import section_of
    from essaim.engines.matching.models import Profile
    from essaim.foundation.parties.models import Party

    terms, number = adoption.terms, 0
    for record, answers in zip(section_of(terms).sides, sides, strict=True):
        parties = Party.objects.bulk_create(Party() for _ in answers)
        found = Participation.objects.bulk_create(
            Participation(
                adoption=adoption, terms=terms, door=f"matching.{record.id}", role=record.role, standing="submitted",
                number=(number := number + 1), party=party, answers=said,
            )
            for party, said in zip(parties, answers, strict=True)
        )  # fmt: skip
        Profile.objects.bulk_create(
            Profile(adoption=adoption, participation=one, side=record.id, capacity=1, registered_at=timezone.now())
            for one in found
        )


def measure(adoption) -> dict[str, object]:
    """Search once, as the desk does, without writing: read, build, assign, explain, compare."""
    from essaim.adoptions.models import Adoption
    from essaim.engines.matching.domain import running
    from essaim.engines.matching.domain.gathering import gather

    adoption = Adoption.objects.get(pk=adoption.pk)
    begun = time.process_time()
    gathered = gather(adoption, adoption.terms, TODAY)
    read = time.process_time()
    problem = gathered.pairing.problem
    built = time.process_time()
    found = running.best(gathered, SEED)
    ended = time.process_time()
    assert found.proved
    return {
        "pairs": len(problem.rows), "served": found.served, "first": found.first_come, "none": len(found.without),
        "read": read - begun, "rules": built - read, "rest": ended - built, "total": ended - begun,
    }  # fmt: skip


def forget(adoption) -> None:
    from essaim.adoptions.models import Participation
    from essaim.engines.matching.models import Profile

    Profile.objects.filter(adoption=adoption).delete()
    Participation.objects.filter(adoption=adoption).delete()


def car47(seeds: int) -> None:
    print(
        "196 owners of a car, 306 drivers of Lot-et-Garonne, the rules of the kit car-solidaire, one person a driver\n"
    )
    print("| distance | seed | possible pairs | first come serves | the optimum serves | s |")
    print("|---|---|---|---|---|---|")
    for kilometres in (5, 10, 25):
        adoption = adopted(CAR47, "departement-47", f"CAR {kilometres}", distance=str(kilometres))
        for seed in range(1, seeds + 1):
            chance = random.Random(seed)
            names, weights = communes(["47"])
            register(adoption, car47_people(chance, lambda c=chance, n=names, w=weights: c.choices(n, w)[0]))
            one = measure(adoption)
            print(
                f"| {kilometres} km | {seed} | {one['pairs']} | {one['first']} | {one['served']} | {one['total']:.3f} |"
            )
            forget(adoption)


def large() -> None:
    print("\n3,000 owners of a garden, 5,000 gardeners, the kit of gardens of the tests; « rules » reads every pair\n")
    print(
        "| where | within | possible pairs | served (first come) | without | read s | rules s | optimum, reasons s | total s |"
    )
    print("|---|---|---|---|---|---|---|---|---|")
    cases = [("twelve départements of Nouvelle-Aquitaine", ["16", "17", "19", "23", "24", "33", "40", "47", "64", "79", "86", "87"], 12), ("Lot-et-Garonne alone", ["47"], 12)]  # fmt: skip
    for words, departements, kilometres in cases:
        adoption = adopted(GARDENS, "departement-47", words, **{"distance-max": str(kilometres)})
        chance = random.Random(1)
        names, weights = communes(departements)
        people = gardens_people(chance, lambda c=chance, n=names, w=weights: c.choices(n, w)[0], (3000, 5000))
        register(adoption, people)
        one = min((measure(adoption) for _ in range(3)), key=lambda each: each["total"])
        print(
            f"| {words} | {kilometres} km | {one['pairs']:,} | {one['served']} ({one['first']}) | {one['none']} | {one['read']:.2f}"
            f" | {one['rules']:.2f} | {one['rest']:.2f} | {one['total']:.2f} |"
        )
        forget(adoption)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=5, help="0: the large size only")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["ESSAIM_VAR"] = folder
        start()
        if options.seeds:
            car47(options.seeds)
        large()


if __name__ == "__main__":
    main()
