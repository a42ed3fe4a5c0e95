"""LTI 1.3: what is said to the platforms, and what they say."""
