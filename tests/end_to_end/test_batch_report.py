"""The report on a batch comes from the journal alone: as text, JSON, CSV, and a page that stands by itself."""

import csv
import datetime
import io
import json
import unittest
import xml.etree.ElementTree as ElementTree

from authority_server import Answer, problem
from harness import HOLDER, with_check_digit
from test_batch import Batch, card

STATES = ["activated", "already_active", "pending", "refused", "unknown", "invalid", "not_sent"]
MASKED = {"id_number": "110105********002X", "card_number": "A0****001"}


class Reported(Batch):
    def report(self, *options, name="b", code=0):
        ended = self.sscard("batch", "report", name, *options)
        self.assertExit(ended, code)
        self.assertEqual(ended.err, "")
        return ended

    def page(self, *options, name="b"):
        """The page, and its elements: it is XML too."""
        path = self.folder / "report.html"
        self.report("--html", path, *options, name=name)
        self.assertEqual(path.stat().st_mode & 0o777, 0o600)
        text = path.read_text()
        return text, ElementTree.fromstring(text)

    def texts(self, element, path):
        return ["".join(found.itertext()) for found in element.iterfind(path)]

    def mixed_batch(self):
        """One row of each kind, and one that shares the first one's card; the file is gone afterwards."""
        later = lambda r: Answer(202, {"request_no": r["body"]["request_no"], "result": "pending"})
        self.authority.before = self.on_activation(lambda _: problem("card_lost"), of=2)
        self.authority.after = self.on_activation(later, of=5)
        rows = [card(1), card(2), {**card(3), "id_number": "110105194912310021"}, card(1), card(5)]
        file = self.cards(rows)
        self.assertExit(self.run_batch(file, "--operator", "0042", "--outlet", "12"), 42)
        file.unlink()


class AReport(Reported):
    def test_it_says_the_same_in_every_form_and_needs_no_file(self):
        self.mixed_batch()
        told = self.report("--json").json
        self.assertEqual(told["schema"], "sscard.batch_report/1")
        shown = self.sscard("batch", "show", "b", "--json").json
        self.assertEqual({k: v for k, v in shown.items() if k not in ("schema", "troubles")},
                         {k: told[k] for k in shown if k not in ("schema", "troubles")})
        self.assertEqual(sum(told[state] for state in STATES), told["rows"])
        self.assertEqual([(r["outcome"], r["reason_code"], r["rows"]) for r in told["reasons"]],
                         [("refused", "card_lost", 1), ("invalid", "id_number_check", 1)])
        bins = told["over_time"]["bins"]
        self.assertEqual([sum(one[group] for one in bins) for group in ("succeeded", "refused", "open")], [2, 2, 1])
        self.assertEqual(told["times"]["requests"], 3)
        self.assertEqual({row["row"] for row in told["slowest"]}, {1, 2, 5})
        self.assertEqual([(o["operator"], o["rows"], o["activated"]) for o in told["operators"]], [("0042", 4, 2)])
        self.assertEqual([(row["row"], row["outcome"]) for row in told["to_work_off"]],
                         [(2, "refused"), (3, "invalid"), (5, "pending")])
        self.assertEqual((told["to_work_off_in_all"], told["not_in_journal"]), (3, 0))

        rows = list(csv.DictReader(io.StringIO(self.report("--format", "csv").out)))
        self.assertEqual([row["row"] for row in rows], ["1", "2", "3", "4", "5"])
        self.assertEqual([row["outcome"] for row in rows], ["activated", "refused", "invalid", "activated", "pending"])
        self.assertEqual([row["operator"] for row in rows], ["0042", "0042", "", "0042", "0042"])
        self.assertEqual(rows[0]["request_no"], rows[3]["request_no"])
        self.assertTrue(rows[0]["took_ms"].isdigit())

        text, page = self.page()
        printed = self.report().out
        for words in ("the card was reported lost", "the check digit of the id number is wrong", "0042", "card_lost"):
            self.assertIn(words, text)
            self.assertIn(words, printed)
        self.assertEqual(len(page.findall(".//svg")), 1)
        self.assertEqual(page.get("lang"), "en")

    def test_the_page_needs_nothing_beside_it_and_runs_nothing(self):
        self.mixed_batch()
        text, page = self.page()
        for word in ("://", "<script", "<link", "<img", "url(", "@import", "src=", "onload"):
            self.assertNotIn(word, text)
        self.assertIn("@media print", text)
        for table in page.iterfind(".//table"):
            self.assertEqual(len({len(row) for row in table.iterfind(".//tr")}), 1, "a row lacks a cell")

    def test_numbers_are_masked_unless_personal_data_is_asked_for(self):
        self.mixed_batch()
        path = self.folder / "page.html"
        for options in ([], ["--json"], ["--format", "csv"]):
            printed = self.report("--html", path, *options).out
            for text in (printed, path.read_text()):
                self.assertNotIn(HOLDER["id_number"], text)
                self.assertNotIn(card(1)["card_number"], text)
        slowest = {row["row"]: row for row in self.report("--json").json["slowest"]}
        self.assertEqual({key: slowest[1][key] for key in MASKED}, MASKED)
        self.assertIn(MASKED["id_number"], path.read_text())
        shown = self.report("--json", "--show-personal-data").json["slowest"][0]
        self.assertEqual(shown["id_number"], HOLDER["id_number"])

    def test_it_speaks_the_language_of_the_run(self):
        self.mixed_batch()
        text, page = self.page("--lang", "zh")
        self.assertEqual(page.get("lang"), "zh-CN")
        self.assertIn("卡已挂失", text)
        self.assertIn("批次", "".join(self.texts(page, ".//h1")))

    def test_names_are_text_wherever_they_stand(self):
        name, operator = """<b>&"x'\x01""", "=1<script>"
        self.assertExit(self.sscard("batch", "run", self.cards(2), "--name", name, "--operator", operator), 0)
        text, page = self.page(name=name)
        self.assertNotIn("<script", text)
        self.assertEqual(page.find(".//h1").text, """Batch <b>&"x' """)
        self.assertIn(operator, self.texts(page, ".//td"))
        rows = list(csv.DictReader(io.StringIO(self.report("--format", "csv", name=name).out)))
        self.assertEqual(rows[0]["operator"], "'" + operator)
        self.assertNotIn("\x01", self.report(name=name).out)

    def test_rows_that_were_never_begun_with_are_told_apart(self):
        self.authority.before = self.on_activation(lambda _: problem("card_not_found"))
        self.assertExit(self.run_batch(self.cards(1000), "--stop-after", 5), 43)
        told = self.report("--json").json
        self.assertEqual(sum(told[state] for state in STATES), 1000)
        self.assertGreater(told["not_in_journal"], 0)
        self.assertEqual(told["to_work_off_in_all"] + told["not_in_journal"], 1000)
        self.assertLessEqual(len(told["to_work_off"]), 100)
        self.assertIn(str(told["not_in_journal"]), self.report().out)

    def test_of_many_rows_the_slowest_and_the_first_are_named(self):
        self.authority.before = self.on_activation(lambda _: problem("card_lost"))
        self.assertExit(self.run_batch(self.cards(130)), 41)
        told = self.report("--json").json
        self.assertEqual([row["row"] for row in told["to_work_off"]], list(range(1, 101)))
        self.assertEqual(told["to_work_off_in_all"], 130)
        took = [row["took_ms"] for row in told["slowest"]]
        self.assertEqual((len(took), took), (20, sorted(took, reverse=True)))
        self.assertEqual(took[0], told["times"]["longest_ms"])
        self.assertIn("and 30 more", self.report().out)

    def test_what_a_rule_forbids_is_said_in_words(self):
        minor = {**card(1), "id_number": with_check_digit("11010520200101001")}
        results = self.folder / "results.csv"
        self.assertExit(self.run_batch(self.cards([minor]), "--results", results), 41)
        told = self.report("--json").json["reasons"][0]
        shown = self.sscard("batch", "show", "b", "--json").json["troubles"][0]
        for row in (told, shown, self.table(results)[0]):
            self.assertEqual(row["reason_code"], "minor_needs_guardian")
            self.assertEqual(row["message"], "a holder under 16 needs a guardian")

    def test_every_mistake_has_a_sentence(self):
        long = "x" * 400
        wrong = [{"id_number": "1", "card_number": "2", "identification_number": "3"}, {"name": long}, {"region": "x"},
                 {"agent_name": long}, {"agent_id_number": "1"}, {"agent_relation": "x"}, {"agent_phone": long},
                 {"id_number": "110105194912310021"}, {"agent_name": "李四"}, {"region": 5},
                 {"identification_number": "0" * 32, "card_number": card(1)["card_number"]}]
        lines = [json.dumps({**card(number), **fields}) for number, fields in enumerate(wrong, 1)]
        lines += [json.dumps(card(50))[:-1] + ', "name": "张三"}', json.dumps(card(11)), json.dumps(card(1))]
        self.assertExit(self.run_batch(self.file("cards.jsonl", "\n".join(lines) + "\n")), 41)
        short = self.cards([card(60)]).read_text() + "x\n"
        self.assertExit(self.sscard("batch", "run", self.file("short.csv", short), "--name", "short"), 41)
        broken = self.cards([card(61)]).read_bytes().replace("张三".encode(), b"\xff")
        self.assertExit(self.sscard("batch", "run", self.file("broken.csv", broken), "--name", "broken"), 41)
        found = {}
        for name in ("b", "short", "broken"):
            found.update({r["reason_code"]: r["message"] for r in self.report("--json", name=name).json["reasons"]})
        self.assertGreaterEqual(set(found), {"id_number_form", "name_form", "region_form", "agent_name_form",
                                             "agent_id_number_form", "agent_relation_form", "agent_phone_form",
                                             "id_number_check", "agent_incomplete", "no_text", "named_twice",
                                             "card_disagrees", "undecodable_text"})
        for code, message in found.items():
            self.assertNotEqual(code, message)

    def test_a_batch_that_was_pruned_is_gone_as_a_whole(self):
        far_west, far_east = {"TZ": "WEST12"}, {"TZ": "EAST-14"}  # there, it is a later day at any time
        today = (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=14)).date()
        run = self.sscard("batch", "run", self.cards([card(1), card(2), card(1)]), "--name", "b", **far_west)
        self.assertExit(run, 0)
        self.report()
        pruned = self.sscard("journal", "prune", "--before", today, "--yes", "--json", **far_east)
        self.assertExit(pruned, 0)
        self.assertEqual(pruned.json["removed_requests"], 2)
        self.assertError(self.sscard("batch", "report", "b", "--json"), 2, "usage")

    def test_a_batch_that_is_not_there_and_a_page_that_cannot_be_written(self):
        self.assertError(self.sscard("batch", "report", "b", "--json"), 2, "usage")
        self.assertExit(self.run_batch(self.cards(1)), 0)
        self.assertError(self.sscard("batch", "report", "other", "--json"), 2, "usage")
        nowhere = self.folder / "none" / "page.html"
        self.assertError(self.sscard("batch", "report", "b", "--json", "--html", nowhere), 2, "usage")
        before = sorted(self.folder.iterdir())
        self.assertExit(self.sscard("batch", "report", "other", "--html", self.folder / "page.html"), 2)
        self.assertEqual(sorted(self.folder.iterdir()), before)


if __name__ == "__main__":
    unittest.main()
