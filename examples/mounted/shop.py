"""A shop with a session, forms, uploads, a webhook and error pages of its own, and no accounts."""

from flask import Flask, Response, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFProtect

GOODS = ("Tea", "Teapot", "Cups")
UPLOAD_MAXIMUM = 256 * 1024


def create_shop(secret_key: str) -> Flask:
    """Make the shop.

    Args:
        secret_key: Signs its session cookie.
    """
    shop = Flask(__name__)
    shop.secret_key = secret_key
    shop.config["MAX_CONTENT_LENGTH"] = UPLOAD_MAXIMUM
    csrf = CSRFProtect(shop)

    @shop.before_request
    def load_cart() -> None:
        g.cart = session.get("cart", [])

    @shop.after_request
    def set_policy(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = "default-src 'self'"
        return response

    @shop.get("/")
    def home() -> str:
        return render_template("home.html", goods=GOODS)

    @shop.post("/cart")
    def add_to_cart() -> ResponseReturnValue:
        session["cart"] = [*g.cart, request.form["item"]]
        return redirect(url_for("home"), 303)

    @shop.post("/pictures")
    def upload() -> ResponseReturnValue:
        return {"bytes": len(request.files["picture"].read())}

    @shop.post("/webhook")
    def webhook() -> ResponseReturnValue:
        return {"paid": request.get_json()["order"]}

    csrf.exempt(webhook)

    @shop.errorhandler(404)
    def not_found(_error: Exception) -> ResponseReturnValue:
        return render_template("404.html"), 404

    return shop
