"""The components of the look: `{% load ui %}`. Each is shown, with its call, on the style page."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BaseForm
from django.http import HttpRequest
from django.template.context import RequestContext
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from essaim.foundation.ui import french, registry
from essaim.foundation.ui.components import Cell, Event, Facet, FacetOption, Tab, Table, Tag, Tint
from essaim.foundation.ui.diff import compare

register = template.Library()
FOLDER = "ui/components"
OPTIONS_IN_SIGHT = 5

KINDS: dict[str, tuple[str, Tint]] = {
    "measured": ("mesuré", "leaf"),
    "target": ("objectif", "honey"),
    "planned": ("prévu", "sky"),
    "context": ("contexte", ""),
}
PRECISIONS = {"exact": "", "about": "environ", "nearly": "près de", "more_than": "plus de", "at_most": "au plus"}
STAGES: dict[str, tuple[str, Tint]] = {
    "idea": ("idée", "plum"),
    "test": ("à l’essai", "sky"),
    "running": ("en service", "leaf"),
    "spread": ("essaimée", "honey"),
    "stopped": ("arrêtée", "line"),
}
EVIDENCE = {
    "none": (0, "aucune preuve"),
    "story": (1, "récit"),
    "followed": (2, "suivi chiffré"),
    "planned": (2, "évaluation prévue"),
    "compared": (3, "évaluation comparée"),
    "pooled": (4, "plusieurs évaluations"),
}


# --- words and numbers -------------------------------------------------------------------------------------------


@register.filter
def fr_number(value: Any, decimals: int | None = None) -> str:
    """47660 → « 47 660 »; None or an empty value → « non disponible »."""
    return french.number(None if value in (None, "") else value, decimals)


@register.filter
def fr_date(value: date | None, style: str = "long") -> str:
    """A date in words; styles: long, short, month, time. None → « date non précisée »."""
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    return french.day(value or None, style)


@register.filter(is_safe=True)
def fr_typo(text: Any) -> str:
    """Non-breaking spaces before : ; ? ! » and after «, typographic apostrophes."""
    written = french.typography(str(text))
    # Only spaces and apostrophes change: what was safe stays safe.
    return mark_safe(written) if isinstance(text, SafeString) else written  # noqa: S308  # nosec B308 B703


@register.filter
def fr_plural(count: Any, words: str) -> str:
    """`{{ n|fr_plural:"votant,votants" }}`: the word alone, singular for 0 and 1."""
    singular, _, plural = words.partition(",")
    return plural if french.is_plural(count or 0) else singular


@register.filter
def fr_count(count: Any, words: str) -> str:
    """`{{ n|fr_count:"votant,votants" }}`: the number and its word."""
    singular, _, plural = words.partition(",")
    return french.counted(count, singular, plural)


# --- frame -------------------------------------------------------------------------------------------------------


@register.simple_tag
def icon(name: str) -> SafeString:
    """A small drawing, hidden from screen readers: the words beside it say the same."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>', static("ui/icons.svg"), name
    )


@register.simple_tag
def htmx_config() -> SafeString:
    """Settings that let htmx live under our content policy: no style of its own, no evaluated text."""
    return mark_safe("""<meta name="htmx-config" content='{"includeIndicatorStyles":false,"allowEval":false}'>""")  # nosec B308


@register.simple_tag
def accent_url(accent: str) -> str:
    """Address of the style sheet that carries one accent colour (« #rrggbb »)."""
    return reverse("ui:accent", args=[accent.lstrip("#").lower()])


@register.simple_tag(takes_context=True)
def panels(context: RequestContext, slot: str, subject: object = None) -> SafeString:
    """What upper apps registered for this place of the page."""
    request: HttpRequest = context["request"]
    drawn = (panel.render(request, subject) for panel in registry.panels.get(slot, []))
    return mark_safe("\n".join(part for part in drawn if part))  # noqa: S308  # nosec B308 B703


@register.inclusion_tag(f"{FOLDER}/breadcrumbs.html")
def breadcrumbs(*parts: str) -> dict[str, Any]:
    """`{% breadcrumbs "Solutions" url "Conduire" %}`: pairs of words and address, then the words of this page."""
    pairs = list(zip(parts[:-1:2], parts[1::2], strict=True))
    return {"pairs": pairs, "here": parts[-1]}


# --- marks -------------------------------------------------------------------------------------------------------


@register.inclusion_tag(f"{FOLDER}/tag.html")
def tag(label: str, tint: Tint = "", url: str = "") -> dict[str, Any]:
    return {"tag": Tag(label, tint, url)}


@register.inclusion_tag(f"{FOLDER}/stage.html")
def stage(code: str) -> dict[str, Any]:
    """The stage of an initiative: idea, test, running, spread, stopped."""
    label, tint = STAGES[code]
    return {"label": label, "tint": tint}


@register.inclusion_tag(f"{FOLDER}/evidence.html")
def evidence(code: str) -> dict[str, Any]:
    """How well the effects are known: none, story, followed, planned, compared, pooled."""
    level, label = EVIDENCE[code]
    return {"label": label, "dots": [rank < level for rank in range(4)]}


@register.inclusion_tag(f"{FOLDER}/figure.html")
def figure(  # noqa: PLR0913  a figure without one of these would not be sourced
    value: Any,
    unit: str = "",
    label: str = "",
    *,
    value_max: Any = None,
    precision: str = "exact",
    kind: str = "measured",
    when: str = "",
    source: str = "",
    source_url: str = "",
) -> dict[str, Any]:
    """A number that matters, with its unit, and under it what it says, its period, its source and its kind."""
    kind_label, tint = KINDS[str(kind)]
    return {
        "value": fr_number(value),
        "value_max": "" if value_max in (None, "") else fr_number(value_max),
        "missing": value in (None, ""),
        "precision": PRECISIONS[str(precision)],
        "unit": unit,
        "label": label,
        "kind": kind_label,
        "tint": tint,
        "when": when,
        "source": source,
        "source_url": source_url,
    }


# --- lists -------------------------------------------------------------------------------------------------------


@register.inclusion_tag(f"{FOLDER}/card.html")
def card(  # noqa: PLR0913  a card may leave out all but three
    title: str,
    url: str,
    summary: str = "",
    *,
    place: str = "",
    tags: Sequence[Tag] = (),
    stage: str = "",
    evidence: str = "",
    reason: str = "",
    foot: str = "",
    level: int = 3,
) -> dict[str, Any]:
    """One solution or one initiative in a list; `reason` says why it is here, `level` is the level of its heading."""
    return {
        "title": title, "url": url, "summary": summary, "place": place, "tags": tags, "stage": stage,
        "evidence": evidence, "reason": reason, "foot": foot, "level": level,
    }  # fmt: skip


@register.inclusion_tag(f"{FOLDER}/facets.html", takes_context=True)
def facets(context: RequestContext, groups: Sequence[Facet], action: str = "") -> dict[str, Any]:
    """A form of boxes to tick, the first few of each question in sight.

    It keeps the other parameters of the address, and goes back to page 1.
    """
    names = {facet.name for facet in groups} | {"page"}
    request: HttpRequest = context["request"]
    kept = [(name, value) for name, values in request.GET.lists() if name not in names for value in values]
    return {"facets": [_folded(facet) for facet in groups], "kept": kept, "action": action or request.path}


def _folded(facet: Facet) -> tuple[Facet, Sequence[FacetOption], Sequence[FacetOption], bool]:
    """The facet, its options in sight, those behind « 12 autres », and whether one of these is ticked."""
    # One option alone behind a fold would cost as much room as the fold.
    shown = OPTIONS_IN_SIGHT if len(facet.options) > OPTIONS_IN_SIGHT + 1 else len(facet.options)
    others = facet.options[shown:]
    return facet, facet.options[:shown], others, any(option.checked for option in others)


@register.inclusion_tag(f"{FOLDER}/tabs.html")
def tabs(label: str, items: Sequence[Tab]) -> dict[str, Any]:
    return {"label": label, "items": items}


@register.inclusion_tag(f"{FOLDER}/table.html")
def table(data: Table, *, cards: bool = True) -> dict[str, Any]:
    """A table of words; on a phone each row becomes a small sheet, unless `cards` is false (then it scrolls)."""
    rows = [
        [
            (column, Cell(cell) if isinstance(cell, str) else cell)
            for column, cell in zip(data.columns, row, strict=True)
        ]
        for row in data.rows
    ]
    return {"table": data, "rows": rows, "cards": cards}


@register.inclusion_tag(f"{FOLDER}/pagination.html", takes_context=True)
def pagination(context: RequestContext, page: Page[Any]) -> dict[str, Any]:
    """Links to the other pages; the rest of the address is kept."""
    request: HttpRequest = context["request"]

    def address(number: int) -> str:
        query = request.GET.copy()
        query["page"] = str(number)
        return f"?{query.urlencode()}"

    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    links = [(number, address(number) if isinstance(number, int) else "") for number in numbers]
    before = address(page.previous_page_number()) if page.has_previous() else ""
    after = address(page.next_page_number()) if page.has_next() else ""
    return {"page": page, "links": links, "before": before, "after": after}


@register.inclusion_tag(f"{FOLDER}/timeline.html")
def timeline(events: Sequence[Event]) -> dict[str, Any]:
    return {"events": events}


@register.inclusion_tag(f"{FOLDER}/diff.html")
def diff(before: str, after: str, label: str = "") -> dict[str, Any]:
    """Two versions of a text, side by side, the words that differ marked."""
    return {"label": label, "same": before == after, **compare(before, after)}


@register.inclusion_tag(f"{FOLDER}/step.html")
def step(number: int, total: int, title: str = "", word: str = "Question") -> dict[str, Any]:
    """« Question 2 sur 7 » and how far one is; `word`: another name for what is counted (« Étape »)."""
    return {"number": number, "total": total, "title": title, "word": word}


@register.simple_tag
def error_summary(form: BaseForm) -> SafeString:
    """What is to be corrected, on top of a form, each line leading to its field. Nothing when all is well."""
    lines = [("", "", str(error)) for error in form.non_field_errors()]
    for bound in form:
        target = f"{bound.auto_id}_0" if bound.use_fieldset else bound.id_for_label
        lines += [(target, str(bound.label), str(error)) for error in bound.errors]
    if not lines:
        return SafeString("")
    return render_to_string(f"{FOLDER}/error_summary.html", {"lines": lines, "total": len(lines)})


# --- blocks ------------------------------------------------------------------------------------------------------


@register.simple_block_tag(takes_context=True)
def alert(context: RequestContext, content: str, kind: str = "info", title: str = "") -> SafeString:
    """`{% alert "warning" "Titre" %}…{% endalert %}`: info, success, warning, error."""
    kind = {"debug": "info", "": "info"}.get(kind, kind)
    return _block(context, "alert", {"content": content, "kind": kind, "title": title})


@register.simple_block_tag(takes_context=True)
def empty_state(context: RequestContext, content: str, title: str) -> SafeString:
    """`{% empty_state "Aucun résultat" %}<p>Ce qu’il faut faire…</p>{% endempty_state %}`."""
    return _block(context, "empty_state", {"content": content, "title": title})


@register.simple_block_tag(takes_context=True)
def disclosure(context: RequestContext, content: str, title: str, *, opened: bool = False) -> SafeString:
    """`{% disclosure "Titre" %}…{% enddisclosure %}`: shown on demand, without script."""
    return _block(context, "disclosure", {"content": content, "title": title, "opened": opened})


@register.simple_block_tag(takes_context=True)
def term(context: RequestContext, content: str, word: str) -> SafeString:
    """`{% term "RSA" %}revenu de solidarité active{% endterm %}`: a word of the trade, and beside it what it means."""
    return _block(context, "term", {"content": content, "word": word})


def _block(context: RequestContext, name: str, values: dict[str, Any]) -> SafeString:
    drawn = context.template.engine.get_template(f"{FOLDER}/{name}.html").render(context.new(values))  # type: ignore[union-attr]
    return mark_safe(drawn.strip())  # noqa: S308  # nosec B308 B703
