"""What of a declared frame has no meaning, said to whoever sets the values: the parameter, what, what to do. Pure."""

from collections.abc import Iterator
from fractions import Fraction

from essaim.cores.rules.kinds import Kind, Shape
from essaim.cores.rules.wording import say_number
from essaim.engines.ballots.domain.framing.declared import (
    WHOLE,
    Band,
    Declared,
    Values,
    bands_of,
    declared,
    plain_count,
    whole,
)
from essaim.engines.ballots.params import BallotsSection, BandRecord

Said = tuple[str, str, str]


def fits(section: BallotsSection, values: Values) -> Iterator[Said]:
    """Yield what is wrong in the values of a frame. Nothing where the frame is plain."""
    found = declared(section, values)
    bands = bands_of(section.frame.bands, values)
    yield from _shares(section.frame.bands, bands, values)
    if found.bands:
        yield from _costs(section, bands, values)
    yield from _cantons(section, found, whole(values, section.envelope))
    if not plain_count(section, values):
        yield from _meaningless(section, found)


def _euros(cents: int) -> str:
    return say_number(Fraction(cents), Shape(Kind.MONEY))


def _shares(records: list[BandRecord], bands: tuple[Band, ...], values: Values) -> Iterator[Said]:
    """Shares are 100 % at most; exactly where nothing takes the rest; less where something does."""
    named = [one for one in records if one.share is not None and whole(values, one.share)]
    if not named:
        return
    total = sum(whole(values, one.share) for one in named)
    last, rest = str(named[-1].share), [one for one in bands if one.share is None]
    if total > WHOLE:
        yield (
            last,
            f"les parts des tranches font {total} % en tout",
            f"baissez-les : {WHOLE} % au plus, toutes ensemble",
        )
    elif total == WHOLE and rest:
        yield last, f"les parts font {WHOLE} % : il ne reste rien pour « {rest[0].label} »", "baissez une part"
    elif total < WHOLE and not rest:
        yield last, f"les parts font {total} % : {WHOLE - total} % ne vont à aucune tranche", f"montez-les à {WHOLE} %"


def _costs(section: BallotsSection, bands: tuple[Band, ...], values: Values) -> Iterator[Said]:
    """Bands follow each other from the lowest cost to the highest, without a gap and without an overlap."""
    least, most = (whole(values, one) for one in (section.cost.at_least, section.cost.at_most))
    limits = {one.id: one.up_to for one in section.frame.bands}
    for one in bands:
        name = limits[one.id] or section.cost.at_most
        if one.over is not None and one.up_to is not None and one.up_to <= one.over:
            yield (
                name,
                f"« {one.label} » s’arrête à {_euros(one.up_to)}, et la tranche d’avant à {_euros(one.over)} : elles se chevauchent",
                f"un plafond plus haut que {_euros(one.over)}",
            )
        elif one.up_to is not None and one.up_to < least:
            yield (
                name,
                f"« {one.label} » s’arrête à {_euros(one.up_to)}, et un projet coûte au moins {_euros(least)} : aucun projet ne peut y entrer",
                "montez son plafond, ou mettez sa part à 0",
            )
        elif one.over is not None and one.over >= most:
            yield (
                name,
                f"« {one.label} » commence au-dessus de {_euros(one.over)}, et un projet coûte au plus {_euros(most)} : aucun projet ne peut y entrer",
                "baissez le plafond de la tranche d’avant, ou mettez la part de celle-ci à 0",
            )
    for group in {one.reserved: one for one in bands}.values():  # the last of each group
        if group.up_to is not None and group.up_to < most:
            yield (
                limits[group.id] or section.cost.at_most,
                f"aucune tranche ne prend un projet de plus de {_euros(group.up_to)}, et un projet coûte jusqu’à {_euros(most)}",
                f"un plafond de {_euros(most)} pour « {group.label} », ou un coût plus bas",
            )


def _cantons(section: BallotsSection, found: Declared, envelope: int) -> Iterator[Said]:
    name = str(section.frame.canton)
    if found.canton in {"first", "each"} and found.open_bands and len(found.open_bands) > 1:
        yield (
            name,
            "ce lauréat par canton ne va pas avec des tranches de coût : un projet aurait deux enveloppes",
            "« un lauréat au plus par canton », ou des parts à 0",
        )
    if found.canton in {"first", "each"} and found.bands and not found.open_bands:
        yield name, "les parts réservées prennent tout : il ne reste rien pour les cantons", "baissez une part réservée"
    if found.canton == "each" and found.canton_cents > envelope:
        yield (
            str(section.frame.canton_money or name),
            "l’enveloppe d’un canton dépasse celle de l’édition",
            f"{_euros(envelope)} au plus",
        )
    if found.canton == "each" and not found.canton_cents:
        yield (
            str(section.frame.canton_money or name),
            "chaque canton a une enveloppe de 0 €",
            "une somme, ou une autre règle par canton",
        )


def _meaningless(section: BallotsSection, found: Declared) -> Iterator[Said]:
    """Parts that only the plain count takes (docs/adr/0022-frames.md says why)."""
    frame, advice = section.frame, "comptez par voix, ou retirez cette partie"
    parts = (
        (frame.canton, found.canton != "none", "une règle par canton"),
        (frame.per_theme, found.per_theme, "un maximum de lauréats par thème"),
        (frame.per_holder, found.per_holder, "un maximum de lauréats par porteur"),
        (frame.part, found.part, "un financement en partie"),
        (frame.leftover, found.bands and found.leftover == "common", "une enveloppe commune pour ce qui reste"),
    )
    for name, there, what in parts:
        if there:
            yield str(name), f"{what} n’a pas de sens défini avec les parts égales", advice
