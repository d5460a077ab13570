import ast
from graphlib import TopologicalSorter

import grimp

from config.settings import ROOT

PACKAGES = ("amplify_auth", "cognito_setup", "config", "demo", "signup", "user_pool")


def test_no_module_imports_itself_by_way_of_others() -> None:
    # Imports for type checking count: a reader follows them as well.
    graph = grimp.build_graph(*PACKAGES, cache_dir=None)
    imports = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    assert len(imports) > len(PACKAGES)
    TopologicalSorter(imports).prepare()  # raises CycleError, which names the modules


def test_gunicorns_configuration_imports_no_package_but_config() -> None:
    # import-linter passes it over, because its name is not a module's.
    tree = ast.parse((ROOT / "config" / "gunicorn.conf.py").read_text("utf-8"))
    names = [
        name
        for node in ast.walk(tree)
        for name in (
            [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else []
        )
    ]
    assert {name.partition(".")[0] for name in names} & {*PACKAGES} == {"config"}
