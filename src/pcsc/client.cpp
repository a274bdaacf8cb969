#include <pcsclite.h>

#include <cstdlib>
#include <sscard/pcsc/client.hpp>

namespace sscard::pcsc {

std::filesystem::path service_socket() {
    const char* path = std::getenv("PCSCLITE_CSOCK_NAME");
    return path != nullptr ? path : "/run/pcscd/pcscd.comm";
}

std::string_view client_version() noexcept { return PCSCLITE_VERSION_NUMBER; }

}  // namespace sscard::pcsc
