"""Development server on HOST and PORT, from the environment or `.env`."""

import os
import sys

from dotenv import load_dotenv
from flask.cli import cli

from config.settings import ROOT

if __name__ == "__main__":
    load_dotenv(ROOT / ".env")
    address = {"host": os.environ.get("HOST"), "port": os.environ.get("PORT")}
    given = [f"--{name}={value}" for name, value in address.items() if value]
    sys.exit(cli.main(["--app", "app", "run", *given], prog_name="flask"))
