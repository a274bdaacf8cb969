"""sscard read --all: the applications of a card, through the mock reader and the real PC/SC service."""

import json
import stat
import unittest

from harness import CARDS, READERS, ROOT, Case, Pcscd, ServedCard

CARD = ROOT / "tests" / "golden" / "files" / "applications.json"
PHOTO = bytes.fromhex("FFD8FFE000104A46494600010100FFD9")
FINGERPRINT = bytes.fromhex("0102030405060708")


def application(document, name):
    return next(entry for entry in document["applications"] if entry["id"] == name)


def file_of(document, path):
    name, file = path.split("/")
    return next(entry for entry in application(document, name)["files"] if entry["id"] == file)


def values(file):
    return {item["tag"]: item["value"] for item in file["items"] if "value" in item}


class ReadingTheApplications(Case):
    def read(self, *arguments, card=CARD):
        return self.sscard("read", "--json", "--all", "-r", f"mock:{card}", *arguments)

    def test_every_application_and_file_is_named_with_its_state(self):
        ended = self.read()
        self.assertExit(ended, 0)
        document = ended.json
        self.assertEqual([entry["id"] for entry in document["applications"]], [f"DF0{i}" for i in range(1, 8)])
        self.assertEqual(application(document, "DF01")["aid"], "D15600000500")
        self.assertIsNone(application(document, "DF05")["aid"])
        self.assertTrue(application(document, "DF01")["present"])
        self.assertFalse(application(document, "DF06")["present"])
        self.assertEqual(file_of(document, "DF01/EF05")["state"], "read")
        self.assertEqual(file_of(document, "DF01/EF07")["state"], "not_present")
        self.assertEqual(file_of(document, "DF01/EF06")["state"], "protected")
        self.assertEqual(file_of(document, "DF01/EF06")["needs"], "pin or RK1DF01")
        self.assertEqual(file_of(document, "DF07/EF05")["needs"], "RK1DF07")

    def test_items_have_values_and_words_and_nothing_is_lost(self):
        document = self.read().json
        household = file_of(document, "DF01/EF05")["items"]
        self.assertEqual(
            household[0],
            {
                "tag": "20",
                "name": "户口类别",
                "name_en": "household category",
                "value": "10",
                "word": "非农业",
                "word_en": "non-agricultural",
            },
        )
        self.assertEqual(values(file_of(document, "DF03/EF05"))["66"], None)
        self.assertIn({"tag": "9A", "raw": "CAFE"}, file_of(document, "DF01/EF08")["items"])
        degree = file_of(document, "DF01/EF15")["items"][1]
        self.assertEqual((degree["number"], degree["items"][2]["value"]), (1, "南京大学"))
        self.assertIn("malformed_item", [warning["code"] for warning in document["warnings"]])
        records = file_of(document, "DF04/EF08")["records"]
        self.assertEqual([field["value"] for field in records[0]["items"]][3:5], ["2024-06-01T15:30:45", "0.00"])

    def test_the_ordinary_document_is_in_it_unchanged(self):
        deep = self.read().json
        ordinary = self.sscard("read", "--json", "-r", f"mock:{CARD}").json
        for key in ordinary:
            if key != "warnings":
                self.assertEqual(deep[key], ordinary[key])

    def test_fingerprint_and_photo_are_left_alone_without_a_folder(self):
        recording = self.folder / "card.txt"
        ended = self.read("--record", recording)
        for image in ("fingerprint", "photo"):
            self.assertEqual(ended.json[image]["state"], "not_read")
        self.assertNotIn("> 00 B0", recording.read_text())

    def test_fingerprint_and_photo_become_private_files_and_are_never_printed(self):
        out = self.folder / "images"
        ended = self.read("--out", out)
        self.assertExit(ended, 0)
        self.assertEqual(
            ended.json["photo"],
            {
                "state": "read",
                "needs": None,
                "bytes": len(PHOTO),
                "format": "jpeg",
                "file": str(out / "photo.jpg"),
            },
        )
        self.assertEqual((out / "photo.jpg").read_bytes(), PHOTO)
        self.assertEqual((out / "fingerprint.bin").read_bytes(), FINGERPRINT)
        for name in ("photo.jpg", "fingerprint.bin"):
            self.assertEqual(stat.S_IMODE((out / name).stat().st_mode), 0o600)
        self.assertNotIn(PHOTO.hex().upper()[:16], ended.out)

    def test_a_file_that_is_there_is_not_overwritten(self):
        out = self.folder / "images"
        self.assertExit(self.read("--out", out), 0)
        before = (out / "photo.jpg").stat().st_mtime_ns
        self.assertError(self.read("--out", out), 2, "usage")
        self.assertEqual((out / "photo.jpg").stat().st_mtime_ns, before)

    def test_a_protected_photo_is_named_with_its_key_and_no_file_is_written(self):
        document = json.loads(CARD.read_text())
        document["protected"].append("EF08")
        card = self.file("protected.json", json.dumps(document))
        ended = self.read("--out", self.folder / "images", card=card)
        self.assertExit(ended, 0)
        self.assertEqual(ended.json["photo"]["state"], "protected")
        self.assertEqual(ended.json["photo"]["needs"], "RKSSSE")
        self.assertIsNone(ended.json["photo"]["file"])
        self.assertEqual([path.name for path in (self.folder / "images").iterdir()], ["fingerprint.bin"])

    def test_options_that_do_not_go_together_are_a_mistake(self):
        for options in (("--all", "--fields", "card.number"), ("--out", str(self.folder / "images"))):
            with self.subTest(options=options):
                self.assertError(self.sscard("read", "--json", "-r", "mock:", *options), 2, "usage")
        self.assertFalse((self.folder / "images").exists())

    def test_every_card_of_the_samples_can_be_read_deeply(self):
        for path in sorted(CARDS.glob("*.json")):
            document = json.loads(path.read_text())
            if document.get("mute") or document.get("faults"):
                continue
            with self.subTest(card=path.name):
                ordinary = self.sscard("read", "--json", "-r", f"mock:{path}")
                self.assertExit(self.read(card=path), ordinary.code)

    def test_names_and_words_are_in_the_language_of_the_person(self):
        for language, words in (("zh", ("户口类别", "非农业")), ("en", ("household category", "non-agricultural"))):
            ended = self.sscard("read", "--all", "-r", f"mock:{CARD}", "--lang", language)
            self.assertExit(ended, 0)
            for word in words:
                self.assertIn(word, ended.out)

    def test_no_log_level_shows_what_the_applications_hold(self):
        for level in ("trace", "debug"):
            ended = self.read("--log-level", level)
            for secret in ("C4CFBEA9", "南京", "20023130"):
                self.assertNotIn(secret, ended.err)

    def test_a_recording_plays_back_the_same_reading(self):
        recording = self.folder / "card.txt"
        first = self.read("--record", recording)
        second = self.sscard("read", "--json", "--all", "-r", f"replay:{recording}")
        self.assertExit(second, 0)
        self.assertEqual({**second.json, "reader": ""}, {**first.json, "reader": ""})


class ReadingTheApplicationsThroughTheService(Case):
    def test_the_reading_is_the_one_from_the_mock_reader(self):
        with Pcscd(), ServedCard(CARD):
            served = self.sscard("read", "--json", "--all", "--out", self.folder / "served")
        mock = self.sscard("read", "--json", "--all", "--out", self.folder / "mock", "-r", f"mock:{CARD}")
        self.assertExit(served, 0)
        self.assertEqual(served.json["reader"], READERS[0])
        for key in ("applications", "warnings"):
            self.assertEqual(served.json[key], mock.json[key])
        self.assertEqual((self.folder / "served" / "photo.jpg").read_bytes(), PHOTO)


if __name__ == "__main__":
    unittest.main()
