"""Forms that tell a service's refusal beside their fields."""

from collections.abc import Mapping

from django import forms

from core.errors import DomainError, Invalid, Sentence
from core.web.problems import status_of


class Told(forms.Form):
    """A form beside whose fields a service's sentences are put."""

    def tell(self, wrong: Mapping[str, list[Sentence]]) -> None:
        """Sentences by field; those of no field of the form stand above it."""
        for name, sentences in wrong.items():
            self.add_error(name if name in self.fields else None, [str(sentence) for sentence in sentences])

    def refuse(self, refusal: DomainError) -> int:
        """Tell why a service refused; returns the page's status."""
        if isinstance(refusal, Invalid) and refusal.fields:
            self.tell(refusal.fields)
        else:
            self.add_error(None, str(refusal.sentence))
        return status_of(refusal)
