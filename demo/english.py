"""English for the demo's pages, which are not translated."""

from signup.i18n.languages import SOURCE, set_language


def use_english() -> None:
    """Answer the current request in English, whatever the browser prefers."""
    set_language(SOURCE)
