"""Which initiatives are versions of a solution: those to keep, and one more."""

from typing import Any

from django import forms

from essaim.portal.catalogue.domain.attaching import attached
from essaim.portal.catalogue.models import Initiative, Solution, Status


class AttachingForm(forms.Form):
    kept = forms.MultipleChoiceField(
        label="Initiatives de cette solution", required=False, widget=forms.CheckboxSelectMultiple,
        help_text="Décochez celles qui n’en sont pas une version.",
    )  # fmt: skip
    more = forms.MultipleChoiceField(
        label="En ajouter", required=False, widget=forms.SelectMultiple(attrs={"size": 8}),
        help_text="Les initiatives sans solution, publiées ou en préparation. Plusieurs choix possibles.",
    )  # fmt: skip

    def __init__(self, *args: Any, solution: Solution, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.present = dict(attached(solution).values_list("slug", "title"))
        free = Initiative.objects.filter(solution=None).exclude(status=Status.ARCHIVED).order_by("title", "pk")
        self.fields["kept"].choices = list(self.present.items())  # type: ignore[attr-defined]
        self.fields["more"].choices = list(free.values_list("slug", "title"))  # type: ignore[attr-defined]
        self.initial.setdefault("kept", list(self.present))
        if not self.present:
            del self.fields["kept"]
        self.has_free = bool(self.fields["more"].choices)  # type: ignore[attr-defined]
        if not self.has_free:
            del self.fields["more"]

    def removed(self) -> list[str]:
        """Return the initiatives that were attached when the page was shown, and are no longer checked."""
        return [slug for slug in self.present if slug not in self.cleaned_data.get("kept", [])]
