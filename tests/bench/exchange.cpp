#include <fmt/format.h>
#include <winscard.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <sscard/pcsc/connection.hpp>
#include <sscard/pcsc/context.hpp>
#include <stdexcept>
#include <string>
#include <vector>

/// What `sscard` adds to each exchange: READ RECORD of the card number in a bare loop over SCardTransmit and
/// through the pcsc layer, by turns, against the card in the reader that is named.
namespace sscard::bench {
namespace {

using Clock = std::chrono::steady_clock;
using Microseconds = std::chrono::duration<double, std::micro>;

constexpr int rounds = 20;
constexpr int exchanges_a_round = 100;
constexpr double goal = 50;  // microseconds

const Bytes select_name{0x00, 0xA4, 0x04, 0x00, 0x0F, 0x73, 0x78, 0x31, 0x2E, 0x73,
                        0x68, 0x2E, 0xC9, 0xE7, 0xBB, 0xE1, 0xB1, 0xA3, 0xD5, 0xCF};
const Bytes read_number{0x00, 0xB2, 0x07, 0x28, 0x0B};

void require(bool done, const char* what) {
    if (!done) throw std::runtime_error{what};
}

/// A program without any layer.
class Bare {
public:
    explicit Bare(const std::string& reader) {
        require(SCardEstablishContext(SCARD_SCOPE_SYSTEM, nullptr, nullptr, &context_) == SCARD_S_SUCCESS,
                "SCardEstablishContext");
        DWORD protocol = 0;
        require(SCardConnect(context_, reader.c_str(), SCARD_SHARE_SHARED, SCARD_PROTOCOL_T0, &card_,
                             &protocol) == SCARD_S_SUCCESS,
                "SCardConnect");
    }
    Bare(const Bare&) = delete;
    Bare& operator=(const Bare&) = delete;
    ~Bare() {
        SCardDisconnect(card_, SCARD_LEAVE_CARD);
        SCardReleaseContext(context_);
    }

    void begin() { require(SCardBeginTransaction(card_) == SCARD_S_SUCCESS, "SCardBeginTransaction"); }
    void transmit(const Bytes& command) {
        BYTE answer[258];
        DWORD size = sizeof answer;
        require(SCardTransmit(card_, SCARD_PCI_T0, command.data(), command.size(), nullptr, answer, &size) ==
                    SCARD_S_SUCCESS,
                "SCardTransmit");
    }
    void end() { SCardEndTransaction(card_, SCARD_LEAVE_CARD); }

private:
    SCARDCONTEXT context_ = 0;
    SCARDHANDLE card_ = 0;
};

/// Adds the time of each exchange of a round.
template <class Transmit>
void measure(std::vector<double>& times, const Transmit& transmit) {
    transmit(select_name);
    for (int i = 0; i < exchanges_a_round; ++i) {
        const auto start = Clock::now();
        transmit(read_number);
        times.push_back(Microseconds{Clock::now() - start}.count());
    }
}

double median(std::vector<double> times) {
    const auto middle = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2);
    std::nth_element(times.begin(), middle, times.end());
    return *middle;
}

void run(const std::string& reader) {
    const StopFlag never{false};
    const Patience patience{std::chrono::minutes{5}, never};
    Bare bare{reader};
    auto context = pcsc::Context::establish(patience).value();
    auto connection = pcsc::Connection::open(context, reader, patience).value();

    std::vector<double> bare_times;
    std::vector<double> our_times;
    for (int round = 0; round < rounds; ++round) {
        bare.begin();
        measure(bare_times, [&](const Bytes& command) { bare.transmit(command); });
        bare.end();
        auto transaction = connection.begin(patience).value();
        measure(our_times, [&](const Bytes& command) { transaction.transmit(command).value(); });
        require(transaction.end().has_value(), "SCardEndTransaction");
    }
    const auto alone = median(bare_times);
    const auto ours = median(our_times);
    fmt::print("{:34} {:8.1f} us\n", "bare SCardTransmit", alone);
    fmt::print("{:34} {:8.1f} us\n", "sscard's pcsc layer", ours);
    fmt::print("{:34} {:8.1f} us   goal: below {} us, {}\n", "difference", ours - alone, goal,
               ours - alone < goal ? "kept" : "MISSED");
}

}  // namespace
}  // namespace sscard::bench

int main(int argc, char** argv) try {
    if (argc != 2) {
        fmt::print(stderr, "usage: bench_exchange READER\n");
        return 2;
    }
    sscard::bench::run(argv[1]);
    return 0;
} catch (const std::exception& error) {
    fmt::print(stderr, "bench_exchange: {}\n", error.what());
    return 1;
}
