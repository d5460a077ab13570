"""`aws-amplify/auth` for Python."""
