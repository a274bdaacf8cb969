"""Two programs at one reader."""

import subprocess
import threading
import unittest

from harness import ADULT, CARDS, LONGEST, SSCARD, Case, Pcscd, ServedCard
from slow_card import SlowCard


class TwoAtOneReader(Case):
    def test_exclusive_alone_is_like_shared(self):
        with Pcscd(), ServedCard(CARDS / ADULT):
            self.assertExit(self.sscard("read", "--exclusive"), 0)
            self.assertExit(self.sscard("read", SSCARD_EXCLUSIVE="1"), 0)

    def test_a_reader_that_another_program_is_at_is_busy(self):
        asked, go_on = threading.Event(), threading.Event()
        self.addCleanup(go_on.set)

        def hold(_):
            asked.set()
            go_on.wait(LONGEST)

        with Pcscd(), SlowCard(CARDS / ADULT, 0, hold):
            first = subprocess.Popen([SSCARD, "read"], env=self.environment, stdout=subprocess.PIPE, text=True)
            self.assertTrue(asked.wait(LONGEST))
            for option in ([], ["--exclusive"]):
                with self.subTest(option):
                    busy = self.sscard("read", "--json", "--timeout", "1", *option)
                    self.assertError(busy, 17, "reader_busy")
                    self.assertIn("ends no program of others", busy.json["error"]["hint"])
            go_on.set()
            out, _ = first.communicate(timeout=LONGEST)
        self.assertEqual(first.returncode, 0)
        self.assertIn("D2143569X", out)


if __name__ == "__main__":
    unittest.main()
