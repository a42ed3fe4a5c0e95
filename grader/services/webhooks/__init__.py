"""Telling other systems what happens in a course: endpoints, the outbox, and deliveries."""
