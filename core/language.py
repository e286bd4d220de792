"""Which of the interface's two languages the moment has."""

from django.utils.translation import get_language


def is_english() -> bool:
    """Whether English was chosen; Chinese otherwise."""
    return get_language() == "en"


def in_language(chinese: str, english: str) -> str:
    """The text in the language of the moment; Chinese where there is no English."""
    return english if english and is_english() else chinese
