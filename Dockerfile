# One image for web, worker and migrate: the code and its locked packages, no tests and no secrets.
ARG BASE=python:3.12-slim

FROM ${BASE} AS packages
COPY requirements.lock /
# Every file is checked against the lock. pip stays in it: with it the worker fetches the NumPy of the sandbox.
RUN python3 -m venv /opt/venv \
    && /opt/venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r /requirements.lock \
    && printf '#!/bin/sh\nexec python -m grader.cli "$@"\n' > /opt/venv/bin/grader && chmod +x /opt/venv/bin/grader

FROM ${BASE}
COPY --from=packages /opt/venv /opt/venv
COPY reference /srv/grader/reference
COPY assignments /srv/grader/assignments
COPY grader /srv/grader/grader
# The root is read-only at run time, so bytecode is written now.
RUN /opt/venv/bin/python -m compileall -q -j 0 /srv/grader
ENV PATH=/opt/venv/bin:$PATH PYTHONPATH=/srv/grader PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    HOME=/tmp DATA_DIR=/tmp/data
WORKDIR /srv/grader
# A number, so that nobody has to look it up; only the worker is given another one, in docker-compose.yml.
USER 10001:10001
ENTRYPOINT ["grader"]
CMD ["--help"]
