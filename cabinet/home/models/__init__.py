"""Tables of the portal's shell, a file for each subject."""

from cabinet.home.models.data_copies import DataCopy
from cabinet.home.models.documents import Document, DocumentKind
from cabinet.home.models.news import NewsItem
from cabinet.home.models.offices import Office

__all__ = ["DataCopy", "Document", "DocumentKind", "NewsItem", "Office"]
