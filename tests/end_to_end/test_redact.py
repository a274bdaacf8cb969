"""--record FILE --redact: what a maintainer may be sent. Nothing of the person is in it, and it plays back the same."""

import json
import stat
import unittest

from harness import CARDS, ROOT, Case, Pcscd, ServedCard, with_check_digit

GOLDEN = ROOT / "tests" / "golden" / "files"
SAMPLES = sorted([*CARDS.glob("*.json"), *GOLDEN.glob("*.json")])
READINGS = [
    ["read"],
    ["read", "--all", "--out", "{out}"],
    ["read", "--fields", "card.number,holder.name"],
    ["read", "--fields", "bank.account", "--show-account"],
]
BANK = "00A4040008A000000333010101"

# The samples name the invented person themselves: these name another one.
OTHER = {
    "11010519491231002X": with_check_digit("44030619851215754"),
    "110101198001010037": with_check_digit("44030619851215753"),
    "张三": "欧阳文静",
    "李四": "司马相如",
    "D2143569X": "ET000077X",
    "310000D156000005000000": "440300D1560000054C9A7F",
    "1949-12-31": "1985-12-15",
    "110105": "440306",
    "2020-06-01": "2018-08-20",
    "2099-06-01": "2098-08-20",
    "7A3C5E90": "5BD1E207",
    "6200001234567890128": "6217001234567890122",
}
# What must not be found in any recording of it: as hexadecimal of a text (GBK), or of digits.
TEXTS = [
    *(OTHER[key] for key in ("11010519491231002X", "110101198001010037", "张三", "李四", "D2143569X")),
    "ZHANG", "欧阳", "建国路", "朝阳", "黄浦", "南京", "02155551234", "13800000000", "示例大学", "东城",
]
DIGITS = ["4C9A7F", "5BD1E207", "19851215", "20180820", "20980820", "440306", "6217001234567890122", "44202", "000232"]


def of_another_person(path, everything_free=False):
    text = path.read_text()
    for old, new in OTHER.items():
        text = text.replace(old, new)
    document = json.loads(text)
    for key in ("rights", "protected") if everything_free else ():
        document.pop(key, None)
    return json.dumps(document)


def hex_of(text):
    return text.encode("gb18030").hex().upper()


KEPT = {"schema", "state", "needs", "tag", "id", "code", "field", "holder_unavailable", "format", "bytes"}


def shape(value):
    """A document without its values: what is there, what is null, what is warned about."""
    if isinstance(value, dict):
        return {
            key: part if key in KEPT else shape(part) for key, part in value.items() if key not in ("reader", "file")
        }
    if isinstance(value, list):
        return [shape(part) for part in value]
    return value is not None


class Redacting(Case):
    def recording(self, name, *arguments):
        path = self.folder / name
        return path, self.sscard(*arguments, "--record", path)

    def answers(self, path):
        """All bytes of a recording, one string a line."""
        return [line[2:].replace(" ", "") for line in path.read_text().splitlines() if line[:2] in ("< ", "> ")]

    def assertNobody(self, path, original):
        """Nothing that the original recording held of the person is in this one."""
        before, after = self.answers(original), self.answers(path)
        self.assertEqual([len(line) for line in before], [len(line) for line in after])
        for value in [*map(hex_of, TEXTS), *DIGITS]:
            for line in after:
                if value in line:
                    self.assertNotIn(value, line, f"in {path.read_text()}")

    def assertSameShape(self, first, second):
        self.assertEqual(first.code, second.code, second)
        if first.code == 0:
            self.assertEqual(shape(first.json), shape(second.json))

    def test_no_value_of_the_person_is_in_it_and_it_plays_back_a_reading_of_the_same_shape(self):
        seen = set()
        for sample in SAMPLES:
            card = self.file("card.json", of_another_person(sample, everything_free=sample.name != "protected-3.00.json"))
            for number, words in enumerate(READINGS):
                with self.subTest(card=sample.name, words=words):
                    def read(reader, run, *recording):
                        """Each into a folder of its own: images are never overwritten."""
                        out = self.folder / f"{sample.stem}-{number}-{run}"
                        return self.sscard(*(word.format(out=out) for word in words), "--json", "-r", reader, *recording)

                    plain, redacted = self.folder / f"{sample.stem}-{number}.txt", self.folder / "redacted.txt"
                    first = read(f"mock:{card}", 1, "--record", plain)
                    if not plain.exists():
                        continue  # mute: there was no conversation
                    self.assertSameShape(first, read(f"mock:{card}", 2, "--record", redacted, "--redact"))
                    self.assertNobody(redacted, plain)
                    self.assertSameShape(first, read(f"replay:{redacted}", 3))
                    seen.update(value for value in map(hex_of, TEXTS) if value in "".join(self.answers(plain)))
        self.assertGreater(len(seen), 8)  # they were there to be found

    def test_a_recording_says_what_it_holds_and_only_its_owner_can_read_it(self):
        for words, said in (([], "personal data"), (["--redact"], "the person in it is invented")):
            path, ended = self.recording("card.txt", "read", "-r", "mock:", *words)
            self.assertExit(ended, 0)
            self.assertIn(said, path.read_text().splitlines()[0])
            self.assertEqual(stat.S_IMODE(path.stat().st_mode), 0o600)

    def test_a_file_that_others_could_read_is_closed_to_them(self):
        path = self.file("card.txt", "old")
        path.chmod(0o644)
        self.assertExit(self.sscard("read", "-r", "mock:", "--record", path), 0)
        self.assertEqual(stat.S_IMODE(path.stat().st_mode), 0o600)

    def test_an_old_recording_is_redacted_later(self):
        card = self.file("card.json", of_another_person(CARDS / "everything-2.00.json"))
        old, _ = self.recording("old.txt", "read", "--all", "-r", f"mock:{card}")
        new, ended = self.recording("new.txt", "read", "--all", "-r", f"replay:{old}", "--redact")
        self.assertExit(ended, 0)
        self.assertNobody(new, old)
        live, _ = self.recording("live.txt", "read", "--all", "-r", f"mock:{card}", "--redact")
        self.assertEqual(new.read_text(), live.read_text())
        again, _ = self.recording("again.txt", "read", "--all", "-r", f"replay:{new}", "--redact")
        self.assertEqual(again.read_text(), new.read_text())

    def test_what_is_asked_by_hand_is_redacted_too(self):
        card = self.file("card.json", of_another_person(CARDS / "with-bank-account.json"))
        words = ["apdu", "-r", f"mock:{card}", "--follow", BANK, "80A80000028300", "00B2010C00", "00B2011400",
                 "0084000008", "00A404000F7378312E73682EC9E7BBE1B1A3D5CF", "00B2012D40", "00B2060400"]
        plain, _ = self.recording("plain.txt", *words)
        redacted, ended = self.recording("redacted.txt", *words, "--redact")
        self.assertExit(ended, 0)
        self.assertIn("6217001234567890122", "".join(self.answers(plain)))
        self.assertNobody(redacted, plain)
        self.assertIn("> 80 A8 00 00 02 ** **\n", redacted.read_text())
        self.assertIn("< 80 0A 7C 00 08 01 01 00 10 01 01 00 90 00\n", redacted.read_text())
        self.assertExit(self.sscard(*[f"replay:{redacted}" if word.startswith("mock:") else word for word in words]), 0)

    def test_a_holder_that_the_card_gave_to_a_reader_with_a_key(self):
        card = self.file("card.json", of_another_person(CARDS / "genuine-3.00.json"))
        document = json.loads(card.read_text())
        self.authority(
            {
                **{name: document["holder"][name] for name in ("id_number", "name")},
                "card_number": document["card"]["number"],
                "identification_number": document["card"]["identification_number"],
            }
        )
        plain, first = self.recording("plain.txt", "read", "--json", "-r", f"mock:{card}")
        self.assertEqual(first.json["holder"]["name"], "欧阳文静")
        redacted, _ = self.recording("redacted.txt", "read", "--json", "-r", f"mock:{card}", "--redact")
        self.assertNobody(redacted, plain)
        first = self.sscard("read", "--json", "-r", f"replay:{plain}")
        for state in (self.state, self.folder / "nothing here"):
            second = self.sscard("read", "--json", "-r", f"replay:{redacted}", "--state-dir", state)
            self.assertSameShape(first, second)
            self.assertEqual(second.json["holder"]["name"], "张三三三")

    def test_the_warnings_of_a_strange_card_stay(self):
        path, first = self.recording("strange.txt", "read", "--json", "-r", f"mock:{GOLDEN / 'strange-card.json'}", "--redact")
        second = self.sscard("read", "--json", "-r", f"replay:{path}")
        codes = [warning["code"] for warning in second.json["warnings"]]
        self.assertEqual(codes, [warning["code"] for warning in first.json["warnings"]])
        self.assertGreater(len(codes), 5)

    def test_what_is_printed_is_the_person_not_the_invented_one(self):
        card = self.file("card.json", of_another_person(CARDS / "adult-2.00.json"))
        _, ended = self.recording("card.txt", "read", "--json", "-r", f"mock:{card}", "--redact")
        self.assertEqual(ended.json["holder"]["name"], "欧阳文静")

    def test_redact_without_record_is_a_mistake(self):
        self.assertError(self.sscard("read", "--json", "-r", "mock:", "--redact"), 2, "usage")
        self.assertExit(self.sscard("read", "-r", "mock:", SSCARD_REDACT="1"), 0)
        path, _ = self.recording("card.txt", "read", "-r", "mock:")
        self.assertNotIn("invented", path.read_text())
        self.assertExit(self.sscard("read", "-r", "mock:", "--record", path, SSCARD_REDACT="1"), 0)
        self.assertIn("invented", path.read_text())

    def test_a_recording_of_a_card_in_a_real_reader(self):
        card = self.file("card.json", of_another_person(CARDS / "everything-2.00.json"))
        with Pcscd(), ServedCard(card):
            plain, first = self.recording("plain.txt", "read", "--all", "--json")
            redacted, second = self.recording("redacted.txt", "read", "--all", "--json", "--redact")
        self.assertSameShape(first, second)
        self.assertNobody(redacted, plain)
        self.assertSameShape(first, self.sscard("read", "--all", "--json", "-r", f"replay:{redacted}"))


if __name__ == "__main__":
    unittest.main()
