"""Open edX as a platform: its LTI component as it is, and of the rest just what the component needs.

It runs in an environment of its own, ``.open-edx``, as ``python -m tests.lms.open_edx``.
"""
