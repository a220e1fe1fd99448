"""What people read of the kits of the platform: short sentences, plain words, « vous », and somebody to call."""

import re

from essaim.adoptions.checks.names import every_marked
from essaim.adoptions.kits.speaking import Speech
from essaim.adoptions.params.base import Prose
from essaim.foundation.papers.public import Bullets, Grid, Heading, Paragraph, blocks_of
from tests.kits.real import every_kit, kit_of

LONGEST, USUAL = 26, 12
"""Words of a sentence: at most, and on average over the letters and the helps of a kit. A 75-year-old reads it once."""
JARGON = re.compile(
    r"\b(bénéficiaires?|usagers?|susvisée?s?|susmentionnée?s?|nonobstant|afférente?s?|éligib\w+|dispositifs?|binômes?|"
    r"allocataires? du|partenarial\w*|séniors?|seniors?|dématérialis\w+|pièces justificatives|via)\b",
    re.IGNORECASE,
)
ABBREVIATIONS = {"RSA": "revenu de solidarité active", "Cesu": "chèque emploi service universel"}


def read_texts(kit):
    """Yield what the people of a service read (not what only an adopter reads): where, and the text without values."""
    speech = Speech(kit, kit.defaults())
    for one in every_marked(kit):
        adopters_only = one.path[0] in {"parameters", "documents", "outcomes", "protocol", "kit"}
        if isinstance(one.marker, Prose) and one.marker.numbers and not adopters_only:
            yield one.path, speech.text(one.value)


def sentences(text):
    # one sentence a line or a full stop; what is said by a list is read item by item
    parts = re.split(r"(?<=[.!?…])\s+|\n+|\s;\s|\s:\s", text.replace("« ", "«").replace(" »", "»"))
    return [words for part in parts if (words := re.findall(r"[\w’'-]+", part))]


@every_kit
def test_sentences_are_short(name):
    kit = kit_of(name)
    found = [(path, words) for path, text in read_texts(kit) for words in sentences(text)]
    assert [(path, " ".join(words)) for path, words in found if len(words) > LONGEST] == []
    running = [len(words) for path, words in found if path[-1] in {"body", "help"} and len(words) > len(["Bonjour"])]
    assert sum(running) / len(running) <= USUAL


@every_kit
def test_words_are_plain(name):
    kit = kit_of(name)
    assert [(path, found.group()) for path, text in read_texts(kit) for found in JARGON.finditer(text)] == []
    everything = "\n".join(text for _, text in read_texts(kit)) + kit.record.kit.summary
    assert [short for short, full in ABBREVIATIONS.items() if short in everything and full not in everything] == []


@every_kit
def test_people_are_told_vous_and_whom_to_call(name):
    kit = kit_of(name)
    signed = {kit.sections["matching"].agreement.document} if "matching" in kit.sections else set()
    letters = {message.id: message.body for message in kit.record.messages if message.id not in signed}
    assert [key for key, body in letters.items() if re.search(r"\b(tu|toi|ton|tes|ta)\b", body)] == []
    assert [key for key, body in letters.items() if not re.search(r"\b(vous|vos|votre)\b", body, re.IGNORECASE)] == []
    assert [key for key, body in letters.items() if "{service.contact}" not in body] == []


@every_kit
def test_letters_and_documents_can_be_printed(name):
    """The small notation of papers: lists, tables whose rows have the same cells, blanks to fill in."""
    kit = kit_of(name)
    speech = Speech(kit, kit.defaults())
    for letter in kit.record.messages:
        assert blocks_of(speech.text(letter.body))
    kinds = {type(block) for document in kit.record.documents for block in blocks_of(speech.text(document.body))}
    assert kinds >= {Heading, Bullets, Grid, Paragraph}
