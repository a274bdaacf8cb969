"""sscard batch station: card by card at real readers of the virtual kind, against an authority on loopback."""

import collections
import contextlib
import csv
import io
import json
import os
import pty
import queue
import signal
import subprocess
import threading
import unittest

from authority_server import Answer, Authority, problem
from harness import CARDS, HOLDER, LONGEST, READERS, SSCARD, Case, Pcscd, ServedCard, csv_of, with_check_digit
from slow_card import SlowCard

ACTIVATIONS = "/v1/activations"


def row(number, **more):
    """A row of the file, and what its card holds."""
    return {**HOLDER, "card_number": f"A{number:08}", "identification_number": f"310000D156000005{number:08X}FFFFFFFF",
            **more}


class Running:
    """A station that runs, and the events that it has told."""

    def __init__(self, case, file, *options):
        self.process = subprocess.Popen([SSCARD, "batch", "station", str(file), "--name", "b", "--json", *map(str, options)],
                                        env=case.environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, text=True)
        case.addCleanup(self.process.stdout.close)
        case.addCleanup(self.process.stderr.close)
        case.addCleanup(self.process.wait)
        case.addCleanup(self.process.kill)
        self.lines, self.told = queue.Queue(), []
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self):
        for line in self.process.stdout:
            self.lines.put(json.loads(line))
        self.lines.put(None)

    def until(self, event):
        """Waits for the next event of this name."""
        while True:
            line = self.lines.get(timeout=LONGEST)
            if line is None:
                raise AssertionError(f"it ended without {event}: {self.told}, {self.process.stderr.read()}")
            self.told.append(line)
            if line.get("event") == event:
                return line

    def end(self):
        """Its exit code and what it says at the end."""
        while (line := self.lines.get(timeout=LONGEST)) is not None:
            self.told.append(line)
        return self.process.wait(LONGEST), self.told[-1]


class Station(Case):
    def setUp(self):
        super().setUp()
        self.authority = self.enterContext(Authority())
        self.chips = 0
        self.environment["SSCARD_CONFIG"] = str(self.file(
            "config.toml",
            f'[backend]\nuse = "province"\n[backends.province]\nkind = "http"\nurl = "{self.authority.url}"\n'))

    def rows(self, *numbers):
        return self.file("cards.csv", csv_of([row(number) for number in numbers]))

    def chip(self, number, base="adult-2.00.json", **changes):
        """A card file whose card is that of the row."""
        numbers = {"number": row(number)["card_number"], "identification_number": row(number)["identification_number"]}
        self.chips += 1
        return self.card(f"chip-{self.chips}.json", base=base, **{"card": numbers, **changes})

    def run_at(self, file, chip, *options, name="b"):
        """A station whose one card is in no reader."""
        return self.sscard("batch", "station", file, "--name", name, "--json", "--reader", f"mock:{chip}", *options)

    def counts(self, told):
        states = ["activated", "already_active", "pending", "refused", "unknown", "invalid", "not_sent", "set_aside", "others"]
        return {state: told[state] for state in states if told[state]}

    def last(self, ended):
        return json.loads(ended.out.splitlines()[-1])

    def event(self, ended, name):
        return next(line for line in map(json.loads, ended.out.splitlines()) if line.get("event") == name)

    def assertEachCardOnce(self, *numbers):
        self.assertEqual(sorted(self.authority.activated_cards), [row(number)["card_number"] for number in sorted(numbers)])


class OneCard(Station):
    def test_the_row_of_the_card_is_activated_with_what_the_chip_gives(self):
        results = self.folder / "results.csv"
        ended = self.run_at(self.rows(1, 2), self.chip(2), "--results", results)
        self.assertExit(ended, 43)
        self.assertEqual(self.counts(self.last(ended)), {"activated": 1, "not_sent": 1})
        self.assertEachCardOnce(2)
        body = self.authority.asked(ACTIVATIONS)[0]["body"]
        self.assertEqual((body["evidence"]["source"], body["card"]["spec_version"]), ("chip", "2.00"))
        done = self.event(ended, "card_done")
        self.assertEqual((done["row"], done["outcome"], done["already"]), (2, "activated", False))
        table = list(csv.DictReader(io.StringIO(results.read_text())))
        self.assertEqual([one["outcome"] for one in table], ["not_sent", "activated"])
        for personal in HOLDER.values():
            self.assertNotIn(personal, ended.out + ended.err)

    def test_cards_that_do_not_belong_are_set_aside_with_the_reason(self):
        minor = with_check_digit("11010520150101001")
        rows = [row(1), row(2, id_number="1"), row(3, name="李四"), row(4, id_number=minor)]
        file = self.file("cards.csv", csv_of(rows))
        cases = {
            "not_in_file": self.chip(9),
            "other_id_number": self.chip(1, holder={"id_number": "110105198001010016"}),
            "other_identification_number": self.chip(1, card={"number": row(1)["card_number"]}),
            "row_invalid": self.chip(2),
            "other_name": self.chip(3),
            "row_refused": self.chip(4, holder={"id_number": minor}),
            "not_social_security_card": CARDS / "bank-card.json",
            "mute_card": CARDS / "mute.json",
            "malformed_card": CARDS / "blank-stock.json",
        }
        for code, chip in cases.items():
            with self.subTest(code):
                ended = self.run_at(file, chip)
                self.assertExit(ended, 43)
                self.assertEqual(self.event(ended, "card_set_aside")["code"], code)
                self.assertEqual(self.last(ended)["set_aside"], 1)
        self.assertEqual(self.authority.asked(ACTIVATIONS), [])

    def test_a_protected_card_is_matched_by_its_own_numbers_and_sent_with_the_row_s(self):
        protected = self.chip(1, base="protected-3.00.json")
        ended = self.run_at(self.rows(1), protected)
        self.assertExit(ended, 0)
        self.assertEqual(self.authority.asked(ACTIVATIONS)[0]["body"]["holder"]["id_number"], HOLDER["id_number"])
        other = self.chip(2, base="protected-3.00.json")
        ended = self.run_at(self.rows(1, 3), other, "--any", name="c")
        self.assertEqual(self.event(ended, "card_set_aside")["code"], "id_number_unknown")
        self.assertEachCardOnce(1)

    def test_any_takes_cards_of_no_row(self):
        ended = self.run_at(self.rows(1), self.chip(2), "--any")
        self.assertExit(ended, 43)
        self.assertEqual(self.counts(self.last(ended)), {"not_sent": 1, "others": 1})
        self.assertIsNone(self.event(ended, "card_done")["row"])
        self.assertEachCardOnce(2)

    def test_a_card_that_is_done_is_told_and_a_run_goes_on(self):
        file = self.rows(1, 2, 3)
        self.assertExit(self.run_at(file, self.chip(2)), 43)
        self.assertTrue(self.event(self.run_at(file, self.chip(2)), "card_done")["already"])
        self.assertExit(self.sscard("batch", "run", file, "--name", "b"), 0)
        ended = self.run_at(file, self.chip(1))
        self.assertExit(ended, 0)
        self.assertNotIn("card_inserted", ended.out)  # nothing is left: it waits for nobody
        self.assertEachCardOnce(1, 2, 3)
        self.assertExit(self.sscard("journal", "verify"), 0)

    def test_a_refused_card_is_told_why(self):
        self.authority.before = lambda request: problem("card_lost") if request["path"] == ACTIVATIONS else None
        ended = self.run_at(self.rows(1), self.chip(1))
        self.assertExit(ended, 41)
        self.assertEqual(self.event(ended, "card_done")["outcome"], "refused")
        said = self.sscard("batch", "station", self.rows(2, 3), "--reader", f"mock:{self.chip(2)}")
        self.assertIn("REFUSED  row 1", said.out)
        self.assertIn("no more cards; 1 rows are left", said.err)
        self.assertIn("the card was reported lost", said.out)
        self.assertNotIn("\a", said.out)
        self.assertNotIn("\x1b", said.out)

    def test_an_authority_that_is_away_is_waited_for_while_the_card_is_in(self):
        away = collections.Counter()

        def busy(request):
            away[request["path"]] += 1
            return problem("unavailable", Retry_After="0") if away[request["path"]] <= 4 else None

        self.authority.before = lambda request: busy(request) if request["path"] == ACTIVATIONS else None
        ended = self.run_at(self.rows(1), self.chip(1), "--timeout", 1)
        self.assertExit(ended, 0)
        self.assertEachCardOnce(1)
        self.authority.before = lambda request: problem("unavailable") if request["path"] == ACTIVATIONS else None
        ended = self.run_at(self.rows(2), self.chip(2), "--timeout", 1, "--give-up-after", 1, name="c")
        self.assertExit(ended, 43)
        self.assertEqual(self.event(ended, "paused")["event"], "paused")
        aside = self.event(ended, "card_set_aside")
        self.assertEqual((aside["row"], aside["code"]), (1, "backend_unreachable"))

    def test_a_terminal_that_is_not_accepted_ends_it(self):
        self.authority.before = lambda request: problem("unauthorised") if request["path"] == ACTIVATIONS else None
        ended = self.run_at(self.rows(1), self.chip(1))
        self.assertExit(ended, 34)
        self.assertEqual(self.counts(self.last(ended)), {"not_sent": 1, "set_aside": 1})
        self.assertEqual(self.event(ended, "card_set_aside")["code"], "backend_auth")

    def test_an_answer_that_says_nothing_leaves_the_outcome_open_and_the_row_is_counted_once(self):
        file, events = self.rows(1), self.folder / "events"
        elsewhere, away = Answer(302, {}, Location="/elsewhere"), problem("unavailable")
        for answer, row_events in ((elsewhere, ["unknown"]), (elsewhere, []), (away, [])):  # told when it changes
            self.authority.before = lambda request: answer if request["path"].startswith(ACTIVATIONS) else None
            ended = self.run_at(file, self.chip(1), "--events", events, "--give-up-after", 0)
            self.assertExit(ended, 42)
            self.assertEqual(self.event(ended, "card_done")["outcome"], "unknown")
            self.assertEqual(self.counts(self.last(ended)), {"unknown": 1})
            told = [json.loads(line) for line in events.read_text().splitlines()]
            changes = [one for one in told if one["event"] == "row"]
            self.assertEqual([one["state"] for one in changes], row_events)
            self.assertTrue(all(one["request_no"] for one in changes))
        said = self.sscard("batch", "station", file, "--name", "b", "--reader", f"mock:{self.chip(1)}", "--give-up-after", "0")
        self.assertIn("NOT KNOWN YET", said.out)
        self.assertIn("done: 0, left: 1", said.out)
        self.authority.before = lambda request: None
        said = self.sscard("batch", "station", file, "--name", "b", "--reader", f"mock:{self.chip(1)}")
        self.assertExit(said, 0)
        self.assertIn("done: 1, left: 0", said.out)
        self.assertEachCardOnce(1)

    def test_ctrl_c_does_not_wait_for_a_silent_authority(self):
        asked, forever = threading.Event(), threading.Event()
        self.addCleanup(forever.set)

        def hang(request):
            if request["path"] == ACTIVATIONS and not asked.is_set():
                asked.set()
                forever.wait(LONGEST)

        self.authority.after = hang
        file, results = self.rows(1), self.folder / "results.csv"
        station = Running(self, file, "--reader", f"mock:{self.chip(1)}", "--results", results, "--timeout", LONGEST * 2)
        self.assertTrue(asked.wait(LONGEST))
        station.process.send_signal(signal.SIGINT)
        self.assertEqual(station.end()[0], 130)
        self.assertIn("unknown", results.read_text())
        forever.set()
        self.assertExit(self.sscard("batch", "run", file, "--name", "b"), 0)
        self.assertEachCardOnce(1)

    def test_the_same_batch_runs_once_and_wrong_options_are_told(self):
        file = self.rows(1)
        for options in (["--give-up-after", "x"], ["--record", self.folder / "x"], ["--results", file]):
            with self.subTest(options):
                self.assertExit(self.run_at(file, self.chip(1), *options), 2)
        self.assertError(self.sscard("batch", "station", file, "--json"), 10, "service_down")

    def test_a_program_hears_of_every_card(self):
        heard = self.folder / "heard"
        program = self.file("feeder", f'#!/bin/sh\necho "$# $1 $(cat)" >> {heard}\nexit 3\n')
        program.chmod(0o755)
        ended = self.run_at(self.rows(1), self.chip(1), "--on-card", program)
        self.assertExit(ended, 0)
        count, word, event = heard.read_text().split(" ", 2)
        self.assertEqual((count, word, json.loads(event)["outcome"]), ("1", "done", "activated"))
        failed = self.event(ended, "program_failed")
        self.assertEqual((failed["word"], failed["exit"]), ("done", 3))

    def test_people_at_a_terminal_hear_a_bell_and_see_large_words_in_colour(self):
        for number, chip, bell, colour, word in ((1, self.chip(1), 1, "42", "D O N E"),
                                                 (2, self.chip(9), 2, "41", "S E T   A S I D E")):
            with self.subTest(word):
                said = self.at_terminal(self.rows(number), chip)
                self.assertEqual(said.count("\a"), bell, said)
                self.assertIn(f";{colour}m", said)
                self.assertIn(word, said)
                self.assertNotIn(HOLDER["id_number"], said)
        self.assertNotIn("\x1b[1;", self.at_terminal(self.rows(3), self.chip(3), "--no-color"))

    def at_terminal(self, file, chip, *options):
        ours, theirs = pty.openpty()
        process = subprocess.Popen([SSCARD, "batch", "station", file, "--reader", f"mock:{chip}", *options],
                                   env=self.environment, stdin=theirs, stdout=theirs, stderr=theirs)
        os.close(theirs)
        said = b""
        with contextlib.suppress(OSError):  # its end
            while piece := os.read(ours, 4096):
                said += piece
        os.close(ours)
        process.wait(LONGEST)
        return said.decode()


class AtReaders(Station):
    def test_two_readers_wrong_and_foreign_cards_and_one_pulled_out(self):
        file, results = self.rows(1, 2, 3), self.folder / "results.csv"
        heard = self.folder / "heard"
        program = self.file("feeder", f'#!/bin/sh\necho "$1" >> {heard}\n')
        program.chmod(0o755)
        with Pcscd():
            station = Running(self, file, "--results", results, "--on-card", program)
            self.assertEqual({station.until("card_wanted")["reader"] for _ in READERS}, set(READERS))
            with ServedCard(self.chip(1), 0), ServedCard(self.chip(9), 1):
                ends = {station.until("card_inserted")["reader"] for _ in READERS}
                self.assertEqual(ends, set(READERS))
                while not {"card_done", "card_set_aside"} <= {line.get("event") for line in station.told}:
                    station.told.append(station.lines.get(timeout=LONGEST))
            with ServedCard(CARDS / "bank-card.json", 0):
                self.assertEqual(station.until("card_set_aside")["code"], "not_social_security_card")
            station.until("card_removed")
            with ServedCard(self.chip(1), 0):  # once more
                self.assertTrue(station.until("card_done")["already"])
            self.pull_out_while_it_is_read(station, self.chip(2))
            with ServedCard(self.chip(2), 1), ServedCard(self.chip(3), 0):
                code, told = station.end()
        self.assertEqual(code, 0, station.told)
        self.assertEqual(self.counts(told), {"activated": 3, "set_aside": 3})
        self.assertEachCardOnce(1, 2, 3)
        words = collections.Counter(heard.read_text().split())
        self.assertEqual((words["done"], words["set_aside"]), (4, 3))
        table = list(csv.DictReader(io.StringIO(results.read_text())))
        self.assertEqual([one["outcome"] for one in table], ["activated"] * 3)

    def pull_out_while_it_is_read(self, station, chip):
        asked, gone = threading.Event(), threading.Event()

        def hold(number):
            if number == 2:
                asked.set()
                gone.wait(LONGEST)

        with SlowCard(chip, 0, hold) as card:
            self.assertTrue(asked.wait(LONGEST))
            card.served.process.kill()
            card.sockets.close()
            gone.set()
            # On a machine that is busy the service may notice it after the deadline.
            self.assertIn(station.until("card_set_aside")["code"], ("card_removed", "timeout"))

    def test_a_card_that_leaves_while_the_authority_is_away_is_not_sent_and_may_come_again(self):
        self.authority.before = lambda request: problem("unavailable") if request["path"] == ACTIVATIONS else None
        with Pcscd():
            station = Running(self, self.rows(1))
            with ServedCard(self.chip(1), 1):
                station.until("paused")
            self.assertEqual(station.until("card_set_aside")["code"], "backend_unreachable")
            self.authority.before = lambda request: None
            with ServedCard(self.chip(1), 1):
                self.assertEqual(station.end()[0], 0)
        self.assertEachCardOnce(1)

    def test_killed_in_the_middle_it_goes_on_and_activates_nothing_twice(self):
        file = self.rows(1, 2)
        applied, forever = threading.Event(), threading.Event()
        self.addCleanup(forever.set)

        def hang(request):
            if request["path"] == ACTIVATIONS and not applied.is_set():
                applied.set()
                forever.wait(LONGEST)

        self.authority.after = hang
        with Pcscd(), ServedCard(self.chip(1), 0):
            station = Running(self, file)
            self.assertTrue(applied.wait(LONGEST))
            station.process.kill()
            station.process.wait(LONGEST)
            forever.set()
            other = Running(self, file)
            self.assertEqual(other.until("card_done")["outcome"], "activated")
            self.assertError(self.sscard("batch", "run", file, "--name", "b", "--json"), 44, "batch_running")
            other.process.send_signal(signal.SIGINT)
            self.assertEqual(other.end()[0], 130)
        self.assertEqual(len(self.authority.asked(ACTIVATIONS + "/")), 1)  # it was asked about
        self.assertExit(self.sscard("batch", "run", file, "--name", "b"), 0)
        self.assertEachCardOnce(1, 2)

    def test_it_ends_when_no_card_comes_for_so_long(self):
        with Pcscd():
            ended = self.sscard("batch", "station", self.rows(1), "--wait", 1)
        self.assertExit(ended, 43)
        self.assertIn("no card came for 1 s; 1 rows are left", ended.err)
        self.assertIn("Waiting for the card of  row 1:  张*  110105********002X  A0****001", ended.out)

    def test_an_end_of_the_service_is_waited_out(self):
        with Pcscd():
            station = Running(self, self.rows(1))
            station.until("card_wanted")
        with Pcscd(), ServedCard(self.chip(1), 0):
            code, told = station.end()
        self.assertEqual((code, self.counts(told)), (0, {"activated": 1}), station.told)


if __name__ == "__main__":
    unittest.main()
