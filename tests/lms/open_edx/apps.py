"""What Django starts."""

from importlib import import_module

from django.apps import AppConfig


class OpenEdx(AppConfig):
    """The rest of the platform."""

    name = "tests.lms.open_edx"

    def ready(self) -> None:
        """Let the component find what it asks edx-platform for; the models there can be read only now."""
        import_module("tests.lms.open_edx.edx_platform").provide()
