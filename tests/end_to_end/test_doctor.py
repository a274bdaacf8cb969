"""sscard doctor on the machine itself: exit code 0 says that a card was read, and nothing else does."""

import pathlib
import re
import unittest

from harness import CARD, CARDS, HOLDER, LONGEST, READERS, ROOT, Case, Pcscd, ServedCard

ADULT = CARDS / "adult-2.00.json"


class TheDoctor(Case):
    def examined(self, *arguments, code):
        """The findings of sscard doctor, by their codes."""
        ended = self.sscard("doctor", "--json", *arguments)
        self.assertExit(ended, code)
        self.assertEqual(ended.json["schema"], "sscard.doctor/1")
        self.assertEqual(ended.json["card_read"], code == 0)
        problems = [finding for finding in ended.json["findings"] if finding["severity"] == "problem"]
        self.assertEqual(ended.json["ok"], not problems)
        for finding in problems:
            self.assertTrue(finding["why"] and finding["cure"], finding)
        return {finding["code"]: finding for finding in ended.json["findings"]}

    def test_a_card_that_can_be_read_is_read_and_not_told(self):
        with Pcscd(), ServedCard(ADULT):
            found = self.examined(code=0)
            text = self.sscard("doctor")
        self.assertIn("card_read", found)
        self.assertIn("service_answers", found)
        self.assertEqual(found["reader_listed"]["detail"], READERS[-1])
        self.assertExit(text, 0)
        for value in (*HOLDER.values(), *CARD.values()):
            self.assertNotIn(value, str(found) + text.out + text.err)

    def test_an_empty_reader_is_14(self):
        with Pcscd():
            found = self.examined(code=14)
        self.assertIn("card_not_read", found)
        self.assertIn("service_answers", found)

    def test_a_missing_service_is_10(self):
        found = self.examined(code=10)
        self.assertEqual(found["service_socket_missing"]["detail"], "/run/pcscd/pcscd.comm")
        text = self.sscard("doctor")
        self.assertExit(text, 10)
        self.assertIn("systemctl enable --now pcscd.socket\n", text.out)

    def test_a_killed_service_is_10_although_its_socket_is_there(self):
        with Pcscd() as service:
            service.process.kill()
            service.process.wait(LONGEST)
        found = self.examined(code=10)
        # Whether a service runs is seen in /proc, where the one of a test beside this may be.
        self.assertTrue({"service_socket_stale", "service_silent"} & set(found), found)
        for name in ("comm", "pid"):
            pathlib.Path(f"/run/pcscd/pcscd.{name}").unlink(missing_ok=True)

    def test_a_broken_configuration_is_3_and_the_rest_is_looked_at_all_the_same(self):
        self.environment["SSCARD_CONFIG"] = str(self.file("wrong.toml", '[reader]\nselekt = "x"\nwait_s = "soon"\n'))
        found = self.examined("--reader", "mock:", code=3)
        self.assertIn("configuration_mistake", found)
        self.assertIn("service_socket_missing", found)
        self.environment["SSCARD_CONFIG"] = str(self.folder / "absent.toml")
        self.assertIn("absent.toml", self.examined(code=3)["configuration_mistake"]["what"])

    def test_what_is_wrong_with_our_own_files_does_not_keep_a_card_from_being_read(self):
        self.authority()
        self.assertIn("backend", self.examined("--reader", "mock:", code=0))
        self.state.chmod(0o755)
        (self.state / "key").chmod(0o644)
        found = self.examined("--reader", "mock:", code=0)
        self.assertIn("state_directory_open", found)
        self.assertEqual(found["state_file_open"]["detail"], str(self.state / "key"))
        self.assertIn("backend_unusable", found)

    def test_a_journal_is_walked(self):
        self.authority({**HOLDER, **CARD})
        self.assertExit(self.sscard("activate", "--reader", f"mock:{ADULT}", "--yes"), 0)
        self.assertIn("journal", self.examined("--reader", "mock:", code=0))
        (self.state / "journal.db").write_bytes(b"no journal")
        self.assertIn("journal_unusable", self.examined("--reader", "mock:", code=0))

    def test_the_manual_has_every_code(self):
        manual = (ROOT / "docs" / "doctor.md").read_text()
        sources = "".join(path.read_text() for path in (ROOT / "src" / "doctor").glob("*.cpp"))
        codes = set(re.findall(r'(?:\.code = |open_to_others\(|wrong\(|&Machine::\w+, )"(\w+)"', sources))
        self.assertEqual(codes, set(re.findall(r"^\| `(\w+)`", manual, re.MULTILINE)))


if __name__ == "__main__":
    unittest.main()
