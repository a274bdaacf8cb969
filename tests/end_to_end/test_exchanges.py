"""What happens at each single exchange with a card in the reader: it is swapped, the service dies, the driver hangs."""

import pathlib
import signal
import socket
import struct
import threading
import unittest

from harness import ADULT, CARDS, LONGEST, READERS, REGISTERED, Case, Pcscd, card_file, port_of, slots, wait_until

OTHER = "adult-1.00.json"
GET_ATR = b"\x04"


class Conversation:
    """What a card says: its answer to reset, and an answer to each command, as `sscard` recorded it."""

    def __init__(self, recording):
        lines = [line.split(" ", 1) for line in recording.read_text().splitlines()]
        said = {mark: [bytes.fromhex(text) for other, text in lines if other == mark] for mark in "><"}
        self.atr = next(bytes.fromhex(text) for mark, text in lines if mark == "atr:")
        self.answers = dict(zip(said[">"], said["<"]))

    def answer(self, message):
        if len(message) == 1:
            return self.atr if message == GET_ATR else None
        return self.answers.get(message, b"\x6a\x82")


class Slot:
    """A card in the virtual reader, answered for by this test, which may do something before any exchange."""

    def __init__(self, conversation, exchange=0, happen=None):
        self.conversation, self.exchange, self.happen = conversation, exchange, happen
        self.thread = threading.Thread(target=self.serve, daemon=True)

    def __enter__(self):
        self.connection = socket.create_connection(("localhost", port_of(0)))
        self.thread.start()
        wait_until(lambda: slots()[0]["card_present"], "the card does not appear")
        return self

    def __exit__(self, *_):
        self.take_out()
        self.thread.join(LONGEST)
        wait_until(lambda: not any(slot["card_present"] for slot in slots()), "the card does not go away")

    def take_out(self):
        try:
            self.connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass  # the service has closed it
        self.connection.close()

    def swap(self, conversation):
        self.take_out()
        self.conversation = conversation
        self.connection = socket.create_connection(("localhost", port_of(0)))

    def receive(self, count):
        data = b""
        while len(data) < count:
            part = self.connection.recv(count - len(data))
            if not part:
                raise ConnectionError
            data += part
        return data

    def serve(self):
        exchanges = 0
        try:
            while True:
                message = self.receive(struct.unpack(">H", self.receive(2))[0])
                if len(message) > 1:
                    exchanges += 1
                    if exchanges == self.exchange and not self.happen(self):
                        continue
                answer = self.conversation.answer(message)
                if answer is not None:
                    self.connection.sendall(struct.pack(">H", len(answer)) + answer)
        except OSError:
            pass


class EachExchange(Case):
    VERBS = ("read", "activate")

    def setUp(self):
        super().setUp()
        row = {**card_file(OTHER)["card"], **card_file(OTHER)["holder"]}
        other = {name: row[name] for name in ("id_number", "name", "identification_number")}
        self.authority(REGISTERED, {**other, "card_number": row["number"]})
        self.adult, self.other = self.recorded(ADULT), self.recorded(OTHER)
        self.exchanges = range(1, len(self.adult.answers) + 1)

    def recorded(self, name):
        recording = self.folder / f"{name}.txt"
        self.assertExit(self.sscard("read", "-r", f"mock:{CARDS / name}", "--record", recording), 0)
        return Conversation(recording)

    def assertNobodyActivated(self):
        self.assertNothingSent()
        self.assertEqual(self.state_of(card_file(OTHER)["card"]["number"]), ("0", "0"))

    def test_undisturbed_it_is_read_and_activated(self):
        with Pcscd(), Slot(self.adult):
            read = self.sscard("read", "--json")
            self.assertExit(read, 0)
            self.assertEqual(read.json["card"]["number"], "D2143569X")
            self.assertExit(self.sscard("activate", "--json"), 0)

    def test_a_swap_for_another_persons_card_is_exit_16_and_neither_is_said_or_activated(self):
        with Pcscd():
            for verb in self.VERBS:
                for exchange in self.exchanges:
                    with self.subTest(verb=verb, exchange=exchange):
                        with Slot(self.adult, exchange, lambda slot: slot.swap(self.other)):
                            ended = self.sscard(verb, "--json", "--reader", READERS[0])
                            wait_until(lambda: slots()[0]["card_present"], "the other card does not appear")
                        self.assertError(ended, 16, "card_removed")
                        self.assertNobodyActivated()

    def test_a_service_that_dies_is_exit_10_and_nothing_is_said_or_sent(self):
        for verb in self.VERBS:
            for exchange in self.exchanges:
                with self.subTest(verb=verb, exchange=exchange), Pcscd() as service:
                    slot = Slot(self.adult, exchange, lambda _: service.process.kill())
                    slot.__enter__()
                    ended = self.sscard(verb, "--json")
                    slot.take_out()
                    self.assertError(ended, 10, "service_down")
                    self.assertNobodyActivated()
                service.process.wait(LONGEST)
                for name in ("pcscd.comm", "pcscd.pid"):
                    (pathlib.Path("/run/pcscd") / name).unlink(missing_ok=True)

    def test_a_driver_that_hangs_is_exit_18_and_keeps_no_command_from_ending(self):
        with Pcscd():
            for verb in self.VERBS:
                for exchange in self.exchanges:
                    with self.subTest(verb=verb, exchange=exchange):
                        with Slot(self.adult, exchange, lambda _: False):
                            ended = self.sscard(verb, "--json", "--timeout", "0.5")
                        self.assertError(ended, 18, "timeout")
                        self.assertEqual(ended.json["error"]["step"], "SCardTransmit")
                        self.assertNobodyActivated()

    def test_a_service_that_is_stopped_is_exit_18_and_keeps_no_command_from_ending(self):
        with Pcscd() as service, Slot(self.adult):
            service.process.send_signal(signal.SIGSTOP)
            for verb in ("readers", *self.VERBS):
                with self.subTest(verb=verb):
                    ended = self.sscard(verb, "--json", "--timeout", "0.5")
                    self.assertError(ended, 18, "timeout")
                    self.assertRegex(ended.json["error"]["step"], "^SCard")
            service.process.send_signal(signal.SIGCONT)


if __name__ == "__main__":
    unittest.main()
