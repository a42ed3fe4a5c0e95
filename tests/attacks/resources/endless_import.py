"""Computes for ever while it is imported, before any limit of a call or a test.

Elsewhere the import is part of no test, and nothing limits it. Here it has a limit of its own.
"""
# score: 0
# says: Importing your file took longer than 3 s.

while True:
    pass
