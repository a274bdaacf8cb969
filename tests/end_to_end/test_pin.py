"""sscard pin, and read --all --pin: at a terminal, from files and pipes, through the mock and the real PC/SC service."""

import errno
import json
import os
import pty
import re
import select
import subprocess
import time
import unittest

from harness import CARDS, LONGEST, READERS, SSCARD, Case, Ended, Pcscd, ServedCard

PIN = "907351"  # digits that stand nowhere else
NEW = "8264197"
WRONG = "118822"
HOUSEHOLD = "DF01/EF05"


def traces(pin):
    """How a PIN could look where it must not be."""
    packed = pin + "F" * (len(pin) % 2)
    spaced = " ".join(packed[i : i + 2] for i in range(0, len(packed), 2))
    return [pin.encode(), packed.encode(), packed.lower().encode(), spaced.encode(), bytes.fromhex(packed)]


def file_of(document, path):
    name, file = path.split("/")
    application = next(entry for entry in document["applications"] if entry["id"] == name)
    return next(entry for entry in application["files"] if entry["id"] == file)


class PinCase(Case):
    def setUp(self):
        super().setUp()
        self.holder_card = self.card("pin.json", base="pin-2.00.json", pin={"value": PIN})

    def pin_file(self, *lines, mode=0o600, end="\n"):
        path = self.file("pin.txt", end.join(lines) + end)
        path.chmod(mode)
        return path

    def with_tries(self, left):
        return self.card(f"left-{left}.json", base="pin-2.00.json", pin={"value": PIN, "left": left})

    def piped(self, text, *arguments):
        """With `text` on standard input and without any terminal."""
        process = subprocess.run(
            [SSCARD, *map(str, arguments)],
            env=self.environment,
            input=text,
            capture_output=True,
            text=True,
            start_new_session=True,
            timeout=LONGEST,
        )
        return Ended(process)

    def sent(self, recording):
        """The commands of a recording, as instruction and number of bytes."""
        lines = [line[2:].split() for line in recording.read_text().splitlines() if line.startswith("> ")]
        return [(words[1], len(words)) for words in lines]

    def tries_in(self, recording):
        return [size for instruction, size in self.sent(recording) if instruction in ("20", "5E") and size > 5]


class Tries(PinCase):
    def tries(self, card, *options):
        return self.sscard("pin", "tries", "-r", f"mock:{card}", *options)

    def test_tries_left_are_told_and_none_is_used(self):
        ended = self.tries(self.holder_card, "--json", "--record", self.folder / "card.txt")
        self.assertExit(ended, 0)
        self.assertEqual(
            ended.json,
            {
                "schema": "sscard.pin/1",
                "reader": f"mock:{self.holder_card}",
                "set": True,
                "tries_left": 3,
                "locked": False,
                "verified": False,
            },
        )
        self.assertEqual(self.tries_in(self.folder / "card.txt"), [])

    def test_a_locked_pin_and_a_card_without_one_are_answers_too(self):
        for card, expected in (
            (self.with_tries(1), (True, 1, False)),
            (self.with_tries(0), (True, 0, True)),
            (CARDS / "adult-2.00.json", (None, None, False)),
        ):
            with self.subTest(card=card.name, expected=expected):
                document = self.tries(card, "--json").json
                self.assertEqual((document["set"], document["tries_left"], document["locked"]), expected)

    def test_another_card_is_none_of_ours(self):
        self.assertError(self.tries(CARDS / "bank-card.json", "--json"), 20, "not_social_security_card")


class FromFilesAndPipes(PinCase):
    def verify(self, *options, card=None, text=""):
        return self.piped(text, "pin", "verify", "--json", "-r", f"mock:{card or self.holder_card}", *options)

    def change(self, *options, text=""):
        return self.piped(text, "pin", "change", "--json", "-r", f"mock:{self.holder_card}", *options)

    def test_the_right_pin_is_said_to_be_right(self):
        for options, text in (
            (("--pin-file", "-"), PIN + "\n"),
            (("--pin-file", "-"), PIN),
            (("--pin-file", "-"), PIN + "\r\n"),
            (("--pin-file", self.pin_file(PIN)), ""),
        ):
            with self.subTest(options=options, text=text):
                ended = self.verify(*options, text=text)
                self.assertExit(ended, 0)
                self.assertIs(ended.json["verified"], True)

    def test_a_wrong_pin_is_24_and_the_message_says_what_is_left(self):
        ended = self.verify("--pin-file", "-", text=WRONG)
        self.assertError(ended, 24, "pin")
        self.assertIn("tries left: 2", ended.json["error"]["message"])
        self.assertEqual(ended.json["error"]["detail"], "63C2")

    def test_the_last_try_is_kept_unless_it_is_allowed(self):
        recording = self.folder / "card.txt"
        few = self.with_tries(1)
        ended = self.verify("--pin-file", "-", "--record", recording, card=few, text=PIN)
        self.assertError(ended, 24, "pin")
        self.assertIn("--last-try", ended.json["error"]["hint"])
        self.assertEqual(self.tries_in(recording), [])
        self.assertExit(self.verify("--pin-file", "-", "--last-try", card=few, text=PIN), 0)
        ended = self.verify("--pin-file", "-", "--last-try", card=few, text=WRONG)
        self.assertEqual(ended.json["error"]["detail"], "63C0")

    def test_a_locked_pin_is_never_tried(self):
        recording = self.folder / "card.txt"
        card = self.with_tries(0)
        ended = self.verify("--pin-file", "-", "--last-try", "--record", recording, card=card, text=PIN)
        self.assertError(ended, 24, "pin")
        self.assertEqual(self.tries_in(recording), [])

    def test_what_is_no_pin_is_a_mistake_and_is_not_sent(self):
        for text in ("", "\n", "123", "12ab56", "1" * 17, "1" * 100000, " 907351"):
            with self.subTest(text=text[:20]):
                recording = self.folder / f"card-{len(text)}.txt"
                ended = self.verify("--pin-file", "-", "--record", recording, text=text)
                self.assertError(ended, 2, "usage")
                self.assertEqual(self.tries_in(recording), [])

    def test_a_file_that_others_may_read_is_refused_before_the_card_is_looked_for(self):
        for mode in (0o640, 0o604, 0o660):
            ended = self.piped("", "pin", "verify", "--json", "--pin-file", self.pin_file(PIN, mode=mode))
            self.assertError(ended, 2, "usage")
            self.assertIn("chmod 600", ended.json["error"]["hint"])

    def test_a_file_that_cannot_be_read_is_a_mistake(self):
        for name in (self.folder / "absent", self.folder):
            self.assertError(self.verify("--pin-file", name), 2, "usage")

    def test_a_pipe_of_the_shell_is_a_file_too(self):
        line = f"'{SSCARD}' pin verify -r 'mock:{self.holder_card}' --pin-file <(printf '%s' \"$0\")"
        process = subprocess.run(["bash", "-c", line, PIN], env=self.environment, capture_output=True, timeout=LONGEST)
        self.assertEqual(process.returncode, 0, process)

    def test_without_a_terminal_and_a_file_there_is_nowhere_to_ask(self):
        for arguments in (("pin", "verify"), ("pin", "change"), ("read", "--all", "--pin")):
            ended = self.piped(PIN, *arguments, "--json", "-r", f"mock:{self.holder_card}")
            self.assertError(ended, 2, "usage")
            self.assertIn("--pin-file", ended.json["error"]["hint"])

    def test_a_pin_is_changed_from_two_lines(self):
        ended = self.change("--pin-file", self.pin_file(PIN, NEW))
        self.assertExit(ended, 0)
        self.assertIs(ended.json["changed"], True)

    def test_a_change_with_a_wrong_old_pin_is_24(self):
        ended = self.change("--pin-file", "-", text=f"{WRONG}\n{NEW}\n")
        self.assertError(ended, 24, "pin")
        self.assertEqual(ended.json["error"]["detail"], "63C2")

    def test_a_change_that_makes_no_sense_is_a_mistake_and_is_not_sent(self):
        for text in (PIN, f"{PIN}\n{PIN}\n", f"{PIN}\n123\n", f"123\n{NEW}\n"):
            with self.subTest(text=text):
                recording = self.folder / "card.txt"
                ended = self.change("--pin-file", "-", "--record", recording, text=text)
                self.assertError(ended, 2, "usage")
                self.assertEqual(self.tries_in(recording), [])

    def test_a_pin_on_the_command_line_is_not_taken_and_not_repeated(self):
        for arguments in (("pin", "verify", PIN), ("read", "--all", f"--pin={PIN}"), ("read", "--all", "--pin", PIN)):
            ended = self.piped("", *arguments, "--json", "-r", f"mock:{self.holder_card}")
            self.assertError(ended, 2, "usage")
            self.assertNotIn(PIN, ended.out + ended.err)

    def test_the_wait_for_a_pin_ends_with_the_deadline(self):
        os.mkfifo(self.folder / "pipe")
        ended = self.verify("--pin-file", self.folder / "pipe", "--timeout", 1)
        self.assertError(ended, 18, "timeout")

    def test_no_log_recording_or_file_holds_a_pin(self):
        found = b""
        for verb, lines in (("verify", [PIN]), ("verify", [WRONG]), ("change", [PIN, NEW]), ("change", [WRONG, NEW])):
            for level in ("trace", "debug", "info"):
                recording = self.folder / f"{verb}-{level}-{len(found)}.txt"
                ended = self.piped("\n".join(lines), "pin", verb, "-r", f"mock:{self.holder_card}", "--pin-file", "-",
                                   "--log-level", level, "--record", recording)
                self.assertIn(ended.code, (0, 24))
                self.assertEqual(len(self.tries_in(recording)), 1)
                found += ended.out.encode() + ended.err.encode() + recording.read_bytes()
        found += b"".join(path.read_bytes() for path in self.state.rglob("*") if path.is_file())
        self.assertIn(b"00 20 00 00 03 ** ** **", found)
        for pin in (PIN, NEW, WRONG):
            for trace in traces(pin):
                self.assertNotIn(trace, found)


class ReadingWithThePin(PinCase):
    def read(self, *options, card=None, text=PIN):
        arguments = ("read", "--all", "--json", "-r", f"mock:{card or self.holder_card}")
        return self.piped(text, *arguments, "--pin", "--pin-file", "-", *options)

    def test_the_pin_opens_the_files_that_need_it_with_one_try(self):
        recording = self.folder / "card.txt"
        ended = self.read("--record", recording)
        self.assertExit(ended, 0)
        self.assertEqual(file_of(ended.json, HOUSEHOLD)["state"], "read")
        self.assertEqual(ended.json["pin"], {"set": True, "tries_left": None, "locked": False, "verified": True})
        self.assertEqual(len(self.tries_in(recording)), 1)
        without = self.sscard("read", "--all", "--json", "-r", f"mock:{self.holder_card}")
        self.assertEqual(file_of(without.json, HOUSEHOLD)["needs"], "pin or RK1DF01")
        self.assertNotIn("pin", without.json)

    def test_a_wrong_pin_ends_the_reading(self):
        self.assertError(self.read(text=WRONG), 24, "pin")

    def test_the_last_try_is_kept_unless_it_is_allowed(self):
        few = self.with_tries(1)
        self.assertError(self.read(card=few), 24, "pin")
        self.assertExit(self.read("--last-try", card=few), 0)

    def test_a_card_without_a_pin_is_read_with_a_warning(self):
        ended = self.read(card=CARDS / "adult-2.00.json", text="")
        self.assertExit(ended, 0)
        self.assertIn({"code": "no_pin", "field": "pin"}, ended.json["warnings"])
        self.assertIsNone(ended.json["pin"]["set"])

    def test_what_the_pin_does_not_open_is_named_with_what_it_needs(self):
        document = json.loads(self.holder_card.read_text())
        document["protected"] = [document["rights"].popitem()[0]]
        ended = self.read(card=self.file("protected.json", json.dumps(document)))
        self.assertExit(ended, 0)
        self.assertEqual(file_of(ended.json, HOUSEHOLD)["state"], "read")
        self.assertEqual(file_of(ended.json, document["protected"][0])["state"], "protected")

    def test_options_that_do_not_go_together_are_a_mistake(self):
        for options in (("--pin",), ("--all", "--pin-file", "-"), ("--all", "--last-try"), ("--pin-file", "-")):
            with self.subTest(options=options):
                self.assertError(self.piped("", "read", "--json", "-r", "mock:", *options), 2, "usage")

    def test_a_recording_plays_back_with_any_pin_of_that_length(self):
        recording = self.folder / "card.txt"
        first = self.read("--record", recording)
        second = self.piped(WRONG, "read", "--all", "--json", "-r", f"replay:{recording}", "--pin", "--pin-file", "-")
        self.assertExit(second, 0)
        self.assertEqual({**second.json, "reader": ""}, {**first.json, "reader": ""})


class Terminal:
    """A shell at a terminal that runs sscard, then says how it ended and how it left the terminal."""

    def __init__(self, environment, *arguments, before=""):
        self.shown = ""
        self.process, self.terminal = pty.fork()
        if self.process == 0:
            script = f'trap : INT; {before} "$@"; echo "ended $?"; stty -a; echo over'
            os.execve("/bin/sh", ["sh", "-c", script, "sh", SSCARD, *map(str, arguments)], environment)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        os.close(self.terminal)
        os.waitpid(self.process, 0)

    def wait_for(self, text, seconds=LONGEST):
        end = time.monotonic() + seconds
        while text not in self.shown:
            left = end - time.monotonic()
            if left < 0 or not select.select([self.terminal], [], [], left)[0]:
                raise AssertionError(f"never shown: {text!r}, but {self.shown!r}")
            try:
                self.shown += os.read(self.terminal, 4096).decode()
            except OSError as error:
                if error.errno != errno.EIO:
                    raise
                raise AssertionError(f"never shown: {text!r}, but {self.shown!r}") from None

    def type(self, text):
        os.write(self.terminal, text.encode())

    def answer(self, prompt, text):
        self.wait_for(prompt + ": ")
        self.type(text)

    def end(self):
        """The exit code, once the terminal is the shell's again."""
        self.wait_for("over\r\n")
        return int(re.search(r"ended (\d+)", self.shown).group(1))


class AtATerminal(PinCase):
    def at_terminal(self, *arguments, card=None, before=""):
        card = card or self.holder_card
        return self.enterContext(
            Terminal(self.environment, *arguments, "-r", f"mock:{card}", "--lang", "en", before=before)
        )

    def assertGivenBack(self, terminal):
        words = re.findall(r"(?<=\s)-?(?:echo|icanon|isig)(?=\s)|quit = \S+;|susp = \S+;", terminal.shown)
        self.assertEqual(set(words), {"echo", "icanon", "isig", "quit = ^\\;", "susp = ^Z;"}, terminal.shown)

    def test_the_pin_is_asked_for_and_not_shown(self):
        terminal = self.at_terminal("pin", "verify")
        terminal.answer("PIN", PIN + "\n")
        self.assertEqual(terminal.end(), 0)
        self.assertNotIn(PIN, terminal.shown)
        self.assertIn("The PIN is right.", terminal.shown)
        self.assertGivenBack(terminal)

    def test_a_wrong_pin_at_the_terminal_is_24(self):
        terminal = self.at_terminal("pin", "verify")
        terminal.answer("PIN", WRONG + "\n")
        self.assertEqual(terminal.end(), 24)
        self.assertNotIn(WRONG, terminal.shown)

    def test_the_terminal_is_asked_whatever_stands_on_standard_input_and_output(self):
        terminal = self.at_terminal("read", "--all", "--pin", "--json", before=f"0</dev/null >'{self.folder}/out.json'")
        terminal.answer("PIN", PIN + "\n")
        self.assertEqual(terminal.end(), 0)
        document = json.loads((self.folder / "out.json").read_text())
        self.assertEqual(file_of(document, HOUSEHOLD)["state"], "read")

    def test_nobody_is_asked_where_the_card_would_not_take_it(self):
        for card in (self.with_tries(1), self.with_tries(0), CARDS / "adult-2.00.json"):
            for verb in ("verify", "change"):
                with self.subTest(card=card.name, verb=verb):
                    terminal = self.at_terminal("pin", verb, card=card)
                    self.assertEqual(terminal.end(), 24)
                    self.assertNotRegex(terminal.shown, r"(?m)^(Old )?PIN: ")

    def test_ctrl_c_at_the_prompt_ends_at_once_and_gives_the_terminal_back(self):
        for verb in (("pin", "verify"), ("pin", "change"), ("read", "--all", "--pin")):
            with self.subTest(verb=verb):
                recording = self.folder / f"{verb[-1]}.txt"
                terminal = self.at_terminal(*verb, "--record", recording)
                terminal.answer("PIN", "907")
                begun = time.monotonic()
                terminal.type("\x03")
                terminal.wait_for("ended ")
                self.assertLess(time.monotonic() - begun, 0.3)
                self.assertEqual(terminal.end(), 130)
                self.assertGivenBack(terminal)
                self.assertNotIn("907", terminal.shown)
                self.assertEqual(self.tries_in(recording), [])

    def test_the_end_of_input_and_the_deadline_give_the_terminal_back(self):
        terminal = self.at_terminal("pin", "verify")
        terminal.answer("PIN", "\x04")
        self.assertEqual(terminal.end(), 2)
        self.assertGivenBack(terminal)
        terminal = self.at_terminal("pin", "verify", "--timeout", "1")
        terminal.wait_for("PIN: ")
        self.assertEqual(terminal.end(), 18)
        self.assertGivenBack(terminal)

    def test_it_cannot_be_suspended_or_made_to_dump_with_the_pin_in_it(self):
        terminal = self.at_terminal("pin", "verify")
        terminal.answer("PIN", "90\x1a\x1c7351\n")
        self.assertEqual(terminal.end(), 2)
        self.assertGivenBack(terminal)

    def test_time_at_the_prompt_is_not_taken_from_the_card(self):
        terminal = self.at_terminal("pin", "change", "--timeout", "2")
        for prompt, text in (("Old PIN", PIN), ("New PIN", NEW), ("New PIN again", NEW)):
            terminal.wait_for(prompt + ": ")
            time.sleep(1.2)
            terminal.type(text + "\n")
        self.assertEqual(terminal.end(), 0)

    def test_a_pin_is_changed_when_the_new_one_was_typed_twice(self):
        terminal = self.at_terminal("pin", "change")
        terminal.answer("Old PIN", PIN + "\n")
        terminal.answer("New PIN", NEW + "\n")
        terminal.answer("New PIN again", NEW + "\n")
        self.assertEqual(terminal.end(), 0)
        self.assertIn("The PIN was changed.", terminal.shown)
        for pin in (PIN, NEW):
            self.assertNotIn(pin, terminal.shown)

    def test_new_pins_that_differ_or_are_the_old_one_are_not_sent(self):
        for answers in ((PIN, NEW, WRONG), (PIN, PIN), (PIN, "12x4"), ("12",)):
            with self.subTest(answers=answers):
                recording = self.folder / "card.txt"
                terminal = self.at_terminal("pin", "change", "--record", recording)
                for prompt, text in zip(("Old PIN", "New PIN", "New PIN again"), answers):
                    terminal.answer(prompt, text + "\n")
                self.assertEqual(terminal.end(), 2)
                self.assertEqual(self.tries_in(recording), [])

    def test_a_terminal_is_no_file_of_pins(self):
        for name in ("-", "/dev/tty"):
            terminal = self.at_terminal("pin", "verify", "--pin-file", name)
            self.assertEqual(terminal.end(), 2)


class ThroughTheService(PinCase):
    """The served card counts over the commands, as a real one does."""

    def setUp(self):
        super().setUp()
        self.enterContext(Pcscd())

    def tries_left(self):
        ended = self.sscard("pin", "tries", "--json")
        self.assertExit(ended, 0)
        return ended.json["tries_left"]

    def verify(self, pin, *options):
        return self.piped(pin, "pin", "verify", "--json", "--pin-file", "-", *options)

    def test_the_card_counts_wrong_pins_and_locks(self):
        with ServedCard(self.holder_card):
            self.assertEqual(self.tries_left(), 3)
            self.assertError(self.verify(WRONG), 24, "pin")
            self.assertEqual(self.tries_left(), 2)
            self.assertExit(self.verify(PIN), 0)
            self.assertEqual(self.tries_left(), 3)
            for _ in range(2):
                self.assertError(self.verify(WRONG), 24, "pin")
            self.assertError(self.verify(PIN), 24, "pin")
            self.assertEqual(self.tries_left(), 1)
            self.assertError(self.verify(WRONG, "--last-try"), 24, "pin")
            self.assertIs(self.sscard("pin", "tries", "--json").json["locked"], True)

    def test_what_was_verified_ends_with_the_command(self):
        with ServedCard(self.holder_card):
            ended = self.piped(PIN, "read", "--all", "--json", "--pin", "--pin-file", "-")
            self.assertExit(ended, 0)
            self.assertEqual(ended.json["reader"], READERS[0])
            self.assertEqual(file_of(ended.json, HOUSEHOLD)["state"], "read")
            self.assertEqual(self.tries_left(), 3)
            after = self.sscard("read", "--all", "--json")
            self.assertEqual(file_of(after.json, HOUSEHOLD)["state"], "protected")

    def test_a_changed_pin_is_the_one_that_counts(self):
        with ServedCard(self.holder_card):
            changed = self.piped(f"{PIN}\n{NEW}", "pin", "change", "--json", "--pin-file", "-")
            self.assertExit(changed, 0)
            self.assertError(self.verify(PIN), 24, "pin")
            self.assertExit(self.verify(NEW), 0)

    def test_ctrl_c_at_the_prompt_lets_go_of_the_reader(self):
        with ServedCard(self.holder_card):
            terminal = self.enterContext(Terminal(self.environment, "pin", "verify", "--lang", "en"))
            terminal.wait_for("PIN: ")
            begun = time.monotonic()
            terminal.type("\x03")
            terminal.wait_for("ended ")
            self.assertLess(time.monotonic() - begun, 0.3)
            self.assertEqual(terminal.end(), 130)
            self.assertEqual(self.tries_left(), 3)


if __name__ == "__main__":
    unittest.main()
