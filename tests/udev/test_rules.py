"""The rules of udev/, as text and as udev itself applies them to devices that do not exist."""

import csv
import os
import pathlib
import re
import shutil
import subprocess
import unittest

UDEV = pathlib.Path(__file__).resolve().parents[2] / "udev"
RULES = UDEV / "70-sscard.rules"
GROUP_RULES = UDEV / "70-sscard-pcscd.rules"
READERS = list(csv.DictReader((UDEV / "readers.csv").open(newline="")))
UDEVADM = shutil.which("udevadm", path=os.environ["PATH"] + ":/usr/sbin:/sbin")
LONGEST = 60  # seconds
KEY = r"(?:ACTION|SUBSYSTEM|GOTO|LABEL|GROUP|SYMLINK|TAG|ATTRS?\{\w+\}|ENV\{\w+\})"
EXPRESSION = re.compile(KEY + r'(?:==|!=|\+=|=)"[^"]*"')


def lines(file):
    """The lines that are no remarks, each as its expressions."""
    for line in file.read_text().splitlines():
        if line and not line.startswith("#"):
            yield line, re.findall(KEY + r'[=!+]+"[^"]*"', line)


def reader(name):
    return next(row for row in READERS if row["name"] == name)


class TheText(unittest.TestCase):
    def test_every_line_is_expressions_that_udev_knows(self):
        for file in (RULES, GROUP_RULES):
            for line, expressions in lines(file):
                with self.subTest(file=file.name, line=line):
                    self.assertEqual(line, ", ".join(expressions))
                    for expression in expressions:
                        self.assertRegex(expression, EXPRESSION)

    def test_every_goto_has_its_label_further_down(self):
        for file in (RULES, GROUP_RULES):
            text = file.read_text()
            for jump in re.finditer(r'GOTO="(\w+)"', text):
                with self.subTest(file=file.name, label=jump.group(1)):
                    self.assertIn(f'LABEL="{jump.group(1)}"', text[jump.end() :])

    def test_the_seat_gets_its_access_after_the_tag(self):
        self.assertLess(int(RULES.name[:2]), 73)

    def test_nothing_is_opened_to_everybody(self):
        for file in (RULES, GROUP_RULES):
            self.assertNotIn("MODE", file.read_text())

    def test_only_devices_that_no_service_stands_before_are_opened_to_the_seat(self):
        for line, _ in lines(RULES):
            numbers = re.findall(r'idVendor}=="(\w+)", ATTRS?\{idProduct}=="(\w+)"', line)
            for vendor, product in numbers:
                row = next(r for r in READERS if (r["vendor"], r["product"]) == (vendor.upper(), product.upper()))
                with self.subTest(reader=row["name"]):
                    self.assertEqual('TAG+="uaccess"' in line, row["kind"] == "vendor_hid")

    def test_every_reader_of_the_table_is_in_the_rules(self):
        for row in READERS:
            self.assertIn(f' sscard/{row["name"]}-at-%k"', RULES.read_text())
            ids = f'ATTR{{idVendor}}=="{row["vendor"].lower()}", ATTR{{idProduct}}=="{row["product"].lower()}"'
            self.assertEqual(row["kind"] == "ccid", ids in GROUP_RULES.read_text())


def mount(*arguments):
    subprocess.run(["mount", *arguments], check=True, timeout=LONGEST)


@unittest.skipUnless(UDEVADM, "there is no udevadm here")
@unittest.skipUnless(os.environ.get("SSCARD_ISOLATED") == "yes", "needs mounts of its own: tests/end_to_end/isolated")
class MadeUpDevices(unittest.TestCase):
    """udev is shown a /sys that holds nothing but these devices, and may write into a /dev of its own."""

    next_device = 1

    @classmethod
    def setUpClass(cls):
        folder = pathlib.Path("/run/sscard-test")
        dev = folder / "dev"
        dev.mkdir(parents=True)
        mount("-t", "tmpfs", "tmpfs", str(dev))
        (dev / "null").touch()
        mount("--bind", "/dev/null", str(dev / "null"))
        mount("--rbind", str(dev), "/dev")
        groups = folder / "group"
        groups.write_text(pathlib.Path("/etc/group").read_text() + "pcscd:x:64999:\n")
        mount("--bind", str(groups), "/etc/group")
        mount("-t", "tmpfs", "tmpfs", "/sys")
        for place in ("bus/usb", "class/hidraw"):
            (pathlib.Path("/sys") / place).mkdir(parents=True)
        rules = pathlib.Path("/run/udev/rules.d")
        rules.mkdir(parents=True)
        for file in (RULES, GROUP_RULES):
            shutil.copy(file, rules)

    def usb(self, vendor, product, interface_class="0b"):
        """Makes a device of one interface; its folder."""
        number = MadeUpDevices.next_device
        MadeUpDevices.next_device += 1
        device = pathlib.Path(f"/sys/devices/pci0000:00/usb1/1-{number}")
        interface = device / f"1-{number}:1.0"
        interface.mkdir(parents=True)
        for folder in (device, interface):
            (folder / "subsystem").symlink_to("/sys/bus/usb")
        (interface / "uevent").write_text("DEVTYPE=usb_interface\n")
        (device / "uevent").write_text(
            f"MAJOR=189\nMINOR={number}\nDEVNAME=bus/usb/001/{number:03}\nDEVTYPE=usb_device\n"
        )
        (device / "idVendor").write_text(vendor.lower() + "\n")
        (device / "idProduct").write_text(product.lower() + "\n")
        device_descriptor = bytes([18, 1, 0, 2, 0, 0, 0, 64, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1])
        configuration = bytes([9, 2, 25, 0, 1, 1, 0, 128, 50])
        interface_descriptor = bytes([9, 4, 0, 0, 1, int(interface_class, 16), 0, 0, 0])
        endpoint = bytes([7, 5, 0x81, 3, 8, 0, 16])
        (device / "descriptors").write_bytes(device_descriptor + configuration + interface_descriptor + endpoint)
        return device

    def hidraw(self, device, vendor, product):
        """Makes the raw node of a HID device."""
        number = device.name.partition("-")[2]
        node = device / f"{device.name}:1.0" / f"0003:{vendor}:{product}.0001" / "hidraw" / f"hidraw{number}"
        node.mkdir(parents=True)
        (node / "subsystem").symlink_to("/sys/class/hidraw")
        (node / "uevent").write_text(f"MAJOR=240\nMINOR={number}\nDEVNAME=hidraw{number}\n")
        return node

    def plugged(self, folder):
        """What udev says that it does when this is plugged in."""
        process = subprocess.run(
            [UDEVADM, "test", "--action=add", str(folder)],
            env={**os.environ, "SYSTEMD_DEVICE_VERIFY_SYSFS": "0"},
            capture_output=True,
            text=True,
            timeout=LONGEST,
            check=False,
        )
        return process.stdout + process.stderr

    def properties(self, folder):
        """What the device is then known as."""
        return dict(line.split("=", 1) for line in self.plugged(folder).splitlines() if re.match(r"[A-Z_]+=", line))

    def test_every_reader_of_the_table_gets_its_names_and_starts_the_unit(self):
        for row in READERS:
            with self.subTest(reader=row["name"]):
                device = self.usb(row["vendor"], row["product"], "ff")  # of class 0B systemd makes more
                known = self.properties(device)
                self.assertIn(f"/dev/sscard/{row['name']}", known["DEVLINKS"].split())
                self.assertIn(f"/dev/sscard/{row['name']}-at-{device.name}", known["DEVLINKS"].split())
                self.assertIn("sscard-reader.service", known["SYSTEMD_USER_WANTS"].split())
                self.assertIn("systemd", known["TAGS"].split(":"))
                self.assertEqual("uaccess" in known["TAGS"].split(":"), row["kind"] == "vendor_hid")

    def test_the_raw_node_of_a_vendor_hid_device_is_opened_to_the_seat(self):
        row = reader("decard-t10")
        device = self.usb(row["vendor"], row["product"], "03")
        node = self.hidraw(device, row["vendor"], row["product"])
        known = self.properties(node)
        self.assertIn("uaccess", known["TAGS"].split(":"))
        self.assertIn(f"/dev/sscard/decard-t10-hid-at-{device.name}", known["DEVLINKS"].split())
        self.assertIn("RUN 'uaccess'", self.plugged(node))

    def test_the_raw_nodes_of_keyboards_stay_closed(self):
        device = self.usb("046D", "C31C", "03")
        self.assertNotIn("uaccess", self.properties(self.hidraw(device, "046D", "C31C")).get("TAGS", ""))

    def test_the_group_pcscd_gets_every_reader_of_the_class(self):
        given = re.compile(r"70-sscard-pcscd\.rules:\d+ GROUP 64999")
        listed = reader("feitian-r502")
        self.assertRegex(self.plugged(self.usb(listed["vendor"], listed["product"], "ff")), given)
        self.assertRegex(self.plugged(self.usb("1234", "5678", "0b")), given)
        self.assertNotRegex(self.plugged(self.usb("1234", "5679", "03")), given)

    def test_other_devices_are_left_alone(self):
        known = self.properties(self.usb("1D6B", "0002", "09"))
        self.assertNotIn("sscard", known.get("DEVLINKS", ""))
        self.assertNotIn("SYSTEMD_USER_WANTS", known)

    def test_udev_reads_the_files_without_complaint(self):
        said = self.plugged(self.usb("1D6B", "0002", "09"))
        for file in (RULES, GROUP_RULES):
            about = [line for line in said.splitlines() if file.name in line]
            self.assertEqual(about, [f"Reading rules file: /run/udev/rules.d/{file.name}"])


if __name__ == "__main__":
    unittest.main()
