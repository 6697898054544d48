"""What providers say by themselves: heard, never believed; the provider is asked about it."""

from __future__ import annotations

import logging

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from billing.payments.providers import PROVIDERS, provider
from billing.payments.providers.base import NotSigned
from billing.payments.services.ask import look_soon
from cabinet.core.limits import allow
from cabinet.core.middleware import without_line
from cabinet.core.net import client_ip, network_prefix
from cabinet.core.sparse_log import SparseLog

refused = SparseLog(logging.getLogger(__name__))
NOTICES = "600/minute"  # of one network that are looked at: each may be a question to the provider


@csrf_exempt
@require_POST
@without_line
def notice(request: HttpRequest, name: str) -> HttpResponse:
    """A notification of the provider `name`: 200 once it is written down what to ask about, or there is nothing to."""
    if name not in PROVIDERS or name != settings.PAYMENT_PROVIDER:
        raise Http404
    whence = network_prefix(client_ip(request))
    if not allow(NOTICES, "payments-notice", whence):
        return JsonResponse({"error": "too_many"}, status=429)
    try:
        hint = provider(name).hint(request)
    except NotSigned:
        refused.warning("a notice of %s from %s is not signed", name, whence)
        return JsonResponse({"error": "signature"}, status=403)
    except ValueError:
        return JsonResponse({"error": "json"}, status=400)
    ours = hint is not None and look_soon(hint=hint, name=name, now=timezone.now())
    return JsonResponse({"looked": ours})
