"""What is left behind when styles and scripts go into a page."""

import pytest

from signup.inlined import shorten_css, shorten_script


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("a {\n  color: red;\n}\n", "a{color:red}"),
        ("/* a { } */\nb { margin: 0 auto; }", "b{margin:0 auto}"),
        ("a b > c { width: calc(1px + 2px); }", "a b > c{width:calc(1px + 2px)}"),
        ('.a { content: ""; font: 1px/2 "A B"; }', '.a{content:"";font:1px/2 "A B"}'),
        ("@media x {\n  a { b: c; }\n}\n", "@media x{a{b:c}}"),
        ("a b:hover, a :focus { b: c }", "a b:hover, a :focus{b:c}"),
    ],
)
def test_a_stylesheet_says_the_same_in_fewer_characters(written: str, sent: str) -> None:
    assert shorten_css(written) == sent


def test_a_script_keeps_its_lines() -> None:
    written = '// What it adds.\n\nconst a = 1; // one\n  // more\n  call("// not a comment");\n'
    assert shorten_script(written) == 'const a = 1; // one\ncall("// not a comment");'
