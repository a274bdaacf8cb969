"""sscard apdu: raw commands to the mock reader, to the real PC/SC service, and to recordings."""

import csv
import io
import signal
import subprocess
import time
import unittest

from harness import ADULT, CARDS, LONGEST, READERS, SSCARD, Case, Pcscd, ServedCard

SELECT = "00A404000F7378312E73682EC9E7BBE1B1A3D5CF"
NUMBER = "00B207280B"
NUMBER_RECORD = "0709443231343335363958"
UPDATE = "04DC052806050420300101"
VERIFY = "0020000003471199"


class Commands(Case):
    def apdu(self, *arguments, reader=f"mock:{CARDS / ADULT}", **environment):
        return self.sscard("apdu", "-r", reader, *arguments, **environment)

    def exchanges(self, *arguments, **options):
        ended = self.apdu("--json", *arguments, **options)
        self.assertExit(ended, 0)
        return ended.json["exchanges"]

    def recorded(self, *arguments, **options):
        """The lines of the commands that reached the card."""
        recording = self.folder / "sent.txt"
        ended = self.apdu(*arguments, "--record", recording, **options)
        lines = recording.read_text().splitlines() if recording.exists() else []
        return ended, [line for line in lines if line.startswith(">")]

    def test_a_person_sees_commands_and_answers_with_their_meaning(self):
        ended = self.apdu(SELECT, NUMBER, "00B2010400")
        self.assertExit(ended, 0)
        self.assertEqual(
            ended.out,
            "> 00 A4 04 00 0F 73 78 31 2E 73 68 2E C9 E7 BB E1 B1 A3 D5 CF\n"
            "< 6118  done, more data waits in the card\n"
            "> 00 B2 07 28 0B\n"
            "< 07 09 44 32 31 34 33 35 36 39 58  9000  done\n"
            "> 00 B2 01 04 00\n"
            "< 6C12  wrong Le, the card names the right one\n",
        )

    def test_a_program_gets_one_object(self):
        ended = self.apdu("--json", SELECT + "=61xx", NUMBER)
        self.assertExit(ended, 0)
        document = ended.json
        self.assertEqual(list(document), ["schema", "reader", "atr", "protocol", "exchanges"])
        self.assertEqual(document["schema"], "sscard.apdu/1")
        self.assertEqual(document["protocol"], "T=0")
        self.assertTrue(document["atr"].startswith("3B6D"))
        self.assertEqual(
            document["exchanges"],
            [
                {
                    "command": SELECT,
                    "data": "",
                    "sw": "6118",
                    "meaning": "done, more data waits in the card",
                    "expected": "61xx",
                    "ok": True,
                },
                {"command": NUMBER, "data": NUMBER_RECORD, "sw": "9000", "meaning": "done", "expected": None, "ok": True},
            ],
        )

    def test_a_spreadsheet_gets_one_row_an_exchange(self):
        ended = self.apdu("--format", "csv", SELECT, NUMBER, "=9000")
        rows = list(csv.DictReader(io.StringIO(ended.out)))
        self.assertEqual([row["sw"] for row in rows], ["6118", "9000"])
        self.assertEqual([row["expected"] for row in rows], ["", "9000"])

    def test_bytes_are_sent_as_they_are_typed_one_transmission_each(self):
        ended, sent = self.recorded("00 a4 00 00 02 3f00", "00B2010400", "00A4000002")
        self.assertExit(ended, 0)
        self.assertEqual(sent, ["> 00 A4 00 00 02 3F 00", "> 00 B2 01 04 00", "> 00 A4 00 00 02"])

    def test_follow_fetches_what_waits_and_repeats_with_the_right_length(self):
        exchanges = self.exchanges(SELECT, "=9000", "00B2072800", "=9000", "--follow")
        self.assertEqual([e["command"] for e in exchanges], [SELECT, "00C0000018", "00B2072800", "00B207280B"])
        self.assertEqual([e["sw"] for e in exchanges], ["6118", "9000", "6C0B", "9000"])
        self.assertEqual([e["expected"] for e in exchanges], [None, "9000", None, "9000"])
        self.assertEqual(exchanges[-1]["data"], NUMBER_RECORD)

    def test_an_answer_that_was_not_expected_ends_it_there(self):
        ended, sent = self.recorded(SELECT, NUMBER + "=6A82|61xx", SELECT)
        self.assertExit(ended, 21)
        self.assertEqual(len(sent), 2)
        self.assertIn("< 07 09 44 32 31 34 33 35 36 39 58  9000  done\n", ended.out)
        self.assertIn("command 2 with 9000, and 6A82|61xx was expected", ended.err)
        ended = self.apdu("--json", SELECT, NUMBER + "=6A82", SELECT)
        self.assertExit(ended, 21)
        self.assertEqual([e["ok"] for e in ended.json["exchanges"]], [True, False])

    def test_without_an_expectation_any_status_word_will_do(self):
        self.assertExit(self.apdu("00FF000000"), 0)

    def test_nothing_is_sent_when_one_command_needs_caution(self):
        for caution in (UPDATE, VERIFY, "80AE80000400000000", "B02C010000", "84160000041122 3344"):
            ended, sent = self.recorded(SELECT, caution, NUMBER)
            self.assertExit(ended, 2)
            self.assertEqual(sent, [])
            self.assertIn("command 2 is ", ended.err)
            self.assertIn("--i-know", ended.err)
            self.assertError(self.apdu("--json", SELECT, caution), 2, "usage")

    def test_a_typed_pin_is_shown_another_way_and_never_repeated(self):
        ended = self.apdu(SELECT, VERIFY)
        self.assertIn("sscard pin verify", ended.err)
        self.assertNotIn("4711", ended.err + ended.out)
        ended, sent = self.recorded(SELECT, VERIFY, "--i-know", "--log-level", "trace")
        self.assertExit(ended, 0)
        self.assertEqual(sent[1], "> 00 20 00 00 03 ** ** **")
        self.assertIn("> 00 20 00 00 03 ** ** **\n", ended.out)
        ended = self.apdu("--json", SELECT, VERIFY, "--i-know")
        self.assertEqual(ended.json["exchanges"][1]["command"], "0020000003******")

    def test_whoever_knows_may_send_it(self):
        ended, sent = self.recorded(SELECT, UPDATE, "--i-know")
        self.assertExit(ended, 0)
        self.assertEqual(len(sent), 2)

    def test_a_log_never_holds_content(self):
        ended = self.apdu(SELECT, NUMBER, "--log-level", "trace")
        self.assertIn("00B20728", ended.err)
        self.assertNotIn("4432313433", ended.err)

    def test_a_script_is_a_file_or_the_standard_input(self):
        text = f"# a probe\n{SELECT} =61xx\n\n00 B2 07 28 0B  # the number\n=9000\n"
        script = self.file("probe.txt", text)
        exchanges = self.exchanges("--script", script)
        self.assertEqual([e["expected"] for e in exchanges], ["61xx", "9000"])
        process = subprocess.run(
            [SSCARD, "apdu", "-r", f"mock:{CARDS / ADULT}", "--script", "-"],
            input=text, env=self.environment, capture_output=True, text=True, timeout=LONGEST, check=True,
        )
        self.assertIn("9000  done", process.stdout)

    def test_mistakes_in_a_script_have_their_line(self):
        ended = self.apdu("--script", self.file("probe.txt", f"{SELECT}\n\n00A4\n"))
        self.assertExit(ended, 2)
        self.assertIn("probe.txt:3: command 2 is no command", ended.err)
        ended = self.apdu("--script", self.file("probe.txt", f"{SELECT}\n{UPDATE}\n"))
        self.assertExit(ended, 2)
        self.assertIn("probe.txt:2: command 2 is UPDATE RECORD", ended.err)
        ended = self.apdu("--script", self.file("probe.txt", f"\n{SELECT}=6A82\n"))
        self.assertExit(ended, 21)
        self.assertIn("probe.txt:2: ", ended.err)

    def test_a_script_that_is_not_there_or_too_long_is_refused(self):
        self.assertError(self.apdu("--json", "--script", self.folder / "absent"), 40, "input")
        self.assertError(self.apdu("--json", "--script", self.file("long.txt", "# x\n" * 300000)), 40, "input")

    def test_commands_and_script_together_and_neither_are_refused(self):
        script = self.file("probe.txt", SELECT)
        self.assertError(self.apdu("--json", SELECT, "--script", script), 2, "usage")
        self.assertError(self.apdu("--json"), 2, "usage")
        self.assertError(self.apdu("--json", "--script", self.file("empty.txt", "# nothing\n")), 2, "usage")
        self.assertError(self.apdu("--json", "=9000"), 2, "usage")
        self.assertError(self.apdu("--json", "00A4", "--i-know"), 2, "usage")

    def test_removal_is_told_and_what_came_before_is_shown(self):
        card = self.card("torn.json", faults=[{"at": 2, "kind": "card_removed"}])
        ended = self.apdu(SELECT, NUMBER, reader=f"mock:{card}")
        self.assertExit(ended, 16)
        self.assertIn("< 6118", ended.out)
        self.assertError(self.apdu("--json", SELECT, NUMBER, reader=f"mock:{card}"), 16, "card_removed")

    def test_the_deadline_holds(self):
        self.assertError(self.apdu("--json", SELECT, "--timeout", "0"), 18, "timeout")

    def test_a_recording_plays_back_with_the_same_commands_alone(self):
        recording = self.folder / "card.txt"
        first = self.exchanges(SELECT, NUMBER, "--record", recording)
        self.assertEqual(self.exchanges(SELECT, NUMBER, reader=f"replay:{recording}"), first)
        for other in ([SELECT], [SELECT, NUMBER, NUMBER], [SELECT, "00B207280C"]):
            self.assertExit(self.apdu(*other, reader=f"replay:{recording}"), 21)

    def test_ctrl_c_while_the_script_is_typed(self):
        process = subprocess.Popen(
            [SSCARD, "apdu", "-r", "mock:", "--script", "-"],
            env=self.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )
        time.sleep(0.5)
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(LONGEST), 130)
        for pipe in (process.stdin, process.stdout, process.stderr):
            pipe.close()


class ThroughTheService(Commands):
    """The same card in a real reader."""

    @classmethod
    def setUpClass(cls):
        cls.service = Pcscd()
        cls.service.__enter__()

    @classmethod
    def tearDownClass(cls):
        cls.service.__exit__(None, None, None)

    def apdu(self, *arguments, reader=None, **environment):
        if reader and reader.startswith("replay:"):
            return self.sscard("apdu", "-r", reader, *arguments, **environment)
        file = reader.removeprefix("mock:") if reader else CARDS / ADULT
        with ServedCard(file):
            return self.sscard("apdu", *arguments, **environment)

    def test_the_reader_is_named_and_chosen_by_every_selector(self):
        with ServedCard(CARDS / ADULT):
            for selector in (READERS[0], "Virtual*", "#1"):
                ended = self.sscard("apdu", "--json", "-r", selector, SELECT)
                self.assertExit(ended, 0)
                self.assertEqual(ended.json["reader"], READERS[0])

    def test_a_card_that_comes_later_is_waited_for(self):
        process = subprocess.Popen(
            [SSCARD, "apdu", "--json", "--wait", "20", SELECT],
            env=self.environment, stdout=subprocess.PIPE, text=True,
        )
        time.sleep(0.5)
        with ServedCard(CARDS / ADULT):
            out, _ = process.communicate(timeout=LONGEST)
        self.assertEqual(process.returncode, 0)
        self.assertIn('"6118"', out)


if __name__ == "__main__":
    unittest.main()
