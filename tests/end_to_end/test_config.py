"""`config check` on files that name real things, and the doctor's word on the same."""

import os
import unittest

from authority_server import Certificates
from harness import Case

WRONG = """\
[reader]
select = "mock:missing.json"
selekt = "a"
[backend]
use = "provinse"
[backends.province]
kind = "http"
url = "http://example.org"
ca_file = "missing.pem"
certificate_file = "expired.pem"
token_file = "token"
max_in_flight = 0
[backends.fax]
kind = "htpp"
[backends.other]
kind = "http"
program = ["adapter"]
[calendar]
holidays = ["2024-02-30"]
"""
FOUND = [
    ("unreadable_file", 2, "reader.select"),
    ("unknown_key", 3, "reader.selekt"),
    ("unknown_backend", 5, "backend.use"),
    ("wrong_address", 8, "backends.province.url"),
    ("unreadable_file", 9, "backends.province.ca_file"),
    ("certificate_expired", 10, "backends.province.certificate_file"),
    ("open_secret", 11, "backends.province.token_file"),
    ("wrong_value", 12, "backends.province.max_in_flight"),
    ("unknown_kind", 14, "backends.fax.kind"),
    ("missing_key", 16, "backends.other.url"),
    ("no_date", 19, "calendar.holidays"),
]


class Checking(Case):
    def setUp(self):
        super().setUp()
        self.ca = Certificates(self.folder)

    def write(self, text):
        self.path = self.file("config.toml", text)
        self.environment["SSCARD_CONFIG"] = str(self.path)

    def service(self, *lines):
        """A backend of kind http that is right but for these lines, from the fourth on."""
        self.write('[backends.p]\nkind = "http"\nurl = "https://localhost"\n' + "".join(line + "\n" for line in lines))

    def check(self, code):
        ended = self.sscard("config", "check", "--json")
        self.assertExit(ended, code)
        self.assertEqual((ended.json["schema"], ended.json["file"]), ("sscard.config_check/1", str(self.path)))
        return ended.json

    def places(self, mistakes):
        for mistake in mistakes:
            self.assertIn(f"{self.path}, line {mistake['line']}: {mistake['key']}", mistake["message"].replace("unknown key ", ""))
            self.assertTrue(mistake["hint"])
        return [(mistake["code"], mistake["line"], mistake["key"]) for mistake in mistakes]

    def a_wrong_one(self):
        self.ca.issue("expired", days=-1).chmod(0o600)
        self.file("token", "s3cret-t0ken\n").chmod(0o644)
        self.write(WRONG)

    def test_every_mistake_is_found_at_once(self):
        self.a_wrong_one()
        found = self.check(3)
        self.assertEqual(self.places(found["mistakes"]), FOUND)
        self.assertEqual(self.places(found["warnings"]), [("unheeded_key", 17, "backends.other.program")])
        self.assertIn("province?", found["mistakes"][2]["hint"])

    def test_for_people_it_is_a_line_each_in_both_languages(self):
        self.a_wrong_one()
        for language, place, warning in (("en", ", line 8: ", "Warning: "), ("zh", " 第 8 行：", "警告：")):
            with self.subTest(language):
                ended = self.sscard("config", "check", "--lang", language)
                self.assertExit(ended, 3)
                self.assertEqual(len(ended.out.splitlines()), len(FOUND) + 1, ended)
                self.assertIn(place, ended.out)
                self.assertIn(warning, ended.out)
                self.assertNotIn("s3cret", ended.out + ended.err)

    def test_warnings_alone_are_exit_0(self):
        self.ca.issue("terminal").chmod(0o600)
        self.service('certificate_file = "terminal.pem"', 'token_file = "credential:token"')
        found = self.check(0)
        self.assertEqual(found["mistakes"], [])
        self.assertEqual(
            self.places(found["warnings"]),
            [("certificate_expires_soon", 4, "backends.p.certificate_file"),
             ("credential_not_known_here", 5, "backends.p.token_file")],
        )
        ended = self.sscard("config", "check")
        self.assertIn("no mistakes", ended.out)

    def test_key_and_certificate_belong_together(self):
        self.ca.issue("mine", days=100)
        self.ca.issue("other", days=100)
        for key in ("mine.key", "other.key"):
            (self.folder / key).chmod(0o600)
            self.service('certificate_file = "mine.crt"', f'key_file = "{key}"')
            with self.subTest(key):
                found = self.check(0 if key == "mine.key" else 3)
                self.assertEqual(
                    self.places(found["mistakes"]),
                    [] if key == "mine.key" else [("key_of_another", 4, "backends.p.certificate_file")],
                )

    def test_a_key_behind_a_passphrase_is_no_use_and_nobody_is_asked_for_it(self):
        self.ca.issue("mine", days=100)
        locked = self.folder / "locked.key"
        os.system(f"openssl ec -aes128 -passout pass:word -in {self.folder / 'mine.key'} -out {locked} 2>/dev/null")
        locked.chmod(0o600)
        self.service('certificate_file = "mine.crt"', f'key_file = "{locked}"')
        self.assertEqual(self.places(self.check(3)["mistakes"]), [("no_private_key", 5, "backends.p.key_file")])

    def test_without_a_file_there_is_nothing_to_check(self):
        ended = self.sscard("config", "check", "--json")
        self.assertExit(ended, 0)
        self.assertEqual(ended.json["mistakes"], [])
        self.assertEqual(ended.json["warnings"], [])

    def test_the_doctor_tells_the_same_and_still_reads_the_card(self):
        self.file("token", "s3cret-t0ken\n").chmod(0o644)
        self.ca.issue("terminal").chmod(0o600)
        self.service('certificate_file = "terminal.pem"', 'token_file = "token"')
        ended = self.sscard("doctor", "--json", "--reader", "mock:")
        self.assertExit(ended, 0)
        self.assertTrue(ended.json["card_read"])
        findings = {finding["code"]: finding for finding in ended.json["findings"]}
        self.assertEqual(findings["configuration_mistake"]["severity"], "problem")
        self.assertIn("line 5", findings["configuration_mistake"]["what"])
        self.assertEqual(findings["configuration_warning"]["severity"], "note")
        self.assertIn("line 4", findings["configuration_warning"]["what"])


if __name__ == "__main__":
    unittest.main()
