"""Show the plain text of a message as it would be read: paragraphs, and links that lead somewhere."""

from django import template
from django.utils.html import linebreaks, urlize
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.filter
def message_text(body: str) -> SafeString:
    """Escape the text, keep its lines, make its links clickable."""
    # Both functions escape what they are given (autoescape), so that nothing typed becomes markup.
    return mark_safe(linebreaks(urlize(body, nofollow=True, autoescape=True)))  # noqa: S308
