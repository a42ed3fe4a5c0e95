"""The right solutions; only the exam's process loads them. They import nothing of the project."""
