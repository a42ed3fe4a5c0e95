"""The answer to a platform that asks for a link: which assignment it shall lead to."""

from pylti1p3.deep_link import DeepLink
from pylti1p3.deep_link_resource import DeepLinkResource
from pylti1p3.lineitem import LineItem as PlatformLineItem

from grader.db.models import LineItem, Platform, ToolKey
from grader.domain.lti import LINE_ITEM, PROCESSOR, Facts
from grader.lms.tool import registration

SCORE_MAXIMUM = 100


def answer(platform: Platform, key: ToolKey, facts: Facts, item: LineItem, launch_url: str) -> str:
    """Return the signed message that gives the platform what was chosen for *item*.

    That is a link to it, with a column for its grade; or what is told of submissions to the platform's own assignment.
    """
    chosen = DeepLinkResource().set_title(item.title).set_url(launch_url).set_custom_params({LINE_ITEM: str(item.id)})
    if facts.is_for_processor:
        chosen.set_type(PROCESSOR)
    else:
        column = PlatformLineItem().set_score_maximum(SCORE_MAXIMUM).set_label(item.title)
        chosen.set_lineitem(column.set_resource_id(str(item.id)))
    settings = {} if facts.return_data is None else {"data": facts.return_data}
    deep = DeepLink(registration(platform, key), facts.deployment_id, settings)  # type: ignore[arg-type]  # all it reads
    message = deep.get_message_jwt([chosen])
    if facts.return_data is None:
        message.pop("https://purl.imsglobal.org/spec/lti-dl/claim/data", None)
    return str(deep.encode_jwt(message))  # type: ignore[no-untyped-call]
