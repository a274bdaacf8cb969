"""Reading: from the mock reader, through the real PC/SC service, from a recording, and everything in the way."""

import json
import re
import signal
import stat
import subprocess
import time
import unittest

from harness import CARDS, LONGEST, READERS, SSCARD, Case, Pcscd, ServedCard, card_file, wait_for_handler

ADULT = "adult-2.00.json"
DERIVED = {"region", "ethnic_group"}  # not in the card file


def people_of(document):
    """What a card file says, in the form of the output: fields that it leaves out are null."""
    return {section: document[section] for section in ("card", "holder")}


class ReadingFromTheMockReader(Case):
    def test_json_equals_what_the_card_file_says(self):
        for name in (ADULT, "adult-1.00.json", "long-name.json"):
            with self.subTest(card=name):
                ended = self.sscard("read", "--json", "--reader", f"mock:{CARDS / name}")
                self.assertExit(ended, 0)
                for section, fields in people_of(card_file(name)).items():
                    read = {k: v for k, v in ended.json[section].items() if k not in DERIVED}
                    self.assertEqual(read, {**dict.fromkeys(read), **fields})

    def test_the_demo_card_needs_no_file(self):
        ended = self.sscard("-r", "mock:", "read")
        self.assertExit(ended, 0)
        self.assertIn("张三", ended.out)
        self.assertEqual(ended.err, "")

    def test_text_is_aligned_by_the_columns_of_the_terminal(self):
        ended = self.sscard("read", "-r", "mock:", "--lang", "zh")
        self.assertExit(ended, 0)
        labels = [re.match(r"  \S+ +", line) for line in ended.out.splitlines()]
        columns = {width(label.group()) for label in labels if label}
        self.assertEqual(len(columns), 1, ended.out)

    def test_csv_has_a_row_a_field(self):
        ended = self.sscard("read", "-r", "mock:", "--format", "csv")
        self.assertIn("card.number,D2143569X\n", ended.out)
        self.assertIn("holder.name,张三\n", ended.out)

    def test_chosen_fields_are_all_that_is_printed(self):
        ended = self.sscard("read", "-r", "mock:", "--json", "--fields", "card.number,holder.name")
        self.assertEqual(
            ended.json,
            {
                "schema": "sscard.read/1",
                "reader": "mock:",
                "card": {"number": "D2143569X"},
                "holder": {"name": "张三"},
                "warnings": [],
            },
        )

    def test_a_protected_holder_is_said_and_is_a_failure_only_when_asked_for(self):
        card = f"mock:{CARDS / 'protected-3.00.json'}"
        ended = self.sscard("read", "--json", "-r", card)
        self.assertExit(ended, 0)
        self.assertIsNone(ended.json["holder"])
        self.assertEqual(ended.json["holder_unavailable"], "authentication_required")
        self.assertEqual(ended.json["generation"], "3.0")
        self.assertExit(self.sscard("read", "--json", "-r", card, "--fields", "card.number"), 0)
        self.assertError(
            self.sscard("read", "--json", "-r", card, "--fields", "holder.name"), 22, "authentication_required"
        )

    def test_an_empty_list_of_fields_is_a_mistake_not_everything(self):
        for fields in ("", "card.number,", "card.colour"):
            with self.subTest(fields=fields):
                self.assertError(self.sscard("read", "--json", "-r", "mock:", "--fields", fields), 2, "usage")
        self.assertExit(self.sscard("read", "-r", "mock:", "--fields", "card.number, holder.name"), 0)

    def test_a_recording_that_cannot_be_written_is_a_failure(self):
        ended = self.sscard("read", "--json", "-r", "mock:", "--record", "/dev/full")
        self.assertError(ended, 2, "usage")

    def test_a_card_file_named_in_the_configuration_is_relative_to_it(self):
        self.file("card.json", (CARDS / ADULT).read_bytes())
        config = self.file("config.toml", '[reader]\nselect = "mock:card.json"\n')
        self.assertExit(self.sscard("read", "--config", config), 0)

    def test_a_wrong_card_file_is_named(self):
        path = self.file("torn.json", '{"schema"')
        ended = self.sscard("read", "--json", "-r", f"mock:{path}")
        self.assertIn(str(path), ended.json["error"]["message"])

    def test_a_blank_card_is_nulls(self):
        ended = self.sscard("read", "--json", "-r", f"mock:{CARDS / 'blank-stock.json'}")
        self.assertExit(ended, 0)
        self.assertEqual(set(ended.json["holder"].values()), {None})
        self.assertIsNone(ended.json["holder_unavailable"])
        self.assertIsNone(ended.json["card"]["number"])

    def test_cards_that_are_not_ours_or_not_usable(self):
        for name, code, word in (
            ("bank-card.json", 20, "not_social_security_card"),
            ("blocked.json", 25, "card_blocked"),
            ("mute.json", 15, "mute_card"),
        ):
            with self.subTest(card=name):
                self.assertError(self.sscard("read", "--json", "-r", f"mock:{CARDS / name}"), code, word)

    def test_pulled_out_at_each_exchange_is_exit_16(self):
        document = card_file(ADULT)
        for exchange in range(1, 4):
            document["faults"] = [{"at": exchange, "kind": "card_removed"}]
            card = self.file("pulled.json", json.dumps(document))
            with self.subTest(exchange=exchange):
                self.assertError(self.sscard("read", "--json", "-r", f"mock:{card}"), 16, "card_removed")

    def test_unusable_card_files_are_exit_40(self):
        for name, content in (("torn.json", '{"schema"'), ("unknown.json", '{"schema":"sscard.card/1","colour":1}')):
            with self.subTest(file=name):
                self.assertError(self.sscard("read", "--json", "-r", f"mock:{self.file(name, content)}"), 40, "input")
        self.assertError(self.sscard("read", "--json", "-r", f"mock:{self.folder / 'absent'}"), 40, "input")

    def test_a_recording_plays_back_the_same_reading(self):
        recording = self.folder / "card.txt"
        first = self.sscard("read", "--json", "-r", "mock:", "--record", recording)
        self.assertExit(first, 0)
        self.assertEqual(stat.S_IMODE(recording.stat().st_mode), 0o600)
        second = self.sscard("read", "--json", "-r", f"replay:{recording}")
        self.assertExit(second, 0)
        self.assertEqual({**second.json, "reader": "mock:"}, first.json)

    def test_a_recording_that_does_not_fit_is_refused(self):
        recording = self.folder / "card.txt"
        self.sscard("read", "-r", "mock:", "--record", recording)
        text = recording.read_text()
        longer = self.file("longer.txt", text + "> 00 B0 00 00 00\n< 6A 82\n")
        self.assertError(self.sscard("read", "--json", "-r", f"replay:{longer}"), 21, "malformed_card")
        other = self.file("other.txt", text.replace("> 00 B2", "> 00 B0", 1))
        self.assertError(self.sscard("read", "--json", "-r", f"replay:{other}"), 21, "malformed_card")

    def test_an_output_that_cannot_be_written_is_no_success(self):
        with open("/dev/full", "w", encoding="utf-8") as full:
            process = subprocess.run(
                [SSCARD, "read", "-r", "mock:"], env=self.environment, stdout=full, stderr=subprocess.PIPE, check=False
            )
        self.assertEqual(process.returncode, 1)

    def test_no_log_level_shows_what_the_card_said(self):
        for level in ("trace", "debug", "info"):
            ended = self.sscard("read", "--json", "-r", "mock:", "--log-level", level)
            for secret in ("11010519491231002X", "张三", "D2143569X", "D5C5C8FD", "313130313035"):
                self.assertNotIn(secret, ended.err)


class ReadingThroughTheService(Case):
    """The same binary, the real pcscd, and a card behind the virtual reader."""

    @classmethod
    def setUpClass(cls):
        cls.service = Pcscd().__enter__()
        cls.addClassCleanup(cls.service.__exit__)

    def test_json_equals_the_reading_from_the_mock_reader(self):
        for path in sorted(CARDS.glob("*.json")):
            document = card_file(path.name)
            if document.get("mute") or document.get("faults"):
                continue
            with self.subTest(card=path.name), ServedCard(path):
                served = self.sscard("read", "--json")
                mock = self.sscard("read", "--json", "-r", f"mock:{path}")
                self.assertEqual(served.code, mock.code, served)
                if served.code == 0:
                    self.assertEqual(served.json["reader"], READERS[0])
                    self.assertEqual({**served.json, "reader": ""}, {**mock.json, "reader": ""})
                else:
                    self.assertEqual(served.json["error"]["code"], mock.json["error"]["code"])

    def test_readers_are_listed_with_what_is_in_them(self):
        with ServedCard("mock:"):
            ended = self.sscard("readers", "--json")
        self.assertExit(ended, 0)
        self.assertEqual([slot["name"] for slot in ended.json["readers"]], READERS)
        self.assertEqual([slot["card_present"] for slot in ended.json["readers"]], [True, False])
        self.assertEqual(ended.json["readers"][0]["atr"], "3B6D00000081544C968684310000000001")

    def test_no_card_is_exit_14(self):
        self.assertError(self.sscard("read", "--json"), 14, "no_card")
        self.assertError(self.sscard("read", "--json", "--wait", "0.5"), 14, "no_card")

    def test_a_reader_that_is_not_there_is_exit_12(self):
        self.assertError(self.sscard("read", "--json", "-r", "Feitian*"), 12, "no_reader")

    def test_two_cards_are_exit_13_with_the_list_and_a_choice_goes_on(self):
        with ServedCard("mock:", 0), ServedCard(CARDS / "adult-1.00.json", 1):
            ambiguous = self.sscard("read", "--json")
            self.assertError(ambiguous, 13, "ambiguous_reader")
            for choice, number, name in zip(ambiguous.json["error"]["choices"], (1, 2), READERS):
                self.assertRegex(choice, rf"^#{number} {name}  \(user, 3B[0-9A-F]+\)$")
            ended = self.sscard("read")
            self.assertExit(ended, 13)
            for name in READERS:
                self.assertIn(name, ended.err)
            for selector, generation in (("#2", "1.0"), (READERS[0], "2.0"), ("*00 01", "1.0")):
                with self.subTest(selector=selector):
                    chosen = self.sscard("read", "--json", "-r", selector)
                    self.assertExit(chosen, 0)
                    self.assertEqual(chosen.json["generation"], generation)

    def test_a_bank_card_is_exit_20(self):
        with ServedCard(CARDS / "bank-card.json"):
            self.assertError(self.sscard("read", "--json"), 20, "not_social_security_card")

    def test_pulled_out_at_each_exchange_is_exit_16(self):
        document = card_file(ADULT)
        for exchange in range(1, 4):
            document["faults"] = [{"at": exchange, "kind": "card_removed"}]
            path = self.file("pulled.json", json.dumps(document))
            with self.subTest(exchange=exchange):
                served = ServedCard(path)
                served.__enter__()
                ended = self.sscard("read", "--json")
                self.assertError(ended, 16, "card_removed")
                served.__exit__()

    def test_a_card_that_comes_while_waiting_is_read(self):
        waiting = subprocess.Popen(
            [SSCARD, "read", "--json", "--wait", "20"], env=self.environment, stdout=subprocess.PIPE, text=True
        )
        time.sleep(0.5)
        self.assertIsNone(waiting.poll())
        with ServedCard("mock:"):
            out, _ = waiting.communicate(timeout=LONGEST)
        self.assertEqual(waiting.returncode, 0, out)
        self.assertEqual(json.loads(out)["card"]["number"], "D2143569X")

    def test_ctrl_c_ends_the_wait_with_130(self):
        waiting = subprocess.Popen(
            [SSCARD, "read", "--json", "--wait", "60"], env=self.environment, stdout=subprocess.PIPE, text=True
        )
        time.sleep(0.5)
        wait_for_handler(waiting)
        waiting.send_signal(signal.SIGINT)
        out, _ = waiting.communicate(timeout=LONGEST)
        self.assertEqual(waiting.returncode, 130, out)
        self.assertEqual(json.loads(out)["error"]["code"], "interrupted")


class WithoutTheService(Case):
    def test_service_down_is_exit_10(self):
        for verb in ("read", "readers", "status", "activate"):
            with self.subTest(verb=verb):
                ended = self.sscard(verb, "--json", PCSCLITE_CSOCK_NAME="/nonexistent")
                self.assertError(ended, 10, "service_down")

    def waiting(self, seconds):
        return subprocess.Popen(
            [SSCARD, "read", "--json", "--wait", str(seconds)], env=self.environment, stdout=subprocess.PIPE, text=True
        )

    def test_a_service_that_ends_and_stays_away_is_said_when_the_time_is_over(self):
        with Pcscd():
            waiting = self.waiting(3)
            time.sleep(0.5)
        out, _ = waiting.communicate(timeout=LONGEST)
        self.assertEqual(waiting.returncode, 10, out)
        self.assertEqual(json.loads(out)["error"]["code"], "service_down")

    def test_a_wait_outlives_the_service_and_sees_the_first_card_of_the_next_one(self):
        with Pcscd():
            waiting = self.waiting(60)
            time.sleep(0.5)
        time.sleep(0.5)
        with Pcscd(), ServedCard(CARDS / ADULT):
            out, _ = waiting.communicate(timeout=LONGEST)
        self.assertEqual(waiting.returncode, 0, out)
        self.assertEqual(json.loads(out)["holder"]["name"], "张三")

    def test_a_wait_begins_before_the_service_does(self):
        waiting = self.waiting(60)
        time.sleep(0.5)
        with Pcscd(), ServedCard(CARDS / ADULT):
            out, _ = waiting.communicate(timeout=LONGEST)
        self.assertEqual(waiting.returncode, 0, out)

    def test_ctrl_c_ends_the_wait_for_a_service(self):
        waiting = self.waiting(60)
        time.sleep(0.5)
        wait_for_handler(waiting)
        waiting.send_signal(signal.SIGINT)
        out, _ = waiting.communicate(timeout=LONGEST)
        self.assertEqual(waiting.returncode, 130, out)


def width(text):
    """Columns on a terminal, for the characters that these tests print."""
    return sum(2 if ord(character) > 0x2E80 else 1 for character in text)


if __name__ == "__main__":
    unittest.main()
