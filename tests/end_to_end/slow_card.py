"""A served card whose every answer goes through our hands on its way to the virtual reader."""

import contextlib
import socket
import threading

from harness import LONGEST, ServedCard, port_of


def hang_up(side):
    """The other end hears of it at once, also while a thread is reading here: closing alone would wait for that."""
    with contextlib.suppress(OSError):
        side.shutdown(socket.SHUT_RDWR)


class SlowCard:
    """The card of `file` in `slot`; `before(n)` runs before its n-th command is passed on, counted from 0."""

    def __init__(self, file, slot, before):
        self.file, self.slot, self.before = file, slot, before

    def __enter__(self):
        self.sockets = contextlib.ExitStack()
        listening = self.sockets.enter_context(socket.create_server(("localhost", 0)))
        listening.settimeout(LONGEST)
        threading.Thread(target=self.run, args=(listening,), daemon=True).start()
        self.served = ServedCard(self.file, self.slot, listening.getsockname()[1])
        self.served.__enter__()
        return self

    def __exit__(self, *_):
        self.served.__exit__()
        self.sockets.close()

    def run(self, listening):
        card, _ = listening.accept()
        reader = socket.create_connection(("localhost", port_of(self.slot)))
        for side in (card, reader):
            self.sockets.enter_context(side)
            self.sockets.callback(hang_up, side)
            side.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        threading.Thread(target=pass_on, args=(card, reader, lambda message: None), daemon=True).start()
        commands = 0

        def hold(message):
            nonlocal commands
            if len(message) > 1:  # one byte is no command but power and reset
                self.before(commands)
                commands += 1

        pass_on(reader, card, hold)


def pass_on(source, sink, before):
    """Messages of two bytes of length and as many of content, until one side is gone."""
    with contextlib.suppress(OSError):
        while True:
            head = exactly(source, 2)
            message = exactly(source, int.from_bytes(head, "big"))
            before(message)
            sink.sendall(head + message)
    with contextlib.suppress(OSError):
        sink.shutdown(socket.SHUT_RDWR)


def exactly(source, size):
    data = b""
    while len(data) < size:
        piece = source.recv(size - len(data))
        if not piece:
            raise OSError("it is gone")
        data += piece
    return data
