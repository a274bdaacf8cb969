"""What is handed to the holder: activate --receipt, as text and as PDF read by another program."""

import stat
import subprocess
import unittest

from harness import CARD, CARDS, HOLDER, REGISTERED, Case

READER = f"mock:{CARDS}/adult-2.00.json"
WHO = ("--institution", "310000", "--outlet", "浦东支行", "--operator", "0042")


class Receipts(Case):
    def setUp(self):
        super().setUp()
        self.authority(REGISTERED)

    def activate(self, name, *options):
        path = self.folder / name
        return self.sscard("activate", "-r", READER, "--yes", "--json", "--receipt", path, *WHO, *options), path

    def assertTellsAll(self, text, number):
        for words in (number, "310000", "浦东支行", "0042", "张*", "110105********002X", "D2****69X", "正常"):
            self.assertIn(words, text)
        for secret in (HOLDER["id_number"], HOLDER["name"], CARD["card_number"], CARD["identification_number"]):
            self.assertNotIn(secret, text)

    def test_as_text_in_both_languages(self):
        for lang, words in (("en", "Activated"), ("zh", "已激活")):
            with self.subTest(lang):
                ended, path = self.activate(f"{lang}.txt", "--lang", lang)
                self.assertExit(ended, 0)
                self.assertTellsAll(path.read_text(), ended.json["request_no"])
                self.assertEqual(stat.S_IMODE(path.stat().st_mode), 0o600)
        self.assertIn("Activated", (self.folder / "en.txt").read_text())

    def test_as_pdf(self):
        ended, path = self.activate("receipt.PDF", "--lang", "zh")
        self.assertExit(ended, 0)
        self.assertTrue(path.read_bytes().startswith(b"%PDF-"))
        read = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True)
        self.assertTellsAll(read.stdout, ended.json["request_no"])
        self.assertEqual(read.stderr, "")

    def test_a_refusal_has_its_reason_on_paper(self):
        self.assertExit(self.sscard("authority", "set-state", CARD["card_number"], "2"), 0)
        ended, path = self.activate("refused.txt", "--lang", "en")
        self.assertExit(ended, 31)
        self.assertIn("Refused", path.read_text())
        self.assertIn("the card was reported lost", path.read_text())

    def test_a_place_that_cannot_be_written_keeps_the_request_from_being_sent(self):
        ended, _ = self.activate("missing/receipt.txt")
        self.assertError(ended, 2, "usage")
        self.assertNothingSent()

    def test_what_was_not_sent_leaves_no_receipt_and_takes_none_away(self):
        path = self.file("receipt.txt", "of somebody else")
        self.assertExit(self.activate("receipt.txt", "--backend", "missing")[0], 3)
        self.assertEqual(path.read_text(), "of somebody else")
        self.assertEqual([file.name for file in self.folder.iterdir() if "receipt" in file.name], ["receipt.txt"])


class ThePersonsIdCard(Case):
    def setUp(self):
        super().setUp()
        self.authority(REGISTERED)

    def activate(self, number, *options):
        return self.sscard("activate", "-r", READER, "--yes", "--json", "--id-card", number, *options)

    def test_the_same_number_goes_on(self):
        self.assertExit(self.activate(HOLDER["id_number"].lower()), 0)

    def test_another_number_is_exit_23_and_nothing_is_sent(self):
        self.assertError(self.activate("110101198001010037"), 23, "identity_mismatch")
        self.assertNothingSent()

    def test_a_number_of_wrong_form_is_exit_2_and_not_repeated(self):
        ended = self.activate("11010119800101")
        self.assertError(ended, 2, "usage")
        self.assertNotIn("11010119800101", ended.out + ended.err)

    def test_status_compares_too(self):
        ended = self.sscard("status", "-r", READER, "--json", "--id-card", "110101198001010037")
        self.assertError(ended, 23, "identity_mismatch")

    def test_a_protected_card_takes_the_number_from_the_id_card(self):
        reader = f"mock:{CARDS}/protected-3.00.json"
        ended = self.sscard("activate", "-r", reader, "--dry-run", "--json", "--id-card", HOLDER["id_number"], "--show-personal-data")
        self.assertIn(ended.code, (0, 31), ended)
        self.assertEqual(ended.json["holder"]["id_number"], HOLDER["id_number"])


if __name__ == "__main__":
    unittest.main()
