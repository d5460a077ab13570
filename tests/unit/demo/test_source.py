"""Code is shown as it stands in the file that runs."""

from amplify_auth import sign_up
from config.settings import ROOT
from demo.teaching.source import highlighted_lines, source_of
from demo.views import scenarios
from signup.views.sign_up import sign_up as view


def test_a_function_is_found_in_its_file() -> None:
    for function, file in {
        sign_up: "amplify_auth/apis/sign_up.py",
        view: "signup/views/sign_up.py",
    }.items():
        source = source_of(function)
        lines = (ROOT / file).read_text().splitlines()[source.first_line - 1 : source.last_line]
        assert source.file == file
        assert any(line.startswith("def sign_up(") for line in lines)
        assert [line.html.striptags() for line in source.lines if line.html.strip()] == [
            " ".join(line.split()) for line in lines if line.strip()
        ]


def test_its_decorators_are_part_of_it() -> None:
    assert source_of(scenarios).lines[0].html.striptags().startswith("@blueprint.route")


def test_every_line_has_its_number() -> None:
    file = "signup/views/sign_up.py"
    lines = highlighted_lines(file)
    assert [line.number for line in lines] == [*range(1, len(lines) + 1)]
    assert len(lines) == len((ROOT / file).read_text().splitlines())
