"""The pages. A view is one form, one call of the helper and one match on the next step."""

from flask import Blueprint

blueprint = Blueprint("signup", __name__)
