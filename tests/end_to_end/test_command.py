"""The backend of kind command: the documented adapter, and the same one dying, late, dripping and lying."""

import json
import os
import pathlib
import signal
import sqlite3
import subprocess
import sys
import unittest

from harness import (ADULT, CARD, CARDS, HOLDER, LONGEST, REGISTERED, ROOT, SSCARD, Case, Ended, csv_of, typed,
                     wait_until)

ADAPTER = ROOT / "docs" / "examples" / "adapter.py"
UNRULY = ROOT / "tests" / "end_to_end" / "unruly_adapter.py"
PERSONAL = (HOLDER["id_number"], HOLDER["name"], CARD["card_number"], CARD["identification_number"])
PERSON = typed(CARD["card_number"], CARD["identification_number"], HOLDER["id_number"], HOLDER["name"])


class ByCommand(Case):
    def setUp(self):
        super().setUp()
        self.cards(REGISTERED)
        self.program(ADAPTER)

    def cards(self, *rows):
        self.file("cards.csv", csv_of(rows))

    def program(self, *words, timeout=30):
        """The words that come before the files of the adapter; Python scripts are run by this Python."""
        python = [sys.executable, "-B"] if str(words[0]).endswith(".py") else []
        self.configure([*python, *map(str, words), "books.db", "cards.csv"], timeout)

    def configure(self, words, timeout=30):
        self.environment["SSCARD_CONFIG"] = str(self.file(
            "config.toml",
            '[backend]\nuse = "own"\n[backends.own]\nkind = "command"\n'
            f"program = {json.dumps(words)}\ntimeout_s = {timeout}\n",
        ))

    def unruly(self, behaviour, timeout=30):
        for file in ("asked", "books.db", "books.db-wal", "books.db-shm"):
            (self.folder / file).unlink(missing_ok=True)
        self.program(UNRULY, behaviour, timeout=timeout)

    def activate(self, *options):
        return self.sscard("activate", *PERSON, "--json", "--yes", *options)

    def asked(self):
        return (self.folder / "asked").read_text().split()

    def surroundings(self):
        return json.loads((self.folder / "surroundings").read_text())

    def effects(self):
        """How many activations took effect, by the books of the adapter."""
        with sqlite3.connect(self.folder / "books.db") as books:
            return books.execute("SELECT count(*) FROM requests WHERE status = 201").fetchone()[0]

    def assertNobodyIsLeft(self):
        self.assertFalse(pathlib.Path(f"/proc/{self.surroundings()['process']}").exists())


class TheDocumentedAdapter(ByCommand):
    def test_a_card_is_activated_and_its_state_is_told(self):
        card = ("-r", f"mock:{CARDS / ADULT}")
        before = self.sscard("status", *card, "--json")
        self.assertExit(before, 0)
        self.assertEqual(before.json["social_security"], {"state": "0", "label": "封存"})
        first = self.sscard("activate", *card, "--json")
        self.assertExit(first, 0)
        self.assertEqual((first.json["result"], first.json["backend"]), ("activated", "own"))
        self.assertEqual(self.activate().json["result"], "already_active")
        after = self.sscard("status", *card, "--lang", "zh")
        self.assertIn("正常", after.out)
        self.assertEqual(self.journal(), ["activated", "already_active"])
        self.assertEqual(self.effects(), 1)

    def test_its_no_is_told_in_its_own_words(self):
        self.cards({**REGISTERED, "state": "2"})
        ended = self.activate()
        self.assertExit(ended, 31)
        self.assertEqual(ended.json["reason"]["code"], "card_lost")
        self.assertEqual(ended.json["reason"]["backend_text"], "该卡已挂失，不能激活")
        self.assertEqual(self.journal(), ["refused"])

    def test_the_doctor_asks_for_its_clock(self):
        findings = self.sscard("doctor", "--json", "--reader", "mock:").json["findings"]
        codes = [finding["code"] for finding in findings]
        self.assertIn("backend", codes)
        self.assertNotIn("clock_unlike_backend", codes)

    def test_a_relative_path_is_one_from_the_folder_of_the_configuration(self):
        (self.folder / "adapter.py").write_bytes(ADAPTER.read_bytes())
        (self.folder / "adapter.py").chmod(0o700)
        self.configure(["./adapter.py", "books.db", "cards.csv"])
        self.assertExit(self.activate(), 0)


class ItsSurroundings(ByCommand):
    def test_it_sees_nothing_that_is_not_its_business(self):
        self.unruly("honest")
        with open(os.devnull) as file:  # that whoever started sscard left open
            secrets = {"SSCARD_OPERATOR": "7", "TOKEN": "s3cret", "HTTPS_PROXY": "http://u:p@x"}
            ended = Ended(subprocess.run(
                [SSCARD, "activate", *PERSON, "--json", "--yes", "--log-level", "trace"],
                env={**self.environment, **secrets}, pass_fds=(file.fileno(),), capture_output=True, text=True, timeout=LONGEST,
            ))
        self.assertExit(ended, 0)
        self.assertEqual(self.asked(), ["activate"])
        seen = self.surroundings()
        self.assertEqual(seen["files"], [0, 1, 2])
        self.assertEqual(seen["session"], seen["process"])
        names = {line.partition("=")[0] for line in seen["environment"].split("\0") if line}
        self.assertLessEqual(names, {"PATH", "HOME", "LANG", "LANGUAGE"})
        for secret in PERSONAL:
            self.assertNotIn(secret, seen["arguments"] + seen["environment"])
            self.assertNotIn(secret, ended.err)
        self.assertNotIn("something about a person", ended.err)
        self.assertNobodyIsLeft()

    def test_ctrl_c_is_not_its_business_and_leaves_the_outcome_open(self):
        self.unruly("late_after")
        process = subprocess.Popen(
            [SSCARD, "activate", *PERSON, "--json", "--yes"], env=self.environment, stdout=subprocess.PIPE, text=True,
            start_new_session=True,
        )
        wait_until(lambda: (self.folder / "asked").exists(), "it is never asked")
        wait_until(self.effects, "there is no effect")
        os.killpg(process.pid, signal.SIGINT)
        process.communicate(timeout=LONGEST)
        self.assertIn(process.returncode, (32, 130))
        self.assertEqual(self.journal(), ["unknown"])
        self.assertNobodyIsLeft()


class AnAnswerThatIsLost(ByCommand):
    """The effect came or did not; who asks hears the truth, and nothing happens twice."""

    def test_after_the_effect_it_is_asked_about(self):
        for behaviour in ("dies_after", "late_after", "garbage", "another_request", "another_question",
                          "error", "floods"):
            with self.subTest(behaviour):
                self.unruly(behaviour, timeout=3)
                ended = self.activate()
                self.assertExit(ended, 0)
                self.assertEqual(ended.json["result"], "activated")
                self.assertEqual(self.asked(), ["activate", "query"])
                self.assertEqual(self.effects(), 1)
                self.assertNobodyIsLeft()
        self.assertEqual(set(self.journal()), {"activated"})

    def test_before_the_effect_it_is_sent_again_under_its_number(self):
        for behaviour in ("dies_before_once", "late_before_once"):
            with self.subTest(behaviour):
                self.unruly(behaviour, timeout=3)
                ended = self.activate()
                self.assertExit(ended, 0)
                self.assertEqual(self.asked(), ["activate", "query", "activate"])
                self.assertEqual(self.effects(), 1)

    def test_what_never_takes_an_effect_was_not_sent(self):
        self.unruly("dies_before")
        self.assertError(self.activate(), 30, "backend_unreachable")
        self.assertEqual(self.asked(), ["activate", "query", "activate", "query"])
        self.assertEqual(self.journal(), ["not_sent"])
        self.assertEqual(self.effects(), 0)

    def test_an_answer_that_drips_is_one(self):
        self.unruly("drips")
        self.assertExit(self.activate(), 0)
        self.assertEqual(self.asked(), ["activate"])


class AProgramThatIsNone(ByCommand):
    def test_what_cannot_be_run_is_named_and_nothing_is_sent(self):
        script = self.file("script", "#!/bin/no-interpreter\n")
        programs = ("no-program-of-this-name", "./missing", "./cards.csv", "./script", "/")
        for program in programs:
            for executable in (0o600, 0o700) if program == "./script" else (0o600,):
                with self.subTest(program, executable=executable):
                    script.chmod(executable)
                    self.configure([program])
                    ended = self.activate("--lang", "en")
                    self.assertError(ended, 3, "config")
                    self.assertIn(program, ended.json["error"]["message"])
        self.assertIn("程序", self.activate("--lang", "zh").json["error"]["message"])
        self.configure([])
        self.assertError(self.activate(), 3, "config")
        self.assertEqual(self.journal(), [])

    def test_one_that_ends_at_each_start_was_not_asked(self):
        self.configure(["sh", "-c", "echo started >>starts; exit 3"])
        ended = self.activate("--lang", "en")
        self.assertError(ended, 30, "backend_unreachable")
        self.assertIn("status 3", ended.json["error"]["message"])
        self.assertLessEqual((self.folder / "starts").read_text().count("started"), 5)
        self.assertEqual(self.journal(), ["not_sent"])

    def test_without_a_truth_the_outcome_is_unknown(self):
        self.configure(["sh", "-c", "read -r question; echo hello"])
        ended = self.activate()
        self.assertExit(ended, 32)
        self.assertEqual(self.journal(), ["unknown"])
        ended = self.sscard("status", *typed(CARD["card_number"], CARD["identification_number"]), "--json")
        self.assertError(ended, 35, "backend_malformed")


if __name__ == "__main__":
    unittest.main()
