"""The bank account of the same chip, and cards that are none of ours."""

import json
import unittest

from harness import ADULT, CARDS, HOLDER, READERS, ROOT, Case, Pcscd, ServedCard, card_file

WITH_BANK = CARDS / "with-bank-account.json"
PSAM = ROOT / "tests" / "golden" / "files" / "psam.json"
ACCOUNT = "6200001234567890128"
MASKED = "620000*********0128"


class TheBankAccount(Case):
    def read(self, *arguments, card=WITH_BANK, fields="bank.account"):
        return self.sscard("read", "--json", "-r", f"mock:{card}", "--fields", fields, *arguments)

    def with_fault(self, at, status, name=WITH_BANK.name):
        return self.card("faulty.json", name, faults=[{"at": at, "kind": "status", "sw": status}])

    def test_it_is_masked_unless_it_is_asked_for_in_full(self):
        for fields in ("bank.account", "bank"):
            ended = self.read(fields=fields)
            self.assertExit(ended, 0)
            self.assertEqual(
                list(ended.json.items()),
                [
                    ("schema", "sscard.read/1"),
                    ("reader", f"mock:{WITH_BANK}"),
                    ("bank", {"account": MASKED}),
                    ("warnings", []),
                ],
            )
        self.assertEqual(self.read("--show-account").json["bank"], {"account": ACCOUNT})

    def test_it_stands_beside_other_fields(self):
        ended = self.read(fields="card.number, bank.account, holder")
        self.assertExit(ended, 0)
        self.assertEqual(ended.json["card"], {"number": "D2143569X"})
        self.assertEqual(ended.json["holder"]["name"], HOLDER["name"])
        self.assertEqual(ended.json["bank"], {"account": MASKED})

    def test_text_and_csv_show_the_same(self):
        for form in ("text", "csv"):
            for arguments, shown in (((), MASKED), (("--show-account",), ACCOUNT)):
                ended = self.sscard(
                    "read", "-r", f"mock:{WITH_BANK}", "--fields", "bank", "--format", form, *arguments
                )
                self.assertExit(ended, 0)
                self.assertIn(shown, ended.out)
                self.assertEqual(ACCOUNT in ended.out, bool(arguments))

    def test_nobody_reads_it_unasked(self):
        recording = self.folder / "card.txt"
        for arguments in ((), ("--all",), ("--fields", "card,holder")):
            ended = self.sscard("read", "--json", "-r", f"mock:{WITH_BANK}", *arguments, "--record", recording)
            self.assertExit(ended, 0)
            self.assertNotIn("bank", ended.json)
            self.assertNotIn("A0 00 00 03 33", recording.read_text())
            recording.unlink()

    def test_to_show_it_in_full_it_must_be_asked_for(self):
        for arguments in ((), ("--fields", "card.number")):
            ended = self.sscard("read", "--json", "-r", f"mock:{WITH_BANK}", "--show-account", *arguments)
            self.assertError(ended, 2, "usage")

    def test_a_card_without_a_bank_has_none(self):
        for name in (ADULT, "adult-1.00.json", "blank-stock.json", "shanghai.json", "protected-3.00.json"):
            with self.subTest(card=name):
                ended = self.read(card=CARDS / name)
                self.assertExit(ended, 0)
                self.assertEqual(ended.json["bank"], {"account": None})
                self.assertEqual(ended.json["warnings"], [])

    def test_a_locked_application_is_a_warning_and_the_card_is_read(self):
        for status in ("6283", "6A81", "9303"):
            with self.subTest(status=status):
                ended = self.read(card=self.with_fault(3, status), fields="bank.account,card.number")
                self.assertExit(ended, 0)
                self.assertEqual(ended.json["card"], {"number": "D2143569X"})
                self.assertEqual(ended.json["bank"], {"account": None})
                self.assertEqual(
                    ended.json["warnings"], [{"code": "application_blocked", "field": "bank.account"}]
                )

    def test_an_account_that_cannot_be_right_is_shown_with_a_warning(self):
        document = card_file(WITH_BANK.name)
        files = document["applications"][1]["files"]
        files["02"]["records"] = ["700C5A0A6200001234567890129F"]
        ended = self.read("--show-account", card=self.file("differs.json", json.dumps(document)))
        self.assertExit(ended, 0)
        self.assertEqual(ended.json["bank"], {"account": ACCOUNT})
        self.assertEqual(ended.json["warnings"], [{"code": "bank_account_check", "field": "bank.account"}])
        text = self.sscard("read", "-r", f"mock:{self.folder / 'differs.json'}", "--fields", "bank")
        self.assertIn(MASKED, text.out)
        self.assertIn("fails its check", text.out)

    def test_another_card_is_exit_20_although_it_has_an_account(self):
        document = card_file(WITH_BANK.name)
        del document["card"], document["holder"]
        ended = self.read(card=self.file("bank.json", json.dumps(document)))
        self.assertError(ended, 20, "not_social_security_card")
        self.assertEqual(ended.json["error"]["seems"], "bank_card")
        ended = self.read(card=PSAM)
        self.assertError(ended, 20, "not_social_security_card")
        self.assertEqual(ended.json["error"]["seems"], "psam")

    def test_a_protected_holder_asked_for_is_exit_22_and_the_bank_is_left_alone(self):
        recording = self.folder / "card.txt"
        ended = self.read(
            "--record", recording, card=CARDS / "protected-3.00.json", fields="holder.name,bank.account"
        )
        self.assertError(ended, 22, "authentication_required")
        self.assertNotIn("A0 00 00 03 33", recording.read_text())

    def test_an_environment_that_cannot_be_selected_again_is_a_failure(self):
        ended = self.read(card=self.with_fault(11, "6A82"))
        self.assertError(ended, 21, "malformed_card")

    def test_pulled_out_at_each_exchange_is_exit_16(self):
        for at in range(1, 12):
            card = self.card("pulled.json", WITH_BANK.name, faults=[{"at": at, "kind": "card_removed"}])
            with self.subTest(exchange=at):
                self.assertError(self.read(card=card), 16, "card_removed")

    def test_no_log_level_shows_it(self):
        for level in ("trace", "debug"):
            ended = self.read("--log-level", level)
            self.assertExit(ended, 0)
            self.assertIn("80A80000", ended.err)  # else nothing was logged
            for secret in (ACCOUNT, MASKED, ACCOUNT[:12], ACCOUNT[-6:]):
                self.assertNotIn(secret, ended.err)

    def test_a_recording_plays_back_the_same_account(self):
        recording = self.folder / "card.txt"
        first = self.read("--record", recording)
        second = self.sscard("read", "--json", "-r", f"replay:{recording}", "--fields", "bank.account")
        self.assertExit(second, 0)
        self.assertEqual(second.json["bank"], first.json["bank"])

    def test_nothing_is_sent_but_what_reads(self):
        recording = self.folder / "card.txt"
        self.assertExit(self.read("--record", recording), 0)
        sent = [line[2:].split()[1] for line in recording.read_text().splitlines() if line.startswith("> ")]
        self.assertEqual(set(sent), {"A4", "B2", "C0", "A8"})
        self.assertEqual(len(sent), 2 + 9)


class CardsThatAreNoneOfOurs(Case):
    def seems(self, card, *arguments):
        ended = self.sscard(*(arguments or ("read",)), "--json", "-r", f"mock:{card}")
        self.assertError(ended, 20, "not_social_security_card")
        return ended.json["error"]["seems"]

    def foreign(self, **members):
        return self.file("foreign.json", json.dumps({"schema": "sscard.card/1", **members}))

    def test_they_are_said_what_they_seem_to_be(self):
        contactless = {"atr": "3B80800101", "protocol": "T=1"}
        for word, members in {
            "transport_card": {"applications": ["A000000632010105"]},
            "passport": {**contactless, "applications": ["A0000002471001"]},
            "sim_card": {"applications": ["A0000000871002FF86FF0389"]},
            "storage_card": {"atr": "3B8F8001804F0CA000000306030001000000006A", "protocol": "T=1", "applications": []},
            "unknown": {"applications": ["F012345678"]},
        }.items():
            with self.subTest(word=word):
                self.assertEqual(self.seems(self.foreign(**members)), word)
        self.assertEqual(self.seems(CARDS / "bank-card.json"), "bank_card")
        self.assertEqual(self.seems(PSAM), "psam")

    def test_activation_says_it_too(self):
        self.authority()
        self.assertEqual(self.seems(CARDS / "bank-card.json", "activate"), "bank_card")
        self.assertEqual(self.journal(), [])

    def test_people_read_it_in_their_language(self):
        for language, words in (("en", "a bank card"), ("zh", "银行卡")):
            ended = self.sscard("read", "-r", f"mock:{CARDS / 'bank-card.json'}", "--lang", language)
            self.assertExit(ended, 20)
            self.assertIn(words, ended.err)

    def test_a_locked_card_is_exit_25(self):
        for at, status in ((1, "9303"), (1, "6283"), (1, "6A81"), (2, "9303"), (2, "6283"), (3, "9303"), (3, "6283")):
            card = self.card("locked.json", faults=[{"at": at, "kind": "status", "sw": status}])
            with self.subTest(exchange=at, status=status):
                self.assertError(self.sscard("read", "--json", "-r", f"mock:{card}"), 25, "card_blocked")


class ThroughTheService(Case):
    @classmethod
    def setUpClass(cls):
        cls.service = Pcscd().__enter__()
        cls.addClassCleanup(cls.service.__exit__)

    def test_the_account_is_read_and_another_reading_works_after_it(self):
        with ServedCard(WITH_BANK):
            for _ in range(2):
                ended = self.sscard("read", "--json", "--fields", "bank.account,card.number")
                self.assertExit(ended, 0)
                self.assertEqual(ended.json["reader"], READERS[0])
                self.assertEqual(ended.json["bank"], {"account": MASKED})
                self.assertEqual(ended.json["card"], {"number": "D2143569X"})
                after = self.sscard("read", "--json")
                self.assertExit(after, 0)
                self.assertEqual(after.json["holder"]["name"], HOLDER["name"])

    def test_the_environment_is_what_is_selected_afterwards(self):
        with ServedCard(WITH_BANK):
            recording = self.folder / "card.txt"
            self.assertExit(self.sscard("read", "--fields", "bank.account", "--record", recording), 0)
        sent = [line for line in recording.read_text().splitlines() if line.startswith("> ")]
        self.assertEqual(sent[0], sent[-1])
        self.assertIn("73 78 31 2E 73 68 2E", sent[-1])

    def test_a_contactless_card_gives_it_too(self):
        card = self.card("contactless.json", WITH_BANK.name, atr="3B80800101", protocol="T=1")
        with ServedCard(card):
            ended = self.sscard("read", "--json", "--fields", "bank.account")
            self.assertExit(ended, 0)
            self.assertEqual(ended.json["bank"], {"account": MASKED})

    def test_other_cards_are_said_what_they_seem_to_be(self):
        for card, word in ((CARDS / "bank-card.json", "bank_card"), (PSAM, "psam")):
            with self.subTest(card=card.name), ServedCard(card):
                ended = self.sscard("read", "--json")
                self.assertError(ended, 20, "not_social_security_card")
                self.assertEqual(ended.json["error"]["seems"], word)


if __name__ == "__main__":
    unittest.main()
