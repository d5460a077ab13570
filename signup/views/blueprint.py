"""The blueprint that every page is registered on."""

from flask import Blueprint

blueprint = Blueprint("signup", __name__)
