"""gunicorn's settings. WEB_CONCURRENCY (its own variable) says how many processes."""

bind = "0.0.0.0:8000"
worker_class = "gthread"
threads = 4
timeout = 70
graceful_timeout = 30
keepalive = 75  # longer than nginx keeps its connections to us
max_requests = 5000
max_requests_jitter = 500
worker_tmp_dir = "/dev/shm"  # a heartbeat file on a slow disk looks like a hung worker
forwarded_allow_ips = "*"  # only the proxy can reach this port
accesslog = None  # django-structlog writes one line a request, with its id
