from graphlib import TopologicalSorter

import grimp

ROOMS = ("amplify_auth", "cognito_setup", "config", "demo", "signup", "user_pool")
"""The packages whose modules must not import each other in a circle."""


def test_no_module_imports_itself_by_way_of_others() -> None:
    # Imports for type checking count: a reader follows them as well.
    graph = grimp.build_graph(*ROOMS, cache_dir=None)
    imports = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    assert len(imports) > len(ROOMS)
    TopologicalSorter(imports).prepare()  # raises CycleError, which names the modules
