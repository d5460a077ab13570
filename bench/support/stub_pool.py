"""A user pool that accepts every sign-up after SECONDS, so that the app is measured alone."""

import os
import time

from flask import Flask

SECONDS = float(os.environ["SECONDS"])
SIGNED_UP = {
    "UserConfirmed": False,
    "UserSub": "34c84488-e0e1-70ae-d2ee-991ad1a898c8",
    "CodeDeliveryDetails": {
        "AttributeName": "email",
        "DeliveryMedium": "EMAIL",
        "Destination": "p***@e***",
    },
    "Session": "s" * 900,
}

app = Flask(__name__)


@app.get("/healthz")
@app.post("/")
def answer() -> dict[str, object]:
    """Answer as Amazon Cognito answers SignUp."""
    time.sleep(SECONDS)
    return SIGNED_UP
