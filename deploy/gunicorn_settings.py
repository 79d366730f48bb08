"""gunicorn behind nginx: production and demo alike (`--config python:deploy.gunicorn_settings`).

The number of workers comes from `--workers` or WEB_CONCURRENCY. Sync workers: measured faster here than
threads, and a request then owns its process.
"""

preload_app = True
worker_class = "sync"
timeout = 120
graceful_timeout = 30
# A leak, ours or a library's, ends with its worker; not all of them at once.
max_requests = 10_000
max_requests_jitter = 1_000
# The socket is for its owner and the group that nginx is in.
umask = 0o007
# Whoever may open the socket is nginx, which sets these headers itself.
forwarded_allow_ips = "*"
secure_scheme_headers = {"X-FORWARDED-PROTO": "https"}
# No remote control; nginx writes the access log.
control_socket_disable = True
accesslog = None
errorlog = "-"
