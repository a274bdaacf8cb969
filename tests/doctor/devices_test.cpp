#include <sscard/doctor/known_readers.hpp>

#include "catch.hpp"
#include "prepared.hpp"

using namespace sscard;
using doctor::Severity;
using sscard::testing::Prepared;

TEST_CASE("the kernel's own driver for contactless readers is a problem", "[doctor][kernel]") {
    const Prepared prepared;
    prepared.file("/proc/modules", "usbhid 65536 0 - Live 0x0\n");
    CHECK_FALSE(prepared.finds("pn533_module_loaded"));
    prepared.file("/proc/modules", "pn533_usb 16384 0 - Live 0x0\npn533 49152 1 pn533_usb, Live 0x0\n");
    prepared.folder("/sys/module/pn533", 0755);
    CHECK(prepared.finding("pn533_module_loaded").detail == "pn533_usb pn533");
}

TEST_CASE("a module that is built in is seen too", "[doctor][kernel]") {
    const Prepared prepared;
    prepared.folder("/sys/module/pn533_usb", 0755);
    CHECK(prepared.finding("pn533_module_loaded").fault == Fault::no_reader);
}

TEST_CASE("a reader that no driver lists comes with the exact edit", "[doctor][unlisted]") {
    const Prepared prepared;
    CHECK_FALSE(prepared.finds("reader_not_listed"));
    prepared.usb("1-3", "1234", "abcd", "0b", "A & B <Reader>");
    const auto finding = prepared.finding("reader_not_listed");
    CHECK(finding.fault == Fault::no_reader);
    CHECK(finding.detail == "1234:ABCD");
    CHECK(std::vector(finding.words.begin() + 2, finding.words.end()) ==
          std::vector<std::string>{"/usr/lib/pcsc/drivers/ifd-ccid.bundle/Contents/Info.plist",
                                   "<string>0x1234</string>", "<string>0xABCD</string>",
                                   "<string>A &amp; B &lt;Reader></string>"});
}

TEST_CASE("a reader is listed by the pair of its numbers, by any driver", "[doctor][unlisted]") {
    const Prepared prepared;
    prepared.drivers({{"096E", "0608"}, {"1234", "060D"}});
    CHECK(prepared.finds("reader_not_listed"));
    prepared.file("/usr/lib/pcsc/drivers/other.bundle/Contents/Info.plist",
                  "<key>ifdVendorID</key><array><string>0x096e</string></array>"
                  "<key>ifdProductID</key><array><string>0x060d</string></array>");
    CHECK_FALSE(prepared.finds("reader_not_listed"));
}

TEST_CASE("a list that is torn is read as far as it goes", "[doctor][unlisted]") {
    const Prepared prepared;
    prepared.file("/etc/libccid_Info.plist",
                  "<key>ifdVendorID</key><array><string>0x096E</string><string>0x1</array>"
                  "<key>ifdProductID</key><array><string>0x060D</string>");
    CHECK(prepared.finds("driver_missing"));
}

TEST_CASE("a reader without any driver is a problem, a machine without both is not", "[doctor][unlisted]") {
    const Prepared prepared;
    prepared.remove("/usr/lib/pcsc");
    CHECK(prepared.finding("driver_missing").fault == Fault::no_reader);
    prepared.remove("/sys");
    CHECK_FALSE(prepared.finds("driver_missing"));
}

TEST_CASE("a device of another class is none of the drivers' business", "[doctor][unlisted]") {
    const Prepared prepared;
    prepared.usb("1-3", "046d", "c31c", "03");
    CHECK_FALSE(prepared.finds("reader_not_listed"));
}

TEST_CASE("a vendor HID reader is named, and a problem where it is the only one", "[doctor][vendor-hid]") {
    const Prepared prepared;
    CHECK_FALSE(prepared.finds("vendor_hid_reader"));
    prepared.usb("1-4", "0471", "a112", "03");
    CHECK(prepared.finding("vendor_hid_reader").severity == Severity::note);
    CHECK(prepared.finding("vendor_hid_reader").words ==
          std::vector<std::string>{"DeCard T10/D3", "0471:A112"});
    prepared.remove("/sys/bus/usb/devices/1-2");
    prepared.remove("/sys/bus/usb/devices/1-2:1.0");
    CHECK(prepared.finding("vendor_hid_reader").severity == Severity::problem);
}

TEST_CASE("a program that holds a reader is named", "[doctor][held]") {
    const Prepared prepared;
    prepared.process("12", "pcscd", "/dev/bus/usb/001/004");
    prepared.process("13", "bash", "/dev/tty1");
    CHECK_FALSE(prepared.finds("reader_held"));
    prepared.process("14", "scdaemon", "/dev/bus/usb/001/004");
    const auto finding = prepared.finding("reader_held");
    CHECK(finding.fault == Fault::reader_busy);
    CHECK(finding.words == std::vector<std::string>{"scdaemon", "14", "Feitian R502"});
    CHECK(finding.detail == "/dev/bus/usb/001/004");
}

TEST_CASE("a name of a program can do no harm to the output", "[doctor][held]") {
    const Prepared prepared;
    prepared.process("14", "\x1b]0;x\a\xff", "/dev/bus/usb/001/004");
    CHECK(prepared.finding("reader_held").words.at(0) == "\\x1B]0;x\\x07\\xFF");
}

TEST_CASE("a raw node of a vendor HID reader can be held as well", "[doctor][held]") {
    const Prepared prepared;
    prepared.usb("1-4", "0471", "a112", "03");
    prepared.file("/sys/class/hidraw/hidraw2/device/uevent",
                  "DRIVER=hid-generic\nHID_ID=0003:00000471:0000A112\n");
    prepared.process("14", "reader-tool", "/dev/hidraw2");
    CHECK(prepared.finding("reader_held").words.at(2) == "DeCard T10/D3");
}

TEST_CASE("programs that could not be looked at are counted where a reader is there", "[doctor][held]") {
    const Prepared prepared;
    prepared.file("/proc/15/comm", "secret\n");
    CHECK(prepared.finding("holders_hidden").words == std::vector<std::string>{"1"});
    prepared.remove("/sys");
    CHECK_FALSE(prepared.finds("holders_hidden"));
}

TEST_CASE("a device that says nonsense is left out", "[doctor][usb]") {
    const Prepared prepared;
    prepared.remove("/sys");
    prepared.usb("1-5", "nonsense", "060d");
    prepared.usb("1-6", "", "060d");
    prepared.file("/sys/bus/usb/devices/nowhere:1.0/bInterfaceClass", "0b\n");
    CHECK(prepared.finds("no_reader"));
}

TEST_CASE("the name of an unknown reader is what the device says, or its numbers", "[doctor][usb]") {
    const Prepared prepared;
    prepared.usb("1-5", "1234", "0001", "0b", "Reader\n\x01");
    CHECK(prepared.finding("reader_not_listed").words.at(0) == "Reader\\x0A\\x01");
    prepared.file("/sys/devices/usb1/1-5/manufacturer", "Maker\n");
    CHECK(prepared.finding("reader_not_listed").words.at(0) == "Maker Reader\\x0A\\x01");
    prepared.remove("/sys/devices/usb1/1-5/product");
    CHECK(prepared.finding("reader_not_listed").words.at(0) == "1234:0001");
}

TEST_CASE("the table of readers has each once", "[doctor][usb]") {
    std::vector<doctor::UsbId> ids;
    for (const auto& reader : doctor::known_readers()) ids.push_back(reader.id);
    CHECK(ids.size() >= 19);
    std::sort(ids.begin(), ids.end());
    CHECK(std::adjacent_find(ids.begin(), ids.end()) == ids.end());
}
