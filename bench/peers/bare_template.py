"""The app's own sign-up template on a bare route: no headers, limits, compression, store."""

from flask import Flask, render_template

from amplify_auth import load_amplify_outputs
from config.settings import ROOT
from signup.forms.sign_up import sign_up_form
from signup.forms.sign_up_settings import sign_up_settings
from signup.i18n import languages
from signup.web import assets
from signup.web.honeypot import TRAP

outputs = load_amplify_outputs(ROOT / "config" / "amplify_outputs.json")
form_class = sign_up_form(outputs)

app = Flask("app", root_path=str(ROOT))
app.secret_key = "a key for measuring only, long enough"
app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
assets.init_app(app)
languages.init_app(app, secure=True)
app.after_request_funcs.clear()
app.jinja_env.globals.update(
    demo=False,
    service_name=sign_up_settings(outputs).service_name,
    trap=TRAP,
    drawn_at=lambda: "0",
)


@app.get("/sign-up", endpoint="signup.sign_up")
def sign_up() -> str:
    """Draw the page."""
    return render_template("signup/sign_up.html", form=form_class())


# What the template links to.
app.add_url_rule("/", endpoint="signup.home")
app.add_url_rule("/sign-in", endpoint="signup.sign_in")
