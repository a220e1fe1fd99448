"""Whether a project answers what somebody types, in the catalogue as on the ballot."""

from essaim.cores.text.folding import fold


def answers(words: str, number: int, folded: str) -> bool:
    """Say whether each word is in the text of a project, accents and capitals aside; a number asks for that project alone.

    Args:
        words: What was typed.
        number: The number of the project.
        folded: Its text, folded.
    """
    if words.isdigit():
        return str(number) == words.lstrip("0")
    return all(word in folded for word in fold(words).split())
