"""Is the system well? Asked by the container engine around the clock, through nginx (deploy/health.py)."""

import logging

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.guards import outside_sessions

logger = logging.getLogger(__name__)


@outside_sessions
@require_safe
@never_cache
def health(request: HttpRequest) -> HttpResponse:
    """204 when application and database answer, 503 when the database does not; not a word more."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        logger.exception("the database does not answer")
        return HttpResponse(status=503)
    return HttpResponse(status=204)
