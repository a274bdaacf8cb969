"""What goes wrong around the card: disks, files, configurations, command lines, signals, and two at a time."""

import json
import pathlib
import shutil
import signal
import subprocess
import time
import tomllib
import unittest

from authority_server import Authority, Cut
from harness import ADULT, CARD, CARDS, HOLDER, LONGEST, REGISTERED, SSCARD, Case, csv_of, typed

MOCK = ("-r", f"mock:{CARDS / ADULT}")
MANUAL = typed(**CARD, id_number=HOLDER["id_number"])


class Disks(Case):
    """The state directory on a small file system of its own."""

    def setUp(self):
        super().setUp()
        self.disk = self.folder / "disk"
        self.disk.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", self.disk], check=True)
        self.addCleanup(subprocess.run, ["umount", "--lazy", self.disk], check=True)
        self.state = self.disk / "state"
        self.environment["SSCARD_STATE_DIR"] = str(self.state)
        self.authority(REGISTERED)

    def remount(self, how):
        subprocess.run(["mount", "-o", f"remount,{how}", self.disk], check=True)

    def fill(self):
        with open(self.disk / "filler", "wb", buffering=0) as filler:
            try:
                while True:
                    filler.write(bytes(4096))
            except OSError:
                pass

    def leave(self, blocks):
        """Fills the disk but for so many blocks."""
        self.fill()
        with open(self.disk / "filler", "r+b") as filler:
            filler.truncate((self.disk / "filler").stat().st_size - blocks * 4096)

    def assertJournalFailure(self):
        for options in (MOCK, MANUAL):
            ended = self.sscard("activate", "--json", *options)
            self.assertError(ended, 50, "journal")
            self.assertIn(str(self.disk), ended.json["error"]["message"])
        text = self.sscard("activate", *MOCK)
        self.assertExit(text, 50)
        self.assertEqual((text.out, text.err.count("\n")), ("", 1))

    def test_a_read_only_disk_is_exit_50_and_nothing_is_sent(self):
        self.remount("ro")
        self.assertJournalFailure()
        self.remount("rw")
        self.assertNothingSent()
        self.assertExit(self.sscard("activate", *MOCK), 0)

    def test_a_full_disk_is_exit_50_and_nothing_is_sent(self):
        self.fill()
        self.assertJournalFailure()
        (self.disk / "filler").unlink()
        self.assertNothingSent()
        self.assertExit(self.sscard("activate", *MOCK), 0)
        self.assertEqual(self.journal(), ["activated"])

    def test_a_disk_that_fills_up_later_leaves_a_journal_that_goes_on(self):
        self.assertExit(self.sscard("activate", *MOCK), 0)
        self.fill()
        self.assertJournalFailure()
        (self.disk / "filler").unlink()
        self.assertEqual(self.journal(), ["activated"])
        self.assertExit(self.sscard("activate", *MOCK), 0)
        self.assertEqual(self.journal(), ["activated", "already_active"])
        self.assertExit(self.sscard("journal", "verify"), 0)

    def test_a_disk_that_fills_up_while_the_request_is_on_its_way_leaves_it_open(self):
        for arrives, outcome in ((True, "activated"), (False, "not_sent")):
            with self.subTest(arrives=arrives), Authority() as authority:
                def fill(_):
                    self.fill()
                    if not arrives:
                        raise Cut

                authority.before = fill
                self.environment["SSCARD_CONFIG"] = str(self.file("config.toml", (
                    f'[backend]\nuse = "province"\n[backends.province]\nkind = "http"\nurl = "{authority.url}"\n'
                )))
                before = self.journal()
                ended = self.sscard("activate", "--json", *MANUAL)
                self.assertError(ended, 50, "journal")
                self.assertIn("sscard journal resolve", ended.json["error"]["hint"])
                (self.disk / "filler").unlink()
                authority.before = lambda _: None
                self.assertEqual(self.journal(), [*before, "intended"])
                self.assertExit(self.sscard("journal", "resolve"), 0)
                self.assertEqual(self.journal(), [*before, outcome])
                self.assertEqual(len(authority.effects), int(arrives))
                self.assertExit(self.sscard("journal", "verify"), 0)

    def test_wherever_the_room_ends_what_is_activated_is_in_the_journal(self):
        """Fills the disk to within a few blocks, so that the room ends in the middle of the work."""
        for blocks in range(1, 40, 3):
            with self.subTest(blocks=blocks):
                self.sscard("authority", "set-state", CARD["card_number"], "0")
                before = self.journal()
                self.leave(blocks)
                ended = self.sscard("activate", "--json", *MOCK)
                (self.disk / "filler").unlink()
                news = self.journal()[len(before) :]
                active = self.state_of()[0] == "1"
                self.assertIn(ended.code, (0, 30, 32, 50), ended)
                self.assertEqual(ended.code == 0, news == ["activated"], (ended, news))
                if active:
                    self.assertIn(news, (["activated"], ["intended"], ["unknown"]))
                else:
                    self.assertIn(news, ([], ["not_sent"], ["intended"], ["unknown"]))
                self.assertExit(self.sscard("journal", "resolve"), 0)  # nothing stays open for the next card
                self.assertEqual("activated" in self.journal()[len(before) :], active)
                self.assertExit(self.sscard("journal", "verify"), 0)

    def with_old_journal(self, folder):
        self.state = folder / "old"
        self.environment["SSCARD_STATE_DIR"] = str(self.state)
        self.old_journal()

    def test_on_a_full_disk_nothing_is_pruned_and_nothing_lost(self):
        self.with_old_journal(self.disk)
        before = self.journal()
        self.fill()
        ended = self.sscard("journal", "prune", "--before", "2024-03-01", "--json")
        self.assertError(ended, 50, "journal")
        self.assertIn(str(self.state), ended.json["error"]["message"])
        (self.disk / "filler").unlink()
        self.assertEqual(self.journal(), before)
        self.assertExit(self.sscard("journal", "prune", "--before", "2024-03-01"), 0)
        self.assertEqual(self.journal(), before[2:])
        self.assertExit(self.sscard("journal", "verify"), 0)

    def test_wherever_the_room_ends_a_pruning_is_whole_or_was_not(self):
        for blocks in range(8, 60, 4):
            with self.subTest(blocks=blocks):
                self.with_old_journal(self.disk)
                self.journal()
                self.leave(blocks)
                ended = self.sscard("journal", "prune", "--before", "2024-03-01", "--json")
                (self.disk / "filler").unlink()
                self.assertIn(ended.code, (0, 50), ended)
                self.assertEqual(len(self.journal()), 1 if ended.code == 0 else 3)
                self.assertExit(self.sscard("journal", "verify"), 0)
                shutil.rmtree(self.state)

    def test_a_full_disk_takes_no_export(self):
        self.with_old_journal(self.folder)
        self.fill()
        self.assertError(self.sscard("journal", "export", "--json", self.disk / "all.json"), 40, "input")
        self.assertEqual(sorted(path.name for path in self.disk.iterdir()), ["filler", "state"])

    def test_a_journal_that_is_none_is_exit_50_and_is_left_alone(self):
        journal = self.state / "journal.db"
        journal.write_bytes(b"something else\n" * 100)
        self.assertJournalFailure()
        self.assertError(self.sscard("journal", "list", "--json"), 50, "journal")
        self.assertEqual(journal.read_bytes(), b"something else\n" * 100)
        self.assertEqual(self.state_of(), ("0", "0"))

    def test_a_state_directory_that_is_a_file_is_exit_50(self):
        path = self.file("file", "")
        self.assertError(self.sscard("activate", "--json", *MOCK, "--state-dir", path), 50, "journal")
        self.assertError(self.sscard("activate", "--json", *MOCK, "--state-dir", path / "below"), 50, "journal")
        self.assertEqual(path.read_bytes(), b"")

    def test_a_key_that_is_lost_or_anothers_closes_the_journal(self):
        self.assertExit(self.sscard("activate", *MOCK), 0)
        key = self.state / "key"
        whole = key.read_bytes()
        for content, mode in ((None, 0o600), (bytes(32), 0o600), (whole[:31], 0o600), (whole, 0o644)):
            key.unlink()
            if content is not None:
                key.write_bytes(content)
                key.chmod(mode)
            with self.subTest(content=content and len(content), mode=mode):
                self.assertJournalFailure()
                self.assertError(self.sscard("journal", "list", "--json"), 50, "journal")
            if content is None:
                self.assertFalse(key.exists())
                key.touch()
        key.unlink()
        key.write_bytes(whole)
        key.chmod(0o600)
        self.assertEqual(self.journal(), ["activated"])


class Backends(Case):
    def test_an_authority_that_was_never_set_up_is_exit_30(self):
        for verb in ("activate", "status"):
            with self.subTest(verb=verb):
                ended = self.sscard(verb, "--json", *MOCK)
                self.assertError(ended, 30, "backend_unreachable")
                self.assertIn("sscard authority init", ended.json["error"]["hint"])
        self.assertError(self.sscard("authority", "show", "--json"), 30, "backend_unreachable")
        self.assertEqual(self.journal(), [])

    def test_a_backend_that_nobody_described_is_exit_3(self):
        self.authority(REGISTERED)
        for verb in ("activate", "status"):
            with self.subTest(verb=verb):
                ended = self.sscard(verb, "--json", *MOCK, "--backend", "province")
                self.assertError(ended, 3, "config")
                self.assertIn("province", ended.json["error"]["message"])
        self.assertNothingSent()

    def test_a_backend_of_no_known_kind_is_exit_3(self):
        config = self.file("config.toml", '[backends.province]\nkind = "fax"\n')
        ended = self.sscard("status", "--json", *MOCK, "--backend", "province", "--config", config)
        self.assertError(ended, 3, "config")
        self.assertIn("fax", ended.json["error"]["message"])

    def test_the_embedded_authority_under_another_name(self):
        self.authority(REGISTERED)
        config = self.file("config.toml", '[backend]\nuse = "training"\n[backends.training]\nkind = "local"\n')
        ended = self.sscard("activate", "--json", *MOCK, "--config", config)
        self.assertExit(ended, 0)
        self.assertEqual(ended.json["backend"], "training")
        self.assertEqual(self.sscard("journal", "list", "--json").json["requests"][0]["backend"], "training")


class Configuration(Case):
    def check(self, content, line, *said):
        """A file that is wrong in this line: exit 3 with file, line and what is said, by every verb."""
        path = self.file("config.toml", content)
        for verb in (("config", "show"), ("status", *MOCK), ("authority", "init")):
            ended = self.sscard(*verb, "--json", "--config", path)
            self.assertError(ended, 3, "config")
            text = self.sscard(*verb, SSCARD_CONFIG=str(path))
            self.assertExit(text, 3)
            self.assertEqual((text.out, text.err.count("\n")), ("", 1))
            for sentence in (ended.json["error"]["message"] + ended.json["error"]["hint"], text.err):
                self.assertIn(f"{path}, line {line}: ", sentence)
                for word in said:
                    self.assertIn(word, sentence)
        self.assertFalse(self.state.exists())

    def test_each_mistake_names_file_line_and_key(self):
        for content, line, *said in (
            ("[reader]\nselect = \n", 2),
            ("[reader\n", 1),
            ('[reader]\nselect = "a"\nselect = "b"\n', 3),
            ('\n[reader]\nselekt = "a"\n', 3, "reader.selekt", "reader.select"),
            ('[terminal]\n\noperater = "a"\n', 3, "terminal.operater", "terminal.operator"),
            ('[backends.province]\nkind = "local"\nurll = "x"\n', 3, "backends.province.urll", "backends.province.url?"),
            ('colour = "red"\n', 1, "colour"),
            ('[wibble]\nx = 1\n', 1, "wibble"),
            ("[reader]\nselect = 5\n", 2, "reader.select", "a string"),
            ('[reader]\nwait_s = "5"\n', 2, "reader.wait_s", "a number"),
            ("[reader]\nwait_s = true\n", 2, "reader.wait_s", "a number"),
            ("[reader]\n# wait\nwait_s = -1\n", 3, "reader.wait_s", "86400"),
            ("[reader]\ntimeout_s = 1e9\n", 2, "reader.timeout_s", "86400"),
            ("[reader]\ntimeout_s = nan\n", 2, "reader.timeout_s", "86400"),
            ('[output]\nformat = "xml"\n', 2, "output.format", "text|json|csv"),
            ('[output]\nlang = "fr"\n', 2, "output.lang", "zh|en"),
            ('[log]\nlevel = "loud"\n', 2, "log.level", "debug"),
            ('[terminal]\nchannel = "post"\n', 2, "terminal.channel", "outlet|hospital|online"),
            ('[backends.own]\nprogram = "adapter"\n', 2, "backends.own.program", "a list of strings"),
            ("[backends.own]\nprogram = [1]\n", 2, "backends.own.program", "a list of strings"),
            ("[journal]\nhash = 256\n", 2, "journal.hash", "a string"),
        ):
            with self.subTest(content=content):
                self.check(content, line, *said)

    def test_a_hash_that_is_none_is_found_before_anything_is_sent(self):
        self.authority(REGISTERED)
        path = self.file("config.toml", '[journal]\nhash = "md5"\n')
        ended = self.sscard("activate", "--json", *MOCK, "--config", path)
        self.assertError(ended, 3, "config")
        for word in (f"{path}, line 2: ", "journal.hash", "sha256|sm3"):
            self.assertIn(word, ended.json["error"]["message"])
        self.assertNothingSent()

    def test_a_file_that_was_named_and_is_not_there_is_exit_3(self):
        for options, environment in ((("--config", "/nonexistent"), {}), ((), {"SSCARD_CONFIG": "/nonexistent"})):
            ended = self.sscard("config", "show", "--json", *options, **environment)
            self.assertError(ended, 3, "config")
            self.assertIn("/nonexistent", ended.json["error"]["message"])
        self.assertError(self.sscard("config", "show", "--json", "--config", self.folder), 3, "config")

    def test_check_finds_all_mistakes_at_once(self):
        path = self.file(
            "config.toml",
            '[reader]\nselekt = 1\nwait_s = true\n[terminal]\noutlet = 3\nchannel = "post"\n[journal]\nhash = "md5"\n',
        )
        ended = self.sscard("config", "check", path, "--json")
        self.assertExit(ended, 3)
        messages = sorted(mistake["message"] for mistake in ended.json["mistakes"])
        self.assertEqual(len(messages), 5, messages)
        for line, message in zip((2, 3, 5, 6, 8), messages):
            self.assertIn(f"line {line}", message)
        self.assertExit(self.sscard("config", "check", self.file("good.toml", '[terminal]\noutlet = "3"\n')), 0)

    def test_each_value_says_where_it_comes_from(self):
        path = self.file(
            "config.toml", '[terminal]\noutlet = "file"\noperator = "file"\nterminal = "file"\n[reader]\nwait_s = 2\n'
        )
        ended = self.sscard(
            "config", "show", "--json", "--config", path, SSCARD_OPERATOR="variable", SSCARD_TERMINAL="", SSCARD_WAIT="3"
        )
        self.assertExit(ended, 0)
        self.assertEqual(ended.json["file"], str(path))
        found = {setting["name"]: setting for setting in ended.json["settings"]}
        for name, value, source, where in (
            ("institution", "", "default", None),
            ("outlet", "file", "file", f"{path}:2"),
            ("operator", "variable", "environment", "SSCARD_OPERATOR"),
            ("terminal", "file", "file", f"{path}:4"),
            ("wait", "3", "environment", "SSCARD_WAIT"),
            ("timeout", "30", "default", None),
            ("config", str(path), "option", "--config"),
            ("format", "json", "option", "--format"),
            ("state-dir", str(self.state), "environment", "SSCARD_STATE_DIR"),
        ):
            with self.subTest(setting=name):
                self.assertEqual(
                    {key: found[name][key] for key in ("value", "source", "where")},
                    {"value": value, "source": source, "where": where},
                )

    def test_each_variable_does_what_its_option_does(self):
        self.authority(REGISTERED)
        options = {
            "READER": f"mock:{CARDS / ADULT}",
            "FORMAT": "json",
            "SHOW_PERSONAL_DATA": "1",
            "BACKEND": "local",
            "RECORD": str(self.folder / "recording"),
            "LOG_LEVEL": "debug",
            "TIMEOUT": "20",
            "WAIT": "0.5",
            "LANG": "en",
            "NO_COLOR": "1",
            "YES": "1",
        }
        ended = self.sscard("status", **{f"SSCARD_{name}": value for name, value in options.items()})
        self.assertExit(ended, 0)
        self.assertEqual(ended.json["holder"], HOLDER)
        self.assertIn("debug", ended.err)
        self.assertTrue((self.folder / "recording").exists())
        for name, value in (("FORMAT", "xml"), ("WAIT", "soon"), ("YES", "true"), ("LANG", "fr"), ("CHANNEL", "post")):
            with self.subTest(variable=name):
                ended = self.sscard("config", "show", **{f"SSCARD_{name}": value})
                self.assertExit(ended, 2)
                self.assertIn(f"SSCARD_{name}", ended.err)

    def test_the_standard_places_are_looked_in(self):
        place = self.folder / ".config" / "sscard" / "config.toml"
        place.parent.mkdir(parents=True)
        place.write_text('[terminal]\noutlet = "home"\n')
        self.assertIn("home", self.sscard("config", "show").out)
        other = self.folder / "xdg" / "sscard" / "config.toml"
        other.parent.mkdir(parents=True)
        other.write_text('[terminal]\noutlet = "xdg"\n')
        ended = self.sscard("config", "show", XDG_CONFIG_HOME=str(self.folder / "xdg"))
        self.assertIn("xdg", ended.out)
        self.assertNotIn("home\n", ended.out)

    def test_state_lives_where_the_standard_says(self):
        del self.environment["SSCARD_STATE_DIR"]
        self.sscard("authority", "init")
        self.assertTrue((self.folder / ".local" / "state" / "sscard" / "authority.db").exists())
        self.sscard("authority", "init", XDG_STATE_HOME=str(self.folder / "xdg"))
        self.assertTrue((self.folder / "xdg" / "sscard" / "authority.db").exists())

    def test_a_path_in_the_file_starts_at_the_file(self):
        folder = self.folder / "etc"
        folder.mkdir()
        (folder / "config.toml").write_text('[state]\ndir = "books"\n')
        del self.environment["SSCARD_STATE_DIR"]
        self.assertExit(self.sscard("authority", "init", "--config", folder / "config.toml"), 0)
        self.assertTrue((folder / "books" / "authority.db").exists())

    def test_the_examples_of_the_manual_are_no_mistakes(self):
        manual = (pathlib.Path(__file__).parents[2] / "docs" / "configuration.md").read_text()
        examples = [part.split("```", 1)[0] for part in manual.split("```toml\n")[1:]]
        self.assertTrue(examples)
        for example in examples:
            tomllib.loads(example)
            found = self.sscard("config", "check", self.file("config.toml", example), "--json").json["mistakes"]
            self.assertLessEqual({mistake["code"] for mistake in found}, {"unreadable_file", "no_program"}, found)


class Imports(Case):
    GOOD = {**REGISTERED, "region": "310000", "state": "0"}
    OTHER = {**REGISTERED, "card_number": "A12345674"}

    def setUp(self):
        super().setUp()
        self.assertExit(self.sscard("authority", "init", "--empty"), 0)

    def cards(self):
        return len(self.sscard("authority", "show", "--json").json["cards"])

    def import_file(self, content):
        return self.sscard("authority", "import", self.file("cards.csv", content), "--json")

    def test_a_mistake_is_exit_40_with_row_and_column_and_nothing_is_imported(self):
        for column, value in (
            ("id_number", "1101051949123100"),
            ("id_number", ""),
            ("name", ""),
            ("card_number", "D2143569"),
            ("card_number", "D214356-9"),
            ("card_number", REGISTERED["card_number"]),  # the card of the row before
            ("identification_number", "310000D15600000500000001XXXXXXXX"),
            ("region", "3100"),
            ("state", "7"),
            ("bank_state", "2"),
            ("enrolment_kind", "astronaut"),
            ("employed_on", "2024-02-30"),
            ("registered_on", "1.2.2024"),
            ("balance_fen", "12.50"),
        ):
            with self.subTest(column=column, value=value):
                ended = self.import_file(csv_of([self.GOOD, {**self.OTHER, column: value}]))
                self.assertError(ended, 40, "input")
                self.assertIn("row 3", ended.json["error"]["message"])
                self.assertIn(column, ended.json["error"]["message"])
                if len(value) > 2:
                    self.assertNotIn(value, ended.out + ended.err)
                self.assertEqual(self.cards(), 0)

    def test_a_file_that_is_no_such_table_is_exit_40(self):
        whole = csv_of([self.GOOD])
        header, row = whole.splitlines()
        for name, content in (
            ("empty", ""),
            ("a row too short", f"{header}\n{row.rsplit(',', 1)[0]}\n"),
            ("a row too long", f"{header}\n{row},1\n"),
            ("an unknown column", whole.replace("region", HOLDER["name"])),
            ("a column twice", whole.replace("region", "name")),
            ("a column missing", whole.replace("identification_number", "region", 1)),
            ("a quote not closed", f'{header}\n"{row}\n'),
            ("text behind a quote", f'{header}\n"{row.replace(",", chr(34) + "x,", 1)}\n'),
            ("a field without end", f"{header}\n{'9' * 5000}{row}\n"),
            ("no text at all", b"id_number,name\n\xff\xff\xff\x00\xff\n"),
        ):
            with self.subTest(file=name):
                ended = self.import_file(content)
                self.assertError(ended, 40, "input")
                for secret in self.GOOD.values():
                    if len(secret) > 1:
                        self.assertNotIn(secret, ended.out + ended.err)
                self.assertEqual(self.cards(), 0)
        self.assertError(self.sscard("authority", "import", self.folder / "absent", "--json"), 40, "input")
        self.assertError(self.sscard("authority", "import", self.folder, "--json"), 40, "input")

    def test_each_encoding_and_line_end_that_spreadsheets_write(self):
        text = csv_of([self.GOOD])
        for name, content in (
            ("UTF-8", text.encode()),
            ("UTF-8 with BOM", text.encode("utf-8-sig")),
            ("GB 18030", text.encode("gb18030")),
            ("CRLF", text.replace("\n", "\r\n").encode("gb18030")),
            ("no end of the last line", text.rstrip("\n").encode()),
            ("quoted", text.replace("张三", '"张三"').encode()),
        ):
            with self.subTest(encoding=name):
                ended = self.import_file(content)
                self.assertExit(ended, 0)
                self.assertEqual(ended.json["added"] + ended.json["replaced"], 1)
                shown = self.sscard("authority", "show", "--json", "--show-personal-data").json["cards"]
                self.assertEqual([card["holder"] for card in shown], [HOLDER])

    def test_a_card_that_is_known_is_replaced(self):
        self.assertEqual(self.import_file(csv_of([self.GOOD])).json["added"], 1)
        ended = self.import_file(csv_of([{**self.GOOD, "state": "9"}, self.OTHER]))
        self.assertEqual((ended.json["added"], ended.json["replaced"]), (1, 1))
        self.assertEqual(self.state_of(), ("9", "0"))

    def test_a_state_that_is_none_or_a_card_that_is_not_there_is_exit_2(self):
        self.import_file(csv_of([self.GOOD]))
        number = CARD["card_number"]
        for arguments in (
            (number, "7"),
            (number, "2", "--scope", "bank-account"),
            ("A12345674", "1"),
            (number,),
            (number, "1", "--scope", "other"),
        ):
            with self.subTest(arguments=arguments):
                self.assertError(self.sscard("authority", "set-state", *arguments, "--json"), 2, "usage")
        self.assertError(self.sscard("authority", "show", "A12345674", "--json"), 2, "usage")
        self.assertEqual(self.state_of(), ("0", "0"))
        self.assertExit(self.sscard("authority", "set-state", number.lower(), "1"), 0)
        self.assertEqual(self.state_of(number.lower()), ("1", "0"))

    def test_setting_up_again_keeps_what_is_there(self):
        self.import_file(csv_of([self.GOOD]))
        for options in ((), ("--empty",)):
            self.assertExit(self.sscard("authority", "init", *options), 0)
            self.assertEqual(self.cards(), 1)


class CommandLines(Case):
    def test_a_wrong_command_line_is_exit_2_in_either_form(self):
        for arguments in (
            (),
            ("nonsense",),
            ("authority",),
            ("authority", "nonsense"),
            ("read", "--nonsense"),
            ("read", "extra"),
            ("read", "--reader", "a", "--wait"),
            ("read", "--wait", "soon"),
            ("read", "--wait", "-1"),
            ("read", "--wait", "1e99"),
            ("read", "--timeout", "nan"),
            ("read", "--format", "xml"),
            ("read", "--lang", "fr"),
            ("read", "--fields", "card.colour"),
            ("read", "--fields", "card.number,"),
            ("read", "--reader", "a", "--reader", "b"),
            ("activate", "--scope", "both"),
            ("activate", "--service", "dentist"),
            ("activate", "--channel", "post"),
            ("journal", "show"),
            ("journal", "show", "no-such-number"),
            ("journal", "list", "--state", "odd"),
            ("journal", "list", "--limit", "many"),
            ("authority", "import"),
            ("card", "serve"),
            ("card", "serve", "mock:", "--vpcd", "localhost"),
            ("card", "serve", "mock:", "--vpcd", "localhost:0"),
            ("card", "serve", "mock:", "--vpcd", "localhost:65536"),
        ):
            with self.subTest(arguments=arguments):
                text = self.sscard(*arguments)
                self.assertExit(text, 2)
                self.assertEqual(text.out, "")
                self.assertRegex(text.err, r"\Asscard: .+\n\Z")
                if "--format" not in arguments:
                    if not arguments or arguments[-1] != "--wait":  # which takes whatever follows
                        self.assertError(self.sscard(*arguments, "--json"), 2, "usage")
                    self.assertError(self.sscard("--format", "json", *arguments), 2, "usage")
                    self.assertError(self.sscard("--format=json", *arguments), 2, "usage")
                    self.assertError(self.sscard(*arguments, SSCARD_FORMAT="json"), 2, "usage")

    def test_what_was_probably_meant_is_named(self):
        for arguments, meant in (
            (("redaers",), "sscard readers"),
            (("activat",), "sscard activate"),
            (("authority", "imprt"), "sscard authority import"),
            (("journal", "shwo"), "sscard journal show"),
            (("read", "--feilds", "x"), "--fields"),
            (("authority", "init", "--emty"), "--empty"),
            (("read", "--time-out=3"), "--timeout"),
        ):
            with self.subTest(arguments=arguments):
                self.assertIn(f"Did you mean: {meant}?", self.sscard(*arguments).err)
                hint = self.sscard(*arguments, "--json").json["error"]["hint"]
                self.assertEqual(hint, f"Did you mean: {meant}?")

    def test_global_options_stand_before_and_behind_the_verb(self):
        for arguments in (
            ("--json", "-r", "mock:", "read"),
            ("read", "--json", "-r", "mock:"),
            ("-r", "mock:", "read", "--format=json"),
        ):
            self.assertEqual(self.sscard(*arguments).json["schema"], "sscard.read/1")
        self.authority()
        self.assertEqual(self.sscard("--json", "authority", "show").json, self.sscard("authority", "--json", "show").json)

    def test_help_and_version_are_success(self):
        self.assertRegex(self.sscard("--version").out, r"\Asscard \d+\.\d+\.\d+\n\Z")
        for arguments in (("--help",), ("-h",), ("read", "--help"), ("authority", "--help"), ("journal", "list", "-h")):
            ended = self.sscard(*arguments)
            self.assertExit(ended, 0)
            self.assertIn("Usage", ended.out)
            self.assertEqual(ended.err, "")

    def test_a_name_that_is_no_text_is_no_crash(self):
        for option in (("-r", b"mock:\xff\xfe"), ("-r", b"replay:\xff"), ("--config", b"/\xff"), (b"\xff",), (b"--\xff",)):
            for form in ("text", "json"):
                with self.subTest(option=option, form=form):
                    process = subprocess.run(
                        [SSCARD, "read", "--format", form, *option], env=self.environment, capture_output=True, check=False
                    )
                    self.assertIn(process.returncode, (2, 3, 40), process)
                    if form == "json":
                        json.loads(process.stdout.decode())

    def test_the_language_changes_sentences_and_nothing_else(self):
        self.authority(REGISTERED)
        for arguments in (
            ("read", *MOCK),
            ("status", *MOCK),
            ("activate", *MOCK, "--name", "李四"),
            ("activate", *MOCK, "--dry-run"),
            ("read", "-r", "mock:/nonexistent"),
            ("nonsense",),
            ("journal", "list"),
            ("authority", "show"),
            ("card", "list", CARDS),
            ("config", "show"),
        ):
            with self.subTest(arguments=arguments):
                english = self.sscard(*arguments, "--json", "--lang", "en")
                chinese = self.sscard(*arguments, "--json", "--lang", "zh")
                self.assertEqual(chinese.code, english.code, chinese)
                self.assertEqual(shape(chinese.json), shape(english.json))
                variable = self.sscard(*arguments, "--json", SSCARD_LANG="zh")
                self.assertEqual(shape(variable.json), shape(english.json))


class AtOnce(Case):
    def start(self, *arguments):
        return subprocess.Popen(
            [SSCARD, *map(str, arguments)], env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    def test_many_processes_activate_one_card_once(self):
        self.authority(REGISTERED)
        for processes in (2, 8):
            with self.subTest(processes=processes):
                self.sscard("authority", "set-state", CARD["card_number"], "0")
                before = len(self.journal())
                running = [self.start("activate", "--json", *MOCK) for _ in range(processes)]
                results = []
                for process in running:
                    out, err = process.communicate(timeout=LONGEST)
                    self.assertEqual(process.returncode, 0, out + err)
                    results.append(json.loads(out)["result"])
                self.assertEqual(sorted(results), ["activated"] + ["already_active"] * (processes - 1))
                self.assertEqual(sorted(self.journal()[before:]), sorted(results))
        self.assertExit(self.sscard("journal", "verify"), 0)

    def test_the_first_processes_of_a_fresh_machine_agree_on_one_journal(self):
        """Both make key, journal and directories; neither may lose to the other."""
        for _ in range(5):
            self.state = self.folder / f"state-{_}"
            self.environment["SSCARD_STATE_DIR"] = str(self.state)
            running = [self.start("authority", "init") for _ in range(4)]
            for process in running:
                out, err = process.communicate(timeout=LONGEST)
                self.assertEqual(process.returncode, 0, out + err)
            running = [self.start("activate", "-r", "mock:", "--json") for _ in range(4)]
            for process in running:
                out, err = process.communicate(timeout=LONGEST)
                self.assertEqual(process.returncode, 0, out + err)
            self.assertEqual(sorted(self.journal()), ["activated"] + ["already_active"] * 3)

    def test_killed_at_any_moment_the_journal_is_usable_and_knows_of_every_activation(self):
        cards = [
            {**REGISTERED, "card_number": f"T{n:08}", "identification_number": f"310000D15600000500000001{n:08}"}
            for n in range(60)
        ]
        self.authority(*cards)
        for n, card in enumerate(cards):
            number = typed(card["card_number"], card["identification_number"], HOLDER["id_number"])
            process = self.start("activate", "--json", *number)
            time.sleep(0.0005 * n)
            process.kill()
            process.communicate(timeout=LONGEST)
        ended = self.sscard("journal", "list", "--json", "--limit", 1000)
        self.assertExit(ended, 0)
        known = {request["card"]["number"]: request["state"] for request in ended.json["requests"]}
        self.assertLessEqual(set(known.values()), {"intended", "activated"})
        for card in self.sscard("authority", "show", "--json").json["cards"]:
            if card["state"] == "1":
                self.assertIn(card["card"]["number"], known)
            if known.get(card["card"]["number"]) == "activated":
                self.assertEqual(card["state"], "1")
        self.assertExit(self.sscard("journal", "verify"), 0)
        last = cards[-1]
        again = self.sscard("activate", *typed(last["card_number"], last["identification_number"], HOLDER["id_number"]))
        self.assertExit(again, 0)

    def test_ctrl_c_in_the_middle_is_130_or_done_and_the_journal_knows(self):
        self.authority(REGISTERED)
        for n in range(20):
            self.sscard("authority", "set-state", CARD["card_number"], "0")
            before = len(self.journal())
            process = self.start("activate", "--json", *MANUAL)
            time.sleep(0.001 * n)
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=LONGEST)
            news = self.journal()[before:]
            active = self.state_of()[0] == "1"
            with self.subTest(n=n, out=out, err=err, code=process.returncode):
                self.assertIn(process.returncode, (0, 130, -signal.SIGINT))  # the last before it catches signals
                self.assertEqual(active, "activated" in news)
                if process.returncode == 130:
                    self.assertEqual(json.loads(out)["error"]["code"], "interrupted")
                    self.assertIn(news, ([], ["not_sent"]))
                if process.returncode == 0:
                    self.assertEqual(news, ["activated"])


def shape(value, key=None):
    """A document without its sentences, and without what each run has anew."""
    if isinstance(value, dict):
        return {name: shape(inner, name) for name, inner in value.items()}
    if isinstance(value, list):
        return [shape(inner) for inner in value]
    return None if key in ("message", "hint", "as_of", "value", "source", "where") else value



class NobodyListens(Case):
    """Standard output and error are closed, or go nowhere."""

    def test_a_failure_that_nobody_can_be_told_is_still_its_exit_code(self):
        for redirection in ("<&- >&- 2>&-", ">/dev/full 2>/dev/full"):
            with self.subTest(redirection):
                command = f'"$0" journal show 01900000-0000-7000-8000-000000000000 {redirection}'
                ended = subprocess.run(["sh", "-c", command, SSCARD], env=self.environment, timeout=LONGEST)
                self.assertEqual(ended.returncode, 2)


if __name__ == "__main__":
    unittest.main()
