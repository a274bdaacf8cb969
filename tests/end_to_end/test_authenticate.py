"""Cards of the third generation: the authority answers their challenges, the terminal has no key."""

import json
import unittest

from harness import CARDS, HOLDER, READERS, Case, Pcscd, ServedCard, card_file

GENUINE = CARDS / "genuine-3.00.json"
FORGED = CARDS / "not-genuine-3.00.json"


def row_of(path):
    """The row of the authority's CSV file for a card."""
    document = json.loads(path.read_text())
    return {
        **HOLDER,
        "card_number": document["card"]["number"],
        "identification_number": document["card"]["identification_number"],
    }


class CardsThatShowWhatTheyAre(Case):
    def commands(self, recording):
        return [line[2:] for line in recording.read_text().splitlines() if line.startswith("> ")]

    def test_the_authority_opens_a_protected_card(self):
        self.authority(row_of(GENUINE))
        ended = self.sscard("read", "--json", "-r", f"mock:{GENUINE}")
        self.assertExit(ended, 0)
        self.assertIs(ended.json["genuine"], True)
        self.assertEqual(ended.json["holder"]["name"], "张三")
        self.assertIsNone(ended.json["holder_unavailable"])
        self.assertEqual(ended.json["algorithm"], "sm4")

    def test_without_an_authority_the_card_stays_closed_and_is_not_asked(self):
        recording = self.folder / "card.txt"
        ended = self.sscard("read", "--json", "-r", f"mock:{GENUINE}", "--record", recording)
        self.assertExit(ended, 0)
        self.assertNotIn("genuine", ended.json)
        self.assertEqual(ended.json["holder_unavailable"], "authentication_required")
        self.assertEqual(len(self.commands(recording)), 3)

    def test_a_card_that_the_authority_does_not_know_is_not_checked(self):
        self.authority()
        ended = self.sscard("read", "--json", "-r", f"mock:{GENUINE}")
        self.assertExit(ended, 0)
        self.assertNotIn("genuine", ended.json)
        self.assertIsNone(ended.json["holder"])

    def test_a_field_of_the_holder_is_opened_too_and_a_field_of_the_card_asks_nobody(self):
        self.authority(row_of(GENUINE))
        recording = self.folder / "card.txt"
        ended = self.sscard("read", "--json", "--fields", "holder.name", "-r", f"mock:{GENUINE}")
        self.assertExit(ended, 0)
        self.assertEqual(ended.json["holder"], {"name": "张三"})
        ended = self.sscard("read", "--json", "--fields", "card.number", "-r", f"mock:{GENUINE}", "--record", recording)
        self.assertExit(ended, 0)
        self.assertEqual(len(self.commands(recording)), 2)

    def test_a_card_with_another_key_is_not_genuine_and_its_reader_key_is_not_tried(self):
        self.authority(row_of(FORGED))
        recording = self.folder / "card.txt"
        ended = self.sscard("read", "--json", "-r", f"mock:{FORGED}", "--record", recording)
        self.assertExit(ended, 0)
        self.assertIs(ended.json["genuine"], False)
        self.assertIsNone(ended.json["holder"])
        self.assertEqual(
            [command for command in self.commands(recording) if command.startswith("00 82")], ["00 82 00 0A 00"]
        )

    def test_a_card_that_is_not_genuine_is_never_activated(self):
        self.authority(row_of(FORGED))
        for options in ((), ("--dry-run",)):
            with self.subTest(options=options):
                ended = self.sscard(
                    "activate", "--json", "--yes", "-r", f"mock:{FORGED}", "--id-number", HOLDER["id_number"], *options
                )
                self.assertError(ended, 31, "refused")
        self.assertEqual(self.journal(), [])
        self.assertEqual(self.state_of(row_of(FORGED)["card_number"]), ("0", "0"))

    def test_a_genuine_card_is_activated_with_the_holder_that_it_gave(self):
        self.authority(row_of(GENUINE))
        ended = self.sscard("activate", "--json", "--yes", "-r", f"mock:{GENUINE}")
        self.assertExit(ended, 0)
        self.assertEqual(ended.json["result"], "activated")
        ended = self.sscard("activate", "--json", "--yes", "-r", f"mock:{GENUINE}", "--name", "李四")
        self.assertError(ended, 23, "identity_mismatch")

    def test_a_key_near_its_lock_is_not_tried(self):
        self.authority(row_of(GENUINE))
        card = self.card("near.json", base="genuine-3.00.json", authentication={"left": 1})
        recording = self.folder / "card.txt"
        ended = self.sscard("read", "--json", "-r", f"mock:{card}", "--record", recording)
        self.assertExit(ended, 0)
        self.assertIs(ended.json["genuine"], True)
        self.assertEqual(ended.json["holder_unavailable"], "authentication_required")
        self.assertFalse([command for command in self.commands(recording) if command.startswith("00 82 00 0A 10")])

    def test_text_says_it_in_both_languages(self):
        self.authority(row_of(GENUINE), {**row_of(FORGED), "card_number": "X00000108"})
        for language, words in (("en", ("Genuine", "NOT GENUINE")), ("zh", ("真卡", "假卡"))):
            for card, word in zip((GENUINE, FORGED), words):
                ended = self.sscard("read", "-r", f"mock:{card}", "--lang", language)
                self.assertExit(ended, 0)
                self.assertIn(word, ended.out)

    def test_a_recording_plays_back_without_the_authority(self):
        self.authority(row_of(GENUINE))
        recording = self.folder / "card.txt"
        first = self.sscard("read", "--json", "-r", f"mock:{GENUINE}", "--record", recording)
        for state in (self.state, self.folder / "nothing here"):
            second = self.sscard("read", "--json", "-r", f"replay:{recording}", "--state-dir", state)
            self.assertExit(second, 0)
            expected = {**first.json, "reader": ""}
            self.assertIs(expected.pop("genuine"), True)
            self.assertEqual({**second.json, "reader": ""}, expected)

    def test_a_recording_of_a_forged_card_is_not_activated(self):
        self.authority(row_of(FORGED))
        recording = self.folder / "card.txt"
        ended = self.sscard("activate", "--json", "-r", f"mock:{FORGED}", "--record", recording)
        self.assertError(ended, 31, "refused")
        played = self.sscard(
            "activate", "--json", "--yes", "-r", f"replay:{recording}", "--id-number", HOLDER["id_number"]
        )
        self.assertError(played, 31, "refused")
        self.assertEqual(self.state_of(row_of(FORGED)["card_number"]), ("0", "0"))

    def test_a_forged_card_is_said_so_by_every_verb(self):
        self.authority(row_of(FORGED))
        self.assertError(self.sscard("activate", "--json", "-r", f"mock:{FORGED}"), 31, "refused")
        status = self.sscard("status", "--json", "-r", f"mock:{FORGED}", "--id-number", HOLDER["id_number"])
        self.assertExit(status, 0)
        self.assertIs(status.json["genuine"], False)

    def test_a_card_whose_cipher_is_not_known_is_not_called_a_forgery(self):
        self.authority(row_of(GENUINE))
        for changes in (
            {"behaviour": {"fci": ""}},
            {"behaviour": {"fci": "6F11840F7378312E73682EC9E7BBE1B1A3D5CF"}},
            {"faults": [{"at": 4, "kind": "status", "sw": "6F00"}]},
            {"faults": [{"at": 5, "kind": "status", "sw": "6F00"}]},
        ):
            with self.subTest(changes=changes):
                card = self.card("unnamed.json", base=GENUINE.name, **changes)
                ended = self.sscard("read", "--json", "-r", f"mock:{card}")
                self.assertExit(ended, 0)
                self.assertNotIn("genuine", ended.json)

    def test_a_backend_that_is_described_nowhere_is_said_so(self):
        ended = self.sscard("read", "--json", "-r", f"mock:{GENUINE}", "--backend", "nosuch")
        self.assertError(ended, 3, "config")

    def test_a_recording_of_a_card_that_is_not_genuine_does_not_say_so(self):
        self.authority(row_of(FORGED))
        recording = self.folder / "card.txt"
        self.assertExit(self.sscard("read", "--json", "-r", f"mock:{FORGED}", "--record", recording), 0)
        played = self.sscard("read", "--json", "-r", f"replay:{recording}")
        self.assertExit(played, 0)
        self.assertNotIn("genuine", played.json)

    def test_a_recording_made_without_an_authority_plays_back_with_one(self):
        recording = self.folder / "card.txt"
        self.assertExit(self.sscard("read", "--json", "-r", f"mock:{GENUINE}", "--record", recording), 0)
        self.authority(row_of(GENUINE))
        self.assertExit(self.sscard("read", "--json", "-r", f"replay:{recording}"), 0)


class CardsThatShowWhatTheyAreThroughTheService(Case):
    def test_a_protected_card_is_opened_and_activated(self):
        self.authority(row_of(GENUINE))
        with Pcscd(), ServedCard(GENUINE):
            reading = self.sscard("read", "--json")
            activation = self.sscard("activate", "--json", "--yes")
        self.assertExit(reading, 0)
        self.assertEqual(reading.json["reader"], READERS[0])
        self.assertIs(reading.json["genuine"], True)
        self.assertEqual(reading.json["holder"]["name"], "张三")
        self.assertExit(activation, 0)
        self.assertEqual(activation.json["result"], "activated")

    def test_a_card_pulled_out_at_any_command_is_gone_and_nothing_is_sent(self):
        self.authority(row_of(GENUINE))
        commands = 16
        with Pcscd():
            for at in range(1, commands):
                fault = [{"at": at, "kind": "card_removed"}]
                card = self.card(f"gone-{at}.json", base=GENUINE.name, faults=fault)
                with self.subTest(at=at), ServedCard(card):
                    ended = self.sscard("activate", "--json", "--yes")
                    if ended.code == 0:
                        self.assertGreater(at, 12)
                    else:
                        self.assertError(ended, 16, "card_removed")
                        self.assertEqual(self.journal(), [])


class WhatCardsRefuse(Case):
    """Remembered by kind in the state directory."""

    BEHAVIOUR = {"read_by_sfi": False, "read_all": False, "select_ef_p1": ["00"]}

    def exchanges(self, card, *options):
        ended = self.sscard("read", "--json", "-r", f"mock:{card}", "--log-level", "debug", *options)
        self.assertExit(ended, 0)
        return ended.json, ended.err.count(" > ")

    def test_the_second_reading_asks_only_what_the_card_answers(self):
        card = self.card("stubborn.json", behaviour=self.BEHAVIOUR)
        first, slow = self.exchanges(card)
        second, quick = self.exchanges(card)
        self.assertEqual(second, first)
        self.assertLess(quick, slow)
        (self.state / "card-habits.json").unlink()
        third, again = self.exchanges(card)
        self.assertEqual((third, again), (first, slow))

    def test_what_is_remembered_of_one_card_does_not_spoil_another(self):
        stubborn = self.card("stubborn.json", behaviour=self.BEHAVIOUR)
        document = card_file("adult-2.00.json")
        willing = self.card("willing.json")
        fresh, _ = self.exchanges(willing)
        self.assertEqual(document.get("atr"), json.loads(stubborn.read_text()).get("atr"))
        self.exchanges(stubborn)
        after, _ = self.exchanges(willing)
        self.assertEqual({**after, "reader": ""}, {**fresh, "reader": ""})

    def test_a_recording_does_not_depend_on_what_is_remembered(self):
        card = self.card("stubborn.json", behaviour=self.BEHAVIOUR)
        recordings = [self.folder / name for name in ("first.txt", "second.txt")]
        for recording in recordings:
            self.exchanges(card, "--record", recording)
        self.assertEqual(recordings[0].read_text(), recordings[1].read_text())
        self.exchanges(card)
        played = self.sscard("read", "--json", "-r", f"replay:{recordings[0]}")
        self.assertExit(played, 0)

    def test_a_state_directory_that_cannot_be_written_does_not_matter(self):
        self.state.write_text("a file where the folder should be")
        card = self.card("stubborn.json", behaviour=self.BEHAVIOUR)
        document, _ = self.exchanges(card)
        self.assertEqual(document["holder"]["name"], "张三")


if __name__ == "__main__":
    unittest.main()
