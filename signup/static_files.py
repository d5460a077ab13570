"""Files that browsers keep: an address names the contents, and never has to be asked for again.

Styles and scripts are in the pages (`signup.inlined`); what is left is an icon of 237 bytes, which
compressing would make no smaller on the wire.
"""

from hashlib import sha256
from pathlib import Path

from flask import Flask, Response, request

ENDPOINT = "static"
VERSION = "v"
FOREVER = "public, max-age=31536000, immutable"


def init_app(app: Flask) -> None:
    """Name the files' versions in their addresses, and let browsers keep what has one."""
    folder = Path(app.static_folder or "")
    versions = {
        path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest()[:8]
        for path in folder.rglob("*")
        if path.is_file()
    }

    @app.url_defaults
    def name_version(endpoint: str, values: dict[str, object]) -> None:
        version = versions.get(str(values.get("filename")))
        if endpoint == ENDPOINT and version:
            values[VERSION] = version

    @app.after_request
    def keep(response: Response) -> Response:
        """Say how long a file is good; one of another version may be asked for amid a change."""
        if request.endpoint == ENDPOINT and request.view_args:
            version = versions.get(request.view_args["filename"])
            if version and request.args.get(VERSION) == version:
                response.headers["Cache-Control"] = FOREVER
        return response
