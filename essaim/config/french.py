"""argparse in French: its own sentences, translated once."""

import argparse

SENTENCES = {
    "usage: ": "usage : ",
    "positional arguments": "arguments",
    "options": "options",
    "show this help message and exit": "afficher cette aide",
    "show program's version number and exit": "afficher la version",
    "%(prog)s: error: %(message)s\n": "%(prog)s : erreur : %(message)s\n",
    "argument %(argument_name)s: %(message)s": "argument %(argument_name)s : %(message)s",
    "the following arguments are required: %s": "il manque : %s",
    "unrecognized arguments: %s": "arguments inconnus : %s",
    "expected one argument": "une valeur est attendue",
    "expected at least one argument": "au moins une valeur est attendue",
    "not allowed with argument %s": "incompatible avec %s",
    "invalid choice: %(value)r (choose from %(choices)s)": "« %(value)s » n’existe pas ; choix possibles : %(choices)s",
    "invalid %(type)s value: %(value)r": "« %(value)s » n’est pas une valeur de type %(type)s",
    "unknown parser %(parser_name)r (choices: %(choices)s)": "commande inconnue %(parser_name)s (choix : %(choices)s)",
    "one of the arguments %s is required": "il faut l’un de ces arguments : %s",
}


def speak_french() -> None:
    """Make argparse use our sentences; one that is missing here stays in English."""
    argparse._ = lambda sentence: SENTENCES.get(sentence, sentence)  # type: ignore[attr-defined]
