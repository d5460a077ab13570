"""`python -m cognito_setup`: the commands of `flask --app app cognito`, without the app."""

from dotenv import find_dotenv, load_dotenv

from cognito_setup import cognito

if __name__ == "__main__":
    load_dotenv(find_dotenv(usecwd=True))
    cognito(prog_name="python -m cognito_setup")
