"""Translations: found in templates and code, kept in `locale/*/LC_MESSAGES/django.po`, compiled by Babel.

Source texts are Russian, so Russian needs a catalogue only for its plurals and English for everything. Django's own
`makemessages` needs the gettext programs, which a newcomer's machine does not have.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.template import engines
from django.template.base import Node, NodeList, Template
from django.templatetags.i18n import BlockTranslateNode, TranslateNode

ROOT = settings.BASE_DIR
CODE = ("cabinet", "billing", "subscriptions", "chat")
PLAIN = {"_", "gettext", "gettext_lazy", "gettext_noop"}
PLURAL = {"ngettext", "ngettext_lazy"}
TRANSLATED = ("en",)  # languages in which every text must stand


@dataclass(frozen=True)
class Text:
    """One text of the source; `plural` where it has one. `context` is gettext's msgctxt."""

    singular: str
    plural: str = ""
    context: str = ""
    place: str = ""

    @property
    def id(self) -> str | tuple[str, str]:
        return (self.singular, self.plural) if self.plural else self.singular


def texts() -> list[Text]:
    """Every text that the portal may show, in the order of its files."""
    return [*_texts_of_code(), *_texts_of_templates()]


def path(language: str) -> Path:
    return Path(ROOT) / "locale" / language / "LC_MESSAGES" / "django.po"


def load(language: str) -> Catalog:
    if not path(language).exists():
        return Catalog(locale=language)
    with path(language).open("rb") as file:
        return read_po(file, locale=language)


def update(language: str) -> None:
    """Bring the catalogue of `language` up to date: new texts come empty, unused ones go."""
    fresh = Catalog()
    for text in texts():
        if language in TRANSLATED or text.plural:
            fresh.add(text.id, context=text.context or None, locations=[(text.place, 0)] if text.place else ())
    kept = Catalog(locale=language)
    known = load(language)
    for message in fresh:
        before = known.get(message.id, context=message.context) if message.id else None
        if before is not None and not before.fuzzy:
            message.string = before.string
        if message.id:
            kept[message.id] = message
    path(language).parent.mkdir(parents=True, exist_ok=True)
    with path(language).open("wb") as file:
        write_po(file, kept, width=120, omit_header=True, sort_output=True, include_lineno=False)


def compile_all() -> None:
    """Write `.mo` beside every `.po` that is newer."""
    for source in sorted((Path(ROOT) / "locale").glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as file:
            catalog = read_po(file, locale=source.parts[-3])
        fresh = target.with_suffix(f".{id(catalog)}.tmp")
        with fresh.open("wb") as file:
            write_mo(file, catalog)
        fresh.replace(target)  # at once: another process may be reading


def missing(language: str) -> list[Text]:
    """Texts that have no translation into `language` (for Russian: plurals without all their forms)."""
    catalog = load(language)
    wanted = [text for text in texts() if language in TRANSLATED or text.plural]
    return [text for text in wanted if not _translated(catalog, text)]


def _translated(catalog: Catalog, text: Text) -> bool:
    message = catalog.get(text.id, context=text.context or None)
    if message is None or message.fuzzy:
        return False
    strings = message.string if isinstance(message.string, tuple | list) else (message.string,)
    return all(strings) and (not text.plural or len(strings) == catalog.num_plurals)


def _texts_of_code() -> Iterator[Text]:
    for folder in CODE:
        for file in sorted((Path(ROOT) / folder).rglob("*.py")):
            if "migrations" in file.parts:
                continue
            place = str(file.relative_to(ROOT))
            for node in ast.walk(ast.parse(file.read_text())):
                if isinstance(node, ast.Call):
                    yield from _texts_of_call(node, place)


def _texts_of_call(call: ast.Call, place: str) -> Iterator[Text]:
    name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
    words = [argument.value for argument in call.args if isinstance(argument, ast.Constant)]
    strings = [word for word in words if isinstance(word, str)]
    if name in PLAIN and strings:
        yield Text(strings[0], place=place)
    elif name in PLURAL and len(strings) >= 2:
        yield Text(strings[0], strings[1], place=place)
    elif name in {"pgettext", "pgettext_lazy"} and len(strings) >= 2:
        yield Text(strings[1], context=strings[0], place=place)


def _texts_of_templates() -> Iterator[Text]:
    engine = engines["django"].engine  # type: ignore[attr-defined]
    root = Path(ROOT) / "templates"
    for file in sorted(root.rglob("*.*")):
        place = str(file.relative_to(ROOT))
        yield from _texts_of_nodes(Template(file.read_text(), engine=engine).nodelist, place)


def _texts_of_nodes(nodes: NodeList, place: str) -> Iterator[Text]:
    for node in nodes.get_nodes_by_type(Node):
        if isinstance(node, TranslateNode) and isinstance(node.filter_expression.var, str):
            yield Text(node.filter_expression.var, context=_literal(node.message_context), place=place)
        elif isinstance(node, TranslateNode):
            # Django keeps the literal of {% translate "…" %} in a Variable
            literal = getattr(node.filter_expression.var, "literal", None)
            if isinstance(literal, str):
                yield Text(literal, context=_literal(node.message_context), place=place)
        elif isinstance(node, BlockTranslateNode):
            singular, _names = node.render_token_list(node.singular)
            plural = node.render_token_list(node.plural)[0] if node.plural else ""
            if node.trimmed:
                from django.utils.translation import trim_whitespace

                singular, plural = trim_whitespace(singular), trim_whitespace(plural)
            yield Text(singular, plural, context=_literal(node.message_context), place=place)


def _literal(expression: object) -> str:
    var = getattr(expression, "var", None)
    return var if isinstance(var, str) else ""
