"""The host's context, for signals and layouts during a request to the pages.

Under a prefix, the host's functions would find the pages' session and configuration in
`flask.session` and `current_app`. In this context they find their own, and changes to the host's
session are sent with the pages' response.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import BytesIO

from flask import Response, after_this_request, current_app, g, request
from flask.ctx import AppContext, RequestContext
from werkzeug.exceptions import HTTPException

from signup.host.mount import Mount, current_mount

BODY = ("CONTENT_LENGTH", "CONTENT_TYPE", "HTTP_TRANSFER_ENCODING")


@contextmanager
def host_context() -> Iterator[None]:
    """Enter the host's context, as for a GET request to the current page.

    The host's `before_request` functions have run, so their values in `g` exist. Their responses
    are ignored, because they concern the host's own pages.
    """
    mount = current_mount()
    if not mount.in_host or current_app == mount.host:
        yield
        return
    is_first = "host_contexts" not in g
    if is_first:
        g.host_contexts = _contexts(mount)
        after_this_request(_save_session)
    of_app, of_request = g.host_contexts
    with of_app, of_request:
        if is_first:
            with suppress(HTTPException):
                mount.host.preprocess_request()
        yield


def _contexts(mount: Mount) -> tuple[AppContext, RequestContext]:
    environ = {name: value for name, value in request.environ.items() if name not in BODY}
    path = mount.url_prefix + environ["PATH_INFO"]
    environ |= {"SCRIPT_NAME": mount.host_root(request), "PATH_INFO": path}
    environ |= {"REQUEST_METHOD": "GET", "wsgi.input": BytesIO()}
    return mount.host.app_context(), mount.host.request_context(environ)


def _save_session(response: Response) -> Response:
    host, (of_app, of_request) = current_mount().host, g.host_contexts
    with of_app, of_request:
        if not host.session_interface.is_null_session(of_request.session):
            host.session_interface.save_session(host, of_request.session, response)
    return response
