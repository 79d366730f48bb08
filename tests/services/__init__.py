"""Private servers for the tests: PostgreSQL, Redis, nginx, SMTP, gunicorn, Chromium.

Each is started by the test run as a user without rights, on sockets and ports of its own, and ends with it.
"""
