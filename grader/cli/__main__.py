"""``python -m grader.cli``: the same as ``grader``."""

from grader.cli import main

main()
