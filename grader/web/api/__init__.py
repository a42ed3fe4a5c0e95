"""The interface for programs below ``/api/v1``, a section a module."""
