"""What the end-to-end tests share: the built binary, a private PC/SC service, and served virtual cards."""

import csv
import io
import json
import os
import pathlib
import re
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import time
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
CARDS = ROOT / "tests" / "cards"
SSCARD = os.environ["SSCARD"]
OLD_JOURNALS = ROOT / "tests" / "end_to_end"
READERS = ["Virtual PCD 00 00", "Virtual PCD 00 01"]
LONGEST = 60  # seconds that any command of a test may take before it counts as hung

ADULT = "adult-2.00.json"
HOLDER = {"id_number": "11010519491231002X", "name": "张三"}
CARD = {"card_number": "D2143569X", "identification_number": "310000D156000005000000017A3C5E90"}
REGISTERED = {**HOLDER, **CARD}  # a row of the authority's CSV file: whom and what ADULT holds


class Ended:
    """A command that has ended: exit code, standard output and error."""

    def __init__(self, process):
        self.code = process.returncode
        self.out = process.stdout
        self.err = process.stderr

    @property
    def json(self):
        return json.loads(self.out)

    def __repr__(self):
        return f"exit {self.code}\nstdout: {self.out}\nstderr: {self.err}"


class Case(unittest.TestCase):
    """A test with a state directory and an environment of its own."""

    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.state = self.folder / "state"
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "LANG": "C.UTF-8",
            "SSCARD_STATE_DIR": str(self.state),
        }
        for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS"):
            if name in os.environ:
                self.environment[name] = os.environ[name]

    def enterContext(self, manager):  # Python 3.11 has it, older ones do not
        value = manager.__enter__()
        self.addCleanup(manager.__exit__, None, None, None)
        return value

    def sscard(self, *arguments, **environment):
        process = subprocess.run(
            [SSCARD, *map(str, arguments)],
            env={**self.environment, **environment},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=LONGEST,
        )
        return Ended(process)

    def file(self, name, content):
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def authority(self, *rows):
        """Sets the embedded authority up with these cards alone."""
        self.assertExit(self.sscard("authority", "init", "--empty"), 0)
        if rows:
            self.assertExit(self.sscard("authority", "import", self.file("cards.csv", csv_of(rows))), 0)

    def card(self, name, base=ADULT, **changes):
        """A card file of its own: the sample `base` with sections changed (`card={...}`) or replaced."""
        document = card_file(base)
        for key, value in changes.items():
            section = isinstance(value, dict) and isinstance(document.get(key), dict)
            document[key] = {**document[key], **value} if section else value
        return self.file(name, json.dumps(document))

    def old_journal(self, version=1):
        """Makes the state directory with a journal of an earlier version: requests of January, February and March
        2024; in version 2 that of January is pruned."""
        self.state.mkdir(0o700)
        script = (OLD_JOURNALS / f"journal-version-{version}.sql").read_text()
        database = sqlite3.connect(self.state / "journal.db")
        database.executescript("PRAGMA synchronous = OFF;" + script)
        database.close()
        (self.state / "key").write_bytes(bytes.fromhex(re.search(r"Key file: (\w+)", script)[1]))
        for name in ("journal.db", "key"):
            (self.state / name).chmod(0o600)

    def state_of(self, card_number=CARD["card_number"]):
        """Both halves as the authority has them."""
        ended = self.sscard("authority", "show", card_number, "--json")
        self.assertExit(ended, 0)
        return ended.json["cards"][0]["state"], ended.json["cards"][0]["bank_state"]

    def journal(self):
        """The states of all requests, the oldest first."""
        ended = self.sscard("journal", "list", "--json", "--limit", 10000)
        self.assertExit(ended, 0)
        return [request["state"] for request in reversed(ended.json["requests"])]

    def assertNothingSent(self, state=("0", "0")):
        self.assertEqual(self.journal(), [])
        self.assertEqual(self.state_of(), state)

    def assertExit(self, ended, code):
        self.assertEqual(ended.code, code, ended)

    def assertError(self, ended, code, name):
        """A failure in JSON: exit code, name, and nothing on standard error."""
        self.assertExit(ended, code)
        self.assertEqual(ended.json["schema"], "sscard.error/1", ended)
        self.assertEqual(ended.json["error"]["code"], name, ended)
        self.assertEqual(ended.json["error"]["exit"], code, ended)


def card_file(name):
    return json.loads((CARDS / name).read_text())


def csv_of(rows):
    columns = list(dict.fromkeys(column for row in rows for column in row))
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def typed(card_number, identification_number, id_number=None, name=None):
    """The options of --manual."""
    options = ["--manual", "--card-number", card_number, "--identification-number", identification_number]
    options += ["--id-number", id_number] if id_number else []
    return options + (["--name", name] if name else [])


def with_check_digit(first17):
    """An id number, GB 11643-1999."""
    weights = [pow(2, 17 - i, 11) for i in range(17)]
    return first17 + "10X98765432"[sum(int(d) * w for d, w in zip(first17, weights)) % 11]


def port_of(slot):
    """Where the virtual reader waits for the card of this slot."""
    return 35963 + slot


class Pcscd:
    """The real PC/SC service with virtual readers of two slots each; one as the driver's package sets it up."""

    DRIVER = pathlib.Path("/usr/lib/pcsc/drivers/serial/libifdvpcd.so")

    def __init__(self, readers=1):
        self.slots = 2 * readers
        self.arguments = ["pcscd", "--foreground"]
        if readers > 1:
            config = pathlib.Path("/run/readers.conf")
            config.write_text("".join(map(self.described, range(readers))))
            self.arguments += ["--config", str(config)]

    @classmethod
    def described(cls, number):
        port = f"0x{port_of(2 * number):04X}"
        driver = pathlib.Path(f"/run/driver-{number}.so")  # one file knows two slots, whatever is asked of it
        shutil.copy(cls.DRIVER, driver)
        return (
            f'FRIENDLYNAME "Virtual PCD {number}"\nDEVICENAME /dev/null:{port}\n'
            f"LIBPATH {driver}\nCHANNELID {port}\n\n"
        )

    def __enter__(self):
        self.process = subprocess.Popen(
            self.arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        wait_until(lambda: pathlib.Path("/run/pcscd/pcscd.comm").exists(), "pcscd does not start")
        wait_until(lambda: len(slots()) == self.slots, "the virtual reader does not appear")
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(LONGEST)


class ServedCard:
    """A virtual card in a slot of the virtual reader, by `sscard card serve`."""

    def __init__(self, file, slot=0, port=None):
        self.file, self.slot, self.port = file, slot, port or port_of(slot)

    def __enter__(self):
        self.process = subprocess.Popen(
            [SSCARD, "card", "serve", str(self.file), "--vpcd", f"localhost:{self.port}"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        wait_until(
            lambda: slots()[self.slot]["card_present"],
            lambda: f"the served card does not appear: serve ended with {self.process.poll()}, {slots()}",
        )
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(LONGEST)
        wait_until(lambda: not slots()[self.slot]["card_present"], "the served card does not go away")


def slots():
    process = subprocess.run([SSCARD, "readers", "--json"], capture_output=True, text=True, timeout=LONGEST)
    return json.loads(process.stdout).get("readers", [])


def wait_for_handler(process, number=signal.SIGINT):
    """Until the process would catch the signal instead of dying of it."""
    status = pathlib.Path(f"/proc/{process.pid}/status")
    caught = lambda: int(re.search(r"SigCgt:\s*(\w+)", status.read_text())[1], 16)
    wait_until(lambda: caught() >> (number - 1) & 1, "the signal is never caught")


def wait_until(condition, complaint, seconds=LONGEST):
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(complaint() if callable(complaint) else complaint)
        time.sleep(0.05)
