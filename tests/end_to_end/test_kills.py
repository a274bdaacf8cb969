"""SIGKILL at random moments of an activation, at an authority that is late, cuts, or has no time by chance: never two
effects, never a lost request. SSCARD_KILLS says how many; SSCARD_SEED plays a run again."""

import collections
import http.client
import os
import random
import subprocess
import sys
import threading
import time
import unittest

from authority_server import Answer, Authority, Cut, problem
from harness import HOLDER, LONGEST, SSCARD, Case, typed, wait_until

KILLS = int(os.environ.get("SSCARD_KILLS", 16))
SEED = int(os.environ.get("SSCARD_SEED", random.randrange(10**9)))
ACTIVATIONS = "/v1/activations"


class Moody(Authority):
    """Counts effects by card, and forgives nothing: a second request for a card is a second effect. What concerns the
    card `victim` goes wrong by chance."""

    def __init__(self, dice):
        super().__init__()
        self.dice, self.victim = dice, None
        self.before, self.after = self.at_first, self.at_last
        self.cards, self.lock = {}, threading.Lock()

    def at_first(self, request):
        if not self.concerns_victim(request):
            return None
        self.delay()
        mood = self.dice.random()
        if mood < 0.15:
            raise Cut
        if mood < 0.3:
            return problem("unavailable", **({"Retry_After": "0"} if mood < 0.2 else {}))
        return None

    def at_last(self, request):
        if self.concerns_victim(request):
            self.delay()
            if self.dice.random() < 0.2:
                raise Cut

    def delay(self):
        if self.dice.random() < 0.7:
            time.sleep(0.08 * self.dice.random())

    def effect(self, request):
        with self.lock:
            if request["path"] == ACTIVATIONS:
                self.cards[request["body"]["request_no"]] = request["body"]["card"]["number"]
            return super().effect(request)

    def card_of(self, request):
        if request["body"]:
            return request["body"]["card"]["number"]
        return self.cards.get(request["path"].removeprefix(ACTIVATIONS + "/"))

    def concerns_victim(self, request):
        return self.victim is not None and self.card_of(request) == self.victim

    def effects_on(self, card):
        return [number for number in self.effects if self.cards[number] == card]

    def come_to_rest(self):
        """Until it is well again, and nothing that was on its way is left: connections are taken in turn."""
        self.victim = None
        last = http.client.HTTPConnection("127.0.0.1", self.port)
        last.request("GET", "/v1/capabilities")
        last.getresponse().read()
        last.close()
        wait_until(lambda: not self.open, "the authority does not come to rest")


class Watchful(Moody):
    """Knows the state of each card, as a real one does."""

    def effect(self, request):
        with self.lock:
            number = (request["body"] or {}).get("request_no")
            if number and number not in self.decisions and self.effects_on(request["body"]["card"]["number"]):
                self.decisions[number] = {"request_no": number, "result": "already_active", **self.card_state()}
        return super().effect(request)


class Killed(Case):
    def setUp(self):
        super().setUp()
        self.dice = random.Random(SEED)
        self.figures = collections.Counter()

    def start_authority(self, kind):
        self.authority = self.enterContext(kind(self.dice))
        self.environment["SSCARD_CONFIG"] = str(self.file(
            "config.toml", f'[backend]\nuse = "http"\n[backends.http]\nkind = "http"\nurl = "{self.authority.url}"\n'))
        start = time.monotonic()
        self.assertExit(self.sscard(*self.activation("T99999999")), 0)
        self.longest = 1.1 * (time.monotonic() - start) + 0.1

    def activation(self, card):
        return ["activate", *typed(card, f"310000D15600000500000001{card[1:]}", **HOLDER), "--json", "--yes"]

    def start(self, card):
        return subprocess.Popen([SSCARD, *self.activation(card)], env=self.environment, stdin=subprocess.DEVNULL,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def kill(self, process):
        time.sleep(self.longest * self.dice.random())
        process.kill()
        process.communicate(timeout=LONGEST)

    def states(self, card):
        ended = self.sscard("journal", "list", "--json", "--card-number", card)
        self.assertExit(ended, 0)
        return [request["state"] for request in reversed(ended.json["requests"])]

    def test_one_effect_and_its_request_is_known(self):
        self.start_authority(Moody)
        for n in range(KILLS):
            with self.subTest(seed=SEED, n=n):
                self.one_kill(f"T{n:08}", bystander=f"S{n:08}" if n % 4 == 0 else None)
        self.assertExit(self.sscard("journal", "verify"), 0)
        print(f"seed {SEED}: {dict(self.figures)}", file=sys.stderr)

    def one_kill(self, card, bystander):
        authority = self.authority
        authority.victim = card
        beside = bystander and self.start(bystander)
        self.kill(self.start(card))
        effects, known = authority.effects_on(card), self.states(card)
        self.figures[known[0] if known else "nothing intended"] += 1
        self.assertLessEqual(len(known), 1)
        self.assertTrue(known or not effects, "an effect of which the journal does not know")
        authority.come_to_rest()
        authority.requests.clear()
        if self.dice.random() < 0.5:
            self.assertExit(self.sscard("journal", "resolve"), 0)
            known = self.states(card)
            self.assertIn(known, (["activated"],) if authority.effects_on(card) else ([], ["not_sent"]))
        if known != ["activated"]:
            ended = self.sscard(*self.activation(card))
            self.assertExit(ended, 0)
            self.assertEqual((ended.json["result"], [ended.json["request_no"]]), ("activated", authority.effects_on(card)))
        asked = [r for r in authority.requests if r["path"].startswith(ACTIVATIONS + "/")]
        self.figures["asked about"] += bool(asked)
        self.figures["asked about, then sent"] += bool(asked) and known == ["intended"] and len(authority.requests) > len(asked)
        self.assertEqual(len(authority.effects_on(card)), 1)
        self.assertIn(self.states(card), (["activated"], ["not_sent", "activated"]))
        if beside:
            out, err = beside.communicate(timeout=LONGEST)
            self.assertEqual((beside.returncode, len(authority.effects_on(bystander))), (0, 1), out + err)
            self.assertEqual(self.states(bystander), ["activated"])

    def test_two_at_one_card_one_of_them_killed(self):
        self.start_authority(Watchful)
        for n in range(KILLS // 4):
            with self.subTest(seed=SEED, n=n):
                card = f"T{n:08}"
                killed, other = self.start(card), self.start(card)
                self.kill(killed)
                out, err = other.communicate(timeout=LONGEST)
                self.assertEqual(other.returncode, 0, out + err)
                self.authority.come_to_rest()
                self.assertExit(self.sscard("journal", "resolve"), 0)
                self.assertEqual(len(self.authority.effects_on(card)), 1)
                states = self.states(card)
                self.assertEqual(states.count("activated"), 1, states)
                self.assertLessEqual(set(states), {"activated", "already_active", "not_sent"})
        self.assertExit(self.sscard("journal", "verify"), 0)


if __name__ == "__main__":
    unittest.main()
