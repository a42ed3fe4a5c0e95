"""What staff see and do, a page a module."""

from flask import Blueprint

from grader.web.staff.audit_log import audit_log
from grader.web.staff.connections import connections
from grader.web.staff.course import course
from grader.web.staff.course_settings import course_settings
from grader.web.staff.gradebook import gradebook
from grader.web.staff.item_settings import item_settings
from grader.web.staff.line_item import line_item
from grader.web.staff.lms import lms
from grader.web.staff.marking import marking
from grader.web.staff.people import people
from grader.web.staff.regrades import regrades
from grader.web.staff.retention import retention
from grader.web.staff.roster import roster
from grader.web.staff.similarity import similarity
from grader.web.staff.sources import sources
from grader.web.staff.student_data import student_data
from grader.web.staff.submissions import submissions
from grader.web.staff.webhooks import webhooks

BLUEPRINTS: tuple[Blueprint, ...] = (
    audit_log,
    connections,
    course,
    course_settings,
    gradebook,
    item_settings,
    line_item,
    lms,
    marking,
    people,
    retention,
    roster,
    similarity,
    regrades,
    sources,
    student_data,
    submissions,
    webhooks,
)
