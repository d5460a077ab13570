"""Lint for HTML responses: rules that hold for every page."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from babel import Locale, UnknownLocaleError
from justhtml import JustHTML, Node

# A list that a script has put a field in the place of is hidden.
FIELDS = 'input:not([type="hidden"]), select:not([aria-hidden="true"]), textarea'


DESCRIPTION_MAXIMUM = 160
"""Characters of a description that a search engine shows."""


@dataclass(frozen=True)
class Tag:
    """A tag of a page, with its attributes as text."""

    node: Node
    name: str
    attributes: dict[str, str]

    @property
    def is_field(self) -> bool:
        """Whether people fill it in. The same as `FIELDS`."""
        if self.name == "input":
            return self.attributes.get("type") != "hidden"
        if self.name == "select":
            return self.attributes.get("aria-hidden") != "true"
        return self.name == "textarea"


class Tags:
    """All tags of a page, found in one pass, because one pass per rule is ten times slower."""

    def __init__(self, root: Node) -> None:
        self.all = [
            Tag(node, node.name, attributes_of(node))
            for node in _descendants(root)
            if node.name[0] not in "#!"
        ]
        self.by_name: dict[str, list[Tag]] = {}
        for tag in self.all:
            self.by_name.setdefault(tag.name, []).append(tag)

    def named(self, *names: str) -> list[Tag]:
        return [tag for name in names for tag in self.by_name.get(name, [])]

    def values(self, attribute: str, *names: str) -> list[str]:
        """Return an attribute of the tags that have it: of all, or of those with these names."""
        tags = self.named(*names) if names else self.all
        return [tag.attributes[attribute] for tag in tags if attribute in tag.attributes]


def lint(html: str, language: str | None = "en") -> JustHTML:
    """Fail if a page violates a rule.

    Args:
        html: The page.
        language: The language it must be in; None accepts any.

    Returns:
        The page, parsed.
    """
    page = JustHTML(html, sanitize=False, collect_errors=True)
    assert not page.errors, f"not HTML5: {page.errors}"
    tags = Tags(page.root)
    ids = Counter(tags.values("id"))
    assert not [name for name, count in ids.items() if count > 1], f"repeated ids: {ids}"
    _lint_document(tags, language)
    _lint_references(tags, set(ids))
    _lint_forms(tags)
    _lint_resources(tags)
    visible = " ".join(texts(tags.named("body")[0].node))
    assert "None" not in visible, "a value is missing"
    # A page that teaches may name the file that keeps botocore's words away.
    assert "botocore" not in visible.replace("botocore_errors.py", "")
    assert "Traceback" not in visible
    return page


def direction(language: str) -> str:
    """Return the direction in which a language is written."""
    try:
        return str(Locale.parse(language, sep="-").text_direction)
    except UnknownLocaleError:  # one that a test has made up
        return "ltr"


def _lint_document(tags: Tags, language: str | None) -> None:
    (lang,) = tags.values("lang", "html")
    assert language in {lang, None}, f"the page is in {lang}"
    assert tags.values("dir", "html") == [direction(lang)]
    (title,) = (tag.node.to_text().strip() for tag in tags.named("title"))
    (heading,) = (tag.node.to_text().strip() for tag in tags.named("h1"))
    assert heading in title, "the title does not say the heading"
    has_errors = any("error-summary" in names.split() for names in tags.values("class"))
    assert has_errors != title.startswith(heading)
    if lang == "en":
        assert has_errors == title.startswith("Error: ")
    metadata = {tag.attributes.get("name"): tag for tag in tags.named("meta")}
    assert "description" in metadata
    description = metadata["description"].attributes["content"]
    assert len(description) <= DESCRIPTION_MAXIMUM, description
    ends = (".", "。", "⟧")  # the last is a made-up language's
    assert description.endswith(ends), f"the description is no sentence: {description!r}"
    assert len(tags.values("autofocus")) <= 1
    assert tags.values("aria-live").count("polite") <= 1


def _lint_references(tags: Tags, ids: set[str]) -> None:
    for reference in (
        *(name for names in tags.values("aria-describedby") for name in names.split()),
        *tags.values("aria-labelledby"),
        *tags.values("aria-controls"),
        *tags.values("for", "label"),
        *(href[1:] for href in tags.values("href", "a") if href.startswith("#")),
    ):
        assert reference in ids, f"nothing has the id {reference!r}"


def _lint_forms(tags: Tags) -> None:
    labelled = set(tags.values("for", "label"))
    wrapped = {id(node) for label in tags.named("label") for node in label.node.query(FIELDS)}
    for tag in tags.named("input", "select", "textarea"):
        if not tag.is_field:
            continue
        has_label = tag.attributes.get("id") in labelled or id(tag.node) in wrapped
        assert has_label, "a field has no label"
        assert not {"required", "minlength", "maxlength", "onpaste"} & tag.attributes.keys()
        if tag.attributes.get("type") == "password":
            tokens = {"new-password", "current-password"}
            assert tag.attributes.get("autocomplete") in tokens, "managers cannot tell it"
    for form in tags.named("form"):
        assert form.attributes.get("action"), "a form does not say where it goes"
        assert form.attributes.get("method") == "post"
        # A mailed link's own token is as secret, and its page may be opened without a session.
        secret = 'input[name="csrf_token"], input[name="token"]'
        assert form.node.query(secret), "a form has no CSRF token"
        assert form.node.query("button"), "a form has no button"
    for button in tags.named("button"):
        assert button.attributes.get("type") in {"submit", "button"}


def _lint_resources(tags: Tags) -> None:
    for url in (*tags.values("src"), *tags.values("href", "link")):
        assert url[:1] == "/" != url[1:2], f"{url} is another origin's"
    for tag in tags.all:
        inline = {name for name in tag.attributes if name == "style" or name.startswith("on")}
        assert not inline, f"the policy forbids {inline}"
    assert "stylesheet" not in tags.values("rel", "link"), "a stylesheet holds up the page"
    for script in tags.named("script"):
        assert script.attributes.get("type") == "module", "a script holds up the page"
    for drawing in tags.named("svg"):
        names = drawing.attributes.keys()
        named = names & {"aria-label", "aria-labelledby"} and "role" in names
        is_hidden = drawing.attributes.get("aria-hidden") == "true"
        assert named or is_hidden, "a drawing says nothing by itself"


def texts(node: Node) -> Iterator[str]:
    """Yield the visible texts of a page, without code and JSON."""
    for child in node.children or ():
        if child.name == "#text":
            yield str(child.data)
        elif child.name != "pre":
            yield from texts(child)


def attributes_of(node: Node) -> dict[str, str]:
    """Return a tag's attributes; one without a value has an empty one."""
    return {name: value or "" for name, value in (node.attrs or {}).items()}


def _descendants(node: Node) -> Iterator[Node]:
    for child in node.children or ():
        yield child
        yield from _descendants(child)
