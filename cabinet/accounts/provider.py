"""Where django-allauth looks for the providers of an app; they are in `social.providers`."""

from cabinet.accounts.social.providers import provider_classes

__all__ = ["provider_classes"]
