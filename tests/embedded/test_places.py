"""Where the engines listen: the same for everybody who asks, short, private, one per `var`."""

import os
from pathlib import Path

import pytest
from environ import Env
from psycopg.conninfo import conninfo_to_dict

from cabinet.embedded import places
from cabinet.embedded.trouble import Trouble

LONGEST_SOCKET = 107  # bytes, what Linux allows


def test_a_deep_checkout_has_short_socket_paths(tmp_path: Path) -> None:
    deep = tmp_path / ("очень длинный путь " * 5) / "var"
    assert len(os.fsencode(places.postgres_directory(deep) / ".s.PGSQL.5432.lock")) <= LONGEST_SOCKET
    assert len(os.fsencode(places.valkey_socket(deep))) <= LONGEST_SOCKET


def test_two_checkouts_never_meet(tmp_path: Path) -> None:
    assert places.socket_directory(tmp_path / "one") != places.socket_directory(tmp_path / "two")


def test_a_link_to_var_is_the_same_var(tmp_path: Path) -> None:
    (tmp_path / "var").mkdir()
    (tmp_path / "link").symlink_to("var")
    assert places.socket_directory(tmp_path / "link") == places.socket_directory(tmp_path / "var")


def test_django_and_libpq_read_the_same_address(tmp_path: Path) -> None:
    url = places.database_url(tmp_path)
    django = Env.db_url_config(url)
    assert (django["NAME"], django["USER"]) == ("cabinet", "cabinet")
    assert django["OPTIONS"] == {"host": str(places.postgres_directory(tmp_path))}
    assert conninfo_to_dict(url) == {
        "user": "cabinet",
        "dbname": "cabinet",
        "host": str(places.postgres_directory(tmp_path)),
    }


def test_a_directory_open_to_others_is_closed(tmp_path: Path) -> None:
    open_to_all = tmp_path / "open"
    open_to_all.mkdir()
    open_to_all.chmod(0o777)
    places.make_private(open_to_all)
    assert open_to_all.stat().st_mode & 0o777 == 0o700


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make a directory for someone else")
def test_a_directory_of_someone_else_is_refused(tmp_path: Path) -> None:
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    os.chown(theirs, 12345, 12345)
    with pytest.raises(Trouble, match="belongs to someone else"):
        places.make_private(theirs)


def test_a_link_planted_in_its_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / "planted").symlink_to(tmp_path)
    with pytest.raises(Trouble, match="belongs to someone else"):
        places.make_private(tmp_path / "planted")
