"""Cognito's operations. To add one, add a module and import it here.

An operation is a function that `@operation("<Cognito's name>")` registers. It takes a `Call`, whose
request was checked against the service's model, and returns the members of the answer or raises a
`ServiceError`. It writes inside `with call.store.write() as db:`.
"""

from user_pool.operations import (
    admin_create_user,
    admin_users,
    change_password,
    confirm_forgot_password,
    confirm_sign_up,
    delete_user,
    forgot_password,
    get_tokens_from_refresh_token,
    get_user,
    get_user_auth_factors,
    global_sign_out,
    initiate_auth,
    list_users,
    resend_confirmation_code,
    respond_to_auth_challenge,
    revoke_token,
    set_user_mfa_preference,
    sign_up,
    software_tokens,
    user_pool_clients,
    user_pool_mfa_config,
    user_pools,
    web_authn,
)
from user_pool.registry import OPERATIONS

__all__ = [
    "OPERATIONS",
    "admin_create_user",
    "admin_users",
    "change_password",
    "confirm_forgot_password",
    "confirm_sign_up",
    "delete_user",
    "forgot_password",
    "get_tokens_from_refresh_token",
    "get_user",
    "get_user_auth_factors",
    "global_sign_out",
    "initiate_auth",
    "list_users",
    "resend_confirmation_code",
    "respond_to_auth_challenge",
    "revoke_token",
    "set_user_mfa_preference",
    "sign_up",
    "software_tokens",
    "user_pool_clients",
    "user_pool_mfa_config",
    "user_pools",
    "web_authn",
]
