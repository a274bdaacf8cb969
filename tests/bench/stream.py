"""One activation after the other, each a command of its own, at an authority over HTTP on loopback; beside it other
programs that send the same request and keep no journal. Called by tools/bench."""

import collections
import http.client
import json
import os
import pathlib
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "end_to_end"))
from authority_server import Authority  # noqa: E402
from harness import HOLDER, SSCARD, typed  # noqa: E402

CARDS = 200
COUNTED = 20
NOT_COUNTED = 1  # the first makes journal and key


def card(n):
    return {"card_number": f"T{n:08}", "identification_number": f"310000D15600000500000001{n:08}"}


def activate(n, program=SSCARD):
    subprocess.run([program, "activate", *typed(**card(n), **HOLDER), "--json", "--yes"], check=True, capture_output=True)


class Others:
    """The request as `sscard` sends it, under a new number each time."""

    def __init__(self, authority):
        self.authority = authority
        self.body = next(r["body"] for r in authority.requests if r["path"] == "/v1/activations")
        self.kept = http.client.HTTPConnection("localhost", authority.port)

    def request(self):
        number = str(uuid.uuid4())
        return json.dumps({**self.body, "request_no": number}), {"Idempotency-Key": number, "Content-Type": "application/json"}

    def curl(self, _):
        body, headers = self.request()
        options = [option for header in headers.items() for option in ("-H", ": ".join(header))]
        subprocess.run(["curl", "-sS", "-f", *options, "--data-binary", "@-", f"{self.authority.url}/v1/activations"],
                       input=body, text=True, check=True, capture_output=True)

    def python(self, _):
        self.kept.request("POST", "/v1/activations", *self.request())
        self.kept.getresponse().read()


def cpu():
    """Of the programs, and of this process, in which the authority is."""
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def rate(name, act, first):
    before, start = cpu(), time.perf_counter()
    for n in range(first, first + CARDS):
        act(n)
    took = time.perf_counter() - start
    print(f"{name:42} {CARDS / took:12.1f} {1000 * took / CARDS:10.1f} {1000 * (cpu() - before) / CARDS:10.1f}")


def counted(authority, first):
    """What one activation costs, whatever the machine: by the crash points of tests/crash_points."""
    with tempfile.NamedTemporaryFile() as file:
        os.environ["SSCARD_CRASH_COUNT"] = file.name
        authority.requests.clear()
        connections = authority.connections
        for n in range(first, first + COUNTED):
            activate(n, f"{SSCARD}_crashing")
        del os.environ["SSCARD_CRASH_COUNT"]
        calls = [(name, int(size)) for name, size in (line.split() for line in file.read().decode().splitlines())]
    count = collections.Counter(name for name, _ in calls)
    yield "fsync and fdatasync", count["fsync"] + count["fdatasync"]
    yield "bytes written to files", sum(size for name, size in calls if name.startswith("pwrite"))
    yield "bytes sent", sum(size for name, size in calls if name.startswith("send"))
    yield "HTTP requests", len(authority.requests)
    yield "connections", authority.connections - connections


def main():
    os.environ["LANG"] = "C.UTF-8"
    with tempfile.TemporaryDirectory() as folder, Authority() as authority:
        os.environ["SSCARD_STATE_DIR"] = folder
        config = pathlib.Path(folder) / "config.toml"
        config.write_text(f'[backend]\nuse = "http"\n[backends.http]\nkind = "http"\nurl = "{authority.url}"\n')
        os.environ["SSCARD_CONFIG"] = str(config)
        activate(0)
        others = Others(authority)
        print(f"\nOne activation stream over HTTP on loopback: {CARDS} in a row\n")
        print(f"{'program, and the authority':42} {'a second':>12} {'ms each':>10} {'CPU ms':>10}")
        rate("sscard, one command each, durable journal", activate, NOT_COUNTED)
        if shutil.which("curl"):
            rate("curl, one command each, no journal", others.curl, 0)
        else:
            print("curl: skipped: install the package curl")
        rate("Python, one kept connection, no journal", others.python, 0)
        print("\nOne activation of sscard, the same on every machine\n")
        for what, total in counted(authority, NOT_COUNTED + CARDS):
            print(f"{what:42} {total / COUNTED:12.1f}")


if __name__ == "__main__":
    main()
