from amplify_auth import sign_up
from config.settings import ROOT
from demo.teaching.source import source_of
from demo.views import scenarios
from signup.views.sign_up import sign_up as view


def test_a_function_is_shown_as_it_stands_in_its_file() -> None:
    for function, file in {
        sign_up: "amplify_auth/apis/sign_up.py",
        view: "signup/views/sign_up.py",
    }.items():
        source = source_of(function)
        lines = (ROOT / file).read_text().splitlines(keepends=True)
        shown = source.text.splitlines(keepends=True)
        assert source.file == file
        assert lines[source.first_line - 1 :][: len(shown)] == shown
        assert "def sign_up(" in source.text


def test_its_decorators_are_part_of_it() -> None:
    assert source_of(scenarios).text.startswith('@blueprint.route("/scenarios"')
