"""The lint that every HTML response a test fetches goes through."""

from collections import Counter
from collections.abc import Iterator

from justhtml import JustHTML, Node

# A list that scripts have put a field in the place of is hidden.
LABELLED = 'input:not([type="hidden"]), select:not([aria-hidden="true"]), textarea'


DIRECTIONS = {"ar": "rtl"}


def lint(html: str, language: str | None = "en") -> None:
    """Fail when a page breaks what every page promises.

    Args:
        html: The page.
        language: What it is in; None does not care.
    """
    page = JustHTML(html, sanitize=False, collect_errors=True)
    assert not page.errors, f"not HTML5: {page.errors}"

    def attributes(selector: str, name: str) -> list[str]:
        return [found[name] for found in map(attributes_of, page.query(selector)) if name in found]

    ids = Counter(attributes("*", "id"))
    assert not [name for name, count in ids.items() if count > 1], f"repeated ids: {ids}"

    (lang,) = attributes("html", "lang")
    assert language in {lang, None}, f"the page is in {lang}"
    assert attributes("html", "dir") == [DIRECTIONS.get(lang, "ltr")]
    (title,) = page.query("title")
    (heading,) = page.query("h1")
    assert heading.to_text().strip() in title.to_text(), "the title does not say the heading"
    has_errors = bool(page.query(".error-summary"))
    says_error = not title.to_text().strip().startswith(heading.to_text().strip())
    assert has_errors == says_error
    if lang == "en":
        assert has_errors == title.to_text().strip().startswith("Error: ")
    assert len(page.query("[autofocus]")) <= 1

    for reference in (
        *(name for names in attributes("*", "aria-describedby") for name in names.split()),
        *attributes("*", "aria-labelledby"),
        *attributes("label", "for"),
        *(href[1:] for href in attributes("a", "href") if href.startswith("#")),
    ):
        assert reference in ids, f"nothing has the id {reference!r}"

    labelled = set(attributes("label", "for"))
    wrapped = {id(node) for label in page.query("label") for node in label.query(LABELLED)}
    for node in page.query(LABELLED):
        assert attributes_of(node).get("id") in labelled or id(node) in wrapped, (
            "a field has no label"
        )
        assert not {"required", "minlength", "maxlength", "onpaste"} & attributes_of(node).keys()
    for form in page.query("form"):
        assert attributes_of(form).get("action"), "a form does not say where it goes"
        assert attributes_of(form).get("method") == "post"
        # A mailed link's own token is as secret, and its page may be opened without a session.
        secret = 'input[name="csrf_token"], input[name="token"]'
        assert form.query(secret), "a form has no CSRF token"
        assert form.query("button"), "a form has no button"

    for url in (*attributes("[src]", "src"), *attributes("link", "href")):
        assert url.startswith("/"), f"{url} is another origin's"
    for node in page.query("*"):
        inline = {name for name in attributes_of(node) if name == "style" or name.startswith("on")}
        assert not inline, f"the policy forbids {inline}"
    lint_what_scripts_touch(page, set(ids))
    visible = " ".join(texts(page.query("body")[0]))
    assert "None" not in visible, "a value is missing"
    assert "botocore" not in visible
    assert "Traceback" not in visible


def lint_what_scripts_touch(page: JustHTML, ids: set[str]) -> None:
    """Fail when a page holds itself up, or has a part that only scripts could give a sense."""
    for node in page.query("[aria-controls]"):
        assert attributes_of(node)["aria-controls"] in ids, "a button controls nothing"
    for node in page.query("button"):
        assert attributes_of(node).get("type") in {"submit", "button"}
    for node in page.query("svg"):
        attributes = attributes_of(node)
        named = attributes.keys() & {"aria-label", "aria-labelledby"} and "role" in attributes
        assert named or attributes.get("aria-hidden") == "true", "a drawing says nothing by itself"
    for node in page.query('input[type="password"]'):
        tokens = {"new-password", "current-password"}
        assert attributes_of(node).get("autocomplete") in tokens, "managers cannot tell it"
    for node in page.query("script"):
        assert attributes_of(node).get("type") == "module", "a script holds up the page"
    assert not page.query('link[rel="stylesheet"]'), "a stylesheet holds up the page"
    assert len(page.query('[aria-live="polite"]')) <= 1


def texts(node: Node) -> Iterator[str]:
    """Yield what a page says to people; code and JSON are quoted as they are."""
    for child in node.children or ():
        if child.name == "#text":
            yield str(child.data)
        elif child.name != "pre":
            yield from texts(child)


def attributes_of(node: Node) -> dict[str, str]:
    """Return a tag's attributes; one without a value has an empty one."""
    return {name: value or "" for name, value in (node.attrs or {}).items()}
