"""sscard readers --watch: readers, cards and the service that come and go, as they do."""

import json
import pathlib
import select
import signal
import subprocess
import time
import unittest

from harness import CARDS, LONGEST, READERS, SSCARD, Case, Pcscd, ServedCard

ADULT = CARDS / "adult-2.00.json"


class Watching:
    """A running `sscard readers --watch`, and what it has said so far."""

    def __init__(self, environment, *arguments):
        self.process = subprocess.Popen(
            [SSCARD, "readers", "--watch", *arguments],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,  # select() sees no line that Python has read ahead
        )

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait(LONGEST)
        for stream in (self.process.stdout, self.process.stderr):
            stream.close()

    def line(self):
        ready, _, _ = select.select([self.process.stdout], [], [], LONGEST)
        if not ready:
            raise AssertionError("nothing was said")
        line = self.process.stdout.readline().decode()
        if not line or '"sscard.error/1"' in line:
            raise AssertionError(f"it ended: {line}")
        return line

    def events(self, count):
        said = [json.loads(self.line()) for _ in range(count)]
        return [(event["event"], event.get("reader")) for event in said]

    def stop(self, number=signal.SIGINT):
        asked = time.monotonic()
        self.process.send_signal(number)
        out, err = self.process.communicate(timeout=LONGEST)
        return self.process.returncode, out.decode(), err.decode(), time.monotonic() - asked


def both_readers(event):
    return [(event, name) for name in READERS]


class TheReaders(Case):
    def test_events_come_as_things_happen(self):
        with Pcscd(), Watching(self.environment, "--json") as watching:
            self.assertEqual(watching.events(2), both_readers("reader_added"))
            for slot in (0, 1):
                with ServedCard(ADULT, slot):
                    self.assertEqual(watching.events(1), [("card_inserted", READERS[slot])])
                self.assertEqual(watching.events(1), [("card_removed", READERS[slot])])

    def test_an_event_says_what_is_in_the_reader_and_when(self):
        with Pcscd(), ServedCard(ADULT), Watching(self.environment, "--json") as watching:
            events = [json.loads(watching.line()) for _ in range(3)]
        inserted = next(event for event in events if event["event"] == "card_inserted")
        self.assertEqual(set(inserted), {"schema", "event", "at", "reader", "role", "mute", "atr"})
        self.assertEqual(inserted["schema"], "sscard.event/1")
        self.assertEqual((inserted["reader"], inserted["role"]), (READERS[0], "user"))
        self.assertTrue(inserted["atr"].startswith("3B6D"))
        self.assertRegex(inserted["at"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$")

    def test_the_service_may_end_and_come_back_and_the_first_card_is_seen(self):
        with Watching(self.environment, "--json") as watching:
            self.assertEqual(watching.events(1), [("service_down", None)])
            for _ in range(2):
                with Pcscd():
                    self.assertEqual(watching.events(1), [("service_up", None)])
                    self.assertEqual(sorted(watching.events(2)), both_readers("reader_added"))
                    with ServedCard(ADULT):
                        self.assertEqual(watching.events(1), [("card_inserted", READERS[0])])
                    self.assertEqual(watching.events(1), [("card_removed", READERS[0])])
                self.assertEqual(sorted(watching.events(2)), both_readers("reader_removed"))
                self.assertEqual(watching.events(1), [("service_down", None)])

    def test_a_killed_service_is_noticed_too(self):
        with Pcscd() as service, Watching(self.environment, "--json") as watching:
            self.assertEqual(watching.events(2), both_readers("reader_added"))
            service.process.kill()
            service.process.wait(LONGEST)
            self.assertEqual(sorted(watching.events(2)), both_readers("reader_removed"))
            self.assertEqual(watching.events(1), [("service_down", None)])
            pathlib.Path("/run/pcscd/pcscd.comm").unlink()
            pathlib.Path("/run/pcscd/pcscd.pid").unlink(missing_ok=True)
            with Pcscd():
                self.assertEqual(watching.events(1), [("service_up", None)])

    def test_ctrl_c_ends_it_with_130(self):
        for service in (True, False):
            for number in (signal.SIGINT, signal.SIGTERM):
                with self.subTest(service=service, number=number):
                    if service:
                        with Pcscd(), Watching(self.environment, "--json") as watching:
                            watching.events(2)
                            code, out, _, _ = watching.stop(number)
                    else:
                        with Watching(self.environment, "--json") as watching:
                            watching.events(1)
                            code, out, _, _ = watching.stop(number)
                    self.assertEqual(code, 130)
                    self.assertEqual(json.loads(out)["error"]["code"], "interrupted")

    def test_a_reader_of_the_lines_that_goes_away_ends_it_without_a_failure(self):
        with Pcscd(), Watching(self.environment, "--json") as watching:
            watching.events(2)
            watching.process.stdout.close()
            with ServedCard(ADULT):
                self.assertEqual(watching.process.wait(LONGEST), 0)
            self.assertEqual(watching.process.stderr.read(), b"")

    def test_text_and_csv_are_lines_too(self):
        with Pcscd(), Watching(self.environment, "--lang", "en") as watching:
            self.assertIn(f"reader there  {READERS[0]}\n", watching.line())
        with Pcscd(), Watching(self.environment, "--format", "csv") as watching:
            self.assertEqual(watching.line(), "at,event,reader,atr\n")
            self.assertRegex(watching.line(), rf",reader_added,{READERS[0]},\n$")


if __name__ == "__main__":
    unittest.main()
