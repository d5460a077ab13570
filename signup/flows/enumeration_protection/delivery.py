"""Masked destinations of codes, in Cognito's format, for all kinds of accounts."""

from amplify_auth import CodeDeliveryDetails

VISIBLE_DIGITS = 4


def delivery(attribute: str, address: str) -> CodeDeliveryDetails:
    """Return the masked destination of a sign-up's code.

    Args:
        attribute: `email` or `phone_number`.
        address: The attribute's value.
    """
    if attribute == "phone_number":
        hidden = "*" * (len(address) - VISIBLE_DIGITS - 1)
        return CodeDeliveryDetails(
            destination=f"+{hidden}{address[-VISIBLE_DIGITS:]}",
            delivery_medium="SMS",
            attribute_name=attribute,
        )
    local, _, domain = address.partition("@")
    return CodeDeliveryDetails(
        destination=f"{local[:1]}***@{domain[:1]}***",
        delivery_medium="EMAIL",
        attribute_name=attribute,
    )


def delivery_to(username: str) -> CodeDeliveryDetails:
    """Return the masked destination for a login, by its format. That of a name is unknown."""
    if username.startswith("+"):
        return delivery("phone_number", username)
    if "@" in username:
        return delivery("email", username)
    return CodeDeliveryDetails(delivery_medium="EMAIL", attribute_name="email")
