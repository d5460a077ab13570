"""Cognito's operations, in a file each or a few that belong together: to add one, add a file.

An operation is a function that `@operation("<Cognito's name>")` registers. It is given a `Call`,
whose request was checked against the service's model, and returns the members of the answer or
raises a `ServiceError`. Writing happens inside `with call.store.write() as db:`.
"""
