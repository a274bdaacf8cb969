"""Whole processes against the real PC/SC service and the virtual reader, by turns: `sscard read` and other programs
that send the same card its records one by one. Then what an exchange costs. Called by tools/bench."""

import os
import pathlib
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "end_to_end"))
from harness import CARDS, READERS, SSCARD, Pcscd, ServedCard  # noqa: E402

RUNS = 30
SELECT_NAME = "00A404000F7378312E73682EC9E7BBE1B1A3D5CF"
ISSUER = [(0x01, 16), (0x02, 1), (0x03, 4), (0x04, 12), (0x05, 4), (0x06, 4), (0x07, 9)]
HOLDER = [(0x08, 18), (0x09, 30), (0x4E, 20), (0x0A, 1), (0x0B, 1), (0x0C, 3), (0x0D, 4)]


def record_by_record():
    yield SELECT_NAME
    for file, records in (("EF05", ISSUER), ("EF06", HOLDER)):
        yield f"00A4020002{file}"
        yield from (f"00B2{tag:02X}00{length + 2:02X}" for tag, length in records)


class Program:
    """A program, the package that has it, and how it is told to read the card."""

    def __init__(self, name, package, arguments, stdin=""):
        self.name, self.package, self.arguments, self.stdin = name, package, arguments, stdin
        self.wall, self.cpu = [], []

    def is_there(self):
        return shutil.which(self.name) is not None

    def run(self):
        before, start = cpu_of_children(), time.perf_counter()
        ended = subprocess.run([self.name, *self.arguments], input=self.stdin, capture_output=True, text=True, check=True)
        self.wall.append(time.perf_counter() - start)
        self.cpu.append(cpu_of_children() - before)
        return ended.stdout


def cpu_of_children():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def programs():
    commands = list(record_by_record())
    reader = READERS[0]
    yield Program(SSCARD, "", ["read", "--json", "--reader", reader])
    # -c default: no search for the card's kind, which would send commands of its own.
    sends = [part for command in commands for part in ("-s", command)]
    yield Program("opensc-tool", "opensc", ["-r", "0", "-c", "default", *sends])
    script = "".join(" ".join(command[i : i + 2] for i in range(0, len(command), 2)) + "\n" for command in commands)
    yield Program("scriptor", "pcsc-tools", ["-r", reader, "-p", "T=0"], script)


def compare():
    print(f"\nWhole processes through pcscd and a virtual reader: medians of {RUNS} runs, by turns, milliseconds\n")
    print(f"{'program':34} {'wall':>8} {'CPU':>8}")
    there = []
    for program in programs():
        if program.is_there():
            there.append(program)
        else:
            print(f"{pathlib.Path(program.name).name:34} skipped: install the package {program.package}")
    for run in range(RUNS + 1):
        for program in there:
            output = program.run()
            if "D2143569X" not in output and "44 32 31 34 33 35 36 39 58" not in output:
                sys.exit(f"{program.name} did not read the card number:\n{output}")
            if run == 0:  # warms up
                program.wall, program.cpu = [], []
    for program in there:
        wall, cpu = (1000 * statistics.median(times) for times in (program.wall, program.cpu))
        print(f"{pathlib.Path(program.name).name:34} {wall:8.1f} {cpu:8.1f}")


def main(bench_exchange):
    os.environ["LANG"] = "C.UTF-8"
    with tempfile.TemporaryDirectory() as state, Pcscd(), ServedCard(CARDS / "adult-2.00.json"):
        os.environ["SSCARD_STATE_DIR"] = state
        compare()
        print("\nOne exchange through pcscd and a virtual reader: medians, by turns\n", flush=True)
        subprocess.run([bench_exchange, READERS[0]], check=True)


if __name__ == "__main__":
    main(sys.argv[1])
