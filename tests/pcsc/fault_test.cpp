#include "fault.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <string>

#include "fixture.hpp"

using namespace sscard;
using namespace sscard::pcsc;

namespace {

/// The service's socket as the client library finds it, for the time of a test.
class SocketPath {
public:
    explicit SocketPath(const std::string& path) { setenv("PCSCLITE_CSOCK_NAME", path.c_str(), 1); }
    ~SocketPath() { unsetenv("PCSCLITE_CSOCK_NAME"); }
};

/// A file that this user may not open, even where the tests run as root.
class ClosedFile {
public:
    ClosedFile() : folder_{std::string{P_tmpdir} + "/sscard_pcsc_XXXXXX"} {
        REQUIRE(mkdtemp(folder_.data()) != nullptr);
        std::ofstream{path()}.put('x');
        REQUIRE(chmod(path().c_str(), 0) == 0);
        REQUIRE(chmod(folder_.c_str(), 0711) == 0);
        if (was_ == 0) REQUIRE(seteuid(65534) == 0);
    }
    ~ClosedFile() {
        if (was_ == 0) (void)!seteuid(was_);
        unlink(path().c_str());
        rmdir(folder_.c_str());
    }
    std::string path() const { return folder_ + "/pcscd.comm"; }

private:
    std::string folder_;
    uid_t was_ = geteuid();
};

std::set<std::uint32_t> numbers_in_the_header() {
    std::ifstream file{PCSCLITE_HEADER};
    const std::string text{std::istreambuf_iterator<char>{file}, {}};
    const std::regex definition{R"(\n#define SCARD_[EFPW]_\w+\s+\(\(LONG\)(0x[0-9A-Fa-f]+)\))"};
    std::set<std::uint32_t> found;
    for (std::sregex_iterator at{text.begin(), text.end(), definition}; at != std::sregex_iterator{}; ++at) {
        found.insert(static_cast<std::uint32_t>(std::stoul((*at)[1].str(), nullptr, 16)));
    }
    return found;
}

}  // namespace

TEST_CASE("every return code of the client library's header has a line in the table", "[pcsc][fault]") {
    std::set<std::uint32_t> known;
    for (const auto& entry : codes()) {
        INFO(entry.code);
        CHECK(known.insert(entry.code).second);
    }
    const auto wanted = numbers_in_the_header();
    REQUIRE(wanted.size() >= 57);
    CHECK(std::includes(known.begin(), known.end(), wanted.begin(), wanted.end()));
}

TEST_CASE("the raw code is kept, whatever it means", "[pcsc][fault]") {
    const SocketPath nowhere{"/nonexistent/pcscd.comm"};
    for (const auto& entry : codes()) {
        const auto error = failure("SCardAnything", static_cast<LONG>(entry.code)).value();
        INFO(entry.code);
        CHECK(error.detail == entry.code);
        CHECK(error.fault == entry.fault);
        CHECK_FALSE(error.step.empty());
    }
}

TEST_CASE("a connection that the service closed is no policy, once it was open", "[pcsc][fault]") {
    CHECK(failure("SCardGetStatusChange", SCARD_W_SECURITY_VIOLATION).value().fault == Fault::service_down);
    CHECK(failure("SCardTransmit", SCARD_W_SECURITY_VIOLATION).value().fault == Fault::service_down);
    CHECK(failure("SCardEstablishContext", SCARD_W_SECURITY_VIOLATION).value().fault == Fault::access_denied);
    CHECK(failure("SCardConnect", SCARD_W_SECURITY_VIOLATION).value().fault == Fault::access_denied);
}

TEST_CASE("service, access, reader, card and patience are different faults", "[pcsc][fault]") {
    const SocketPath nowhere{"/nonexistent/pcscd.comm"};
    struct Example {
        LONG code;
        Fault fault;
    };
    const Example examples[] = {
        {SCARD_E_NO_SERVICE, Fault::service_down},       {SCARD_E_SERVICE_STOPPED, Fault::service_down},
        {SCARD_E_SERVER_TOO_BUSY, Fault::service_down},  {SCARD_F_COMM_ERROR, Fault::service_down},
        {SCARD_E_INVALID_HANDLE, Fault::service_down},   {SCARD_W_SECURITY_VIOLATION, Fault::access_denied},
        {SCARD_E_NO_ACCESS, Fault::access_denied},       {SCARD_E_NO_READERS_AVAILABLE, Fault::no_reader},
        {SCARD_E_UNKNOWN_READER, Fault::no_reader},      {SCARD_E_READER_UNAVAILABLE, Fault::no_reader},
        {SCARD_E_SHARING_VIOLATION, Fault::reader_busy}, {SCARD_E_NO_SMARTCARD, Fault::no_card},
        {SCARD_W_UNRESPONSIVE_CARD, Fault::mute_card},   {SCARD_W_UNPOWERED_CARD, Fault::mute_card},
        {SCARD_W_UNSUPPORTED_CARD, Fault::mute_card},    {SCARD_E_CARD_UNSUPPORTED, Fault::mute_card},
        {SCARD_E_PROTO_MISMATCH, Fault::mute_card},      {SCARD_W_REMOVED_CARD, Fault::card_removed},
        {SCARD_W_RESET_CARD, Fault::card_removed},       {SCARD_E_NOT_TRANSACTED, Fault::card_removed},
        {SCARD_E_COMM_DATA_LOST, Fault::card_removed},   {SCARD_E_TIMEOUT, Fault::timeout},
        {SCARD_E_CANCELLED, Fault::interrupted},         {SCARD_E_UNEXPECTED, Fault::internal},
        {SCARD_E_UNSUPPORTED_FEATURE, Fault::internal},
    };
    for (const auto& [code, fault] : examples) {
        INFO(code);
        CHECK(failure("SCardAnything", code).value().fault == fault);
    }
}

TEST_CASE("a code that nobody has heard of is internal and shown", "[pcsc][fault]") {
    const auto error = failure("SCardConnect", static_cast<LONG>(0x8010FFFF)).value();
    CHECK(error.fault == Fault::internal);
    CHECK(error.detail == 0x8010FFFF);
    CHECK(error.step == "SCardConnect");
}

TEST_CASE("a socket that this user may not open is a matter of access, not of the service", "[pcsc][fault]") {
    const ClosedFile socket;
    const SocketPath path{socket.path()};
    const auto error = failure("SCardEstablishContext", SCARD_E_NO_SERVICE).value();
    CHECK(error.fault == Fault::access_denied);
    CHECK(error.detail == number(SCARD_E_NO_SERVICE));
    CHECK(error.sentence != nullptr);
}

TEST_CASE("a socket that is not there is a service that is down", "[pcsc][fault]") {
    const SocketPath nowhere{"/nonexistent/pcscd.comm"};
    CHECK(failure("SCardEstablishContext", SCARD_E_NO_SERVICE).value().fault == Fault::service_down);
}

TEST_CASE("no context without a service", "[pcsc][fault]") {
    const SocketPath nowhere{"/nonexistent/pcscd.comm"};
    Counter counter;
    counter.world.returns(Call::establish, {SCARD_E_NO_SERVICE});
    const auto error = error_of(Context::establish(counter.patience()));
    CHECK(error.fault == Fault::service_down);
    CHECK(error.step == "SCardEstablishContext");
    CHECK(counter.world.complaint().empty());
}
