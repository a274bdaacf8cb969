"""The backend of kind http against a real server on loopback, honest, slow, cutting and lying."""

import datetime
import email.utils
import itertools
import json
import signal
import socket
import ssl
import subprocess
import threading
import unittest

from authority_server import Answer, Authority, Body, Certificates, Cut, problem, speak_old, tls
from harness import CARD, HOLDER, LONGEST, SSCARD, Case, typed, wait_until


class OverHttp(Case):
    def setUp(self):
        super().setUp()
        self.numbers = itertools.count()
        self.authority = self.enterContext(Authority())
        self.configure(self.authority.url)

    def configure(self, url, *lines):
        text = f'[backend]\nuse = "province"\n[backends.province]\nkind = "http"\nurl = "{url}"\n' + "\n".join(lines)
        self.environment["SSCARD_CONFIG"] = str(self.file("config.toml", text + "\n"))

    def activate(self, *options):
        person = typed(CARD["card_number"], CARD["identification_number"], HOLDER["id_number"], HOLDER["name"])
        return self.sscard("activate", *person, "--json", "--yes", *options)

    def forget(self):
        """A state directory without a past: what is open there would be asked about first."""
        self.state = self.folder / f"state-{next(self.numbers)}"
        self.environment["SSCARD_STATE_DIR"] = str(self.state)

    def assertActivatedOnce(self, ended):
        self.assertExit(ended, 0)
        self.assertEqual(ended.json["result"], "activated")
        self.assertEqual(len(self.authority.effects), 1)
        self.assertEqual(self.journal(), ["activated"])


class AnHonestAuthority(OverHttp):
    def test_a_card_is_activated_over_one_connection(self):
        ended = self.activate()
        self.assertActivatedOnce(ended)
        self.assertEqual(ended.json["backend"], "province")
        self.assertEqual(self.authority.connections, 1)
        sent = self.authority.asked("/v1/activations")[0]
        self.assertEqual(sent["headers"]["Idempotency-Key"], ended.json["request_no"])
        self.assertEqual(sent["body"]["request_no"], ended.json["request_no"])

    def test_what_was_active_already_is_done(self):
        def already(request):
            if request["path"] == "/v1/activations":
                number = request["body"]["request_no"]
                return Answer(200, {"request_no": number, "result": "already_active"})

        self.authority.before = already
        self.assertEqual(self.activate().json["result"], "already_active")

    def test_what_takes_effect_later_is_pending(self):
        def later(request):
            if request["path"] == "/v1/activations":
                return Answer(202, {"request_no": request["body"]["request_no"], "result": "pending"})

        self.authority.before = later
        ended = self.activate()
        self.assertExit(ended, 33)
        self.assertEqual(self.journal(), ["pending"])

    def test_its_no_is_told_in_its_own_words(self):
        def lost(request):
            if request["path"] == "/v1/activations":
                return Answer(409, {"status": 409, "code": "card_lost", "backend_text": "该卡已挂失"})

        self.authority.before = lost
        ended = self.activate()
        self.assertExit(ended, 31)
        self.assertEqual(ended.json["reason"]["code"], "card_lost")
        self.assertEqual(ended.json["reason"]["backend_text"], "该卡已挂失")
        self.assertEqual(self.journal(), ["refused"])

    def test_status_is_asked_for(self):
        self.authority.states = ["1", "0"]
        ended = self.sscard("status", *typed(CARD["card_number"], CARD["identification_number"]), "--json")
        self.assertExit(ended, 0)
        self.assertEqual(ended.json["social_security"]["state"], "1")

    def test_nothing_personal_stands_in_an_address_or_a_log(self):
        ended = self.activate("--log-level", "trace")
        self.assertExit(ended, 0)
        for secret in (HOLDER["id_number"], HOLDER["name"], CARD["card_number"]):
            self.assertNotIn(secret, ended.err)
            for request in self.authority.requests:
                self.assertNotIn(secret, request["path"])
            for file in self.state.rglob("*"):
                if file.is_file():
                    self.assertNotIn(secret.encode(), file.read_bytes(), file)


class AnAuthorityThatIsAway(OverHttp):
    def test_nothing_there_is_unreachable_and_nothing_is_sent(self):
        self.authority.__exit__()
        self.authority.__enter__ = lambda: None
        ended = self.activate("--timeout", "1")
        self.assertError(ended, 30, "backend_unreachable")

    def test_one_that_has_no_time_is_asked_again_as_it_says(self):
        date = email.utils.format_datetime(datetime.datetime.now(datetime.timezone.utc), usegmt=True)
        answers = [problem("rate_limited", Retry_After="0"), problem("unavailable", Retry_After=date)]

        def busy(request):
            if request["path"] == "/v1/activations" and answers:
                return answers.pop()

        self.authority.before = busy
        self.assertActivatedOnce(self.activate())
        self.assertEqual(len(self.authority.asked("/v1/activations")), 3)

    def test_one_that_wants_more_time_than_there_is_stays_away(self):
        self.authority.before = lambda _: problem("rate_limited", Retry_After="3600")
        ended = self.activate("--timeout", "2")
        self.assertError(ended, 30, "backend_unreachable")
        self.assertEqual(self.authority.effects, [])

    def test_one_that_never_has_time_is_asked_four_times(self):
        def busy(request):
            if request["path"] == "/v1/activations":
                return problem("rate_limited")

        self.authority.before = busy
        self.assertError(self.activate(), 30, "backend_unreachable")
        self.assertEqual(len(self.authority.asked("/v1/activations")), 4)
        self.assertEqual(self.journal(), ["not_sent"])


class AnAnswerThatIsLost(OverHttp):
    """The request arrived or did not; who asks hears the truth, and nothing happens twice."""

    def on_activation(self, action):
        return lambda request: action(request) if request["path"] == "/v1/activations" else None

    def test_the_connection_ends_after_the_effect(self):
        def cut(_):
            raise Cut

        self.authority.after = self.on_activation(cut)
        self.assertActivatedOnce(self.activate())

    def test_the_connection_ends_before_the_effect_and_it_is_sent_again_under_its_number(self):
        first = threading.Event()

        def cut(_):
            if not first.is_set():
                first.set()
                raise Cut

        self.authority.before = self.on_activation(cut)
        self.assertActivatedOnce(self.activate())
        sent = [request["body"]["request_no"] for request in self.authority.asked("/v1/activations") if request["body"]]
        self.assertGreaterEqual(len(sent), 2)
        self.assertEqual(len(set(sent)), 1)

    def test_every_server_error_is_asked_about(self):
        for status in (500, 502, 503, 504):
            with self.subTest(status):
                self.authority.after = self.on_activation(lambda _, status=status: problem("internal", status))
                self.assertEqual(self.activate().json["result"], "activated")
        self.assertEqual(len(self.authority.effects), 4)

    def test_without_a_truth_the_outcome_is_unknown(self):
        def cut(request):
            if request["path"].startswith("/v1/activations"):
                raise Cut

        self.authority.after = cut
        ended = self.activate()
        self.assertExit(ended, 32)
        self.assertEqual(ended.json["result"], "unknown")
        self.assertEqual(self.journal(), ["unknown"])

    def test_a_page_of_somebody_in_between_is_no_truth(self):
        def lose(request):
            if request["path"].startswith("/v1/activations"):
                return Answer(404, b"<html>nothing here</html>")

        self.authority.after = lose
        self.assertExit(self.activate(), 32)

    def test_ctrl_c_while_it_thinks_leaves_the_outcome_open(self):
        asked, go_on = threading.Event(), threading.Event()
        self.addCleanup(go_on.set)

        def think(_):
            asked.set()
            go_on.wait(LONGEST)

        self.authority.before = self.on_activation(think)
        person = typed(CARD["card_number"], CARD["identification_number"], HOLDER["id_number"], HOLDER["name"])
        process = subprocess.Popen(
            [SSCARD, "activate", *person, "--json", "--yes"], env=self.environment, stdout=subprocess.PIPE, text=True
        )
        self.assertTrue(asked.wait(LONGEST))
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=LONGEST)
        go_on.set()
        self.assertIn(process.returncode, (32, 130))
        self.assertEqual(self.journal(), ["unknown"])


class ABody(OverHttp):
    """What arrives of an answer, and how."""

    WHOLE = json.dumps({"social_security": {"state": "0", "label": ""}}).encode()
    NEVER_WHOLE = {
        "a byte at a time": Body(WHOLE, pause=0.2),
        "nothing of it": Body(b"", length=100, pause=0, end=Cut),
        "cut in the middle": Body(WHOLE[:20], length=len(WHOLE)),
        "shorter than it says": Body(WHOLE, length=len(WHOLE) + 1),
    }
    WRONG = {
        "longer than it says": Body(WHOLE + b"   ", length=10),
        "more than 1 MiB": Body(WHOLE + b" " * (1 << 20)),
    }

    def status(self):
        return self.sscard("status", *typed(CARD["card_number"], CARD["identification_number"]), "--json", "--timeout", "2")

    def activation_answers(self, body, query=lambda: None):
        def answer(request):
            if request["path"] == "/v1/activations":
                return body
            if request["path"].startswith("/v1/activations/"):
                return query()

        return answer

    def test_a_whole_one_in_bytes_is_one(self):
        self.authority.before = lambda _: Body(self.WHOLE, pause=0.001)
        self.assertExit(self.status(), 0)

    def test_a_state_that_does_not_arrive_whole_is_unreachable_and_a_wrong_one_nonsense(self):
        for bodies, code, name in ((self.NEVER_WHOLE, 30, "backend_unreachable"), (self.WRONG, 35, "backend_malformed")):
            for kind, body in bodies.items():
                with self.subTest(kind):
                    self.authority.before = lambda _, body=body: body
                    self.assertError(self.status(), code, name)

    def test_an_outcome_is_what_the_question_says(self):
        for kind, body in {**self.NEVER_WHOLE, **self.WRONG}.items():
            with self.subTest(kind):
                self.forget()
                self.authority.effects.clear()
                self.authority.after = self.activation_answers(body)
                ended = self.activate("--timeout", "2")
                self.assertExit(ended, 0)
                self.assertEqual(ended.json["result"], "activated")
                self.assertEqual(len(self.authority.effects), 1)

    def test_what_comes_after_it_is_no_answer_to_the_next_request(self):
        def two_at_once(request):
            if request["path"] != "/v1/activations":
                return None
            lie = json.dumps({"request_no": request["body"]["request_no"], "result": "already_active"}).encode()
            return Body(b"{}HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(lie) + lie, length=2)

        self.authority.before = two_at_once
        self.assertError(self.activate(), 30, "backend_unreachable")  # never arrived, says the question
        self.assertEqual(self.journal(), ["not_sent"])

    def test_without_a_word_of_the_question_it_is_unknown(self):
        def cut():
            raise Cut

        for kind, body in {**self.NEVER_WHOLE, **self.WRONG}.items():
            with self.subTest(kind):
                self.forget()
                self.authority.after = self.activation_answers(body, cut)
                self.assertExit(self.activate("--timeout", "2"), 32)
                self.assertEqual(self.journal(), ["unknown"])


class ElsewhereOnly(OverHttp):
    """Redirects, which nobody follows."""

    def redirect(self, *paths, status=302):
        elsewhere = Answer(status, {}, Location=f"{self.authority.url}/elsewhere")
        return lambda request: elsewhere if request["path"].startswith(paths) else None

    def test_everywhere_is_35_and_the_outcome_stays_open(self):
        for status in (301, 302, 303, 307, 308):
            with self.subTest(status):
                self.forget()
                self.authority.before = self.redirect("/", status=status)
                ended = self.activate()
                self.assertError(ended, 35, "backend_malformed")
                self.assertIn("resolve", ended.json["error"]["hint"])
                self.assertEqual(self.journal(), ["unknown"])
        self.assertEqual((self.authority.effects, self.authority.asked("/elsewhere")), ([], []))

    def test_where_the_question_is_answered_its_answer_counts(self):
        self.authority.after = self.redirect("/v1/activations", status=303)
        self.authority.after = lambda r, after=self.authority.after: after(r) if r["body"] else None
        self.assertActivatedOnce(self.activate())

    def test_where_nothing_arrived_it_is_35_and_was_not_sent(self):
        self.authority.before = lambda r, redirect=self.redirect("/v1/activations"): redirect(r) if r["body"] else None
        self.assertError(self.activate(), 35, "backend_malformed")
        self.assertEqual(self.journal(), ["not_sent"])


class SignalsOfTrouble(OverHttp):
    """Each exit code of the backend, for people and for programs, in both languages."""

    def on_activation(self, answer):
        return lambda request: answer(request) if request["path"].startswith("/v1/activations") else None

    def cut(self, _):
        raise Cut

    def test_each_is_exact(self):
        def pending(request):
            number = request["body"]["request_no"] if request["body"] else request["path"].rsplit("/", 1)[1]
            return Answer(202 if request["body"] else 200, {"request_no": number, "result": "pending"})

        for exit, code, answer, english, chinese in (
            (30, "backend_unreachable", lambda _: problem("rate_limited", Retry_After="60"), "no time", "繁忙"),
            (31, "refused", lambda _: problem("card_lost"), "refused", "拒绝"),
            (32, "unknown", self.cut, "not known", "不确定"),
            (33, "pending", pending, "takes effect later", "稍后生效"),
            (34, "backend_auth", lambda _: problem("not_authorised"), "does not accept this terminal", "不接受"),
            (35, "backend_malformed", lambda _: Answer(302, {}, Location="/"), "another address", "地址"),
        ):
            self.authority.before = self.on_activation(answer)
            self.forget()
            with self.subTest(code):
                ended = self.activate()
                self.assertExit(ended, exit)
                told = ended.json
                self.assertEqual(told["error"]["code"] if "error" in told else told["result"], code)
                self.assertEqual(told.get("error", {}).get("exit", exit), exit)
            for language, words in (("en", english), ("zh", chinese)):
                self.forget()
                with self.subTest(code=code, language=language):
                    ended = self.activate("--format", "text", "--lang", language)
                    self.assertExit(ended, exit)
                    self.assertEqual(ended.err.count("\n"), 1, ended)
                    self.assertTrue(ended.err.startswith("sscard: "), ended)
                    self.assertIn(words, ended.err)
                    for secret in (HOLDER["id_number"], HOLDER["name"], CARD["card_number"], CARD["identification_number"]):
                        self.assertNotIn(secret, ended.err)


class AnAuthorityThatLies(OverHttp):
    def test_no_lie_is_believed(self):
        number = lambda request: request["body"]["request_no"]
        activated = {"result": "activated"}
        lies = {
            "another request": lambda r: Answer(201, {**activated, "request_no": "0190b5a0-0000-7000-8000-000000000000"}),
            "no request number": lambda r: Answer(201, activated),
            "an unknown result": lambda r: Answer(201, {"request_no": number(r), "result": "done"}),
            "a number for a result": lambda r: Answer(201, {"request_no": number(r), "result": 1}),
            "active and lost": lambda r: Answer(201, {**activated, "request_no": number(r), "social_security": {"state": "2", "label": ""}}),
            "active and unheard of": lambda r: Answer(200, {**activated, "request_no": number(r), "social_security": {"state": "7", "label": ""}}),
            "active later": lambda r: Answer(202, {**activated, "request_no": number(r)}),
            "no JSON": lambda r: Answer(201, b"activated"),
            "nothing": lambda r: Answer(201, b""),
            "two megabytes": lambda r: Answer(201, b'{"x":"' + b"x" * (2 << 20) + b'"}'),
            "no with another status": lambda r: problem("card_lost", 500),
            "an unknown code": lambda r: Answer(409, {"status": 409, "code": "weather"}),
            "elsewhere": lambda r: Answer(302, {}, Location="http://localhost/"),
        }
        for name, lie in lies.items():
            with self.subTest(name):
                self.authority.effects.clear()
                self.authority.before = lambda r, lie=lie: lie(r) if r["path"] == "/v1/activations" else None
                ended = self.activate()
                self.assertNotEqual(ended.code, 0, ended)
                self.assertNotEqual(ended.code, 31, ended)
                self.assertNotIn('"activated"', ended.out)
        self.assertNotIn("activated", self.journal())

    def test_nonsense_about_the_state_is_nonsense(self):
        for answer in (Answer(200, b"no JSON"), Answer(302, {}, Location="https://localhost/"), Answer(200, {"social_security": 1})):
            with self.subTest(answer.status):
                self.authority.before = lambda _, answer=answer: answer
                ended = self.sscard("status", *typed(CARD["card_number"], CARD["identification_number"]), "--json")
                self.assertError(ended, 35, "backend_malformed")

    def test_a_terminal_that_is_not_accepted(self):
        for code in ("unauthorised", "not_authorised"):
            with self.subTest(code):
                self.authority.before = lambda _, code=code: problem(code)
                self.assertError(self.activate(), 34, "backend_auth")
        self.assertEqual(self.authority.effects, [])


class OverTls(OverHttp):
    def setUp(self):
        super().setUp()
        self.ca = Certificates(self.folder)

    def serve(self, certificate, clients=None):
        self.authority = self.enterContext(Authority(tls(certificate, clients)))
        return self.authority

    def test_a_trusted_authority_a_certificate_of_our_own_and_a_token(self):
        self.serve(self.ca.issue("server"), clients=self.ca.file)
        mine, token = self.ca.issue("terminal", "terminal-7"), self.file("token", "s3cret-t0ken\n")
        self.configure(self.authority.url, f'ca_file = "{self.ca.file}"', f'certificate_file = "{mine}"', f'token_file = "{token}"')
        self.assertActivatedOnce(self.activate())
        self.assertEqual(self.authority.requests[0]["headers"]["Authorization"], "Bearer s3cret-t0ken")

    def test_a_certificate_that_is_not_to_be_trusted_gets_nothing(self):
        other = Certificates(self.folder, "other")
        servers = {
            "issuer": (other.issue("stranger"), "issuer"),
            "name": (self.ca.issue("elsewhere", "example.org"), "another name"),
            "expired": (self.ca.issue("old", days=-1), "expired"),
        }
        for name, (certificate, sentence) in servers.items():
            with self.subTest(name):
                self.serve(certificate)
                self.configure(self.authority.url, f'ca_file = "{self.ca.file}"')
                ended = self.activate("--timeout", "3", "--lang", "en")
                self.assertError(ended, 30, "backend_unreachable")
                self.assertIn(sentence, ended.json["error"]["message"])
                self.assertEqual(self.authority.requests, [])

    def test_nothing_older_than_tls_1_2_is_spoken(self):
        self.authority = self.enterContext(Authority(tls(self.ca.issue("server"), newest=ssl.TLSVersion.TLSv1_1)))
        old = ssl.create_default_context(cafile=self.ca.file)
        speak_old(old, ssl.TLSVersion.TLSv1_1)
        with socket.create_connection(("localhost", self.authority.port)) as bare:
            with old.wrap_socket(bare, server_hostname="localhost") as there:
                self.assertEqual(there.version(), "TLSv1.1")
        self.configure(self.authority.url, f'ca_file = "{self.ca.file}"')
        self.assertError(self.activate("--timeout", "3"), 30, "backend_unreachable")
        self.assertEqual(self.authority.requests, [])

    def test_secrets_may_be_credentials_of_the_unit(self):
        self.serve(self.ca.issue("server"), clients=self.ca.file)
        self.ca.issue("terminal", "terminal-7")
        given = self.folder / "credentials"
        given.mkdir()
        (given / "certificate").write_bytes((self.folder / "terminal.crt").read_bytes())
        (given / "private").write_bytes((self.folder / "terminal.key").read_bytes())
        (given / "token").write_text("s3cret-t0ken\n")
        (given / "journal").write_bytes(bytes(range(32)))
        for file in given.iterdir():
            file.chmod(0o440)
        self.configure(self.authority.url, f'ca_file = "{self.ca.file}"', 'certificate_file = "credential:certificate"',
                       'key_file = "credential:private"', 'token_file = "credential:token"',
                       "[journal]", 'key_file = "credential:journal"')
        for outside in (self.activate(), self.sscard("journal", "list", "--json")):
            self.assertError(outside, 3, "config")
            self.assertIn("CREDENTIALS_DIRECTORY", outside.json["error"]["message"])
        self.environment["CREDENTIALS_DIRECTORY"] = str(given)
        self.assertActivatedOnce(self.activate())
        self.assertEqual(self.authority.requests[0]["headers"]["Authorization"], "Bearer s3cret-t0ken")
        self.assertFalse((self.state / "key").exists())
        (given / "journal").unlink()
        ended = self.activate()
        self.assertError(ended, 3, "config")
        self.assertIn("LoadCredential=journal", ended.json["error"]["hint"])
        self.assertFalse((given / "journal").exists())

    def test_without_the_certificate_that_the_authority_wants_nothing_goes(self):
        self.serve(self.ca.issue("server"), clients=self.ca.file)
        self.configure(self.authority.url, f'ca_file = "{self.ca.file}"')
        self.assertError(self.activate(), 34, "backend_auth")
        stranger = Certificates(self.folder, "other").issue("terminal")
        self.configure(self.authority.url, f'ca_file = "{self.ca.file}"', f'certificate_file = "{stranger}"')
        self.assertError(self.activate(), 34, "backend_auth")
        self.assertEqual(self.authority.requests, [])


class TheDoctor(OverHttp):
    def findings(self):
        return {finding["code"]: finding for finding in self.sscard("doctor", "--json", "--reader", "mock:").json["findings"]}

    def test_the_clock_of_the_authority_is_compared(self):
        for minutes, wrong in ((0, False), (10, True), (-10, True)):
            with self.subTest(minutes):
                there = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(minutes=minutes)
                self.authority.before = lambda _, at=there: Answer(200, {"time": at.isoformat(timespec="seconds")})
                found = self.findings()
                self.assertEqual("clock_unlike_backend" in found, wrong, found)
                self.assertIn("backend", found)

    def test_an_authority_that_does_not_answer_is_found(self):
        self.authority.before = lambda _: problem("unauthorised")
        self.assertIn("backend_unusable", self.findings())


class AWrongConfiguration(OverHttp):
    def test_personal_data_go_to_other_machines_over_https_alone(self):
        for url in ("http://192.0.2.1", "http://localhost.example.org", "http://127.0.0.1.example.org", "ftp://localhost",
                    "https://user:word@localhost", "https://localhost/?id=1", "localhost", ""):
            with self.subTest(url):
                self.configure(url)
                self.assertError(self.activate(), 3, "config")

    def test_files_that_are_not_there_are_named(self):
        for key in ("ca_file", "certificate_file", "key_file", "token_file"):
            with self.subTest(key):
                self.configure(self.authority.url, f'{key} = "missing.pem"')
                ended = self.activate()
                self.assertError(ended, 3, "config")
                self.assertIn("missing.pem", ended.json["error"]["message"])


if __name__ == "__main__":
    unittest.main()
