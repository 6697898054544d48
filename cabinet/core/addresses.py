"""Addresses of e-mail: how one is written down, shown in part, and told from others."""

from __future__ import annotations


def tidied(address: str) -> str:
    """`address` as it is kept: the host in small letters, since no mail server tells them apart."""
    local, _at, host = address.strip().rpartition("@")
    return f"{local}@{host.lower()}"


def mailbox_of(address: str) -> str:
    """The mailbox that `address` leads to, as limits count it: `Maria+shop@Mail.ru` and `maria@mail.ru` are one."""
    local, _at, host = address.strip().lower().rpartition("@")
    return f"{local.partition('+')[0]}@{host}"


def masked(address: str) -> str:
    """`m…@mail.ru`: for journals and lists."""
    local, _at, host = address.rpartition("@")
    return f"{local[:1]}…@{host}" if host else ""
