#include <malloc.h>

#include <algorithm>
#include <cstdlib>
#include <new>
#include <sscard/apdu/recording.hpp>
#include <sscard/card/pin.hpp>
#include <sscard/card/redaction.hpp>
#include <sstream>

#include "cards.hpp"
#include "catch.hpp"

/// What is left of a PIN in memory that is given back. Every block of this program passes here.
namespace {

constexpr std::uint8_t packed[] = {0x90, 0x73, 0x51};
constexpr std::uint8_t digits[] = {'9', '0', '7', '3', '5', '1'};

bool watching = false;  // NOLINT
int leaks = 0;          // NOLINT

bool holds(sscard::ByteView block, sscard::ByteView wanted) noexcept {
    return std::search(block.begin(), block.end(), wanted.begin(), wanted.end()) != block.end();
}

void give_back(void* block) noexcept {
    if (watching && block != nullptr) {
        const sscard::ByteView bytes{static_cast<const std::uint8_t*>(block), ::malloc_usable_size(block)};
        if (holds(bytes, packed) || holds(bytes, digits)) ++leaks;
    }
    std::free(block);
}

}  // namespace

void* operator new(std::size_t size) {
    if (auto* block = std::malloc(size == 0 ? 1 : size)) return block;
    throw std::bad_alloc{};
}
void* operator new(std::size_t size, const std::nothrow_t& /*unused*/) noexcept {
    return std::malloc(size == 0 ? 1 : size);
}
void operator delete(void* block) noexcept { give_back(block); }
void operator delete(void* block, std::size_t) noexcept { give_back(block); }

using namespace sscard;
using namespace sscard::card;

namespace {

/// Takes commands without a copy, as a slot would.
class Deaf final : public apdu::Transport {
public:
    Result<Bytes> transmit(ByteView command) override {
        seen = seen || holds(command, packed);
        return Bytes{0x90, 0x00};
    }
    apdu::Protocol protocol() const override { return apdu::Protocol::t0; }
    Bytes atr() const override { return {}; }

    bool seen = false;
};

/// Blocks given back with the PIN in them while `work` ran.
int leaks_of(const std::function<void()>& work) {
    leaks = 0;
    watching = true;
    work();
    watching = false;
    return leaks;
}

}  // namespace

TEST_CASE("the watch over memory sees what is not wiped", "[card][pin][memory]") {
    CHECK(leaks_of([] { const Bytes copy(std::begin(packed), std::end(packed)); }) == 1);
    CHECK(leaks_of([] { const Bytes copy(std::begin(digits), std::end(digits)); }) == 1);
    CHECK(leaks_of([] { const Secret copy{Bytes(std::begin(digits), std::end(digits))}; }) == 0);
}

TEST_CASE("no memory is given back with a PIN in it", "[card][pin][memory]") {
    Deaf slot;
    std::ostringstream recording;
    apdu::Recorder recorder{slot, recording};
    bool done = false;
    CHECK(leaks_of([&] {
              const auto pin = Pin::from_digits(digits);
              const auto next = Pin::from_digits(as_bytes("4321"));
              done = pin && next && verify_pin(recorder, *pin) && change_pin(recorder, *pin, *next) &&
                     change_pin(recorder, *next, *pin);
          }) == 0);
    CHECK(done);
    CHECK(slot.seen);
    CHECK(recording.str().find("90 73 51") == std::string::npos);
}

TEST_CASE("nor has a recording that is redacted", "[card][pin][memory]") {
    Deaf slot;
    std::ostringstream recording;
    InventedPerson person{today};
    apdu::Recorder recorder{slot, recording, &person};
    bool done = false;
    CHECK(leaks_of([&] {
              const auto pin = Pin::from_digits(digits);
              done = pin && verify_pin(recorder, *pin);
          }) == 0);
    CHECK(done);
    CHECK(slot.seen);
}
