"""English for the demo's own pages, which are not translated."""

from signup.i18n.languages import SOURCE, set_language


def use_english() -> None:
    """Answer the current request in English, whatever language its browser asks for."""
    set_language(SOURCE)
