"""What stayed open is asked about: journal resolve, and the next activation of the same card, over HTTP."""

import unittest

from authority_server import Answer, Authority, Cut, problem
from harness import CARD, HOLDER, Case, typed

ACTIVATIONS = "/v1/activations"


class Open(Case):
    """A request whose outcome nobody told."""

    def setUp(self):
        super().setUp()
        self.authority = self.enterContext(Authority())
        text = f'[backend]\nuse = "province"\n[backends.province]\nkind = "http"\nurl = "{self.authority.url}"\n'
        self.environment["SSCARD_CONFIG"] = str(self.file("config.toml", text))

    def activate(self, *options, card_number=CARD["card_number"]):
        person = typed(card_number, CARD["identification_number"], HOLDER["id_number"], HOLDER["name"])
        return self.sscard("activate", *person, "--json", "--yes", *options)

    def lose_every_word(self, *, arrives):
        def cut(request):
            if request["path"].startswith(ACTIVATIONS):
                raise Cut

        self.authority.before, self.authority.after = (lambda _: None, cut) if arrives else (cut, lambda _: None)

    def leave_open(self, *, arrives):
        self.lose_every_word(arrives=arrives)
        ended = self.activate()
        self.assertExit(ended, 32)
        self.authority.before = self.authority.after = lambda _: None
        self.authority.requests.clear()
        return ended.json["request_no"]

    def on_question(self, answer):
        self.authority.before = lambda r: answer(r) if r["path"].startswith(ACTIVATIONS + "/") else None

    def resolve(self, *options):
        return self.sscard("journal", "resolve", "--json", *options)


class Resolving(Open):
    def test_nothing_open_is_nothing_asked(self):
        for _ in range(2):  # without a journal, and with one in which all is final
            ended = self.resolve()
            self.assertExit(ended, 0)
            self.assertEqual(ended.json["asked"], 0)
            self.assertExit(self.activate(), 0)
            self.authority.requests.clear()
        self.assertExit(self.resolve(), 0)
        self.assertEqual(self.authority.requests, [])

    def test_what_took_effect_is_found_out(self):
        number = self.leave_open(arrives=True)
        ended = self.resolve()
        self.assertExit(ended, 0)
        self.assertEqual((ended.json["asked"], ended.json["activated"], ended.json["unknown"]), (1, 1, 0))
        told = ended.json["requests"][0]
        self.assertEqual((told["request_no"], told["was"], told["state"], told["error"]), (number, "unknown", "activated", None))
        self.assertEqual(told["holder"]["id_number"], "110105********002X")
        self.assertEqual(self.journal(), ["activated"])
        self.assertEqual(len(self.authority.effects), 1)
        self.assertExit(self.sscard("journal", "verify"), 0)

    def test_what_never_arrived_was_not_sent(self):
        self.leave_open(arrives=False)
        ended = self.resolve()
        self.assertExit(ended, 0)
        self.assertEqual(ended.json["not_sent"], 1)
        self.assertEqual(self.journal(), ["not_sent"])
        self.assertEqual(self.authority.effects, [])

    def test_what_is_pending_is_asked_about_until_it_took_effect(self):
        later = {"result": "pending"}
        self.authority.before = lambda r: Answer(202, {**later, "request_no": r["body"]["request_no"]}) if r["path"] == ACTIVATIONS else None
        number = self.activate().json["request_no"]
        self.on_question(lambda r: Answer(200, {**later, "request_no": number}))
        ended = self.resolve()
        self.assertExit(ended, 33)
        self.assertEqual(ended.json["pending"], 1)
        self.on_question(lambda r: Answer(200, {"result": "activated", "request_no": number}))
        self.assertExit(self.resolve(), 0)
        self.assertEqual(self.journal(), ["activated"])

    def test_without_a_word_the_exit_says_why_and_nothing_changes(self):
        self.leave_open(arrives=True)
        silences = (
            (30, lambda _: problem("unavailable", Retry_After="60")),
            (32, lambda _: problem("internal")),
            (32, lambda _: problem("in_progress")),
            (34, lambda _: problem("unauthorised")),
            (35, lambda _: Answer(200, {"request_no": "another", "result": "activated"})),
        )
        for code, answer in silences:
            with self.subTest(code):
                self.on_question(answer)
                ended = self.resolve("--timeout", "1")
                self.assertExit(ended, code)
                self.assertEqual(ended.json["unknown"], 1)
                self.assertEqual(ended.json["requests"][0]["error"]["exit"], code)
                self.assertEqual(self.activate("--timeout", "1").code, code)  # nor does the next activation know
        self.assertEqual(self.journal(), ["unknown"])

    def test_what_the_authority_is_still_at_is_asked_about_again(self):
        self.leave_open(arrives=True)
        answers = iter([problem("in_progress")])
        self.on_question(lambda _: next(answers, None))
        self.assertExit(self.resolve(), 0)
        self.assertEqual(self.journal(), ["activated"])

    def test_an_authority_that_stays_away_is_not_asked_for_ever(self):
        self.lose_every_word(arrives=True)
        for number in range(6):
            self.assertExit(self.activate(card_number=f"D214356{number:02}"), 32)
        self.authority.requests.clear()
        self.authority.after = lambda _: None
        self.on_question(lambda _: problem("unauthorised"))
        ended = self.resolve()
        self.assertExit(ended, 34)
        self.assertEqual(len(self.authority.requests), 1)
        self.assertEqual(ended.json["unknown"], 6)

    def test_each_request_is_asked_about_where_it_was_sent(self):
        self.leave_open(arrives=True)
        with open(self.environment["SSCARD_CONFIG"], "a") as config:
            config.write('[backends.other]\nkind = "http"\nurl = "http://localhost:1"\n')
        self.environment["SSCARD_BACKEND"] = "other"
        self.assertExit(self.resolve(), 0)

    def test_people_read_what_became_of_it(self):
        for lang, words, nothing in (("en", "Activated", "Nothing is open"), ("zh", "已激活", "没有待查业务")):
            with self.subTest(lang):
                number = self.leave_open(arrives=True)
                ended = self.sscard("journal", "resolve", "--lang", lang)
                self.assertExit(ended, 0)
                self.assertIn(number, ended.out)
                self.assertIn(words, ended.out)
                self.assertNotIn(HOLDER["id_number"], ended.out)
                self.assertIn(nothing, self.sscard("journal", "resolve", "--lang", lang).out)


class TheSameCardAgain(Open):
    def test_what_took_effect_is_the_outcome_and_nothing_is_sent(self):
        number = self.leave_open(arrives=True)
        ended = self.activate()
        self.assertExit(ended, 0)
        self.assertEqual((ended.json["result"], ended.json["request_no"]), ("activated", number))
        self.assertTrue(ended.json["earlier_request"])
        self.assertEqual([r["path"] for r in self.authority.requests], [f"{ACTIVATIONS}/{number}"])
        self.assertEqual(len(self.authority.effects), 1)
        self.assertEqual(self.journal(), ["activated"])

    def test_what_never_arrived_is_sent_under_its_own_number(self):
        number = self.leave_open(arrives=False)
        ended = self.activate()
        self.assertExit(ended, 0)
        self.assertEqual(ended.json["request_no"], number)
        self.assertEqual(self.authority.effects, [number])
        self.assertEqual(self.journal(), ["activated"])

    def test_what_asked_for_something_else_is_given_up_first(self):
        number = self.leave_open(arrives=False)
        ended = self.activate("--operator", "another")
        self.assertExit(ended, 0)
        self.assertNotEqual(ended.json["request_no"], number)
        self.assertEqual(self.journal(), ["not_sent", "activated"])

    def test_without_a_word_on_it_nothing_more_is_sent(self):
        self.leave_open(arrives=False)
        self.on_question(lambda _: problem("unavailable", Retry_After="60"))
        self.assertError(self.activate("--timeout", "1"), 30, "backend_unreachable")
        self.assertEqual(self.authority.effects, [])
        self.assertEqual(self.journal(), ["unknown"])


if __name__ == "__main__":
    unittest.main()
