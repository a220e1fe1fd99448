"""What an edition adds to the rules of its service: its cantons, and the projects that do not go together."""

from typing import Any

from django import forms

from essaim.engines.ballots.models.edition import Consultation, Project

NAMED = 5
LONGEST, MOST = 100, 200
"""Of the name of a canton; of cantons, and of pairs."""


class GroundsForm(forms.Form):
    """Cantons, one a line; pairs of numbers, one a line."""

    cantons = forms.CharField(
        label="Cantons", required=False, widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Un nom par ligne, si une règle compte par canton. Chaque projet en choisit un.",
    )  # fmt: skip
    apart = forms.CharField(
        label="Projets incompatibles", required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Deux numéros par ligne, comme <b>12 17</b> : un seul des deux peut être lauréat.",
    )  # fmt: skip

    def __init__(self, consultation: Consultation, **options: Any) -> None:
        pairs = "\n".join(f"{one} {other}" for one, other in consultation.apart)
        known = {"cantons": "\n".join(consultation.cantons), "apart": pairs}
        super().__init__(initial=known, **options)
        self.consultation = consultation

    def clean_cantons(self) -> list[str]:
        """Return the names; refuse a name twice, a name too long, and one taken away that a project has."""
        names = [line.strip() for line in str(self.cleaned_data["cantons"]).splitlines() if line.strip()]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise forms.ValidationError(f"Écrit deux fois : {', '.join(twice[:NAMED])}.")
        if len(names) > MOST or any(len(name) > LONGEST for name in names):
            raise forms.ValidationError(f"{MOST} cantons au plus, de {LONGEST} signes au plus.")
        held = Project.objects.filter(consultation=self.consultation).exclude(canton="").exclude(canton__in=names)
        words = [f"n° {one.number} ({one.canton})" for one in held[:NAMED]] if names else []
        if words:
            raise forms.ValidationError(
                f"Des projets sont d’un canton qui n’est plus dans la liste : {', '.join(words)}."
            )
        return names

    def clean_apart(self) -> list[tuple[int, int]]:
        """Return the pairs; name each line that is none, and each number that no project has."""
        lines = [line for line in str(self.cleaned_data["apart"]).splitlines() if line.strip()]
        read = {line: line.replace(",", " ").replace("n°", " ").split() for line in lines}
        wrong = [
            line for line, parts in read.items()
            if len(parts) != 2 or parts[0] == parts[1] or not all(one.isdecimal() and len(one) < 7 for one in parts)  # noqa: PLR2004 - a pair; no edition has a million projects
        ]  # fmt: skip
        if wrong or len(lines) > MOST:
            raise forms.ValidationError(
                f"Deux numéros différents sont attendus sur chaque ligne ; à corriger : {', '.join(wrong[:NAMED]) or 'trop de lignes'}."
            )
        pairs = sorted({(min(pair), max(pair)) for pair in ((int(one), int(other)) for one, other in read.values())})
        numbers = {one for pair in pairs for one in pair}
        known = set(
            Project.objects.filter(consultation=self.consultation, number__in=numbers).values_list("number", flat=True)
        )
        if numbers - known:
            raise forms.ValidationError(
                f"Aucun projet de l’édition n’a ce numéro : {', '.join(str(one) for one in sorted(numbers - known)[:NAMED])}."
            )
        return pairs
