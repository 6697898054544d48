"""What every template knows."""

from django.http import HttpRequest

from cabinet.core.brand import BrandView, current


def brand(request: HttpRequest) -> dict[str, BrandView]:
    return {"brand": current()}
