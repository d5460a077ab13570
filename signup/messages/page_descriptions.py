"""Descriptions of the sign-up page for search engines. Other pages have theirs in the template."""

from collections.abc import Collection

from signup.i18n.lazy_text import Text, _

WITH_USERNAME = _("Create your %(service)s account with a username and a password.")

BY_PASSWORD = {
    frozenset({"email"}): _(
        "Create your %(service)s account with your email address and a password."
    ),
    frozenset({"phone_number"}): _(
        "Create your %(service)s account with your phone number and a password."
    ),
    frozenset({"email", "phone_number"}): _(
        "Create your %(service)s account with your email address or phone number and a password."
    ),
}

BY_CODE = {
    frozenset({"email"}): _(
        "Create your %(service)s account with your email address. No password needed."
    ),
    frozenset({"phone_number"}): _(
        "Create your %(service)s account with your phone number. No password needed."
    ),
    frozenset({"email", "phone_number"}): _(
        "Create your %(service)s account with your email address or phone number. No password "
        "needed."
    ),
}

WITH_USERNAME_BY_CODE = _("Create your %(service)s account with a username. No password needed.")


def sign_up_description(
    service_name: str, username_attributes: Collection[str], *, by_password: bool
) -> Text:
    """Return the description of the sign-up page.

    Args:
        service_name: The service's name.
        username_attributes: The pool's logins; none for chosen usernames.
        by_password: Whether an account needs a password.
    """
    texts, other = (BY_PASSWORD, WITH_USERNAME) if by_password else (BY_CODE, WITH_USERNAME_BY_CODE)
    return texts.get(frozenset(username_attributes), other).format(service=service_name)
