"""The form of one act, the same for an agent and for the holder: what it asks, what it would do, doing it."""

from typing import Any

from django.http import QueryDict

from essaim.adoptions.forms import KitForm, form_for
from essaim.adoptions.runtime import Actor
from essaim.engines.cases.domain.acts import do
from essaim.engines.cases.domain.queries.foreseeing import Choice, Foreseen, foresee
from essaim.engines.cases.forms import ActForm, fresh_key
from essaim.engines.cases.models import Case


class Attempt:
    """One act on one case, as its form stands."""

    def __init__(self, case: Case, choice: Choice, data: QueryDict | None) -> None:
        self.case, self.choice, self.data = case, choice, data
        participation = case.participation
        fresh = {"version": case.version, "request_key": fresh_key()}
        self.form = ActForm(needs_reason=choice.way.reason, data=data, initial=fresh, label_suffix="")
        self.fields: KitForm = form_for(
            participation.terms, choice.way.learns, data=data, initial=participation.answers
        )
        self.valid = data is not None and self._is_valid()

    def _is_valid(self) -> bool:
        fields, form = self.fields.is_valid() if self.choice.way.learns else True, self.form.is_valid()
        return fields and form

    @property
    def learns(self) -> bool:
        """Whether the act brings answers."""
        return bool(self.choice.way.learns)

    @property
    def wrong(self) -> bool:
        """Whether something sent is to be corrected."""
        return self.data is not None and bool(self.form.errors or (self.learns and self.fields.errors))

    @property
    def asked_to_act(self) -> bool:
        """Whether the form was sent to act (not only to see the letter), and nothing in it is wrong."""
        return self.data is not None and "preview" not in self.data and self.valid

    @property
    def answers(self) -> dict[str, Any]:
        """What the act brings, as it is kept."""
        return self.fields.answers() if self.learns and self.valid else {}

    @property
    def foreseen(self) -> Foreseen:
        """What the act would do with what is written now."""
        reason = self.form.cleaned_data.get("reason", "") if self.valid else ""
        return foresee(
            case=self.case, verb=self.choice.way.verb, role=self.choice.role, reason=reason, answers=self.answers
        )

    def do(self, actor: Actor) -> Case:
        """Act. Raises what `acts.do` raises."""
        sent = self.form.cleaned_data
        return do(
            case=self.case, verb=self.choice.way.verb, actor=actor, version=sent["version"], reason=sent["reason"],
            answers=self.answers, request_key=sent["request_key"],
        )  # fmt: skip

    def refuse(self, why: str) -> None:
        """Say on the form why the act was refused."""
        self.form.add_error(None, why)
