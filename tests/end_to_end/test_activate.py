"""Activation: what is sent, what is refused before it is sent, what the journal keeps, and what nobody may see."""

import datetime
import fcntl
import os
import pty
import select
import stat
import subprocess
import termios
import unittest

from harness import (
    ADULT,
    CARD,
    CARDS,
    HOLDER,
    LONGEST,
    READERS,
    REGISTERED,
    SSCARD,
    Case,
    Pcscd,
    ServedCard,
    typed,
    with_check_digit,
)

MOCK = ("-r", f"mock:{CARDS / ADULT}")
PROTECTED = ("-r", f"mock:{CARDS / 'protected-3.00.json'}")
MANUAL = typed(**CARD, id_number=HOLDER["id_number"])
UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
MASKED = {"id_number": "110105********002X", "name": "张*"}
ANOTHER = {
    "id_number": "110101198001010037",
    "name": "李四",
    "card_number": "A12345674",
    "identification_number": "110000D156000005000000020011AA55",
}


class Activating(Case):
    def activate(self, *options, **environment):
        return self.sscard("activate", "--json", *options, **environment)

    def assertRefused(self, ended, code, sent=True):
        self.assertExit(ended, 31)
        self.assertEqual(ended.json["schema"], "sscard.activation/1", ended)
        self.assertEqual(ended.json["result"], "refused", ended)
        self.assertEqual(ended.json["reason"]["code"], code, ended)
        self.assertEqual(ended.json["request_no"] is not None, sent, ended)
        self.assertEqual(self.journal(), ["refused"] if sent else [])


class OneCard(Activating):
    def test_a_sealed_card_is_activated_and_the_second_time_is_already_active(self):
        self.authority(REGISTERED)
        first = self.activate(*MOCK)
        self.assertExit(first, 0)
        self.assertRegex(first.json["request_no"], f"^{UUID}$")
        self.assertIsNotNone(datetime.datetime.fromisoformat(first.json["effective_at"]).tzinfo)
        self.assertEqual(
            {**first.json, "request_no": "", "effective_at": "", "receipt_no": ""},
            {
                "schema": "sscard.activation/1",
                "request_no": "",
                "result": "activated",
                "social_security": {"state": "1", "label": "正常"},
                "bank_account": {"state": "0", "label": "未激活"},
                "effective_at": "",
                "receipt_no": "",
                "message": "您的社会保障卡已激活",
                "reason": None,
                "next": ["bank_account_activation_in_person"],
                "backend": "local",
            },
        )
        self.assertEqual(self.state_of(), ("1", "0"))
        second = self.activate(*MOCK)
        self.assertExit(second, 0)
        self.assertEqual(second.json["result"], "already_active")
        self.assertNotEqual(second.json["request_no"], first.json["request_no"])
        self.assertEqual(self.journal(), ["activated", "already_active"])

    def test_status_tells_both_halves_before_and_after(self):
        self.authority({**REGISTERED, "enrolment_kind": "flexible", "balance_fen": "123456"})
        before = self.sscard("status", "--json", *MOCK)
        self.assertExit(before, 0)
        self.assertEqual(before.json["social_security"], {"state": "0", "label": "封存"})
        self.assertEqual(before.json["medical_account"]["balance_fen"], 123456)
        self.assertEqual(before.json["enrolment"]["kind"], "flexible")
        self.assertEqual(before.json["holder"], MASKED)
        self.assertExit(self.activate(*MOCK), 0)
        after = self.sscard("status", "--json", *MOCK)
        self.assertEqual(after.json["social_security"], {"state": "1", "label": "正常"})
        self.assertEqual(after.json["bank_account"], {"state": "0", "label": "未激活"})
        self.assertEqual(self.journal(), ["activated"])  # an enquiry is no request

    def test_the_bank_half_is_activated_apart(self):
        self.authority(REGISTERED)
        ended = self.activate(*MOCK, "--scope", "bank-account")
        self.assertExit(ended, 0)
        self.assertEqual(self.state_of(), ("0", "1"))
        self.assertExit(self.activate(*MOCK), 0)
        self.assertEqual(self.state_of(), ("1", "1"))
        ended = self.activate(*MOCK, "--scope", "bank-account")
        self.assertEqual((ended.json["result"], ended.json["next"]), ("already_active", []))

    def test_each_state_that_forbids_it_has_its_reason(self):
        self.authority(REGISTERED)
        number = CARD["card_number"]
        for scope, state, code in (
            ("social-security", "2", "card_lost"),
            ("social-security", "3", "card_locked"),
            ("social-security", "4", "card_lost"),
            ("social-security", "9", "card_cancelled"),
            ("bank-account", "9", "state_conflict"),
        ):
            with self.subTest(scope=scope, state=state):
                self.assertExit(self.sscard("authority", "set-state", number, state, "--scope", scope), 0)
                ended = self.activate(*MOCK, "--scope", scope)
                self.assertExit(ended, 31)
                self.assertEqual(ended.json["reason"]["code"], code)
                self.assertEqual(ended.json["result"], "refused")
                before = {"social-security": (state, "0"), "bank-account": ("9", state)}[scope]
                self.assertEqual(self.state_of(), before)
        self.assertEqual(set(self.journal()), {"refused"})

    def test_the_state_of_an_active_card_is_told_back(self):
        self.authority({**REGISTERED, "state": "1", "bank_state": "1"})
        ended = self.activate(*MOCK)
        self.assertExit(ended, 0)
        self.assertEqual(ended.json["result"], "already_active")
        self.assertEqual(ended.json["bank_account"], {"state": "1", "label": "已激活"})

    def test_a_dry_run_sends_and_writes_nothing(self):
        self.authority(REGISTERED)
        before = sorted(path.name for path in self.state.iterdir())
        ended = self.activate(*MOCK, "--dry-run")
        self.assertExit(ended, 0)
        self.assertEqual(ended.json["social_security"]["state"], "0")
        self.assertEqual(ended.json["card"]["number"], CARD["card_number"])
        self.assertEqual(ended.json["holder"], MASKED)
        self.assertEqual(sorted(path.name for path in self.state.iterdir()), before)
        self.assertNothingSent()

    def test_a_dry_run_says_no_when_the_authority_would(self):
        self.authority({**REGISTERED, "name": "王五"})
        ended = self.activate(*MOCK, "--dry-run")
        self.assertExit(ended, 31)
        self.assertEqual(ended.json["reason"]["code"], "name_mismatch")
        self.assertNothingSent()

    def test_the_request_is_found_again_in_the_journal(self):
        self.authority(REGISTERED)
        number = self.activate(*MOCK, "--operator", "0042").json["request_no"]
        ended = self.sscard("journal", "show", number, "--json")
        self.assertExit(ended, 0)
        self.assertEqual([entry["state"] for entry in ended.json["entries"]], ["intended", "activated"])
        self.assertEqual(ended.json["holder"], MASKED)
        for option, value in (
            ("--id-number", HOLDER["id_number"].lower()),
            ("--card-number", CARD["card_number"].lower()),
            ("--state", "activated"),
        ):
            with self.subTest(option=option):
                found = self.sscard("journal", "list", "--json", option, value)
                self.assertEqual([request["request_no"] for request in found.json["requests"]], [number])
        for option, value in (("--card-number", ANOTHER["card_number"]), ("--state", "refused"), ("--limit", 0)):
            with self.subTest(option=option):
                self.assertEqual(self.sscard("journal", "list", "--json", option, value).json["requests"], [])


class ByTheNumbersAlone(Activating):
    def test_three_numbers_activate(self):
        self.authority(REGISTERED)
        ended = self.activate(*MANUAL)
        self.assertExit(ended, 0)
        self.assertEqual(ended.json["result"], "activated")

    def test_letters_may_be_lower_case(self):
        self.authority(REGISTERED)
        self.assertExit(self.activate(*[option.lower() for option in MANUAL]), 0)
        self.assertEqual(self.state_of(), ("1", "0"))

    def test_each_of_the_three_is_needed(self):
        self.authority(REGISTERED)
        for name in ("--id-number", "--card-number", "--identification-number"):
            with self.subTest(missing=name):
                at = MANUAL.index(name)
                self.assertError(self.activate(*MANUAL[:at], *MANUAL[at + 2 :]), 2, "usage")
        self.assertNothingSent()

    def test_the_authority_compares(self):
        self.authority(REGISTERED, ANOTHER)
        other = {key: ANOTHER[key] for key in CARD}
        nobody = with_check_digit("11010119700101001")
        for code, options in (
            ("person_not_found", typed(**CARD, id_number=nobody)),
            ("card_not_found", typed("Z00000000", CARD["identification_number"], HOLDER["id_number"])),
            ("superseded_card", typed(CARD["card_number"], "3" * 32, HOLDER["id_number"])),
            ("holder_mismatch", typed(**other, id_number=HOLDER["id_number"])),
            ("name_mismatch", [*MANUAL, "--name", "张四"]),
        ):
            with self.subTest(reason=code):
                ended = self.activate(*options)
                self.assertExit(ended, 31)
                self.assertEqual(ended.json["reason"]["code"], code)
        self.assertEqual(self.journal(), ["refused"] * 5)
        self.assertEqual(self.state_of(), ("0", "0"))
        self.assertEqual(self.state_of(ANOTHER["card_number"]), ("0", "0"))

    def test_who_is_not_enrolled_is_refused(self):
        for row in ({"enrolment_kind": "none"}, {"enrolment_kind": "employee", "employed_on": "2024-01-02"}):
            with self.subTest(row=row):
                self.authority({**REGISTERED, **row})
                ended = self.activate(*MANUAL)
                self.assertExit(ended, 31)
                self.assertEqual(ended.json["reason"]["code"], "not_enrolled")
                self.assertEqual(self.state_of(), ("0", "0"))

    def test_numbers_of_wrong_form_are_exit_2_and_never_repeated(self):
        self.authority(REGISTERED)
        wrong = {
            "--id-number": ("1101051949123100", "11010519491231002X0", "11010519491231-02X", "１1010519491231002X"),
            "--card-number": ("D2143569", "D2143569XX", "D2143 69X", "D2143569é"),
            "--identification-number": ("310000D15600", CARD["identification_number"][:-1] + "G"),
            "--region": ("31000", "3100001", "31000X"),
        }
        for option, values in wrong.items():
            for value in values:
                for given in ((option, value), (f"{option}={value}",)):
                    with self.subTest(given=given):
                        at = MANUAL.index(option) if option in MANUAL else len(MANUAL)
                        ended = self.activate(*MANUAL[:at], *given, *MANUAL[at + 2 :])
                        self.assertError(ended, 2, "usage")
                        self.assertIn(option, ended.json["error"]["message"])
                        self.assertNotIn(value, ended.out + ended.err)
        self.assertNothingSent()

    def test_a_wrong_command_line_never_repeats_who_it_is_about(self):
        for arguments in (
            ("activate", *MANUAL, HOLDER["name"], "--json"),
            ("activate", "--id-numbr", HOLDER["id_number"]),
            ("activate", f"--id-numbr={HOLDER['id_number']}"),
            ("activate", "--agent-relation", HOLDER["name"]),
            ("activate", "--scope", CARD["card_number"]),
            ("journal", "list", "--limit", CARD["identification_number"]),
            ("journal", "list", "--id-number", HOLDER["id_number"] + "1"),
            (HOLDER["id_number"], HOLDER["name"]),
            ("read", "AB12345CX", CARD["identification_number"]),
        ):
            with self.subTest(arguments=arguments):
                ended = self.sscard(*arguments)
                self.assertExit(ended, 2)
                for secret in (*HOLDER.values(), *CARD.values(), CARD["identification_number"][-8:], "AB12345CX"):
                    self.assertNotIn(secret, ended.out + ended.err)


class WhatTheChipSays(Activating):
    def test_another_person_or_card_than_the_one_named_is_exit_23(self):
        self.authority(REGISTERED, ANOTHER)
        for option, value in (
            ("--id-number", ANOTHER["id_number"]),
            ("--name", ANOTHER["name"]),
            ("--card-number", ANOTHER["card_number"]),
            ("--identification-number", ANOTHER["identification_number"]),
            ("--region", "110000"),
        ):
            with self.subTest(option=option):
                ended = self.activate(*MOCK, option, value)
                self.assertError(ended, 23, "identity_mismatch")
                self.assertIn(option, ended.json["error"]["message"])
                self.assertNotIn(value, ended.out)
        self.assertNothingSent()

    def test_the_same_person_and_card_in_lower_case_go_through(self):
        self.authority(REGISTERED)
        options = [option.lower() for option in MANUAL if option != "--manual"]
        self.assertExit(self.activate(*MOCK, *options, "--name", HOLDER["name"], "--region", "310000"), 0)

    def test_a_protected_card_needs_the_holder_named(self):
        protected = {"card_number": "X00000019", "identification_number": "519900D156000005000000033C5E907A"}
        self.authority({**HOLDER, **protected})
        self.assertError(self.activate(*PROTECTED), 22, "authentication_required")
        self.assertError(self.activate(*PROTECTED, "--name", HOLDER["name"]), 22, "authentication_required")
        self.assertEqual(self.journal(), [])
        ended = self.activate(*PROTECTED, "--id-number", HOLDER["id_number"], "--name", HOLDER["name"])
        self.assertExit(ended, 0)
        self.assertEqual(self.state_of(protected["card_number"]), ("1", "0"))

    def test_what_was_typed_for_a_protected_card_is_compared_by_the_authority(self):
        protected = {"card_number": "X00000019", "identification_number": "519900D156000005000000033C5E907A"}
        self.authority({**HOLDER, **protected})
        ended = self.activate(*PROTECTED, "--id-number", HOLDER["id_number"], "--name", "张四")
        self.assertRefused(ended, "name_mismatch")

    def test_an_expired_card_is_refused_before_anything_is_sent(self):
        self.authority(REGISTERED)
        card = self.card("expired.json", card={"expires_on": "2021-02-28"})
        self.assertRefused(self.activate("-r", f"mock:{card}"), "card_expired", sent=False)
        self.assertNothingSent()

    def test_blank_stock_is_exit_21(self):
        self.authority(REGISTERED)
        self.assertError(self.activate("-r", f"mock:{CARDS / 'blank-stock.json'}"), 21, "malformed_card")
        self.assertNothingSent()

    def test_pulled_out_at_each_exchange_is_exit_16_and_nothing_is_sent(self):
        self.authority(REGISTERED)
        for exchange in range(1, 100):
            card = self.card("pulled.json", faults=[{"at": exchange, "kind": "card_removed"}])
            ended = self.activate("-r", f"mock:{card}")
            if ended.code == 0:
                break
            with self.subTest(exchange=exchange):
                self.assertError(ended, 16, "card_removed")
                self.assertNothingSent()
        self.assertGreater(exchange, 3)
        self.assertEqual(self.journal(), ["activated"])


class WhoActs(Activating):
    AGENT = ("--agent-name", "李四", "--agent-id-number", "110101198001010037", "--agent-relation")

    def child(self):
        """The card of a holder of ten years, known to the authority."""
        born = datetime.date.today().replace(day=1)
        born = born.replace(year=born.year - 10)
        number = with_check_digit(f"110105{born:%Y%m%d}002")
        self.authority({**REGISTERED, "id_number": number})
        return "-r", f"mock:{self.card('child.json', holder={'id_number': number, 'birth_date': born.isoformat()})}"

    def test_a_holder_under_16_needs_a_guardian(self):
        child = self.child()
        for options in ((), (*self.AGENT, "relative"), (*self.AGENT, "entrusted")):
            with self.subTest(options=options):
                self.assertRefused(self.activate(*child, *options), "minor_needs_guardian", sent=False)
                self.assertNothingSent()
        ended = self.activate(*child, *self.AGENT, "guardian", "--agent-phone", "13800000000")
        self.assertExit(ended, 0)
        self.assertEqual(self.journal(), ["activated"])

    def test_the_rule_holds_in_a_dry_run_too(self):
        ended = self.activate(*self.child(), "--dry-run")
        self.assertExit(ended, 31)
        self.assertEqual(ended.json["schema"], "sscard.activation_plan/1")
        self.assertEqual(ended.json["reason"]["code"], "minor_needs_guardian")
        self.assertNothingSent()

    def test_nobody_is_their_own_agent(self):
        self.authority(REGISTERED)
        for number in (HOLDER["id_number"], HOLDER["id_number"].lower()):
            options = ("--agent-name", "张三", "--agent-id-number", number, "--agent-relation", "relative")
            self.assertRefused(self.activate(*MOCK, *options), "agent_not_allowed", sent=False)
        self.assertNothingSent()

    def test_an_agent_is_named_fully_or_not_at_all(self):
        self.authority(REGISTERED)
        whole = (*self.AGENT, "relative", "--agent-phone", "13800000000")
        for missing in ("--agent-name", "--agent-id-number", "--agent-relation"):
            at = whole.index(missing)
            with self.subTest(missing=missing):
                self.assertError(self.activate(*MOCK, *whole[:at], *whole[at + 2 :]), 2, "usage")
        self.assertError(self.activate(*MOCK, *self.AGENT, "friend"), 2, "usage")
        self.assertNothingSent()

    def test_an_agents_number_has_the_form_of_one(self):
        self.authority(REGISTERED)
        for number in ("123", "110101198001010037X", "11010119800101003!"):
            with self.subTest(number=number):
                ended = self.activate(
                    *MOCK, "--agent-name", "李四", "--agent-id-number", number, "--agent-relation", "relative"
                )
                self.assertError(ended, 2, "usage")
                self.assertNotIn(number, ended.out)
        self.assertNothingSent()

    def test_a_hospital_says_for_which_service(self):
        self.authority(REGISTERED)
        self.assertError(self.activate(*MOCK, "--channel", "hospital"), 2, "usage")
        self.assertError(self.activate(*MOCK, SSCARD_CHANNEL="hospital"), 2, "usage")
        self.assertNothingSent()
        for service in ("registration", "outpatient", "inpatient"):
            with self.subTest(service=service):
                self.assertExit(self.activate(*MOCK, "--channel", "hospital", "--service", service), 0)

    def test_the_bank_half_is_not_activated_from_afar(self):
        self.authority(REGISTERED)
        ended = self.activate(*MOCK, "--scope", "bank-account", "--channel", "online")
        self.assertRefused(ended, "in_person_only", sent=False)
        self.assertNothingSent()


class WhatNobodyMaySee(Activating):
    def test_output_is_masked_unless_asked_for(self):
        self.authority(REGISTERED)
        for verb in (("activate", *MOCK), ("status", *MOCK), ("journal", "list"), ("authority", "show")):
            for form in ("text", "json", "csv"):
                with self.subTest(verb=verb[0], form=form):
                    masked = self.sscard(*verb, "--format", form)
                    self.assertExit(masked, 0)
                    for secret in HOLDER.values():
                        self.assertNotIn(secret, masked.out + masked.err)
                    full = self.sscard(*verb, "--format", form, "--show-personal-data")
                    if verb[0] != "activate" or form == "text":
                        self.assertIn(HOLDER["id_number"], full.out)
                        self.assertIn(HOLDER["name"], full.out)

    def test_no_log_level_shows_who_it_is(self):
        self.authority(REGISTERED)
        for level in ("trace", "debug", "info", "warn", "error", "off"):
            for options in (MOCK, MANUAL, (*MOCK, "--name", "王小明")):
                with self.subTest(level=level, options=options):
                    ended = self.activate(*options, "--log-level", level)
                    for secret in (*every_form(REGISTERED.values()), "王小明"):
                        self.assertNotIn(secret, ended.err.encode() if isinstance(secret, bytes) else ended.err)

    def test_no_file_of_the_state_directory_holds_it_and_all_are_private(self):
        os.umask(0)
        self.addCleanup(os.umask, 0o022)
        self.authority(REGISTERED)
        agent = ("--agent-name", "李四四", "--agent-id-number", ANOTHER["id_number"], "--agent-relation", "relative")
        self.assertExit(self.activate(*MOCK, *agent), 0)
        self.assertExit(self.activate(*MANUAL, "--name", "王小明"), 31)
        self.assertPrivate()
        secrets = [*REGISTERED.values(), ANOTHER["id_number"], "李四四", "王小明"]
        for path in self.state.rglob("*"):
            content = path.read_bytes() if path.is_file() else b""
            for secret in every_form(secrets):
                self.assertNotIn(secret.encode() if isinstance(secret, str) else secret, content, path.name)

    def test_files_are_private_in_a_directory_that_is_open_to_others_too(self):
        self.state.mkdir()
        os.chmod(self.state, 0o777)
        self.authority(REGISTERED)
        self.assertExit(self.activate(*MOCK), 0)
        self.assertPrivate(directory=0o777)

    def assertPrivate(self, directory=0o700):
        self.assertEqual(stat.S_IMODE(self.state.stat().st_mode), directory)
        files = [path for path in self.state.rglob("*") if path.is_file()]
        self.assertIn("journal.db", [path.name for path in files])
        for path in files:
            self.assertEqual(stat.S_IMODE(path.stat().st_mode), 0o600, path.name)


class AtTheTerminal(Activating):
    """With a person at a terminal, who is asked."""

    def answer(self, text):
        """Exit code, and what was shown, when the question is answered with `text`; it may not come."""
        ours, theirs = pty.openpty()
        process = subprocess.Popen(
            [SSCARD, "activate", *MOCK],
            env=self.environment,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # so that Ctrl-C is a signal
        )
        os.close(theirs)
        self.addCleanup(process.kill)
        shown, asked = "", False
        while more := self.what_it_shows(ours):
            shown += more
            if "[y/N]" in shown and not asked:
                os.write(ours, text)
                asked = True
        os.close(ours)
        return process.wait(LONGEST), shown

    def what_it_shows(self, terminal):
        readable, _, _ = select.select([terminal], [], [], LONGEST)
        self.assertTrue(readable, "it hangs")
        try:
            return os.read(terminal, 10000).decode()
        except OSError:  # the other end is closed
            return ""

    def test_yes_goes_on(self):
        self.authority(REGISTERED)
        code, shown = self.answer(b"y\n")
        self.assertEqual(code, 0, shown)
        self.assertIn(MASKED["id_number"], shown)
        before, _ = shown.split("[y/N]")
        for words in ("封存", "未激活"):  # both halves as the authority has them
            self.assertIn(words, before)
        self.assertNotIn(HOLDER["id_number"], shown)
        self.assertEqual(self.journal(), ["activated"])

    def test_anything_else_sends_nothing(self):
        for text in (b"n\n", b"\n", b"nyet\n", b"\x04", b"\x03"):
            with self.subTest(answer=text):
                self.authority(REGISTERED)
                code, shown = self.answer(text)
                self.assertEqual(code, 130, shown)
                self.assertNothingSent()

    def test_a_card_that_must_not_be_activated_is_not_asked_about(self):
        self.authority(REGISTERED)
        self.assertExit(self.sscard("authority", "set-state", CARD["card_number"], "3"), 0)
        code, shown = self.answer(b"y\n")
        self.assertEqual(code, 31, shown)
        self.assertNotIn("[y/N]", shown)
        self.assertIn("The card is locked.", shown)
        self.assertNothingSent(state=("3", "0"))


class ThroughTheService(Activating):
    """The same through the real pcscd, with the card behind the virtual reader."""

    @classmethod
    def setUpClass(cls):
        cls.service = Pcscd().__enter__()
        cls.addClassCleanup(cls.service.__exit__)

    def test_activated_then_already_active_then_as_the_authority_says(self):
        self.authority(REGISTERED)
        with ServedCard(CARDS / ADULT):
            first = self.activate()
            self.assertExit(first, 0)
            self.assertEqual(first.json["result"], "activated")
            second = self.activate("-r", READERS[0])
            self.assertExit(second, 0)
            self.assertEqual(second.json["result"], "already_active")
            status = self.sscard("status", "--json")
            self.assertEqual(status.json["social_security"], {"state": "1", "label": "正常"})
            self.sscard("authority", "set-state", CARD["card_number"], "2")
            lost = self.activate()
            self.assertExit(lost, 31)
            self.assertEqual(lost.json["reason"]["code"], "card_lost")
            self.assertError(self.activate("--name", "李四"), 23, "identity_mismatch")
        self.assertEqual(self.journal(), ["activated", "already_active", "refused"])

    def test_a_protected_card_with_the_holder_named(self):
        self.authority(
            {**HOLDER, "card_number": "X00000019", "identification_number": "519900D156000005000000033C5E907A"}
        )
        with ServedCard(CARDS / "protected-3.00.json"):
            self.assertError(self.activate(), 22, "authentication_required")
            self.assertExit(self.activate("--id-number", HOLDER["id_number"], "--name", HOLDER["name"]), 0)
        self.assertEqual(self.journal(), ["activated"])

    def test_pulled_out_at_each_exchange_is_exit_16_and_nothing_is_sent(self):
        self.authority(REGISTERED)
        for exchange in range(1, 100):
            card = self.card("pulled.json", faults=[{"at": exchange, "kind": "card_removed"}])
            with ServedCard(card):
                ended = self.activate()
            if ended.code == 0:
                break
            with self.subTest(exchange=exchange):
                self.assertError(ended, 16, "card_removed")
                self.assertNothingSent()
        self.assertGreater(exchange, 3)
        self.assertEqual(self.journal(), ["activated"])

    def test_no_card_is_exit_14_and_nothing_is_sent(self):
        self.authority(REGISTERED)
        self.assertError(self.activate(), 14, "no_card")
        self.assertNothingSent()

    def test_numbers_alone_need_no_reader(self):
        self.authority(REGISTERED)
        self.assertExit(self.activate(*MANUAL), 0)


def every_form(secrets):
    """Each secret as it is, in GB 18030, and both in hexadecimal."""
    for secret in secrets:
        for encoded in {secret.encode(), secret.encode("gb18030")}:
            yield encoded
            yield encoded.hex()
            yield encoded.hex().upper()


if __name__ == "__main__":
    unittest.main()
