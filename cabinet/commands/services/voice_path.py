"""Where in the voice menu a call is, after its keys."""

from __future__ import annotations

from dataclasses import dataclass, field

from cabinet.commands import voice_texts as words
from cabinet.commands.models import VoiceAction, VoiceMenuItem
from cabinet.commands.voice_rules import works

FIRST, AGAIN, PERSON = "*", "#", "0"


@dataclass(frozen=True)
class Tree:
    """The whole menu. `items` are what each menu offers, by its primary key and the telephone's key."""

    beginning: VoiceMenuItem
    items: dict[int, dict[str, VoiceMenuItem]] = field(default_factory=dict)

    @classmethod
    def read(cls) -> Tree:
        """The menu as staff left it, in one query; where there is none, a call begins in an empty one."""
        rows = list(VoiceMenuItem.objects.order_by("key"))
        beginning = next((row for row in rows if row.parent_id is None), VoiceMenuItem(action=VoiceAction.MENU, pk=0))
        tree = cls(beginning)
        for row in rows:
            if row.parent_id is not None and works(row):
                tree.items.setdefault(row.parent_id, {})[row.key] = row
        return tree

    def within(self, menu: VoiceMenuItem) -> dict[str, VoiceMenuItem]:
        return self.items.get(menu.pk, {})

    def specialist(self) -> VoiceMenuItem:
        """Somebody is there in every menu, on «0», whatever staff left out."""
        offered = self.within(self.beginning).values()
        found = (item for item in offered if item.action == VoiceAction.SPECIALIST)
        return next(found, VoiceMenuItem(action=VoiceAction.SPECIALIST))


@dataclass(frozen=True)
class Where:
    """`menu` is whose keys mean something now, `chosen` what the last key did; `asked_back`: «0» was pressed again."""

    tree: Tree
    menu: VoiceMenuItem
    chosen: VoiceMenuItem | None = None
    is_wrong: bool = False
    asked_back: bool = False

    @property
    def at_specialist(self) -> bool:
        return self.chosen is not None and self.chosen.action == VoiceAction.SPECIALIST

    @property
    def at_beginning(self) -> bool:
        return self.chosen is None and self.menu == self.tree.beginning

    def items(self) -> dict[str, str]:
        """The keys that are read aloud, with their titles: those of the menu, «0» the last."""
        offered = {key: item.title for key, item in self.tree.within(self.menu).items()}
        person = offered.pop(PERSON, "") or self.tree.specialist().title or str(words.PERSON)
        return {**offered, PERSON: person}

    def keys(self) -> dict[str, str]:
        """What each key of the telephone means now."""
        offered = {PERSON: str(words.CALL_ME_BACK)} if self.at_specialist else self.items()
        return {**offered, FIRST: str(words.FIRST), AGAIN: str(words.AGAIN)}

    def after(self, key: str) -> Where:
        """One key further."""
        if key == AGAIN:
            return Where(self.tree, self.menu, self.chosen, asked_back=self.asked_back)
        if key == FIRST:
            return Where(self.tree, self.tree.beginning)
        if self.at_specialist and key == PERSON:
            return Where(self.tree, self.menu, self.chosen, asked_back=True)
        item = self.tree.within(self.menu).get(key) or (self.tree.specialist() if key == PERSON else None)
        if item is None:
            return Where(self.tree, self.menu, is_wrong=True)
        if item.action == VoiceAction.MENU:
            return Where(self.tree, item)
        return Where(self.tree, self.menu, item)


def walk(keys: str, tree: Tree) -> Where:
    """Where a call is that began and pressed `keys`."""
    where = Where(tree, tree.beginning)
    for key in keys:
        where = where.after(key)
    return where
