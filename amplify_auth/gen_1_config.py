"""Detection of Amplify Gen 1 configurations.

These are `aws-exports.js`, `amplifyconfiguration.json` with its variants for phones, and the
argument of `Amplify.configure()`. They are searched as text, because many are not JSON.
"""

import json
import re

_MARKS = re.compile(r"aws_user_pools_|aws_project_region|awsCognitoAuthPlugin|userPoolClientId")
_USER_POOL_ID = re.compile(
    r"(?:aws_user_pools_id|userPoolId|\bPoolId)[\"']?\s*:\s*[\"']([a-z0-9-]+_[0-9A-Za-z]+)[\"']"
)
_CLIENT_ID = re.compile(
    r"(?:aws_user_pools_web_client_id|userPool(?:Web)?ClientId|AppClientId)[\"']?\s*:\s*[\"'](\w+)[\"']"
)
_LISTS = {
    "username_attributes": re.compile(
        r"(?:aws_cognito_username_attributes|usernameAttributes)[\"']?\s*:\s*\[([^\]]*)\]"
    ),
    "standard_required_attributes": re.compile(
        r"(?:aws_cognito_signup_attributes|signupAttributes)[\"']?\s*:\s*\[([^\]]*)\]"
    ),
    "user_verification_types": re.compile(
        r"(?:aws_cognito_verification_mechanisms|verificationMechanisms)[\"']?\s*:\s*\[([^\]]*)\]"
    ),
}


def gen_2_from_gen_1(text: str) -> str | None:
    """Return the `amplify_outputs.json` for a Gen 1 configuration.

    Args:
        text: The content of any file.

    Returns:
        JSON in one line, with a placeholder in angle brackets for each missing value; None if the
        file is not a Gen 1 configuration.
    """
    if not _MARKS.search(text):
        return None
    pool = _USER_POOL_ID.search(text)
    client = _CLIENT_ID.search(text)
    auth: dict[str, object] = {
        "aws_region": pool[1].partition("_")[0] if pool else "<region>",
        "user_pool_id": pool[1] if pool else "<user pool id>",
        "user_pool_client_id": client[1] if client else "<app client id>",
    }
    for key, pattern in _LISTS.items():
        if found := pattern.search(text):
            auth[key] = [name.lower() for name in re.findall(r"\w+", found[1])]
    return json.dumps({"version": "1", "auth": auth})
