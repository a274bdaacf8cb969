"""sscard read --each-reader: all cards at once, each as it comes."""

import contextlib
import json
import signal
import subprocess
import threading
import unittest

from harness import ADULT, CARDS, LONGEST, SSCARD, Case, Pcscd, ServedCard
from slow_card import SlowCard

COUNT = 8


def lines(ended):
    return [json.loads(line) for line in ended.out.splitlines()]


class EachReader(Case):
    def number(self, slot):
        return f"D2143{slot:03}0"

    def test_all_cards_are_read_at_once(self):
        # No card answers before all have been asked: one after the other, none would ever be read.
        together = threading.Barrier(COUNT)
        with contextlib.ExitStack() as stack:
            stack.enter_context(Pcscd(readers=COUNT // 2))
            for slot in range(COUNT):
                file = self.card(f"card-{slot}.json", card={"number": self.number(slot)})
                first = lambda n: together.wait(LONGEST) if n == 0 else None
                stack.enter_context(SlowCard(file, slot, first))
            ended = self.sscard("read", "--each-reader", "--json")
        self.assertExit(ended, 0)
        readings = lines(ended)
        self.assertEqual(len(readings), COUNT, ended)
        self.assertEqual({reading["schema"] for reading in readings}, {"sscard.read/1"})
        self.assertEqual(
            {reading["reader"]: reading["card"]["number"] for reading in readings},
            {f"Virtual PCD {slot // 2} 00 0{slot % 2}": self.number(slot) for slot in range(COUNT)},
        )

    def test_a_failure_of_one_is_no_failure_of_the_others(self):
        with Pcscd(), ServedCard(CARDS / "bank-card.json", 0), ServedCard(CARDS / ADULT, 1):
            ended = self.sscard("read", "--each-reader", "--json")
            said = self.sscard("read", "--each-reader")
        self.assertExit(ended, 20)
        by_schema = {line["schema"]: line for line in lines(ended)}
        self.assertEqual(set(by_schema), {"sscard.read/1", "sscard.error/1"})
        failed = by_schema["sscard.error/1"]
        self.assertEqual((failed["reader"], failed["error"]["exit"]), ("Virtual PCD 00 00", 20))
        self.assertEqual(by_schema["sscard.read/1"]["reader"], "Virtual PCD 00 01")
        self.assertExit(said, 20)
        self.assertIn("D2143569X", said.out)
        self.assertIn("Virtual PCD 00 00: ", said.err)
        self.assertIn("1 of 2 cards were not read", said.err)

    def test_the_selector_says_which(self):
        with Pcscd(), ServedCard(CARDS / "bank-card.json", 0), ServedCard(CARDS / ADULT, 1):
            ended = self.sscard("read", "--each-reader", "--json", "--reader", "*01", "--fields", "card.number")
        self.assertExit(ended, 0)
        self.assertEqual([line["card"] for line in lines(ended)], [{"number": "D2143569X"}])

    def test_without_a_card_it_is_as_without_a_card_everywhere(self):
        with Pcscd():
            self.assertError(self.sscard("read", "--each-reader", "--json"), 14, "no_card")
        self.assertError(self.sscard("read", "--each-reader", "--json"), 10, "service_down")

    def test_what_is_for_one_card_does_not_go_with_it(self):
        for other in (["--pin", "--all"], ["--record", "x"], ["--all", "--out", "x"], ["--reader", "mock:"]):
            with self.subTest(other):
                self.assertError(self.sscard("read", "--each-reader", "--json", *other), 2, "usage")

    def test_ctrl_c_ends_all_of_them(self):
        asked, forever = threading.Semaphore(0), threading.Event()
        self.addCleanup(forever.set)

        def never(_):
            asked.release()
            forever.wait(LONGEST)

        with contextlib.ExitStack() as stack:
            stack.enter_context(Pcscd())
            for slot in range(2):
                stack.enter_context(SlowCard(CARDS / ADULT, slot, never))
            process = subprocess.Popen(
                [SSCARD, "read", "--each-reader", "--json"], env=self.environment, stdout=subprocess.PIPE, text=True
            )
            for _ in range(2):
                self.assertTrue(asked.acquire(timeout=LONGEST))
            process.send_signal(signal.SIGINT)
            out, _ = process.communicate(timeout=LONGEST)
            forever.set()
        self.assertEqual(process.returncode, 130, out)
        self.assertEqual([json.loads(line)["error"]["code"] for line in out.splitlines()], ["interrupted"] * 2)


if __name__ == "__main__":
    unittest.main()
