from graphlib import TopologicalSorter

import grimp

PACKAGES = ("amplify_auth", "cognito_setup", "config", "demo", "signup", "user_pool")


def test_no_module_imports_itself_by_way_of_others() -> None:
    # Imports for type checking count: a reader follows them as well.
    graph = grimp.build_graph(*PACKAGES, cache_dir=None)
    imports = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    assert len(imports) > len(PACKAGES)
    TopologicalSorter(imports).prepare()  # raises CycleError, which names the modules
