"""Workshops for tests: an edition that prepares its rules, ballots of a file and of a simulation, a comparison counted."""

from fractions import Fraction

from essaim.cores import voting
from essaim.engines.ballots.domain.workshop import comparing, gathering
from essaim.engines.ballots.models.workshop import Comparison

PB = """META
key;value
description;Première édition
country;France
unit;Gers
currency;EUR
budget;100000
vote_type;approval
rule;greedy
PROJECTS
project_id;cost;name;canton
1;60000;Une halle;Auch
2;50000;Un pont;Auch
3;40000;Un verger;Condom
4;9000;Un banc;Condom
5;8000;Une fresque;Fleurance
VOTES
voter_id;vote;age;sex;canton
"""
CAST = [("1,2", 60), ("1", 20), ("2,3", 50), ("3,4", 30), ("4,5", 25), ("5", 15)]
"""Votes: 1 has 80, 2 has 110, 3 has 80, 4 has 55, 5 has 40."""


def pabulib(cast=CAST):
    """Return a file whose lines know an age and a canton of each voter."""
    lines = [f"{chosen}" for chosen, times in cast for _ in range(times)]
    return (
        PB + "\n".join(f"v{rank};{chosen};{17 + rank % 70};F;Auch" for rank, chosen in enumerate(lines)) + "\n"
    ).encode()


def of_file(edition, name="Première édition", data=None):
    """Bring the ballots of a file."""
    found = gathering.from_file(name, data or pabulib())
    return gathering.keep(consultation=edition, found=found, by=None)


MODEL = voting.Model(voters=120, choices=3, projects=12, cantons=3, least=Fraction(2000), most=Fraction(40000))


def simulated(edition, seed="essai"):
    """Draw ballots."""
    found = gathering.from_model(
        f"Simulation « {seed} »", MODEL, Fraction(100_000), seed, {"Votants": "120", "Graine du tirage": seed}
    )
    return gathering.keep(consultation=edition, found=found, by=None)


def compared(ballot_set, *ways, field="canton", bounds=("10000", "45000"), shares=(20, 40, 40)):
    """Ask for a comparison; in tests it is counted at once."""
    found = comparing.ask(
        ballot_set=ballot_set,
        ways=ways or ("votes-skip", "votes-stop"),
        field=field,
        bounds=bounds,
        shares=shares,
        by=None,
    )
    return Comparison.objects.select_related("ballot_set__consultation").get(pk=found.pk)
