"""The service's side of the container; nothing else in the project talks to Docker."""
