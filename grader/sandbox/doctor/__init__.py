"""Does this machine keep what the grader promises of it? Everything is tried; probe.py runs in containers."""
