"""Runs the benchmarks and writes their tables into docs/performance.md, that of the rush into docs/reliability.md.

A benchmark's table stands between ``<!-- its name -->`` and ``<!-- end -->``. Run all with ``make bench``, or some:
.venv/bin/python benchmarks/tables.py [NAME …]
"""

import re
import subprocess
import sys
from pathlib import Path

from grader.settings import ROOT

PAGE = "performance.md"
ELSEWHERE = {"rush": "reliability.md"}
NAMES = ["upload_to_grade", "throughput", "wire", "calls"]


def main() -> None:
    """Print each table when it is there, and put it in its place."""
    for name in sys.argv[1:] or NAMES:
        command = [sys.executable, str(Path(__file__).with_name(f"{name}.py"))]
        printed = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout
        print(printed, flush=True)
        page = ROOT / "docs" / ELSEWHERE.get(name, PAGE)
        page.write_text(_with_table(page.read_text(), name, printed))


def _with_table(page: str, name: str, printed: str) -> str:
    """Return *page* with what *name* has *printed* in its place."""
    place = re.compile(f"(?<=<!-- {name} -->\n).*?(?=<!-- end -->)", re.DOTALL)
    if not place.search(page):
        raise SystemExit(f"There is no place for {name}.")
    return place.sub(lambda _: printed, page, count=1)  # an empty place would be found twice


if __name__ == "__main__":
    main()
