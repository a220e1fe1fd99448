"""Charts and maps: `{% load charts %}{% chart scene %}`."""

from django import template

from essaim.foundation.ui.charts import Scene

register = template.Library()


@register.inclusion_tag("ui/charts/chart.html")
def chart(scene: Scene) -> dict[str, Scene]:
    """A chart with its title, the sentence that reads it, its legend, its source, and its table on demand."""
    return {"scene": scene}
