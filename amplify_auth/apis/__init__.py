"""APIs, one module each, as in amplify-js `providers/cognito/apis/`."""
