"""What staff see and do, a page a module."""

from flask import Blueprint

from grader.web.staff.audit_log import audit_log
from grader.web.staff.course import course
from grader.web.staff.line_item import line_item
from grader.web.staff.people import people
from grader.web.staff.retention import retention
from grader.web.staff.roster import roster
from grader.web.staff.similarity import similarity
from grader.web.staff.student_data import student_data

BLUEPRINTS: tuple[Blueprint, ...] = (course, line_item, similarity, people, roster, audit_log, retention, student_data)
