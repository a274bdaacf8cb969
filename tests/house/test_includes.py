"""The rooms include each other only in the direction in which their targets are linked."""

import pathlib
import re
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDERS = {"apdu": ROOT / "apdu"} | {path.parent.name: path.parent for path in ROOT.glob("src/*/CMakeLists.txt")}


def uses(layer):
    """The layers that a layer's target links, and those that they link."""
    text = (FOLDERS[layer] / "CMakeLists.txt").read_text()
    direct = set(re.search(r"USES ([a-z_ ]+)", text).group(1).split()) if "USES" in text else set()
    return direct.union(*(uses(other) for other in direct))


def files(layer):
    yield from FOLDERS[layer].rglob("*.?pp")
    yield from (ROOT / "include" / "sscard" / layer).glob("*.hpp")


class Includes(unittest.TestCase):
    def test_the_graph_of_layers_is_the_one_of_the_house(self):
        above = {layer: {other for other in FOLDERS if layer in uses(other)} for layer in FOLDERS}
        self.assertFalse(uses("apdu") - {"base"})
        for layer in ("pcsc", "virtual_card"):
            self.assertEqual(above[layer], set(), f"{layer} meets the card in tools alone")
        self.assertNotIn("card", uses("virtual_card"))
        self.assertEqual(uses("doctor"), {"base", "text"}, "what the service says comes to it as facts")
        self.assertEqual(above["issuer_keys"], {"virtual_card", "backend"}, "the terminal holds no keys")

    def test_no_room_includes_a_room_that_it_does_not_link(self):
        for layer in FOLDERS:
            allowed = uses(layer) | {layer}
            for path in files(layer):
                for other in re.findall(r"#include <sscard/(\w+)/", path.read_text()):
                    with self.subTest(file=str(path.relative_to(ROOT)), includes=other):
                        self.assertIn(other, allowed)

    def test_only_the_virtual_card_and_the_authorities_include_keys(self):
        for path in [*ROOT.glob("src/*/*.?pp"), *ROOT.rglob("tools/**/*.?pp"), *ROOT.rglob("include/**/*.hpp")]:
            if "#include <sscard/issuer_keys/" in path.read_text():
                with self.subTest(file=str(path.relative_to(ROOT))):
                    self.assertIn(path.parent.name, {"issuer_keys", "virtual_card", "backend"})
                    self.assertFalse(path.is_relative_to(ROOT / "include" / "sscard" / "card"))

    def test_the_public_headers_of_the_ground_floor_include_no_room(self):
        for path in (ROOT / "include" / "sscard").glob("*.hpp"):
            with self.subTest(file=path.name):
                self.assertEqual(re.findall(r"#include <sscard/\w+/", path.read_text()), [])

    def test_only_pcsc_includes_the_client_library(self):
        for path in [*ROOT.glob("src/*/*.?pp"), *ROOT.glob("apdu/*.?pp"), *ROOT.rglob("tools/**/*.?pp"),
                     *ROOT.rglob("include/**/*.hpp")]:
            if re.search(r"#include *[<\"](PCSC/)?(winscard|wintypes|reader|pcsclite)\.h", path.read_text()):
                with self.subTest(file=str(path.relative_to(ROOT))):
                    self.assertEqual(path.parent, FOLDERS["pcsc"])


if __name__ == "__main__":
    unittest.main()
