"""One of everything: attempts in every state, comments, an extension, a comparison."""

from datetime import timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from grader.db.models import (
    Comment,
    Context,
    Delivery,
    Deployment,
    Extension,
    JobState,
    NoticeHandler,
    Passback,
    Platform,
    Release,
    ResourceLink,
    Role,
    RosterSync,
    SimilarityReport,
    Submission,
    Worker,
    utc_now,
)
from grader.domain.alike import Alike, Passage
from grader.domain.inbound import Announcement, Asset
from grader.services import regrades, similarity, tokens
from grader.services.inbound import notices, sources
from grader.services.webhooks import endpoints
from tests.web.reports import PARTLY, PERFECT, TAUGHT, broken
from tests.web.world import CODE, World


def fill(world: World) -> None:
    """Let two students, an assistant and the instructor of *world* have done all that can be done."""
    ada, bob = world.add_user("Ada Lovelace"), world.add_user("Bob")
    world.add_user("Asta Assistant", role=Role.ASSISTANT)
    first = world.submit(ada, PARTLY)
    world.submit(ada, TAUGHT, CODE + b"#")
    world.submit(ada, broken("student", "syntax_error", "no\n  line 4: return ("), CODE + b"##")
    other = world.submit(bob, PERFECT)
    world.submit(bob, broken("service", "lost", "gone"), CODE + b"#")
    world.submit(bob, content=CODE + b"##")
    worker = {"slots": 2, "release": "a" * 64}
    alike = Alike(first.id, other.id, 0.9, 0.8, (Passage((1, 3), (1, 3)), Passage((5, 5), (4, 5))))
    with world.sessions.begin() as session:
        session.add(Comment(submission_id=first.id, author_id=world.instructor.id, text="Well begun."))
        session.add(Comment(submission_id=first.id, author_id=world.instructor.id, line=4, text="Why tanh?"))
        session.add(Extension(line_item_id=world.item.id, student_id=ada.id, extra_attempts=1, reason="Ill."))
        regrades.start(session, world.instructor, world.item.id, [first.id, other.id], "A test was wrong.")
        report = similarity.ask(session, world.instructor, world.item.id)
        session.flush()
        session.execute(update(SimilarityReport).where(SimilarityReport.id == report.id).values(token="t"))
        tokens.make(session, ada, "Backup of my work", ["submissions:read"], None)
        session.add(Release(digest="a" * 64))
        fill_inbound(session, world, other)
        session.add(Worker(name="one:1", host="one", **worker))
        session.add(Worker(name="two:2", host="two", obstacle="No Docker engine answers.", **worker))
        session.add(Worker(name="three:3", host="three", seen_at=utc_now() - timedelta(hours=1), **worker))
        told = endpoints.add(
            session, world.instructor, 1, "https://lms.example.org/hook", ["grade.posted"], allow_private=False
        )
        message = endpoints.test(session, world.instructor, 1, told.id)
        answer = {"status": 500, "answer": "no disk", "error": "It answered 500."}
        session.add(Delivery(message_id=message.id, duration_s=0.1, request_headers={"webhook-id": "msg_1"}, **answer))
        platform = Platform(
            name="Moodle",
            issuer="https://lms.example.org",
            client_id="c",
            auth_login_url="https://lms.example.org/login",
            auth_token_url="https://lms.example.org/token",
            key_set_url="https://lms.example.org/keys",
        )
        place = Deployment(platform=platform, deployment_id="1")
        theirs = Context(deployment=place, context_id="c1", course_id=1, memberships_url="https://lms.example.org/m")
        link = ResourceLink(context=theirs, resource_link_id="l1", line_item_id=world.item.id, ags_line_item_url="x")
        synced = {"state": JobState.FAILED, "error_message": "The LMS could not be asked.", "synced_at": utc_now()}
        session.add(RosterSync(context=theirs, people=30, added=2, inactive=1, **synced))
        unheard = {"state": JobState.FAILED, "error_message": "The LMS could not be asked."}
        session.add(NoticeHandler(deployment=place, url="https://lms.example.org/notices", **unheard))
        refused = {"state": JobState.FAILED, "times_failed": 3, "last_error": "It answered with 403 Forbidden."}
        session.add(Passback(resource_link=link, student_id=ada.id, subject="s", last_error_at=utc_now(), **refused))
        assert similarity.store(session, report.id, "t", [alike], compared=2, now=utc_now())


def fill_inbound(session: Session, world: World, handed_in: Submission) -> None:
    """Let another system have announced submissions: one failed, was refused, is waiting, and was handed in."""
    chosen = sources.Chosen("Campus LMS", "https://lms.example", ["lms.example"], "token")
    source = sources.create(session, world.instructor, world.course.id, chosen)
    file = Asset("https://lms.example/hw.py", "hw.py")
    failed, refused, waiting, done = (
        notices.receive(
            session, source, world.course.id, f"msg_{n}", Announcement(source.issuer, str(n), "u1", (file,))
        )
        for n in range(4)
    )
    ended = {"state": JobState.FAILED, "error_kind": "refused", "finished_at": utc_now()}
    for notice, fault, message in ((failed, "author", "No assignment is meant."), (refused, "student", "Too late.")):
        for name, value in (ended | {"fault": fault, "error_message": message}).items():
            setattr(notice, name, value)
    waiting.error_message, waiting.tries, waiting.due = "It answered with 503.", 2, utc_now() + timedelta(hours=1)
    done.state, done.submission_id, done.finished_at = JobState.DONE, handed_in.id, utc_now()
