"""The web application: pages for students and staff. Every write goes through ``grader.services``."""
