"""What Prometheus can ask for: numbers of this process, and what else registers itself here."""

from prometheus_client import Counter, Gauge, Histogram, start_http_server

from grader.errors import ServiceError
from grader.settings import Settings

SECONDS = (0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800, 3600)
QUICK = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

WAIT = Histogram(
    "grader_run_wait_seconds", "From handing in to the begin of the first try.", ["assignment"], buckets=SECONDS
)
DURATION = Histogram("grader_job_duration_seconds", "Of one try.", ["kind", "assignment"], buckets=SECONDS)
JOBS = Counter("grader_jobs", "Tries that have ended, by how.", ["kind", "assignment", "outcome"])
FAULTS = Counter("grader_faults", "Faults that are not the students', by kind.", ["fault", "error"])
SLOTS = Gauge("grader_worker_slots", "Runs that this worker does at the same time.")
RUNNING = Gauge("grader_worker_running", "Runs and reports that this worker is doing.")
SPARE = Gauge("grader_worker_containers_waiting", "Containers that wait for submissions.")
CONTAINERS = Counter("grader_containers", "Containers given to runs, by whether they had waited for one.", ["waited"])
OBSTACLE = Gauge("grader_worker_obstacle", "1: this worker takes no runs; its log says why.")
REQUESTS = Histogram("grader_request_seconds", "Answers to requests.", ["endpoint", "status"], buckets=QUICK)


def serve(settings: Settings) -> None:
    """Answer Prometheus at ``METRICS_PORT`` from now on; do nothing without one.

    Raises:
        ServiceError: the port cannot be had.

    """
    if settings.metrics_port is None:
        return
    try:
        start_http_server(settings.metrics_port, settings.host)
    except OSError as error:
        place = f"{settings.host}:{settings.metrics_port}"
        raise ServiceError(f"Metrics cannot be served at {place}: {error.strerror}. Change METRICS_PORT.") from error
