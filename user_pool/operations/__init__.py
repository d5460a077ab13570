"""Cognito's operations, one file each: to add one, add a file like the others.

A file has a function that `@operation("<Cognito's name>")` registers. It is given a `Call`, whose
request was checked against the service's model, and returns the members of the answer or raises a
`ServiceError`. Writing happens inside `with call.store.write() as db:`.
"""
