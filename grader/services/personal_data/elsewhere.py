"""What other systems are told of somebody, and what they say, as plain data; never a secret or a hash of one."""

from grader.db.models import ApiToken, Identity, Launch, Message, Notice, Passback, PostedGrade
from grader.services.inbound import notices
from grader.services.personal_data.records import Record, moment, number


def identity(each: Identity) -> Record:
    """Return who somebody is in another system."""
    return {"issuer": each.issuer, "subject": each.subject}


def api_token(each: ApiToken) -> Record:
    """Return a token of somebody's programs, without what shows it."""
    return {
        "name": each.name,
        "scopes": each.scopes,
        "created_at": moment(each.created_at),
        "expires_at": moment(each.expires_at),
        "last_used_at": moment(each.last_used_at),
    }


def launch(each: Launch) -> Record:
    """Return a launch from a platform that is still stored."""
    told = {name: each.facts.get(name) for name in ("role", "context_title", "link_title")}
    times = {"expires_at": moment(each.expires_at), "used_at": moment(each.used_at)}
    return {"platform": each.deployment.platform.name, **told, **times}


def posted(each: PostedGrade | None) -> Record | None:
    """Return which score other systems were told last; None: they were told of none."""
    return None if each is None else {"score": number(each.score), "at": moment(each.at)}


def passback(each: Passback) -> Record:
    """Return what a platform was sent of a grade."""
    return {
        "platform": each.resource_link.context.deployment.platform.name,
        "subject": each.subject,
        "state": each.state.value,
        "created_at": moment(each.created_at),
        "wanted_at": moment(each.wanted_at),
        "sent_score": number(each.sent_score),
        "sent_at": moment(each.sent_at),
        "last_error": each.last_error,
        "last_error_at": moment(each.last_error_at),
    }


def message(each: Message) -> Record:
    """Return that an endpoint was told something; what follows the host in its address can be a secret."""
    return {
        "type": each.type,
        "host": each.endpoint.host,
        "state": each.state.value,
        "created_at": moment(each.created_at),
        "finished_at": moment(each.finished_at),
    }


def notice(each: Notice) -> Record:
    """Return what another system announced; the addresses of files can be secrets."""
    sender, became = each.source or each.platform, each.submission
    return {
        "from": sender and sender.name,
        "subject": each.body.get("user_id"),
        "files": [file["filename"] for file in each.body.get("assets", [])],
        "received_at": moment(each.received_at),
        "finished_at": moment(each.finished_at),
        "state": each.state.value,
        "error": notices.told(each),
        "line_item": became and became.line_item_id,
        "attempt": became and became.attempt,
    }
