"""Launches into a frame and into a window: cookies, clicks and tickets."""

from pathlib import Path

from grader.web.app import create_app
from tests.lti.lms import LAUNCH, Lms, send
from tests.lti.pages import cookie, press, ticket
from tests.web.world import World, chosen_settings


def test_in_a_frame_nobody_is_signed_in_and_a_new_window_is_offered(world: World, bound: Lms) -> None:
    visitor = world.stranger()
    answer = bound.launch(visitor, at_home=False)
    assert answer.status_code == 200
    assert "Open in a new window as Ada of the LMS" in answer.text
    assert 'target="_blank"' in answer.text
    assert visitor.get("/account").status_code == 302
    window = press(visitor, answer)
    assert (window.status_code, window.location) == (302, "/assignments/1")
    assert visitor.get("/assignments/1").status_code == 200


def test_only_pages_of_the_platform_may_frame_the_launch_and_nobody_the_other_pages(world: World, bound: Lms) -> None:
    visitor = world.stranger()
    presentation = {"return_url": "https://school.example.org/courses/1"}
    framed = bound.launch(visitor, at_home=False, launch_presentation=presentation)
    policy = framed.headers["Content-Security-Policy"]
    assert f"frame-ancestors {bound.address} https://lms.example.org https://school.example.org" in policy
    assert "X-Frame-Options" not in framed.headers
    press(visitor, framed)
    inside = visitor.get("/assignments/1")
    assert "frame-ancestors 'none'" in inside.headers["Content-Security-Policy"]
    assert inside.headers["X-Frame-Options"] == "DENY"


def test_without_the_cookie_of_the_login_a_click_is_needed(world: World, bound: Lms) -> None:
    asked = bound.begin(world.stranger())
    token = bound.sign(bound.claims(asked["nonce"]))
    other = world.visitor(world.add_user("Ben"))
    answer = send(other, asked["state"], token)
    assert answer.status_code == 200
    assert "Continue as Ada of the LMS" in answer.text
    assert "Ben" in other.get("/account").text  # nobody's session was replaced
    assert press(other, answer).status_code == 302
    assert "Ada of the LMS" in other.get("/account").text


def test_a_form_on_another_site_signs_nobody_in(world: World, bound: Lms) -> None:
    visitor = world.stranger()
    answer = bound.launch(visitor, at_home=False)
    for headers in ({"Origin": "https://evil.example"}, {"Origin": "null"}, {}):
        refused = visitor.post("/lti/open", {"ticket": ticket(answer)}, headers=headers)
        assert refused.status_code == 400
        assert "another page than ours" in refused.text
    assert visitor.get("/account").status_code == 302


def test_behind_a_proxy_that_ends_tls_the_cookie_of_a_login_comes_along_from_other_sites(
    world: World, lms: Lms, tmp_path: Path
) -> None:
    ours = "https://grader.example.org"
    url = world.engine.url.render_as_string(hide_password=False)
    app = create_app(chosen_settings(tmp_path, url, PUBLIC_URL=ours), world.sessions)
    sent = {"iss": lms.issuer, "login_hint": "h", "target_link_uri": f"{ours}/lti/launch"}
    headers = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "1.2.3.4"}
    answer = app.test_client().get("/lti/login", query_string=sent, headers=headers)
    assert answer.status_code == 302
    assert {"Secure", "HttpOnly", "SameSite=None", "Partitioned", "Path=/lti"} <= set(cookie(answer).split("; "))


def test_over_plain_http_a_cookie_is_set_that_browsers_take(world: World, lms: Lms) -> None:
    sent = {"iss": lms.issuer, "login_hint": "h", "target_link_uri": LAUNCH}
    parts = set(cookie(world.stranger().get("/lti/login", query_string=sent)).split("; "))
    assert {"HttpOnly", "SameSite=Lax"} <= parts
    assert not {"Secure", "Partitioned"} & parts


def test_a_ticket_opens_one_window(world: World, bound: Lms) -> None:
    answer = bound.launch(world.stranger(), at_home=False)
    assert press(world.stranger(), answer).status_code == 302
    again = press(world.stranger(), answer)
    assert again.status_code == 400
    assert "has been used already" in again.text
