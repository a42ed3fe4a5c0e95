"""The addresses of the application, with ids of a world that has one of everything."""

from werkzeug.routing import Rule

from tests.web.world import World

IDS = {"line_item_id": 1, "course_id": 1, "submission_id": 1, "run_id": 1, "extension_id": 1, "pair_id": 1}
IDS |= {
    "comment_id": 1,
    "endpoint_id": 1,
    "message_id": 1,
    "notice_id": 1,
    "passback_id": 1,
    "platform_id": 1,
    "regrade_id": 1,
    "source_id": 1,
    "token_id": 1,
}
"""Of the first of each kind; a new kind of argument has to be named here."""


OPEN = {"static", "code_css", "auth.sign_in", "auth.sign_in_by_password", "auth.link", "auth.sign_in_by_link"} | {
    "auth.sign_out",
    "auth.send_link",
    "auth.join",
    "auth.enter",
    "about.show",
    "health.lives",
    "health.is_ready",
    "auth.find_course",
    "auth.find_course_by_code",
    "lti.jwks",
    "lti_registering.ask",
    "reference.show",
    "reference.openapi",
}
"""What strangers may ask for."""
PROVEN = {
    "asset_notices.receive",
    "lti.login",
    "lti.launch",
    "lti.open_here",
    "lti_choosing.choose_course",
    "lti_choosing.link_account",
    "lti_registering.register",
    "lti_choosing.choose_assignment",
}
"""What is posted with a proof of its own, a signature or a ticket, in place of a session and the token of its forms."""
OPEN |= PROVEN


def path_of(world: World, rule: Rule) -> str:
    """Return an address that *rule* matches."""
    values = IDS | {"code": world.course.join_code, "token": "token", "user_id": world.student.id}
    with world.app.test_request_context():
        adapter = world.app.url_map.bind("localhost")
        return adapter.build(rule.endpoint, {name: values[name] for name in rule.arguments})


def for_people(world: World) -> list[Rule]:
    """Return what is not for programs alone; of that, tests/api tells."""
    every = world.app.url_map.iter_rules()
    return [rule for rule in every if rule.rule == "/api/v1/" or not rule.rule.startswith("/api/")]


def rules(world: World, method: str) -> list[Rule]:
    """Return what answers to *method*, files of the application itself left out."""
    own = [rule for rule in for_people(world) if rule.endpoint not in {"static", "code_css"}]
    return [rule for rule in own if method in (rule.methods or ())]


def pages(world: World) -> list[str]:
    """Return the addresses that can be visited."""
    return sorted({path_of(world, rule) for rule in rules(world, "GET")})


def closed_rules(world: World) -> list[Rule]:
    """Return what only those who are signed in may ask for."""
    return [rule for rule in for_people(world) if rule.endpoint not in OPEN]
