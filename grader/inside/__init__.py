"""All that is copied into the container. Imports NumPy and the standard library, nothing of the project."""
