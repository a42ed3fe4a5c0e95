"""Makes the pictures of the README: walks a running application as students and as the instructor.

Without links it starts an application of its own, on a database that is thrown away.
"""

import argparse
import os
import re
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

from grader.exam import assignment as assignments
from grader.services.courses import FIRST_COURSE as COURSE
from grader.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
CHROMIUM = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
WIDTH, HEIGHT = 1280, 960
GRADED_MS = 180_000
SHOWN = "backprop"
"""The assignment in the pictures."""
CLASSMATES = {
    "Grace Hopper": [
        ("loss", "right"),
        ("backprop", "known_bias_gradient_per_sample"),
        ("backprop", "right"),
        ("rnn", "right"),
    ],
    "Alan Turing": [("loss", "wrong"), ("adam", "right"), ("backprop", "wrong")],
    "Emmy Noether": [("loss", "right"), ("backprop", "starter"), ("backprop", "wrong")],
    "Marie Curie": [("backprop", "known_bias_gradient_per_sample"), ("backprop", "wrong"), ("backprop", "right")],
    "Katherine Johnson": [("loss", "right"), ("backprop", "known_weight_gradient_transposed"), ("backprop", "right")],
    "Edsger Dijkstra": [("loss", "wrong")],
}
"""Who else is in the course, and what they hand in: a dashboard of one says little."""


def main() -> None:
    """Make all pictures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--join-link", help="the students' join link of a running application")
    parser.add_argument("--sign-in-link", help="a fresh sign-in link of its instructor")
    parser.add_argument("--file", type=Path, default=solution(SHOWN, "wrong"), help=f"handed in for {SHOWN}")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "pictures", help="folder of the pictures")
    chosen = parser.parse_args()
    if (chosen.join_link is None) != (chosen.sign_in_link is None):
        parser.error("give both links, or none")
    chosen.out.mkdir(parents=True, exist_ok=True)
    if chosen.join_link:
        take(chosen.join_link, chosen.sign_in_link, chosen.file, chosen.out)
        return
    with own_application() as (join_link, sign_in_link):
        take(join_link, sign_in_link, chosen.file, chosen.out)


def take(join_link: str, sign_in_link: str, file: Path, out: Path) -> None:
    """Walk through the application; write the pictures to *out*."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM)
        for name, work in CLASSMATES.items():
            classmate = join(browser, join_link, name)
            for slug, kind in work:
                hand_in(classmate, slug, solution(slug, kind))
        take_as_student(join(browser, join_link, "Ada Lovelace"), file, out)
        take_as_instructor(browser, sign_in_link, out)
        browser.close()


def take_as_student(page: Page, file: Path, out: Path) -> None:
    """Picture an assignment and a result."""
    open_assignment(page, SHOWN)
    picture(page, out / "assignment.png")
    hand_in(page, SHOWN, file)
    picture(page, out / "result.png", height=1400)
    page.emulate_media(color_scheme="dark")
    picture(page, out / "result-dark.png", height=1400)
    page.emulate_media(color_scheme="light")
    training = page.get_by_role("region", name="Your training solves both problems")
    training.locator(".pictures").first.screenshot(path=out / "figures.png")
    print(out / "figures.png")


def take_as_instructor(browser: Browser, sign_in_link: str, out: Path) -> None:
    """Picture an assignment's figures, the gradebook, and one student's attempt."""
    page = new_page(browser, sign_in_link)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name="Students and scores").first.click()
    page.get_by_role("link", name=title(SHOWN)).click()
    while page.get_by_role("link", name="look again").count():
        page.wait_for_timeout(1000)
        page.reload()
    picture(page, out / "dashboard.png", height=1500)
    page.get_by_role("link", name="Submissions", exact=True).click()
    page.get_by_role("row", name="Ada Lovelace").get_by_role("link").first.click()
    picture(page, out / "submission-staff.png")
    page.get_by_role("link", name=COURSE).click()
    page.get_by_role("link", name="Gradebook").click()
    picture(page, out / "gradebook.png", height=760)


def join(browser: Browser, join_link: str, name: str) -> Page:
    """Register *name* as a student."""
    page = new_page(browser, join_link)
    page.get_by_label("Your name").fill(name)
    page.get_by_label("Email").fill(f"{name.split(maxsplit=1)[0].lower()}@example.org")
    page.get_by_label("Password").fill("correct horse battery staple")
    page.get_by_role("button", name="Join the course").click()
    expect(page.get_by_role("heading", name="Your courses")).to_be_visible()
    return page


def hand_in(page: Page, slug: str, file: Path) -> None:
    """Hand *file* in and wait for its score."""
    open_assignment(page, slug)
    page.set_input_files("input[type=file]", file)
    page.get_by_role("button", name="Hand in").click()
    expect(page.locator(".score strong")).to_be_visible(timeout=GRADED_MS)
    print(f"{slug}/{file.name}: {page.locator('.score strong').inner_text()}")


def open_assignment(page: Page, slug: str) -> None:
    """Go to the page of an assignment."""
    page.get_by_role("link", name="Neural grader").click()
    page.get_by_role("link", name=title(slug), exact=True).click()
    expect(page.get_by_role("heading", name="Hand in")).to_be_visible()


def new_page(browser: Browser, link: str) -> Page:
    """Return *link*, opened in a fresh profile."""
    page = browser.new_page(
        viewport={"width": WIDTH, "height": HEIGHT},
        device_scale_factor=1,
        color_scheme="light",
        reduced_motion="reduce",
    )
    page.goto(link)
    return page


def picture(page: Page, path: Path, height: int = HEIGHT) -> None:
    """Picture the top of *page*."""
    page.set_viewport_size({"width": WIDTH, "height": height})
    page.mouse.move(0, 0)
    page.screenshot(path=path)
    print(path)


def title(slug: str) -> str:
    """Return the title of an assignment."""
    return assignments.load(Settings.assignments_dir, slug).title


def solution(slug: str, kind: str) -> Path:
    """Return a file to hand in: the right one, the starter, or one with a mistake."""
    if kind == "right":
        return ROOT / "reference" / f"{slug}.py"
    if kind.startswith("known_"):
        return ROOT / "tests" / "submissions" / slug / f"{kind}.py"
    if kind == "starter":
        return ROOT / "assignments" / slug / "starter.py"
    return max((ROOT / "tests" / "submissions" / slug).glob("known_*.py"), key=lambda path: "_no_" in path.stem)


@contextmanager
def own_application() -> Iterator[tuple[str, str]]:
    """Run an application on data that is thrown away; give its join link and its sign-in link."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as data:
        environment = {**os.environ, "DATA_DIR": data, "PORT": str(port)}
        command = [str(Path(sys.executable).with_name("grader")), "run"]
        with subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
            try:
                yield links(process)
            finally:
                process.terminate()


def links(process: "subprocess.Popen[str]") -> tuple[str, str]:
    """Read both links from what the application says when it is ready."""
    said = ""
    for line in process.stdout or ():
        said += line
        found = [re.search(rf"{who} with:\s+(\S+)", said) for who in ("Students join", "Instructor signs in")]
        if found[0] and found[1]:
            return found[0][1], found[1][1]
    sys.exit(f"The application did not start: {said}")


if __name__ == "__main__":
    main()
