"""What an LMS and the grader say to each other by LTI 1.3: signed messages in, requests out; no row is written here."""
