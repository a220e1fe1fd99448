"""Charts and maps: `{% load charts %}{% chart scene %}`."""

from typing import Any

from django import template

from essaim.foundation.ui.charts import Scene

register = template.Library()


@register.inclusion_tag("ui/charts/chart.html")
def chart(scene: Scene, *, table: bool = True) -> dict[str, Any]:
    """A chart with its title, the sentence that reads it, its legend, its source, and its table on demand.

    Without `table`, the page itself must say the same in a table beside the chart.
    """
    return {"scene": scene, "with_table": table}
