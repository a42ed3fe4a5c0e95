"""A deadline rush: a class hands in within a minute over HTTP, on each set-up; and how much workers grade.

Run it with: PYTHONPATH=. .venv/bin/python benchmarks/rush.py [--students N] [--seconds N] [--runs N] [--only NAME]
"""

import argparse

import rush_tables
from machine import Meter
from rush_minute import Plan, Rush, hold
from rush_sites import distributed, embedded
from rush_workers import Rate, rates

EMBEDDED, DISTRIBUTED = "embedded", "distributed"


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--students", type=int, default=500, metavar="N")
    parser.add_argument("--seconds", type=int, default=60, metavar="N", help="all uploads come within so many")
    parser.add_argument("--runs", type=int, default=100, metavar="N", help="for each number of workers")
    parser.add_argument("--only", choices=[EMBEDDED, DISTRIBUTED])
    options = parser.parse_args()
    plan = Plan(options.students, options.seconds)
    meter = Meter()
    rushes: dict[str, Rush] = {}
    measured: list[Rate] = []
    if options.only != DISTRIBUTED:
        with embedded(options.students) as site:
            rushes["`grader run`, SQLite, 2 slots"] = hold(meter, site, plan)
    if options.only != EMBEDDED:
        with distributed(options.students) as (site, cluster):
            cluster.grow(1)  # on two cores, more of them grade no more
            rushes["PostgreSQL, Redis, 1 worker"] = hold(meter, site, plan)
            rushes["PostgreSQL, Redis, the worker elsewhere"] = hold(meter, site, plan, away=cluster.workers)
            measured = rates(meter, site, cluster, options.runs)
    print(rush_tables.rushes(plan, rushes))
    if measured:
        print(rush_tables.rates(options.runs, measured))


if __name__ == "__main__":
    main()
