"""The journal over the years: pruned, exported, of an older and of a newer version."""

import csv
import fcntl
import hashlib
import io
import json
import os
import pty
import select
import sqlite3
import stat
import struct
import subprocess
import termios
import unittest

from harness import ADULT, CARDS, HOLDER, LONGEST, REGISTERED, SSCARD, Case

MOCK = ("-r", f"mock:{CARDS / ADULT}")
AGENT = ("--agent-name", "李四", "--agent-id-number", "110105198001010013", "--agent-relation", "entrusted",
         "--agent-phone", "13800000000")
CURRENT = [(3,)]  # version of the journal that this program writes
MASKED = {"id_number": "110105********002X", "name": "张*"}


def encoded(value):
    """As docs/journal.md has it."""
    letter, content = {
        type(None): lambda: (b"n", b""),
        int: lambda: (b"i", struct.pack(">q", value)),
        bytes: lambda: (b"b", value),
        str: lambda: (b"t", value.encode()),
    }[type(value)]()
    return letter + struct.pack(">Q", len(content)) + content


class Old(Case):
    """With a journal that an earlier version wrote."""

    version = 1

    def setUp(self):
        super().setUp()
        self.old_journal(self.version)

    def sql(self, script):
        database = sqlite3.connect(self.state / "journal.db")
        database.executescript("PRAGMA synchronous = OFF;" + script)
        database.close()

    def rows(self, query):
        database = sqlite3.connect(self.state / "journal.db")
        try:
            return database.execute(query).fetchall()
        finally:
            database.close()

    def cut(self, after):
        """As if the program had ended behind this entry."""
        self.sql(f"DROP TRIGGER entries_never_go; DELETE FROM entries WHERE seq > {after};"
                 f"UPDATE sqlite_sequence SET seq = {after};"
                 "CREATE TRIGGER entries_never_go BEFORE DELETE ON entries BEGIN SELECT RAISE(ABORT, ''); END;")

    def activate(self, *options):
        if not (self.state / "authority.db").exists():
            self.authority(REGISTERED)
        ended = self.sscard("activate", "--json", "--yes", *MOCK, *options)
        self.assertExit(ended, 0)
        return ended.json["request_no"]

    def prune(self, before, *options):
        ended = self.sscard("journal", "prune", "--before", before, "--json", *options)
        self.assertExit(ended, 0)
        self.assertEqual(ended.json["schema"], "sscard.journal_prune/1")
        return ended.json

    def verify(self):
        ended = self.sscard("journal", "verify", "--json")
        self.assertExit(ended, 0)
        return ended.json


class Version2(Old):
    version = 2

    def test_it_is_read_and_written_on(self):
        self.assertEqual(self.journal(), ["already_active", "refused"])
        self.assertEqual(self.rows("PRAGMA user_version"), CURRENT)
        check = self.verify()
        self.assertEqual((check["entries"], check["first_bad"], check["pruned_up_to"]), (5, None, 2))
        self.activate()
        self.assertEqual(self.journal()[2:], ["activated"])
        self.assertEqual(self.verify()["entries"], 7)


class Versions(Old):
    def test_a_journal_of_version_1_is_read_and_written_on(self):
        self.assertEqual(self.journal(), ["activated", "already_active", "refused"])
        self.assertEqual(self.rows("PRAGMA user_version"), CURRENT)
        self.assertEqual(self.verify()["entries"], 6)
        self.activate()
        self.assertEqual(self.journal()[3:], ["activated"])
        check = self.verify()
        self.assertEqual((check["entries"], check["first_bad"], check["pruned_up_to"]), (8, None, None))

    def test_each_verb_leads_it_on_whichever_comes_first(self):
        for verb in (("verify",), ("export",), ("prune", "--before", "2024-02-01", "--dry-run"),
                     ("prune", "--before", "2024-02-01")):
            with self.subTest(verb=verb):
                case = Old()
                case.setUp()
                self.addCleanup(case.doCleanups)
                self.assertExit(case.sscard("journal", *verb), 0)
                self.assertEqual(case.rows("PRAGMA user_version"), CURRENT)

    def test_several_processes_that_find_version_1_at_once_agree(self):
        command = [SSCARD, "journal", "verify", "--json"]
        running = [subprocess.Popen(command, env=self.environment, stdout=subprocess.PIPE) for _ in range(4)]
        for process in running:
            out, _ = process.communicate(timeout=LONGEST)
            self.assertEqual((process.returncode, json.loads(out)["entries"]), (0, 6))

    def test_a_newer_version_is_exit_50_everywhere_and_left_alone(self):
        self.authority(REGISTERED)
        self.sql(f"PRAGMA user_version = {CURRENT[0][0] + 1}")
        before = (self.state / "journal.db").read_bytes()
        for command in (("activate", *MOCK), ("journal", "list"), ("journal", "verify"), ("journal", "export"),
                        ("journal", "prune", "--before", "2024-02-01"), ("journal", "resolve")):
            with self.subTest(command=command):
                ended = self.sscard(*command, "--json")
                self.assertError(ended, 50, "journal")
                self.assertIn("newer version", ended.json["error"]["message"])
        self.assertEqual((self.state / "journal.db").read_bytes(), before)
        self.assertEqual(self.state_of(), ("0", "0"))


class Pruning(Old):
    def test_what_is_old_goes_and_the_rest_is_proved(self):
        gone = self.sscard("journal", "list", "--json").json["requests"][-1]["request_no"]
        young = self.activate()
        self.assertEqual(self.prune("2024-03-01", "--dry-run")["removed_requests"], 2)
        self.assertEqual(len(self.journal()), 4)
        pruned = self.prune("2024-03-01")
        self.assertEqual((pruned["removed_entries"], pruned["removed_requests"], pruned["up_to"]), (4, 2, 4))
        self.assertIsNone(pruned["kept_back_by"])
        self.assertEqual(self.journal(), ["refused", "activated"])
        check = self.verify()
        self.assertEqual((check["entries"], check["pruned_up_to"], check["head"]), (5, 4, pruned["head"]))
        self.assertError(self.sscard("journal", "show", gone, "--json"), 2, "usage")
        self.assertExit(self.sscard("journal", "show", young), 0)
        self.assertEqual(self.prune("2024-03-01")["removed_entries"], 0)
        text = self.sscard("journal", "verify").out
        self.assertRegex(text, r"pruned up to entry +4\n")

    def test_the_chain_is_as_the_description_says(self):
        self.prune("2024-03-01")
        [(seq, before)] = self.rows("SELECT seq, hash FROM pruned")
        self.assertEqual(seq, 4)
        columns = "seq, at, request_no, state, backend, scope, id_index, card_index, sealed, algorithm, hash"
        for *row, digest in self.rows(f"SELECT {columns} FROM entries ORDER BY seq"):
            before = hashlib.sha256(encoded(before) + b"".join(map(encoded, row))).digest()
            self.assertEqual(digest, before)
        self.assertEqual(self.verify()["head"], before.hex().upper())

    def test_an_open_request_is_named_with_what_to_do(self):
        self.cut(after=3)
        self.activate()
        pruned = self.prune("2024-12-31")
        self.assertEqual(pruned["removed_requests"], 1)
        [(held,)] = self.rows("SELECT request_no FROM entries WHERE seq = 3")
        self.assertEqual(pruned["kept_back_by"], held)
        text = self.sscard("journal", "prune", "--before", "2024-12-31")
        self.assertExit(text, 0)
        self.assertIn(held, text.out)
        self.assertIn("sscard journal resolve", text.out)

    def test_a_changed_journal_is_not_pruned(self):
        self.sql("DROP TRIGGER entries_never_change; UPDATE entries SET backend = 'x' WHERE seq = 2;"
                 "CREATE TRIGGER entries_never_change BEFORE UPDATE ON entries BEGIN SELECT RAISE(ABORT, ''); END;")
        ended = self.sscard("journal", "prune", "--before", "2024-12-31", "--json")
        self.assertError(ended, 50, "journal")
        self.assertIn("entry 2", ended.json["error"]["message"])
        self.assertEqual(self.rows("SELECT count(*) FROM entries"), [(6,)])

    def test_a_day_that_is_none_or_has_not_come_is_exit_2(self):
        for day in ("2024-02-30", "2024-2-1", "yesterday", "9999-01-01", ""):
            with self.subTest(day=day):
                self.assertError(self.sscard("journal", "prune", "--before", day, "--json"), 2, "usage")
        self.assertError(self.sscard("journal", "prune", "--json"), 2, "usage")
        self.assertEqual(len(self.journal()), 3)

    def test_without_a_journal_nothing_goes_and_none_is_made(self):
        self.environment["SSCARD_STATE_DIR"] = str(self.folder / "none")
        pruned = self.prune("2024-01-01")
        self.assertEqual((pruned["removed_entries"], pruned["up_to"], pruned["head"]), (0, None, None))
        self.assertFalse((self.folder / "none").exists())

    def answered(self, text):
        """What a person at a terminal is asked, and the exit code."""
        ours, theirs = pty.openpty()
        process = subprocess.Popen(
            [SSCARD, "journal", "prune", "--before", "2024-03-01"],
            env=self.environment, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0))
        os.close(theirs)
        self.addCleanup(process.kill)
        os.write(ours, text)
        shown = b""
        while select.select([ours], [], [], LONGEST)[0]:
            try:
                shown += os.read(ours, 10000)
            except OSError:  # the other end is closed
                break
        os.close(ours)
        return process.wait(LONGEST), shown.decode()

    def test_a_person_is_asked_first(self):
        code, shown = self.answered(b"n\n")
        self.assertEqual(code, 130, shown)
        self.assertIn("Remove 2 requests", shown)
        self.assertEqual(len(self.journal()), 3)
        code, shown = self.answered(b"y\n")
        self.assertEqual(code, 0, shown)
        self.assertEqual(len(self.journal()), 1)

    def test_one_process_prunes_while_others_activate(self):
        self.authority(REGISTERED)
        commands = [["journal", "prune", "--before", f"2024-0{month}-01"] for month in (2, 3, 4, 4)]
        commands += [["activate", "--yes", *MOCK]] * 4
        running = [subprocess.Popen([SSCARD, *command], env=self.environment, stdout=subprocess.PIPE,
                                    stderr=subprocess.STDOUT) for command in commands]
        for process in running:
            out, _ = process.communicate(timeout=LONGEST)
            self.assertEqual(process.returncode, 0, out)
        self.assertEqual(sorted(self.journal()), ["activated"] + ["already_active"] * 3)
        self.assertEqual(self.verify()["pruned_up_to"], 6)


class Exporting(Old):
    def csv(self, *options):
        ended = self.sscard("journal", "export", "--format", "csv", *options)
        self.assertExit(ended, 0)
        return list(csv.DictReader(io.StringIO(ended.out)))

    def json(self, *options):
        ended = self.sscard("journal", "export", "--json", *options)
        self.assertExit(ended, 0)
        self.assertEqual(ended.out.count("\n"), 1)
        self.assertEqual(ended.json["schema"], "sscard.journal_export/1")
        return ended.json["requests"]

    def test_both_forms_say_the_same_of_all_requests_the_oldest_first(self):
        number = self.activate("--outlet", "Z1", "--operator", "7", *AGENT)
        requests, rows = self.json(), self.csv()
        self.assertEqual([request["state"] for request in requests],
                         ["activated", "already_active", "refused", "activated"])
        self.assertEqual(requests[2]["reason"]["code"], "card_cancelled")
        self.assertEqual(requests[0]["first_at"], "2024-01-01T07:13:56+08:00")
        last = requests[3]
        self.assertEqual((last["request_no"], last["outlet"], last["operator"]), (number, "Z1", "7"))
        for request, row in zip(requests, rows, strict=True):
            for name, cell in row.items():
                value = request
                for part in name.split("."):
                    value = value and value[part]
                self.assertEqual(cell, value or "", name)

    def test_persons_are_masked_unless_asked_otherwise(self):
        self.activate(*AGENT)
        last = self.json()[-1]
        self.assertEqual(last["holder"], MASKED)
        self.assertEqual(last["agent"], {"id_number": "110105********0013", "name": "李*", "relation": "entrusted",
                                         "phone": "138****0000"})
        self.assertEqual(last["card"]["number"], REGISTERED["card_number"])
        text = self.sscard("journal", "export", "--format", "csv").out
        for personal in (HOLDER["id_number"], HOLDER["name"], "110105198001010013", "李四", "13800000000"):
            self.assertNotIn(personal, text)
        last = self.json("--show-personal-data")[-1]
        self.assertEqual(last["holder"], HOLDER)
        self.assertEqual(last["agent"]["phone"], "13800000000")

    def test_cells_that_a_spreadsheet_would_compute_are_text(self):
        for operator in ("=1+1", "+1", "-1", "@x", "a,\"b\""):
            self.activate("--operator", operator)
        self.assertEqual([row["operator"] for row in self.csv()[3:]], ["'=1+1", "'+1", "'-1", "'@x", "a,\"b\""])
        self.assertEqual(self.json()[3]["operator"], "=1+1")

    def test_days_and_states_choose(self):
        months = lambda *options: [request["first_at"][5:7] for request in self.json(*options)]
        self.assertEqual(months("--since", "2024-02-01"), ["02", "03"])
        self.assertEqual(months("--before", "2024-03-01"), ["01", "02"])
        self.assertEqual(months("--since", "2024-02-01", "--before", "2024-02-02"), ["02"])
        self.assertEqual(months("--state", "refused"), ["03"])
        for wrong in (("--since", "x"), ("--before", "2024-13-01"), ("--state", "gone")):
            self.assertError(self.sscard("journal", "export", "--json", *wrong), 2, "usage")

    def test_an_empty_result_is_whole_too(self):
        ended = self.sscard("journal", "export", "--state", "pending")
        self.assertRegex(ended.out, r"\Arequest_no,first_at,last_at,[\w.,]+\n\Z")
        self.assertEqual(self.json("--state", "pending"), [])
        self.environment["SSCARD_STATE_DIR"] = str(self.folder / "none")
        self.assertEqual(self.json(), [])
        self.assertFalse((self.folder / "none").exists())

    def test_a_file_appears_whole_private_and_in_the_form_of_its_name(self):
        for name, options in (("a.csv", ()), ("b.json", ()), ("c.txt", ()), ("d.csv", ("--json",))):
            path = self.folder / name
            ended = self.sscard("journal", "export", path, *options)
            self.assertExit(ended, 0)
            self.assertEqual(stat.S_IMODE(path.stat().st_mode), 0o600)
            content = path.read_bytes()
            self.assertEqual(content.startswith(b"{"), name in ("b.json", "d.csv"), content)
            lines = 1 if content.startswith(b"{") else 4
            self.assertEqual(content.count(b"\n"), lines)
        self.assertEqual((self.folder / "a.csv").read_bytes().count(b"\r\n"), 4)

    def test_a_file_that_is_there_is_replaced_only_by_force(self):
        path = self.file("a.json", "mine")
        self.assertError(self.sscard("journal", "export", path, "--json"), 2, "usage")
        self.assertEqual(path.read_text(), "mine")
        self.assertExit(self.sscard("journal", "export", path, "--force"), 0)
        self.assertEqual(len(json.loads(path.read_text())["requests"]), 3)

    def test_a_file_that_cannot_be_is_exit_2(self):
        for path in (self.folder / "none" / "a.csv", self.folder):
            self.assertError(self.sscard("journal", "export", "--json", "--force", path), 2, "usage")

    def test_a_damaged_request_ends_it_and_leaves_no_file(self):
        self.sql("DROP TRIGGER entries_never_change; UPDATE entries SET sealed = zeroblob(50) WHERE seq = 4;"
                 "CREATE TRIGGER entries_never_change BEFORE UPDATE ON entries BEGIN SELECT RAISE(ABORT, ''); END;")
        ended = self.sscard("journal", "export", "--json", self.folder / "a.json")
        self.assertError(ended, 50, "journal")
        self.assertEqual(sorted(path.name for path in self.folder.iterdir()), ["state"])
        ended = self.sscard("journal", "export", "--json")
        self.assertExit(ended, 50)
        self.assertEqual(json.loads(ended.out.splitlines()[-1])["error"]["code"], "journal")


class Listing(Case):
    def test_an_empty_list_has_its_head_in_csv(self):
        empty = self.sscard("journal", "list", "--format", "csv").out
        self.assertRegex(empty, r"\Arequest_no,at,[\w.,]+\n\Z")
        self.authority(REGISTERED)
        self.assertExit(self.sscard("activate", "--yes", *MOCK), 0)
        self.assertEqual(self.sscard("journal", "list", "--format", "csv").out.splitlines()[0] + "\n", empty)


if __name__ == "__main__":
    unittest.main()
