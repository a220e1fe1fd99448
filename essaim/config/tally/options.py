"""From the words of the command line to rules and to an order of ties."""

import argparse
from dataclasses import replace
from fractions import Fraction

from essaim.cores.voting import Election, Rules, read_number
from essaim.cores.voting.rules import By


def add_rules(parser: argparse.ArgumentParser) -> None:
    """Describe the options that say how to count."""
    add = parser.add_argument
    add("--rule", choices=["greedy", "equal-shares", "phragmen", "welfare"], default="greedy",
        help="règle : greedy (le plus de voix d’abord, par défaut), equal-shares (parts égales), phragmen, welfare (optimum)")  # fmt: skip
    add(
        "--by",
        choices=["votes", "points"],
        help="greedy : par voix ou par points (les points, si les bulletins en portent)",
    )
    add("--variant", default="skip", metavar="VARIANTE",
        help="greedy : skip (passer ce qui ne tient pas), stop (s’arrêter là), threshold=N (au moins N voix), "
        "clause=0.8 (80 %% du premier qui ne tient pas suffisent) ; à combiner par des virgules : stop,threshold=50")  # fmt: skip
    add(
        "--utility",
        choices=["cost", "cardinality", "points"],
        default="cost",
        help="parts égales, optimum : utilité (cost)",
    )
    add("--completion", choices=["none", "add1"], default="none", help="parts égales : complément (none)")
    add("--stop", choices=["exhaustive", "last-feasible"], default="exhaustive",
        help="add1 : premier résultat qui épuise l’enveloppe (exhaustive), ou dernier départ possible (last-feasible)")  # fmt: skip
    add(
        "--step",
        type=_amount,
        default=Fraction(1),
        metavar="MONTANT",
        help="add1 : ajout par votant à chaque essai (1)",
    )
    add("--fill", choices=["none", "votes"], default="none", help="parts égales : ce qui reste va aux voix (none)")
    add("--ties", type=_criteria, default=("file",), metavar="ORDRE",
        help="égalités : lot:GRAINE (tirage refaisable par tous), file (ordre du fichier, par défaut), votes (puis ordre du fichier)")  # fmt: skip


def _amount(text: str) -> Fraction:
    try:
        return read_number(text).value
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _criteria(text: str) -> tuple[str, ...]:
    if text == "votes":
        return "votes", "file"
    known = all(each in {"votes", "file"} or (each.startswith("lot:") and each != "lot:") for each in text.split(","))
    if not known:
        raise argparse.ArgumentTypeError(f"« {text} » : attendu lot:GRAINE, file ou votes")
    return tuple(text.split(","))


def rules_of(options: argparse.Namespace, election: Election) -> Rules:
    """Return the rules that the options ask for. Raises ValueError, in French, on a wrong variant."""
    by: By = options.by or ("points" if election.ballots.points is not None else "votes")
    rules = Rules(
        options.rule,
        by=by,
        utility=options.utility,
        completion=options.completion,
        stop=options.stop,
        step=options.step,
        fill=options.fill == "votes",
    )
    for word in options.variant.split(","):
        rules = _with_variant(rules, word.strip())
    return rules


def _with_variant(rules: Rules, word: str) -> Rules:
    name, _, value = word.partition("=")
    if word == "skip":
        return rules
    if word == "stop":
        return replace(rules, misfit="stop")
    if name == "threshold":
        return replace(rules, threshold=_variant_number(word, value))
    if name == "clause":
        return replace(rules, misfit="stop", clause=_variant_number(word, value))
    raise ValueError(f"variante « {word} » : attendu skip, stop, threshold=N ou clause=0.8")


def _variant_number(word: str, value: str) -> Fraction:
    try:
        return read_number(value).value
    except ValueError as error:
        raise ValueError(f"variante « {word} » : {error}") from None
