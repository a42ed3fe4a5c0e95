"""The queue. The row is the job; Celery carries its id to a worker, and nothing else."""
