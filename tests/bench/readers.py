"""`sscard read --each-reader` with one card and with eight, whose every answer takes its time. Called by tools/bench."""

import contextlib
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "end_to_end"))
from harness import ADULT, CARDS, SSCARD, Pcscd  # noqa: E402
from slow_card import SlowCard  # noqa: E402

RUNS = 10
CARD_COUNT = 8
ANSWER_TIME = 0.1  # seconds; a reading takes three answers


def timed(*arguments):
    start = time.perf_counter()
    ended = subprocess.run([SSCARD, "read", "--each-reader", "--json", *arguments], capture_output=True, text=True, check=True)
    return time.perf_counter() - start, len(ended.stdout.splitlines())


def main():
    os.environ["LANG"] = "C.UTF-8"
    with contextlib.ExitStack() as stack:
        os.environ["SSCARD_STATE_DIR"] = stack.enter_context(tempfile.TemporaryDirectory())
        stack.enter_context(Pcscd(readers=CARD_COUNT // 2))
        for slot in range(CARD_COUNT):
            stack.enter_context(SlowCard(CARDS / ADULT, slot, lambda _: time.sleep(ANSWER_TIME)))
        one, all_of_them = [], []
        for _ in range(RUNS):
            for times, arguments, count in ((one, ["--reader", "#1"], 1), (all_of_them, [], CARD_COUNT)):
                took, read = timed(*arguments)
                assert read == count, f"{read} cards were read instead of {count}"
                times.append(took)
    one, all_of_them = statistics.median(one), statistics.median(all_of_them)
    print(f"\nCards of {3 * ANSWER_TIME * 1000:.0f} ms in readers of their own: medians of {RUNS} runs, by turns, milliseconds\n")
    print(f"{'one card':34} {1000 * one:8.1f}\n{f'{CARD_COUNT} cards at once':34} {1000 * all_of_them:8.1f}")
    print(f"{'ratio, goal at most 1.25':34} {all_of_them / one:8.2f}")


if __name__ == "__main__":
    main()
