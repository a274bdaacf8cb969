"""Killed at any call that changes what outlives the process, in the middle of it too: the next `sscard` finds out what
became of the activation. By default some of these calls are tried, always those around the sending; all with
SSCARD_CRASHES=all."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import unittest

from authority_server import Authority
from harness import CARD, HOLDER, LONGEST, REGISTERED, ROOT, SSCARD, Case, Ended, csv_of, typed

CRASHING = f"{SSCARD}_crashing"  # tests/crash_points
ALL = os.environ.get("SSCARD_CRASHES") == "all"
STRIDE = 40  # of the calls far from the sending, every how many-th is tried
SENDING = ("connect", "send", "write", "posix_spawnp")
BEFORE, HALFWAY = "SSCARD_CRASH_AT", "SSCARD_CRASH_HALFWAY"
OTHER = {**REGISTERED, "card_number": "A12345674", "identification_number": "310000D156000005000000017A3C5E91"}


class Crashing(Case):
    """An authority, its effects, and a state directory that is as it was before each crash."""

    def configure(self, kind, **settings):
        lines = "".join(f"{name} = {value}\n" for name, value in settings.items())
        text = f'[backend]\nuse = "{kind}"\n[backends.{kind}]\nkind = "{kind}"\n{lines}'
        self.environment["SSCARD_CONFIG"] = str(self.file("config.toml", text))

    def keep(self):
        """What is put back by `start_over`."""
        self.kept = self.folder / "kept"
        self.state.mkdir(exist_ok=True)
        shutil.copytree(self.state, self.kept)
        self.before = len(self.journal())

    def start_over(self):
        shutil.rmtree(self.state, ignore_errors=True)
        if any(self.kept.iterdir()):
            shutil.copytree(self.kept, self.state)

    def command(self, card=CARD):
        return ["activate", *typed(**card, **HOLDER), "--json", "--yes"]

    def crash(self, **environment):
        ended = subprocess.run([CRASHING, *self.command()], env={**self.environment, **environment}, text=True,
                               stdin=subprocess.DEVNULL, capture_output=True, timeout=LONGEST)
        return Ended(ended)

    def news(self):
        return self.journal()[self.before :]

    def is_decided(self):
        """Whether the journal has the outcome already. Looks at a copy: who opens a journal may put it in order."""
        copy = self.folder / "copy"
        shutil.rmtree(copy, ignore_errors=True)
        if self.state.exists():
            shutil.copytree(self.state, copy)
        ended = self.sscard("journal", "list", "--json", "--state", "activated", "--state-dir", copy)
        self.assertExit(ended, 0)
        return len(ended.json["requests"]) > self.before

    def points(self):
        """How each crash is asked for, and what comes next: question or activation."""
        file = self.folder / "calls"
        file.unlink(missing_ok=True)
        self.start_over()
        self.assertExit(self.crash(SSCARD_CRASH_COUNT=str(file)), 0)
        calls = [line.split() for line in file.read_text().splitlines()]
        near = {at + later for at, (name, _) in enumerate(calls) if name in SENDING for later in range(2)}
        points = [(BEFORE, at) for at in range(len(calls))]
        points += [(HALFWAY, at) for at, (_, size) in enumerate(calls) if int(size) > 1]
        for index, (manner, at) in enumerate(points):
            for asks_first in (True, False):
                if ALL or at in near or (index % STRIDE == 0 and (index // STRIDE % 2 == 0) == asks_first):
                    yield manner, at + 1, calls[at], asks_first

    def try_all(self):
        tried = 0
        for manner, number, call, asks_first in self.points():
            with self.subTest(manner=manner, number=number, call=call, asks_first=asks_first):
                self.start_over()
                self.assertEqual(self.crash(**{manner: str(number)}).code, -signal.SIGKILL)
                if asks_first:
                    self.ask()
                if not self.is_decided():
                    again = self.sscard(*self.command())
                    self.assertExit(again, 0)
                    self.assertEqual(again.json["result"], "activated")
                self.assertEqual(self.effects(), 1)
                self.assertIn(self.news(), (["activated"], ["not_sent", "activated"]))
                self.assertExit(self.sscard("journal", "verify"), 0)
                tried += 1
        print(f"{self.id()}: {tried} crashes", file=sys.stderr)

    def ask(self):
        self.assertExit(self.sscard("journal", "verify"), 0)
        self.assertExit(self.sscard("journal", "resolve"), 0)
        self.assertIn(self.news(), (["activated"],) if self.effects() else ([], ["not_sent"]))

    def effects(self):
        raise NotImplementedError

    def test_on_a_fresh_machine(self):
        self.keep()
        self.try_all()

    def test_with_a_journal(self):
        self.assertExit(self.sscard(*self.command({key: OTHER[key] for key in CARD})), 0)
        self.keep()
        self.try_all()


class OverHttp(Crashing):
    def setUp(self):
        super().setUp()
        self.authority = self.enterContext(Authority())
        self.configure("http", url=f'"{self.authority.url}"')

    def start_over(self):
        super().start_over()
        self.authority.effects.clear()

    def effects(self):
        """Of any request, whether or not the card was active before: this authority forgives nothing."""
        return len(self.authority.effects)


class Embedded(Crashing):
    def setUp(self):
        super().setUp()
        Case.authority(self, REGISTERED, OTHER)

    def effects(self):
        return int(self.state_of()[0])


class ByCommand(Crashing):
    def setUp(self):
        super().setUp()
        self.file("cards.csv", csv_of([REGISTERED, OTHER]))
        adapter = ROOT / "docs" / "examples" / "adapter.py"
        self.books = self.folder / "books.db"
        self.configure("command", program=[sys.executable, "-B", str(adapter), "books.db", "cards.csv"])

    def start_over(self):
        super().start_over()
        for file in self.folder.glob("books.db*"):
            file.unlink()

    def effects(self):
        with sqlite3.connect(self.books) as books:
            if not books.execute("SELECT 1 FROM sqlite_schema WHERE name = 'requests'").fetchone():
                return 0  # it was not even started
            return books.execute("SELECT count(*) FROM requests WHERE status = 201").fetchone()[0]

    @unittest.skipUnless(ALL, "a journal is made in the same way whoever is asked")
    def test_on_a_fresh_machine(self):
        super().test_on_a_fresh_machine()


del Crashing  # a frame, no test

if __name__ == "__main__":
    unittest.main()
