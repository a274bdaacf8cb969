"""Batches from a file, against an authority on loopback that is honest, away, cutting, lying, or slow."""

import collections
import csv
import io
import json
import os
import random
import select
import signal
import subprocess
import threading
import time
import unittest

from authority_server import Answer, Authority, Body, Cut, problem
from harness import HOLDER, LONGEST, SSCARD, Case, csv_of, wait_until

ACTIVATIONS = "/v1/activations"
KILLS = int(os.environ.get("SSCARD_KILLS", "10"))


def card(number):
    """A row of the file; its card is nobody's."""
    return {**HOLDER, "card_number": f"A{number:08}", "identification_number": f"310000D156000005{number:08X}FFFFFFFF"}


def cards(count):
    return [card(number) for number in range(1, count + 1)]


class Batch(Case):
    def setUp(self):
        super().setUp()
        self.authority = self.enterContext(Authority())
        self.configure(self.authority.url)

    def configure(self, url, *lines):
        text = f'[backend]\nuse = "province"\n[backends.province]\nkind = "http"\nurl = "{url}"\n' + "\n".join(lines)
        self.environment["SSCARD_CONFIG"] = str(self.file("config.toml", text + "\n"))

    def cards(self, rows, name="cards.csv"):
        return self.file(name, csv_of(rows if isinstance(rows, list) else cards(rows)))

    def arguments(self, file, *options):
        return ["batch", "run", str(file), "--name", "b", "--json", *map(str, options)]

    def run_batch(self, file, *options):
        return self.sscard(*self.arguments(file, *options))

    def start(self, file, *options):
        process = subprocess.Popen([SSCARD, *self.arguments(file, *options)], env=self.environment,
                                   stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.stderr.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        return process

    def on_activation(self, action, of=None):
        """What happens to an activation, of one row alone or of all."""

        def chosen(request):
            mine = request["path"] == ACTIVATIONS and of in (None, self.number(request))
            return action(request) if mine else None

        return chosen

    @staticmethod
    def number(request):
        return int(request["body"]["card"]["number"][1:])

    def counts(self, ended):
        """What is not 0."""
        states = ["activated", "already_active", "pending", "refused", "unknown", "invalid", "not_sent"]
        return {state: ended.json[state] for state in states if ended.json[state]}

    def assertBatch(self, ended, code, **counts):
        self.assertExit(ended, code)
        self.assertEqual(ended.json["schema"], "sscard.batch/1", ended)
        self.assertEqual(self.counts(ended), counts, ended)
        self.assertEqual(sum(counts.values()), ended.json["rows"])

    def assertEachCardOnce(self, count):
        self.assertEqual(sorted(self.authority.activated_cards), sorted(row["card_number"] for row in cards(count)))

    def table(self, path):
        return list(csv.DictReader(io.StringIO(path.read_text())))


class AFile(Batch):
    def test_every_card_is_activated_once_and_again_is_nothing(self):
        file, results, rework = self.cards(30), self.folder / "results.csv", self.folder / "rework.csv"
        ended = self.run_batch(file, "--results", results, "--rework", rework)
        self.assertBatch(ended, 0, activated=30)
        self.assertEachCardOnce(30)
        self.assertEqual(ended.err, "")
        rows = self.table(results)
        self.assertEqual([row["card_number"] for row in rows], [row["card_number"] for row in cards(30)])
        self.assertEqual({row["outcome"] for row in rows}, {"activated"})
        self.assertEqual(sorted(row["request_no"] for row in rows), sorted(self.authority.effects))
        self.assertEqual({row["state"] for row in rows}, {"1"})
        self.assertEqual(rework.read_text(), file.read_text().splitlines(True)[0])
        self.authority.requests.clear()
        self.assertBatch(self.run_batch(file), 0, activated=30)
        self.assertEqual(self.authority.asked(ACTIVATIONS), [])
        self.assertExit(self.sscard("journal", "verify"), 0)

    def test_invalid_refused_and_doubled_rows_are_told_apart(self):
        self.authority.before = self.on_activation(lambda _: problem("card_lost"), of=2)
        rows = [card(1), card(2), {**card(3), "id_number": "110105194912310021"}, card(1)]
        results, rework = self.folder / "results.csv", self.folder / "rework.csv"
        ended = self.run_batch(self.cards(rows), "--results", results, "--rework", rework)
        self.assertBatch(ended, 41, activated=2, refused=1, invalid=1)
        told = self.table(results)
        self.assertEqual([row["outcome"] for row in told], ["activated", "refused", "invalid", "activated"])
        self.assertEqual([row["reason_code"] for row in told], ["", "card_lost", "id_number_check", ""])
        self.assertEqual(told[0]["request_no"], told[3]["request_no"])
        self.assertEqual([row["card_number"] for row in self.table(rework)], ["A00000002", "A00000003"])
        self.assertEqual(len(self.authority.effects), 1)

    def test_a_dry_run_tells_all_mistakes_and_sends_nothing(self):
        wrong = {**card(1), "id_number": "1", "identification_number": "2"}
        ended = self.run_batch(self.cards([wrong, card(2)]), "--dry-run")
        self.assertBatch(ended, 41, invalid=1, not_sent=1)
        told = [(one["row"], one["line"], one["column"]) for one in ended.json["mistakes"]]
        self.assertEqual(told, [(1, 2, "id_number"), (1, 2, "identification_number")])
        self.assertEqual(self.authority.requests, [])
        self.assertFalse(self.state.exists())
        self.assertBatch(self.run_batch(self.cards(2), "--dry-run"), 0, not_sent=2)

    def test_people_read_counts_and_mistakes(self):
        file = self.cards([card(1), {**card(2), "id_number": "1"}])
        for lang, words in (("en", ("Activated", "row 2 (line 3), id_number")), ("zh", ("已激活", "第 2 行"))):
            with self.subTest(lang):
                ended = self.sscard("batch", "run", file, "--lang", lang)
                self.assertExit(ended, 41)
                for word in words:
                    self.assertIn(word, ended.out)
                self.assertNotIn(HOLDER["id_number"], ended.out + ended.err)

    def test_a_file_that_cannot_be_used_is_exit_40(self):
        self.assertError(self.run_batch(self.folder / "none.csv"), 40, "input")
        self.assertError(self.run_batch(self.file("empty.csv", "")), 40, "input")
        self.assertError(self.run_batch(self.file("other.csv", "a,b\n1,2\n")), 40, "input")

    def test_a_changed_file_under_the_same_name_is_refused(self):
        self.assertExit(self.run_batch(self.cards(2)), 0)
        ended = self.run_batch(self.cards(3))
        self.assertError(ended, 40, "input")
        self.assertIn("the content of the file, the number of rows", ended.json["error"]["message"])
        self.assertEqual(len(self.authority.effects), 2)

    def test_without_a_name_a_changed_file_is_another_batch(self):
        for count in (2, 3):
            self.assertExit(self.sscard("batch", "run", self.cards(count)), 0)
        names = [batch["name"] for batch in self.sscard("batch", "list", "--json").json["batches"]]
        self.assertEqual(len(set(names)), 2)
        self.assertTrue(all(name.startswith("cards-") and len(name) == 18 for name in names), names)

    def test_a_batch_is_listed_and_shown(self):
        self.assertEqual(self.sscard("batch", "list", "--json").json["batches"], [])
        self.authority.before = self.on_activation(lambda _: problem("card_lost"), of=2)
        self.assertExit(self.run_batch(self.cards(3), "--operator", "0042"), 41)
        listed = self.sscard("batch", "list", "--json").json["batches"][0]
        self.assertEqual((listed["name"], listed["rows"], listed["activated"]), ("b", 3, 2))
        shown = self.sscard("batch", "show", "b", "--json")
        self.assertEqual((shown.json["activated"], shown.json["refused"], shown.json["operator"]), (2, 1, "0042"))
        trouble = shown.json["troubles"][0]
        self.assertEqual((trouble["row"], trouble["outcome"], trouble["reason_code"]), (2, "refused", "card_lost"))
        for format in ("text", "csv"):
            for verb in (["list"], ["show", "b"]):
                ended = self.sscard("batch", *verb, "--format", format)
                self.assertExit(ended, 0)
                self.assertNotIn(HOLDER["id_number"], ended.out)
        self.assertError(self.sscard("batch", "show", "other", "--json"), 2, "usage")

    def test_json_lines_are_read_and_answered(self):
        file = self.file("cards.jsonl", "".join(json.dumps({**row, "note": 7}) + "\n" for row in cards(2)))
        results = self.folder / "results.jsonl"
        self.assertBatch(self.run_batch(file, "--results", results), 0, activated=2)
        rows = [json.loads(line) for line in results.read_text().splitlines()]
        self.assertEqual([(row["note"], row["outcome"]) for row in rows], [(7, "activated")] * 2)

    def test_wrong_options_are_told_before_anything_is_done(self):
        file = self.cards(1)
        for options in (["--jobs", 0], ["--jobs", "x"], ["--stop-after", -1], ["--give-up-after", 1e9],
                        ["--results", file], ["--rework", self.folder], ["--events", self.folder / "no" / "file"],
                        ["--events", file], ["--results", self.folder / "a", "--rework", self.folder / "." / "a"],
                        ["--results", self.folder / "b", "--events", self.folder / "b"], ["--channel", "hospital"]):
            with self.subTest(options):
                before = file.read_bytes()
                self.assertError(self.run_batch(file, *options), 2, "usage")
                self.assertEqual(file.read_bytes(), before)
        self.assertEqual(self.authority.requests, [])

    def test_no_more_are_in_flight_than_asked_for_or_taken(self):
        busy, most, lock = [], [], threading.Lock()

        def think(_):
            with lock:
                busy.append(1)
                most.append(len(busy))
            time.sleep(0.02)
            with lock:
                busy.pop()

        def answer(request):
            if request["path"] == "/v1/capabilities":
                return Answer(200, {"max_in_flight": 2})
            return think(request) if request["path"] == ACTIVATIONS else None

        for options, taken in ((["--jobs", 1], 1), ([], 2)):
            with self.subTest(options):
                most.clear()
                self.authority.before = answer
                self.assertExit(self.sscard("batch", "run", self.cards(20), "--name", str(taken), *options), 0)
                self.assertEqual(max(most), taken)


class Trouble(Batch):
    """Every fault of one row, and of all."""

    def cut(_):
        raise Cut

    AFTER = {  # it took effect; the question says so
        "cut": cut,
        "500": lambda _: problem("internal", 500),
        "502": lambda _: problem("internal", 502),
        "503": lambda _: problem("unavailable"),
        "504": lambda _: problem("internal", 504),
        "no JSON": lambda _: Answer(200, b"<html>"),
        "another request": lambda _: Answer(200, {"request_no": "another", "result": "activated"}),
        "contradiction": lambda r: Answer(200, {"request_no": r["body"]["request_no"], "result": "activated",
                                                "social_security": {"state": "2", "label": ""}}),
        "half a body": lambda _: Body(b'{"request_no"', length=100),
        "too long": lambda _: Body(b" " * (1 << 20) + b"{}"),
    }
    BEFORE = {  # it never took effect, and is sent again
        "cut": cut,
        "429": lambda _: problem("rate_limited", Retry_After="0"),
        "503": lambda _: problem("unavailable", Retry_After="0"),
    }

    def test_an_answer_that_is_lost_is_asked_for(self):
        for kind, fault in self.AFTER.items():
            with self.subTest(kind):
                self.authority.activated_cards.clear()
                self.authority.after = self.on_activation(fault, of=3)
                ended = self.sscard("batch", "run", self.cards(5), "--name", kind, "--json")
                self.assertBatch(ended, 0, activated=5)
                self.assertEachCardOnce(5)

    def test_what_never_arrived_is_sent_again(self):
        for kind, fault in self.BEFORE.items():
            with self.subTest(kind):
                self.authority.activated_cards.clear()
                faults = [fault, fault]
                once = lambda request: faults.pop()(request) if faults else None
                self.authority.before = self.on_activation(once, of=3)
                ended = self.sscard("batch", "run", self.cards(5), "--name", kind, "--json")
                self.assertBatch(ended, 0, activated=5)
                self.assertEachCardOnce(5)

    def test_without_a_word_a_row_is_unknown_and_the_next_run_asks(self):
        def lose(request):
            mine = request["path"].startswith(ACTIVATIONS + "/") and request["path"].split("/")[-1] == lost[0]
            if mine or (request["path"] == ACTIVATIONS and self.number(request) == 3):
                lost[0] = lost[0] or request["body"]["request_no"]
                return Answer(200, b"<html>")

        lost = [None]
        self.authority.after = lose
        file = self.cards(5)
        results, rework = self.folder / "results.csv", self.folder / "rework.csv"
        ended = self.run_batch(file, "--results", results, "--rework", rework)
        self.assertBatch(ended, 42, activated=4, unknown=1)
        self.assertEqual(self.table(results)[2]["outcome"], "unknown")
        self.assertEqual(self.table(rework), [])
        self.authority.after = lambda _: None
        self.authority.requests.clear()
        self.assertBatch(self.run_batch(file), 0, activated=5)
        self.assertEqual([r["path"] for r in self.authority.asked(ACTIVATIONS)], [f"{ACTIVATIONS}/{lost[0]}"])
        self.assertEachCardOnce(5)

    def test_a_card_with_an_open_request_of_another_batch_is_asked_about_first(self):
        silent = lambda r: Answer(200, b"<html>") if r["path"].startswith(ACTIVATIONS + "/") else None
        self.authority.before = silent
        self.authority.after = self.on_activation(lambda _: Answer(200, b"<html>"), of=2)
        file, results = self.cards(3), self.folder / "results.csv"
        self.assertExit(self.sscard("batch", "run", file, "--name", "first"), 42)
        number = dict(zip(self.authority.activated_cards, self.authority.effects))[card(2)["card_number"]]
        ended = self.sscard("batch", "run", file, "--name", "second", "--json", "--results", results)
        self.assertBatch(ended, 43, activated=2, not_sent=1)
        self.assertEqual(ended.json["error"]["code"], "batch_stopped")
        self.assertEqual(self.table(results)[1]["outcome"], "not_sent")
        self.assertEqual(self.authority.activated_cards.count(card(2)["card_number"]), 1)
        self.authority.before = self.authority.after = lambda _: None
        self.authority.requests.clear()
        self.assertExit(self.sscard("batch", "run", file, "--name", "second"), 0)
        paths = [request["path"] for request in self.authority.requests]
        self.assertLess(paths.index(f"{ACTIVATIONS}/{number}"), paths.index(ACTIVATIONS))
        self.assertExit(self.sscard("batch", "run", file, "--name", "first"), 0)

    def test_what_takes_effect_later_is_asked_about_by_the_next_run(self):
        later = lambda r: Answer(202, {"request_no": r["body"]["request_no"], "result": "pending"})
        self.authority.after = self.on_activation(later, of=2)
        file = self.cards(3)
        self.assertBatch(self.run_batch(file), 42, activated=2, pending=1)
        self.assertBatch(self.run_batch(file), 0, activated=3)
        self.assertEachCardOnce(3)

    def test_a_redirect_is_not_followed_and_sends_no_million_rows(self):
        self.authority.before = lambda r: Answer(302, {}, Location="http://localhost:1/")
        ended = self.run_batch(self.cards(300), "--give-up-after", 0)
        self.assertExit(ended, 43)
        self.assertEqual(self.authority.effects, [])
        self.assertLess(len(self.authority.asked(ACTIVATIONS)), 50)


class Stopping(Batch):
    def test_refusals_in_a_row_stop_it_and_the_next_run_goes_on(self):
        self.authority.before = self.on_activation(lambda _: problem("card_not_found"))
        file = self.cards(400)
        ended = self.run_batch(file, "--stop-after", 5)
        self.assertExit(ended, 43)
        self.assertGreaterEqual(ended.json["refused"], 5)
        self.assertGreater(ended.json["not_sent"], 300)
        self.authority.before = lambda _: None
        again = self.run_batch(file, "--stop-after", 5)
        self.assertBatch(again, 41, refused=ended.json["refused"], activated=ended.json["not_sent"])

    def test_a_terminal_that_is_not_accepted_ends_it_at_once(self):
        for code in ("unauthorised", "not_authorised"):
            with self.subTest(code):
                self.authority.requests.clear()
                self.authority.before = self.on_activation(lambda _, code=code: problem(code))
                ended = self.run_batch(self.cards(100))
                self.assertBatch(ended, 34, not_sent=100)
                self.assertEqual(ended.json["error"]["code"], "backend_auth")
                self.assertLess(len(self.authority.asked(ACTIVATIONS)), 10)

    def test_an_authority_that_is_away_for_a_while_is_waited_for(self):
        events = self.folder / "events"
        refusals = [problem("unavailable", Retry_After="3600")] * 8
        self.authority.before = self.on_activation(lambda _: refusals.pop() if refusals else None)
        self.assertBatch(self.run_batch(self.cards(20), "--events", events, "--jobs", 4), 0, activated=20)
        self.assertEachCardOnce(20)
        told = [json.loads(line) for line in events.read_text().splitlines()]
        kinds = collections.Counter(event["event"] for event in told)
        self.assertEqual((kinds["batch_started"], kinds["row"], kinds["batch_ended"], kinds["resumed"]), (1, 20, 1, 1))
        self.assertGreater(kinds["paused"], 0)
        self.assertEqual((told[0]["rows"], told[0]["not_sent"], told[-1]["activated"]), (20, 20, 20))
        self.assertEqual(sorted(event["row"] for event in told if event["event"] == "row"), list(range(1, 21)))
        self.assertNotIn("A0000", events.read_text())
        self.assertNotIn(HOLDER["id_number"], events.read_text())

    def test_an_authority_that_stays_away_is_given_up(self):
        file, rework = self.cards(20), self.folder / "rework.csv"
        url = self.authority.url
        self.configure("http://localhost:1")
        ended = self.run_batch(file, "--give-up-after", 1, "--rework", rework)
        self.assertBatch(ended, 43, not_sent=20)
        self.assertEqual(rework.read_bytes(), file.read_bytes())
        self.configure(url)
        self.assertBatch(self.run_batch(file), 0, activated=20)

    def test_ctrl_c_leaves_what_is_in_flight_open_and_sends_nothing_more(self):
        asked, go_on = threading.Event(), threading.Event()
        self.addCleanup(go_on.set)

        def think(request):
            asked.set()
            go_on.wait(LONGEST)

        self.authority.before = self.on_activation(think)
        file, results = self.cards(20), self.folder / "results.csv"
        process = self.start(file, "--results", results)
        self.assertTrue(asked.wait(LONGEST))
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=LONGEST)
        self.assertEqual(process.returncode, 130)
        self.assertEqual(len(self.table(results)), 20)
        go_on.set()
        self.authority.before = lambda _: None
        self.assertBatch(self.run_batch(file), 0, activated=20)
        self.assertEachCardOnce(20)

    def test_events_that_nobody_reads_hold_nothing_up(self):
        pipe = self.folder / "pipe"
        os.mkfifo(pipe)
        self.assertError(self.run_batch(self.cards(1), "--events", pipe), 2, "usage")
        for how in (os.O_RDONLY, os.O_WRONLY):
            end = os.open(pipe, how | os.O_NONBLOCK)
            self.addCleanup(os.close, end)
        process = self.start(self.cards(2000), "--events", pipe)
        wait_until(lambda: not select.select([], [end], [], 0)[1], "the pipe is not filled")
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=LONGEST)
        self.assertEqual(process.returncode, 130)
        self.assertExit(self.run_batch(self.cards(2000)), 0)

    def test_the_same_batch_twice_at_once_is_exit_44_for_the_second(self):
        asked, go_on = threading.Event(), threading.Event()
        self.addCleanup(go_on.set)

        def think(_):
            asked.set()
            go_on.wait(LONGEST)

        self.authority.before = self.on_activation(think)
        file, events = self.cards(3), self.folder / "events"
        first = self.start(file, "--events", events)
        self.assertTrue(asked.wait(LONGEST))
        self.assertError(self.run_batch(file, "--events", events), 44, "batch_running")
        go_on.set()
        self.assertEqual(json.loads(first.communicate(timeout=LONGEST)[0])["activated"], 3)
        self.assertEqual(first.returncode, 0)
        told = [json.loads(line)["event"] for line in events.read_text().splitlines()]
        self.assertEqual((told[0], told[-1]), ("batch_started", "batch_ended"))


class ADiskThatIsFull(Batch):
    def setUp(self):
        super().setUp()
        self.disk = self.folder / "disk"
        self.disk.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", self.disk], check=True)
        self.addCleanup(subprocess.run, ["umount", "--lazy", self.disk], check=True)
        self.environment["SSCARD_STATE_DIR"] = str(self.disk / "state")

    def test_what_cannot_be_written_down_is_not_sent_and_the_next_run_goes_on(self):
        file = self.cards(2000)
        filler = self.disk / "filler"

        def fill(request):
            if not filler.exists() and len(self.authority.effects) >= 50:
                with open(filler, "wb", buffering=0) as out:
                    try:
                        while True:
                            out.write(bytes(4096))
                    except OSError:
                        pass

        self.authority.after = self.on_activation(fill)
        ended = self.run_batch(file)
        self.assertExit(ended, 50)
        self.assertLess(len(self.authority.effects), 2000)
        self.authority.after = lambda _: None
        subprocess.run(["mount", "-o", "remount,size=64m", self.disk], check=True)
        filler.unlink()
        self.assertBatch(self.run_batch(file), 0, activated=2000)
        self.assertEachCardOnce(2000)
        self.assertExit(self.sscard("journal", "verify"), 0)


class Killed(Batch):
    def test_at_any_moment_nothing_is_lost_and_nothing_happens_twice(self):
        """Server faults, kills and Ctrl-C, mixed; the seed is in the message when it fails."""
        count = 40 * KILLS
        seed = random.randrange(1 << 32)
        dice, lock = random.Random(seed), threading.Lock()
        faults = [Trouble.AFTER["cut"], Trouble.AFTER["500"], Trouble.AFTER["no JSON"], lambda _: problem("unavailable", Retry_After="0")]

        def mishap(request):
            with lock:
                strikes = request["path"].startswith(ACTIVATIONS) and dice.random() < 0.1
                fault = dice.choice(faults)
            return fault(request) if strikes else None

        self.authority.before = self.authority.after = mishap
        file, results = self.cards(count), self.folder / "results.csv"
        for _ in range(KILLS):
            at = len(self.authority.requests) + dice.randrange(30)
            process = self.start(file, "--results", results, "--jobs", 4)
            wait_until(lambda: len(self.authority.requests) >= at or process.poll() is not None, f"seed {seed}")
            time.sleep(dice.random() / 50)
            process.kill()
            process.communicate(timeout=LONGEST)
            if results.exists():
                self.assertEqual(len(self.table(results)), count, f"seed {seed}")
        self.authority.before = self.authority.after = lambda _: None
        ended = self.run_batch(file, "--results", results)
        self.assertEqual(self.counts(ended), {"activated": count}, f"seed {seed}")
        self.assertExit(ended, 0)
        self.assertEachCardOnce(count)
        rows = self.table(results)
        self.assertEqual([row["card_number"] for row in rows], [row["card_number"] for row in cards(count)])
        self.assertEqual({row["outcome"] for row in rows}, {"activated"}, f"seed {seed}")
        self.assertExit(self.sscard("journal", "verify"), 0)


if __name__ == "__main__":
    unittest.main()
