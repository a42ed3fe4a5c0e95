"""What people open in a browser."""

from pathlib import Path

import django.contrib.admin
from django.contrib.auth import login
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from opaque_keys.edx.keys import UsageKey
from web_fragments.fragment import Fragment

from tests.lms.open_edx import blocks

JQUERY = Path(django.contrib.admin.__file__).parent / "static/admin/js/vendor/jquery/jquery.min.js"
PAGE = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>{title}</title>{head}</head>
<body><div id="block">{body}</div><script>{jquery}</script>{foot}
<script>window.gettext = text => text; {start}({{}}, document.getElementById("block"));</script></body>
</html>
"""


def sign_in(request: HttpRequest, username: str) -> HttpResponse:
    """Take the visitor for *username*, and go on."""
    login(request, get_object_or_404(User, username=username), "django.contrib.auth.backends.ModelBackend")
    return HttpResponseRedirect(request.GET["next"])


def courseware(request: HttpRequest, usage_id: str) -> HttpResponse:
    """Show a component to a learner, or to a teacher who looks at the course."""
    block = blocks.load(UsageKey.from_string(usage_id), request.user)
    return _page(block.display_name, block.student_view({}))


def studio(request: HttpRequest, usage_id: str) -> HttpResponse:
    """Show a component to its author."""
    block = blocks.load(UsageKey.from_string(usage_id), request.user)
    return _page(f"Studio: {block.display_name}", block.author_view({}))


def _page(title: str, fragment: Fragment) -> HttpResponse:
    return HttpResponse(
        PAGE.format(
            title=title,
            head=fragment.head_html(),
            body=fragment.body_html(),
            jquery=JQUERY.read_text(),
            foot=fragment.foot_html(),
            start=fragment.js_init_fn,
        )
    )
