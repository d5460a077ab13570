"""Sign-up as a JSON API in Django, with its settings in the same file."""

import json
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.http import require_POST

from amplify_auth import (
    Auth,
    AuthError,
    AutoSignIn,
    SignUpOptions,
    auto_sign_in,
    confirm_sign_up,
    sign_up,
)

settings.configure(
    SECRET_KEY="replace this with a random value",
    ALLOWED_HOSTS=["localhost", "testserver"],
    ROOT_URLCONF=__name__,
    CACHES={"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}},
    MIDDLEWARE=[
        "django.middleware.common.CommonMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        f"{__name__}.Refusals",
    ],
    SESSION_ENGINE="django.contrib.sessions.backends.cache",
    AUTH=None,
)


def current_auth() -> Auth:
    """Return the connection, which the project's start-up code puts into the settings."""
    auth: Auth = settings.AUTH
    return auth


@require_POST
def create_account(request: HttpRequest) -> HttpResponse:
    """Sign up, and keep what belongs to the next step in the session, which is on the server."""
    body = json.loads(request.body)
    output = sign_up(
        current_auth(),
        username=body["email"],
        password=body["password"],
        options=SignUpOptions(auto_sign_in=True),
    )
    if output.auto_sign_in:
        request.session["auto_sign_in"] = output.auto_sign_in.to_dict()
    details = output.next_step.code_delivery_details
    return JsonResponse(
        {
            "next_step": output.next_step.sign_up_step,
            "destination": details.destination if details else None,
        }
    )


@require_POST
def confirm(request: HttpRequest) -> HttpResponse:
    """Confirm the account and sign in."""
    state = AutoSignIn.from_dict(request.session.pop("auto_sign_in"))
    output = confirm_sign_up(
        current_auth(),
        username=state.username,
        confirmation_code=json.loads(request.body)["code"],
        auto_sign_in=state,
    )
    tokens = auto_sign_in(current_auth(), output.auto_sign_in).tokens
    return JsonResponse({"email": tokens.claims["email"] if tokens else None})


class Refusals:
    """Middleware that answers what the pool refused."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, _request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer an `AuthError` with its name."""
        if isinstance(error, AuthError):
            return JsonResponse({"error": error.name}, status=422)
        return None


urlpatterns = [path("sign-up", create_account), path("confirm-sign-up", confirm)]
