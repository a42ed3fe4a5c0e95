"""What platforms and their people reach: login, launch, choices, registration.

What is posted here comes from a platform, with its signature, or with a ticket or a link that only whoever launches or
registers has: no browser adds any of these by itself, as it does a cookie. So there is no CSRF token in these forms,
and in a frame there could be none.
"""

from flask import Blueprint, Flask

from grader.errors import StudentError
from grader.lms.key_sets import KeySets
from grader.settings import Settings
from grader.web.lti import frames
from grader.web.lti.choosing import choosing
from grader.web.lti.launching import launching
from grader.web.lti.registering import registering
from grader.web.security import csrf

BLUEPRINTS: tuple[Blueprint, ...] = (launching, choosing, registering)

for _each in BLUEPRINTS:
    _each.register_error_handler(StudentError, frames.refused)
    csrf.exempt(_each)


def init_lti(app: Flask, settings: Settings) -> None:
    """Let platforms launch *app*."""
    app.extensions["key_sets"] = KeySets(allow_private=settings.lms_in_private)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
