"""One module for each API, as in amplify-js `providers/cognito/apis/`."""
