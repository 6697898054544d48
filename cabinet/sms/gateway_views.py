"""What gateways tell us over HTTP: receipts of what they took, and what people sent."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone, translation
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from cabinet.core.net import client_ip, network_prefix
from cabinet.core.signed import LONGEST, signed_by
from cabinet.core.sparse_log import SparseLog
from cabinet.sms.gateways.http import twilio
from cabinet.sms.gateways.http.gateway import HttpGateway
from cabinet.sms.models import PartStatus
from cabinet.sms.serializers import SHAPES, Incoming, Receipt
from cabinet.sms.services import incoming, receipts

MOST_AT_ONCE = 100

refused = SparseLog(logging.getLogger(__name__))


@signed_by("sms")
def gateway_sms(request: HttpRequest, payload: dict[str, Any]) -> JsonResponse:
    """One event, or `{"events": [...]}` of at most a hundred. All are well shaped, or none is taken."""
    events = payload.get("events", [payload])
    if not isinstance(events, list) or not 0 < len(events) <= MOST_AT_ONCE:
        return JsonResponse({"error": "shape", "events": f"Not a list of 1 to {MOST_AT_ONCE} events."}, status=400)
    read = []
    with translation.override("en"):  # for who writes the program on the other side
        for index, event in enumerate(events):
            shape = SHAPES.get(str(event.get("type"))) if isinstance(event, dict) else None
            if shape is None:
                wrong: Any = {"type": [f"One of {', '.join(SHAPES)}."]}
                return JsonResponse({"error": "shape", "event": index, "wrong": wrong}, status=400)
            read.append(shape(data=event))
            if not read[-1].is_valid():
                return JsonResponse({"error": "shape", "event": index, "wrong": read[-1].errors}, status=400)
    now = timezone.now()
    for each in read:
        _take(each, now)
    return JsonResponse({"taken": len(read)})


def _take(event: Receipt | Incoming, now: datetime) -> None:
    said = event.validated_data
    if isinstance(event, Receipt):
        status = PartStatus(said["state"])
        receipts.take(
            gateway=HttpGateway.name, gateway_id=said["id"], status=status, now=now, reason=said.get("reason", "")
        )
        return
    incoming.take(
        gateway=HttpGateway.name,
        source_id=said["id"],
        msisdn=said["from"],
        short_number=said["to"],
        text=said["text"],
        now=now,
        part=event.segment,
    )


@csrf_exempt
@require_POST
def gateway_sms_twilio(request: HttpRequest) -> HttpResponse:
    """A call-back of Twilio's, a form under its own signature. Where nobody speaks so, the address does not exist."""
    if settings.SMS_GATEWAY != "http" or settings.SMS_HTTP_FORMAT != "twilio":
        raise Http404
    if int(request.META.get("CONTENT_LENGTH") or 0) > LONGEST:
        return HttpResponse(status=413)
    if not _twilio_signed(request):
        refused.warning("a call-back from %s is not signed", network_prefix(client_ip(request)))
        return HttpResponse(status=403)
    said, now = request.POST, timezone.now()
    sid = said.get("MessageSid", "")
    if not 0 < len(sid) <= 80 or "\0" in sid:
        return HttpResponse("MessageSid is missing", status=400, content_type="text/plain")
    if said.get("SmsStatus") == "received":
        incoming.take(
            gateway=HttpGateway.name,
            source_id=sid,
            msisdn=said.get("From", ""),
            short_number=said.get("To", "").replace("\0", ""),
            text=said.get("Body", "")[: incoming.LONGEST_TEXT],
            now=now,
        )
    elif status := twilio.STATUSES.get(said.get("MessageStatus", "")):
        reason = f"error {said['ErrorCode']}" if said.get("ErrorCode", "").isdecimal() else ""
        receipts.take(gateway=HttpGateway.name, gateway_id=sid, status=status, now=now, reason=reason)
    return HttpResponse("<Response/>", content_type="text/xml")  # nothing is answered here: answers are messages


def _twilio_signed(request: HttpRequest) -> bool:
    url = settings.PUBLIC_URL + request.get_full_path()
    said = request.headers.get(twilio.SIGNATURE, "")
    fields = list(request.POST.lists())
    made = [twilio.signature(secret=each, url=url, fields=fields) for each in settings.SMS_HTTP_CALLBACK_SECRETS]
    return any(constant_time_compare(said, each) for each in made)
