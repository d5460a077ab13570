"""Write docstrings as pages: pdoc, which does not find names that are imported when wanted.

python -W error -m scripts.reference <pdoc's arguments>
"""

import sys

from pdoc.__main__ import cli

import amplify_auth
import user_pool

for package in (amplify_auth, user_pool):
    for name in package.__all__:
        getattr(package, name)
cli(sys.argv[1:])
