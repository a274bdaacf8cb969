"""What a batch costs: beside the ceiling of the authority that it talks to, with the embedded authority, again with
nothing to do, and in memory. SSCARD_ROWS: most rows of a file (1000000)."""

import json
import os
import pathlib
import re
import sqlite3
import subprocess
import sys
import tempfile
import time

SSCARD, AUTHORITY = os.environ["SSCARD"], sys.argv[1]
MOST = int(os.environ.get("SSCARD_ROWS", "1000000"))
CONNECTIONS = 4
HEAD = "id_number,card_number,identification_number,name\n"
BODY = (
    '{"request_no":"0192%d","scope":"social_security","holder":{"id_number":"11010519491231002X","name":null},'
    '"card":{"number":"A00000001","identification_number":"310000D15600000500000001FFFFFFFF"}}'
)


def cards(folder, count):
    file = folder / f"{count}.csv"
    with open(file, "w") as out:
        out.write(HEAD)
        for number in range(1, count + 1):
            out.write(f"11010519491231002X,A{number:08},310000D156000005{number:08X}FFFFFFFF,张三\n")
    return file


class Authority:
    """`thinks`: milliseconds before each answer."""

    def __init__(self, thinks=0):
        self.command = [AUTHORITY, str(thinks)]

    def __enter__(self):
        self.process = subprocess.Popen(self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.url = f"http://127.0.0.1:{self.process.stdout.readline().strip()}"
        return self

    def __exit__(self, *_):
        self.activations = int(self.process.communicate()[0])


def ceiling(url, folder):
    """Requests a second that wrk gets out of the same server."""
    script = folder / "post.lua"
    script.write_text(
        f"wrk.method = 'POST'\nwrk.body = '{BODY % 1}'\nwrk.headers['Content-Type'] = 'application/json'\n"
    )
    wrk = ["wrk", "-t1", f"-c{CONNECTIONS}", "-d5s", "-s", str(script), url + "/v1/activations"]
    out = subprocess.run(wrk, capture_output=True, text=True, check=True).stdout
    return float(re.search(r"Requests/sec:\s*([\d.]+)", out)[1])


def run(folder, file, config, state):
    """Seconds, processor seconds, peak MiB, and what the run says."""
    environment = {**os.environ, "SSCARD_CONFIG": str(config), "SSCARD_STATE_DIR": str(state)}
    command = [SSCARD, "batch", "run", str(file), "--name", "bench", "--json", "--jobs", str(CONNECTIONS)]
    begin = time.monotonic()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    said = json.loads(process.stdout.read())
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = status
    assert said["activated"] == said["rows"], said
    return time.monotonic() - begin, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, said


def beside_the_ceiling(folder):
    """The same number of connections for wrk and for a batch."""
    print(f"\n{CONNECTIONS} connections, 10000 rows:\n")
    print("| The authority thinks | wrk, requests a second | `sscard batch run`, rows a second | Share |\n|---|---|---|---|")
    for thinks in (0, 2, 10):
        with Authority(thinks) as authority:
            most = ceiling(authority.url, folder)
        seconds = against(Authority(thinks), folder, 10000, f"ceiling-{thinks}")[0]
        print(f"| {thinks} ms | {most:.0f} | {10000 / seconds:.0f} | {10000 / seconds / most:.2f} |", flush=True)


def against(authority, folder, rows, name):
    """What run() says of a new batch, seconds when it is run again, and requests of both."""
    config, state = folder / f"{name}.toml", folder / name
    with authority:
        config.write_text(f'[backend]\nuse = "bench"\n[backends.bench]\nkind = "http"\nurl = "{authority.url}"\n'
                          f"max_in_flight = {CONNECTIONS}\n")
        file = cards(folder, rows)
        seconds, cpu, peak, _ = run(folder, file, config, state)
        again, _, _, _ = run(folder, file, config, state)
    return seconds, cpu, peak, again, authority.activations


def by_length(folder):
    print("\n| Rows | Seconds | Rows a second | Requests a row | CPU a row | Peak memory | Again, nothing to do |")
    print("|---|---|---|---|---|---|---|")
    first_cost = None
    for rows in (rows for rows in (10000, 100000, 1000000) if rows <= MOST):
        seconds, cpu, peak, again, activations = against(Authority(), folder, rows, f"rows-{rows}")
        print(f"| {rows} | {seconds:.1f} | {rows / seconds:.0f} | {activations / rows:.3f} | "
              f"{cpu / rows * 1e6:.0f} µs | {peak:.0f} MiB | {again:.1f} s |", flush=True)
        first_cost = first_cost or cpu / rows
    print(f"\nA row of the longest file costs {cpu / rows / first_cost:.2f} times as much CPU as one of the shortest.")


def plain_inserts(folder, rows, group):
    """Rows a second into a table of SQLite, as durable as the journal, so many in one transaction."""
    database = sqlite3.connect(folder / f"plain-{group}.db", isolation_level=None)
    database.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE entries (number, content);")
    begin = time.monotonic()
    for first in range(0, rows, group):
        database.execute("BEGIN IMMEDIATE")
        database.executemany("INSERT INTO entries VALUES (?, ?)", ((n, BODY % n) for n in range(first, first + group)))
        database.execute("COMMIT")
    seconds = time.monotonic() - begin
    database.close()
    return rows / seconds


def embedded(folder):
    rows = min(MOST, 10000)
    config, file, state = folder / "local.toml", cards(folder, rows), folder / "local"
    config.write_text("")
    environment = {**os.environ, "SSCARD_CONFIG": str(config), "SSCARD_STATE_DIR": str(state)}
    for arguments in (["init", "--empty"], ["import", str(file)]):
        subprocess.run([SSCARD, "authority", *arguments], env=environment, check=True, capture_output=True)
    seconds, _, _, _ = run(folder, file, config, state)
    print(f"\n{rows} rows, the embedded authority, which makes each decision durable by itself:\n\n| | Rows a second |\n|---|---|")
    print(f"| `sscard batch run` | {rows / seconds:.0f} |")
    for group in (1, 250):
        print(f"| plain SQLite inserts, {group} in a transaction | {plain_inserts(folder, rows, group):.0f} |")


with tempfile.TemporaryDirectory(dir=os.environ.get("SSCARD_BENCH_DIR")) as place:
    print("\n## Batches")
    beside_the_ceiling(pathlib.Path(place))
    by_length(pathlib.Path(place))
    embedded(pathlib.Path(place))
