"""Flask-Security's page for registering, without password hashing, on SQLite."""

import os

from flask import Flask
from flask_security import Security, SQLAlchemyUserDatastore
from flask_security.models import fsqla_v3 as fsqla
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
app.config.update(
    SECRET_KEY="a key for measuring only, long enough",
    SQLALCHEMY_DATABASE_URI=f"sqlite:///{os.environ['DATA_DIR']}/flask_security.db",
    SECURITY_PASSWORD_SALT="guards nothing",
    SECURITY_PASSWORD_HASH="plaintext",
    SECURITY_PASSWORD_SINGLE_HASH=["plaintext"],
    SECURITY_REGISTERABLE=True,
    SECURITY_SEND_REGISTER_EMAIL=False,
    SECURITY_USE_REGISTER_V2=True,
    SECURITY_EMAIL_VALIDATOR_ARGS={"check_deliverability": False},
)
database = SQLAlchemy(app)
fsqla.FsModels.set_db_info(database)


class Role(database.Model, fsqla.FsRoleMixin):
    """Its own role."""


class User(database.Model, fsqla.FsUserMixin):
    """Its own user."""


Security(app, SQLAlchemyUserDatastore(database, User, Role))
with app.app_context():
    database.create_all()
    database.engine.dispose()  # connections must not cross gunicorn's fork
