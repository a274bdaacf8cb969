#pragma once

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sscard/doctor/examine.hpp>
#include <stdexcept>
#include <string>
#include <vector>

#include "temporary_directory.hpp"

namespace sscard::testing {

/// The files of a machine, made up for one test. A fresh one has a service, a driver and one reader that it
/// lists, and nothing wrong.
class Prepared {
public:
    Prepared() {
        machine.tree = doctor::Tree{place_.path()};
        machine.state_dir = "/home/clerk/.local/state/sscard";
        socket("/run/pcscd/pcscd.comm", 0666);
        file("/usr/sbin/pcscd", "");
        packages("1.9.9-2", "1.9.9-2");
        drivers({{"096E", "060D"}});
        usb("1-2", "096e", "060d");
        file("/usr/lib/x86_64-linux-gnu/gconv/GB18030.so", "");
        file("/etc/default/locale", "LANG=\"zh_CN.UTF-8\"\n");
    }

    std::filesystem::path here(const std::string& path) const { return place_.path() / path.substr(1); }

    void file(const std::string& path, const std::string& content, mode_t mode = 0600) const {
        std::filesystem::create_directories(here(path).parent_path());
        std::ofstream{here(path)} << content;
        ::chmod(here(path).c_str(), mode);
    }
    void folder(const std::string& path, mode_t mode) const {
        std::filesystem::create_directories(here(path));
        ::chmod(here(path).c_str(), mode);
    }
    void link(const std::string& path, const std::string& target) const {
        std::filesystem::create_directories(here(path).parent_path());
        std::filesystem::create_symlink(target, here(path));
    }
    void remove(const std::string& path) const { std::filesystem::remove_all(here(path)); }

    void socket(const std::string& path, mode_t mode) const {
        remove(path);
        std::filesystem::create_directories(here(path).parent_path());
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::strncpy(&address.sun_path[0], here(path).c_str(), sizeof address.sun_path - 1);
        const int handle = ::socket(AF_UNIX, SOCK_STREAM, 0);
        const bool bound = ::bind(handle, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
        ::close(handle);
        if (!bound) throw std::runtime_error{"no socket"};
        ::chmod(here(path).c_str(), mode);
    }

    void packages(const std::string& service, const std::string& client) const {
        file("/var/lib/dpkg/status",
             "Package: libpcsclite1\nStatus: install ok installed\nVersion: " + client +
                 "\n\nPackage: pcscd\nStatus: install ok installed\nPriority: optional\nVersion: " + service +
                 "\n\n");
    }

    /// The CCID driver's list, where Debian has it.
    void drivers(const std::vector<std::pair<std::string, std::string>>& ids) const {
        std::string vendors;
        std::string products;
        for (const auto& [vendor, product] : ids) {
            vendors += "<string>0x" + vendor + "</string>\n";
            products += "<string>0x" + product + "</string>\n";
        }
        file("/etc/libccid_Info.plist", "<plist><dict>\n<key>ifdProductID</key>\n<array>\n" + products +
                                            "</array>\n<key>ifdVendorID</key>\n<array>\n" + vendors +
                                            "</array>\n</dict></plist>\n");
        remove("/usr/lib/pcsc/drivers");
        link("/usr/lib/pcsc/drivers/ifd-ccid.bundle/Contents/Info.plist", "/etc/libccid_Info.plist");
    }

    void usb(const std::string& port, const std::string& vendor, const std::string& product,
             const std::string& interface_class = "0b", const std::string& name = "") const {
        const auto device = "/sys/devices/usb1/" + port;
        file(device + "/idVendor", vendor + "\n");
        file(device + "/idProduct", product + "\n");
        file(device + "/busnum", "1\n");
        file(device + "/devnum", "4\n");
        if (!name.empty()) file(device + "/product", name + "\n");
        file(device + "/" + port + ":1.0/bInterfaceClass", interface_class + "\n");
        link("/sys/bus/usb/devices/" + port, "../../../devices/usb1/" + port);
        link("/sys/bus/usb/devices/" + port + ":1.0", "../../../devices/usb1/" + port + "/" + port + ":1.0");
    }

    void process(const std::string& number, const std::string& program, const std::string& open_file) const {
        file("/proc/" + number + "/comm", program + "\n");
        link("/proc/" + number + "/fd/3", open_file);
    }

    doctor::Findings findings() const { return doctor::examine(machine); }

    /// The finding of this code; its code is empty when there is none.
    doctor::Finding finding(std::string_view code) const {
        const auto all = findings();
        const auto found =
            std::find_if(all.begin(), all.end(), [&](const auto& finding) { return finding.code == code; });
        return found == all.end() ? doctor::Finding{} : *found;
    }

    bool finds(std::string_view code) const { return finding(code).code == code; }

    doctor::Machine machine;

private:
    TemporaryDirectory place_;
};

}  // namespace sscard::testing
