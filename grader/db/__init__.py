"""What is stored, and how it is read. Every write is a function in ``grader.services``."""
