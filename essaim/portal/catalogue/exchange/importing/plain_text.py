"""Foreign text becomes plain text: HTML and Markdown lose their marks, never their words."""

import html
import re

import nh3

_BLOCK_END = re.compile(r"</(?:p|div|li|h[1-6]|tr|ul|ol|blockquote|section|article)\s*>|<br\s*/?>", re.IGNORECASE)
_ITEM = re.compile(r"<li[^>]*>", re.IGNORECASE)
_IMAGE = re.compile(r"!\[([^\]\n]*)\]\([^)\n]*\)")
_LINK = re.compile(r"\[([^\]\n]+)\]\((\S+?)(?:\s+\"[^\"\n]*\")?\)")
_FENCE = re.compile(r"^[ \t]*(?:```|~~~).*$", re.MULTILINE)
_RULE = re.compile(r"^[ \t]*(?:[-*_][ \t]*){3,}$", re.MULTILINE)
_HEADING = re.compile(r"^[ \t]{0,3}#{1,6}[ \t]*(.*?)[ \t]*#*[ \t]*$", re.MULTILINE)
_QUOTE = re.compile(r"^[ \t]{0,3}>[ \t]?", re.MULTILINE)
_BULLET = re.compile(r"^([ \t]*)[-*+][ \t]+", re.MULTILINE)
_STRONG = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1", re.DOTALL)
_EMPHASIS = re.compile(r"(?<![\w*])([*_])(?=\S)([^*_\n]+?)(?<=\S)\1(?![\w*])")
_CODE = re.compile(r"`([^`\n]+)`")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!>~|])")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def from_html(text: str) -> str:
    """Return the words of an HTML text: blocks become lines, list items « – », scripts and styles vanish."""
    spaced = _ITEM.sub("– ", _BLOCK_END.sub("\n", text))
    words = nh3.clean(spaced, tags=set(), clean_content_tags={"script", "style"})
    return tidy(html.unescape(words))


def from_markdown(text: str) -> str:
    """Return the words of a Markdown text; a link keeps its address in brackets. Inner HTML is removed too."""
    text = _FENCE.sub("", text.replace("\r\n", "\n"))
    text = _IMAGE.sub(r"\1", text)
    text = _LINK.sub(_link, text)
    text = _BULLET.sub(r"\1– ", _RULE.sub("", _QUOTE.sub("", _HEADING.sub(r"\1", text))))
    text = _STRONG.sub(r"\2", text)
    text = _CODE.sub(r"\1", _EMPHASIS.sub(r"\2", text))
    return from_html(_ESCAPE.sub(r"\1", text))


def _link(match: re.Match[str]) -> str:
    words, address = match.groups()
    return words if words == address else f"{words} ({address})"


def tidy(text: str) -> str:
    """Return the text without control characters, with single spaces and at most one empty line between blocks."""
    text = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    lines = [" ".join(line.split(" ")).strip() for line in text.replace("\t", " ").split("\n")]
    lines = [re.sub(r" {2,}", " ", line) for line in lines]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def as_line(text: str) -> str:
    """Return the text on one line."""
    return " ".join(_CONTROL.sub("", text).split())


def cut(text: str, length: int) -> str:
    """Return the text, cut at the end of a sentence (or of a word) when it is longer than `length` characters."""
    if len(text) <= length:
        return text
    room = text[: length - 2]
    sentence = max(room.rfind(mark) for mark in (". ", ".\n", "! ", "? "))
    if sentence > length // 2:
        return room[: sentence + 1] + " …"
    return room.rsplit(" ", 1)[0].rstrip(",;: ") + " …"
