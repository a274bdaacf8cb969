"""Every verb's output, character for character: tests/golden/NAME.args holds command lines, NAME.out what they print.

A line of NAME.args is one command line, as a shell splits it; NAME=VALUE before it sets variables, {uuid} stands for
the last UUID that was printed. All lines of a file run in one fresh folder with a state directory of its own, and with
the cards of tests/cards, the files of tests/golden/files, and the PINs below as files in `pins`. What differs from run to run is replaced. SSCARD_UPDATE_GOLDEN=1 writes NAME.out anew.
"""

import os
import re
import shlex
import subprocess
import unittest

from harness import LONGEST, ROOT, SSCARD, Case

GOLDEN = ROOT / "tests" / "golden"
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)")
HASH = re.compile(r"\b[0-9A-F]{64}\b")
PINS = {"right": "123456", "wrong": "654321", "letters": "12345x", "public": "123456", "change": "123456\n65432",
        "same": "123456\n123456"}
VARIABLE = re.compile(r"[A-Z_]+=")
UPDATE = os.environ.get("SSCARD_UPDATE_GOLDEN") == "1"


class Golden(Case):
    maxDiff = None

    def setUp(self):
        super().setUp()
        (self.folder / "cards").symlink_to(ROOT / "tests" / "cards")
        (self.folder / "files").symlink_to(GOLDEN / "files")
        (self.folder / "pins").mkdir()
        for name, lines in PINS.items():
            self.file(f"pins/{name}", lines).chmod(0o644 if name == "public" else 0o600)
        self.environment.update(SSCARD_STATE_DIR="state", TZ="UTC", PCSCLITE_CSOCK_NAME="/nonexistent", SSCARD_LANG="en")

    def run_line(self, line, uuid):
        words = shlex.split(line.replace("{uuid}", uuid))
        environment = dict(self.environment)
        while words and VARIABLE.match(words[0]):
            name, _, environment[name] = words.pop(0).partition("=")
        return subprocess.run(
            [SSCARD, *words],
            cwd=self.folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=LONGEST,
            check=False,
        )

    def transcript(self, lines):
        text, uuid = "", ""
        for line in lines:
            if not line or line.startswith("#"):
                text += line + "\n"
                continue
            process = self.run_line(line, uuid)
            printed = UUID.findall(process.stdout)
            uuid = printed[-1] if printed else uuid
            text += f"$ sscard {line}\n{process.stdout}"
            text += "".join(f"! {complaint}\n" for complaint in process.stderr.splitlines())
            text += f"exit {process.returncode}\n\n"
        return self.normalised(text)

    def normalised(self, text):
        text = text.replace(str(self.folder), "FOLDER")
        text = UUID.sub("UUID", text)
        text = HASH.sub("HASH", text)
        return MOMENT.sub("MOMENT", text)

    def test_output_is_as_it_was(self):
        for arguments in sorted(GOLDEN.glob("*.args")):
            with self.subTest(file=arguments.name):
                case = Golden()  # a fresh state directory for each
                case.setUp()
                self.addCleanup(case.doCleanups)
                actual = case.transcript(arguments.read_text().splitlines())
                expected = arguments.with_suffix(".out")
                if UPDATE:
                    expected.write_text(actual)
                elif arguments.stem == "help":  # where lines are broken is the business of CLI11's versions
                    self.assertEqual(actual.split(), expected.read_text().split())
                else:
                    self.assertEqual(actual, expected.read_text())

    def test_each_output_has_its_command_lines(self):
        outputs = {path.stem for path in GOLDEN.glob("*.out")}
        self.assertEqual(outputs, {path.stem for path in GOLDEN.glob("*.args")})

    def test_the_help_of_every_verb_is_among_them(self):
        lines = (GOLDEN / "help.args").read_text().splitlines()
        for verb in self.verbs():
            self.assertIn(" ".join([*verb, "--help"]), lines)

    def test_every_verb_that_has_output_is_among_them(self):
        """In text and in JSON, unless it only fails here."""
        lines = [
            line for path in GOLDEN.glob("*.args") for line in path.read_text().splitlines() if "--help" not in line
        ]
        for verb in self.verbs():
            if list(self.verbs(verb)):
                continue
            used = [line for line in lines if f" {line} ".find(f" {' '.join(verb)} ") >= 0]
            with self.subTest(verb=verb):
                self.assertTrue([line for line in used if "json" in line])
                self.assertTrue([line for line in used if "json" not in line and "--format" not in line])

    def verbs(self, above=()):
        """All verbs below `above`, by what the help says."""
        text = self.sscard(*above, "--help").out
        section = re.search(r"^(?:Verbs|Subcommands):\n((?:  .*\n)+)", text, re.MULTILINE)
        for name in re.findall(r"^  (\S+)", section.group(1), re.MULTILINE) if section else ():
            yield (*above, name)
            yield from self.verbs((*above, name))


if __name__ == "__main__":
    unittest.main()
