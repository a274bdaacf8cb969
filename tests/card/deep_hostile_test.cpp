#include <random>
#include <sscard/text/gb18030.hpp>

#include "deep_cards.hpp"

using namespace sscard;
using namespace sscard::card;

namespace {

/// Selects as a good card does and counts; other commands are answered as told.
class Liar final : public apdu::Transport {
public:
    explicit Liar(std::function<Bytes(ByteView command)> answer) : answer_{std::move(answer)} {}

    Result<Bytes> transmit(ByteView command) override {
        ++exchanges;
        if (command[1] == 0xA4) return Bytes{0x90, 0x00};
        return answer_(command);
    }
    apdu::Protocol protocol() const override { return apdu::Protocol::t1; }
    Bytes atr() const override { return {}; }

    unsigned exchanges = 0;

private:
    std::function<Bytes(ByteView command)> answer_;
};

bool printable(const std::vector<ItemReading>& items) {
    return std::all_of(items.begin(), items.end(), [](const ItemReading& item) {
        return (!item.value || (!item.value->empty() && text::is_utf8(*item.value))) && printable(item.parts);
    });
}

/// Empty when the reading ended as it must.
std::string complaint(const Result<DeepReading>& reading, unsigned exchanges) {
    if (exchanges > max_deep_exchanges) return "too many exchanges";
    if (!reading) return reading.error().fault == Fault::malformed_card ? "" : "an undocumented fault";
    for (const auto& application : reading->applications) {
        for (const auto& file : application.files) {
            if (file.records.size() > max_records) return "too many records";
            if (!printable(file.items)) return "a value that JSON cannot hold";
        }
    }
    return "";
}

}  // namespace

TEST_CASE("a card that always has one more record, or one more byte, is given up on",
          "[card][deep][hostile]") {
    for (const auto* answer : {"2B01329000", "9000", "419000", "6282", "416282", "6CFF", "6100", "6700",
                               "6F00", "6A86", "6985", "6A83", "FFFFFFFF9000", "4001579000"}) {
        CAPTURE(answer);
        Liar card{[bytes = test::hex(answer)](ByteView) { return bytes; }};
        const auto reading = read_applications(card, {}, Images::read);
        CHECK(complaint(reading, card.exchanges) == "");
    }
}

TEST_CASE("a photo that does not end is cut off behind its longest size", "[card][deep][hostile]") {
    Liar card{[](ByteView command) {
        if (command[1] == 0xB2) return Bytes{0x69, 0x82};
        Bytes answer(256, 0x41);
        answer.insert(answer.end(), {0x90, 0x00});
        return answer;
    }};
    const auto reading = read_applications(card, {}, Images::read);
    REQUIRE(reading);
    CHECK(reading->photo.content.size() == 0x1000 + 256);
    CHECK(reading->fingerprint.content.size() == 0x300 + 256);
}

TEST_CASE("whatever the records hold, the reading ends and every value is UTF-8", "[card][deep][hostile]") {
    std::mt19937 random{20260101};
    static constexpr std::uint8_t alphabet[] = {0x00, 0x01, 0x02, 0x10, 0x20, 0x31, 0x34, 0x40, 0x57,
                                                0x79, 0x81, 0xA1, 0xC9, 0xEE, 0x99, 0xFE, 0xFF, 0x3A};
    for (int i = 0; i < 50; ++i) {
        Liar card{[&random](ByteView) -> Bytes {
            if (random() % 4 == 0) return {0x6A, 0x83};
            Bytes answer(random() % 80);
            for (auto& byte : answer) byte = alphabet[random() % std::size(alphabet)];
            answer.insert(answer.end(), {0x90, 0x00});
            return answer;
        }};
        const auto reading = read_applications(card, {}, Images::read);
        if (complaint(reading, card.exchanges) != "") {
            CAPTURE(i);
            FAIL(complaint(reading, card.exchanges));
        }
    }
}

TEST_CASE("a card pulled out at any exchange of a deep reading is said to be gone", "[card][deep]") {
    const auto file =
        card_with(usual_card +
                  R"(, "files": {"DF01/EF05": {"records": ["20023130"]}, "DF04/EF15": {"records": ["000131"]},
            "EF08": {"binary": "FFD8AAFFD9"}})");
    virtual_card::Engine whole{file};
    Twisted counted{whole};
    REQUIRE(read_applications(counted, {}, Images::read));
    for (std::size_t at = 1; at <= counted.commands.size(); ++at) {
        virtual_card::Engine engine{file};
        std::size_t count = 0;
        Twisted card{engine, [&](ByteView command, apdu::Transport& inner) -> Result<Bytes> {
                         if (++count >= at) return fail(Fault::card_removed, "test");
                         return inner.transmit(command);
                     }};
        const auto reading = read_applications(card, {}, Images::read);
        REQUIRE_FALSE(reading);
        CHECK(reading.error().fault == Fault::card_removed);
        CHECK(count == at);
    }
}
