"""Real web servers for the tests, which answer as a script tells them: politely, slowly, or with malice."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from socketserver import BaseRequestHandler, ThreadingTCPServer


@dataclass(frozen=True)
class Asked:
    """A request, as far as the tests care; the names of headers are lower case."""

    path: str
    headers: dict[str, str]
    method: str = "GET"
    body: bytes = b""


Script = Callable[[Asked, socket.socket], None]


@dataclass
class WebServer:
    """A server on 127.0.0.1, and what it was asked so far."""

    port: int
    asked: list[Asked] = field(default_factory=list)
    most_at_once: int = 0
    """The most requests it ever had in hand."""

    @property
    def paths(self) -> list[str]:
        return [each.path for each in self.asked]

    def url(self, path: str = "/", host: str = "museum.example", scheme: str = "http") -> str:
        return f"{scheme}://{host}:{self.port}{path}"


def answer(connection: socket.socket, body: bytes = b"", status: str = "200 OK", **headers: object) -> None:
    """A well-formed answer; names of headers are written with underscores."""
    told = {"Content_Length": len(body), **headers}
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in told.items() if value is not None)
    connection.sendall(f"HTTP/1.1 {status}\r\n{lines}\r\n".encode() + body)


def without_rules(script: Script) -> Script:
    """The script on a server that has no robots.txt."""

    def run(asked: Asked, connection: socket.socket) -> None:
        if asked.path == "/robots.txt":
            answer(connection, b"", "404 Not Found")
        else:
            script(asked, connection)

    return run


@contextmanager
def web_server(script: Script, *, tls: ssl.SSLContext | None = None) -> Iterator[WebServer]:
    """Runs until left; every connection is answered in a thread of its own."""
    lock, at_once = threading.Lock(), [0]

    class Handler(BaseRequestHandler):
        def handle(self) -> None:
            with suppress(OSError):  # whoever asked may have gone
                connection = tls.wrap_socket(self.request, server_side=True) if tls else self.request
                asked = _read_request(connection)
                with lock:
                    server.asked.append(asked)
                    at_once[0] += 1
                    server.most_at_once = max(server.most_at_once, at_once[0])
                try:
                    script(asked, connection)
                finally:
                    with lock:
                        at_once[0] -= 1
                    connection.close()

    class Server(ThreadingTCPServer):
        daemon_threads = True
        block_on_close = False
        request_queue_size = 64

    with Server(("127.0.0.1", 0), Handler) as listening:
        server = WebServer(listening.server_address[1])
        thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            listening.shutdown()
            thread.join()


def _read_request(connection: socket.socket) -> Asked:
    data = b""
    while b"\r\n\r\n" not in data:
        piece = connection.recv(65536)
        if not piece:
            raise OSError("nothing was asked")
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    while len(body) < int(headers.get("content-length", 0)):
        piece = connection.recv(65536)
        if not piece:
            raise OSError("the body broke off")
        body += piece
    method, path, _ = first.split(" ", 2)
    return Asked(path, headers, method, body)
