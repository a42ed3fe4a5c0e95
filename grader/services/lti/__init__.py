"""LTI 1.3: who may launch the grader, who and what of theirs is whom and what here, and grades for them."""
