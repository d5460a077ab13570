"""The lint finds what it is for: each rule refuses a page that breaks it."""

import pytest
from flask import Flask

from tests.html_lint import lint


@pytest.fixture
def html(app: Flask) -> str:
    return app.test_client().get("/sign-up").text


def test_a_page_in_order_passes(html: str) -> None:
    assert lint(html).query("h1")
    with pytest.raises(AssertionError, match="the page is in en"):
        lint(html, "de")


@pytest.mark.parametrize(
    ("part", "replacement"),
    [
        ("</main>", "</section>"),
        ("<h1", '<h1 id="email"'),
        ('dir="ltr"', 'dir="rtl"'),
        ("Create an account</h1>", "Another heading</h1>"),
        ("<title>", "<title>Error: "),
        ("and a password.", "and a password"),
        ("and a password.", f"{'and a password. ' * 20}."),
        ('name="description"', 'name="other"'),
        ("</h1>", '</h1><p class="error-summary"></p>'),
        ("</h1>", "</h1><p autofocus></p><p autofocus></p>"),
        ("</h1>", '</h1><p aria-live="polite"></p><p aria-live="polite"></p>'),
        ("<h1", '<h1 aria-describedby="email nowhere"'),
        ("<h1", '<h1 aria-labelledby="nowhere"'),
        ("<h1", '<h1 aria-controls="nowhere"'),
        ('href="#main"', 'href="#nowhere"'),
        ('for="email"', 'for="password"'),
        ('id="email"', 'id="email" required'),
        ('"new-password"', '"off"'),
        ('method="post"', 'method="get"'),
        (' action="/sign-up"', ""),
        ('name="csrf_token"', 'name="another"'),
        ('<button type="submit"', "<button"),
        ("</h1>", '</h1><form action="/" method="post"><input name="token" type="hidden"></form>'),
        ("</h1>", '</h1><img alt="" src="//evil.example">'),
        ("</h1>", '</h1><img alt="" src="https://evil.example">'),
        ("<h1", '<h1 style="color: red"'),
        ("<h1", '<h1 onclick="f()"'),
        ("</head>", '<link rel="stylesheet" href="/a.css"></head>'),
        ('<script type="module">', "<script>"),
        ("</h1>", '</h1><svg viewBox="0 0 1 1"></svg>'),
        ("</h1>", "</h1><p>None</p>"),
        ("</h1>", "</h1><p>botocore</p>"),
        ("</h1>", "</h1><p>Traceback</p>"),
    ],
)
def test_a_page_that_breaks_a_rule_is_refused(html: str, part: str, replacement: str) -> None:
    assert part in html
    with pytest.raises(AssertionError):
        lint(html.replace(part, replacement))
