"""What a database held at revision 0002: known mistakes, pictures, and assignments that are closed besides."""

from tests.db.upgrades import at_0001
from tests.db.upgrades.at_0001 import Rows

SLUGS = "sign_flipped", "forgot_mean"
FIGURE = {
    "title": "Loss by step",
    "description": "It falls from 1.2 to 0.1 — größer is worse.",
    "svg": '<svg class="figure" viewBox="0 0 360 200"><path d="M0 0L360 200"></path></svg>',
    "columns": ["step", "loss"],
    "rows": [["0", "1.2"], ["1", "0.1"]],
}


def rows() -> Rows:
    """Return the rows of every table."""
    found = at_0001.rows()
    for item in found["line_items"]:
        item["problem"] = "assignments/perceptron: there is no such folder" if item["id"] == 5 else None
    for test in found["run_tests"]:
        del test["misconception"]
        has_mistake = test["outcome"] == "failed"
        test |= {"misconceptions": list(SLUGS) if has_mistake else [], "figures": [FIGURE] if has_mistake else []}
    for run_id in sorted({test["run_id"] for test in found["run_tests"] if test["misconceptions"]}):
        for position, slug in enumerate(SLUGS):
            told = {"title": f"You {slug.replace('_', ' ')}", "text": "Look at **line 4**: $\\partial L$ ≠ …"}
            mistake = {"position": position, "misconception": slug, "converges": (True, False, None)[run_id % 3]}
            found["run_mistakes"].append({"id": len(found["run_mistakes"]) + 1, "run_id": run_id, **mistake, **told})
    return found
