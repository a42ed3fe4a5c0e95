"""What staff see and do, a page a module."""

from flask import Blueprint

from grader.web.staff.course import course
from grader.web.staff.line_item import line_item
from grader.web.staff.marking import marking
from grader.web.staff.regrades import regrades
from grader.web.staff.similarity import similarity
from grader.web.staff.submissions import submissions

BLUEPRINTS: tuple[Blueprint, ...] = (course, line_item, marking, regrades, similarity, submissions)
