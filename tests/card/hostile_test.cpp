#include <algorithm>
#include <random>
#include <set>
#include <sscard/apdu/tlv.hpp>
#include <sscard/text/gb18030.hpp>

#include "cards.hpp"
#include "catch.hpp"

using namespace sscard;
using namespace sscard::card;
using virtual_card::Engine;

namespace {

/// A card of nothing but bad answers; fails the test when it is asked too often.
class Hostile final : public apdu::Transport {
public:
    using Answer = std::function<Result<Bytes>(ByteView command)>;
    explicit Hostile(Answer answer, apdu::Protocol protocol = apdu::Protocol::t0)
        : answer_{std::move(answer)}, protocol_{protocol} {}

    Result<Bytes> transmit(ByteView command) override {
        ++exchanges;
        return answer_(command);
    }
    apdu::Protocol protocol() const override { return protocol_; }
    Bytes atr() const override { return {}; }

    unsigned exchanges = 0;

private:
    Answer answer_;
    apdu::Protocol protocol_;
};

bool documented(Fault fault) {
    static const std::set<Fault> faults{Fault::malformed_card, Fault::not_social_security_card,
                                        Fault::card_blocked, Fault::authentication_required};
    return faults.contains(fault);
}

/// Empty when the reading ended as it must.
std::string complaint(const Result<Reading>& reading, unsigned exchanges) {
    if (exchanges > max_exchanges) return "too many exchanges";
    if (!reading) return documented(reading.error().fault) ? "" : "an undocumented fault";
    for (const auto& value : reading->values) {
        if (value && (value->empty() || !text::is_utf8(*value))) return "a value that JSON cannot hold";
    }
    return "";
}

Result<Reading> read_from(Hostile& card, const FieldSet& wanted = all_fields()) {
    auto reading = read_card(card, wanted, today);
    CHECK(complaint(reading, card.exchanges) == "");
    return reading;
}

Hostile always(const std::string& answer, apdu::Protocol protocol = apdu::Protocol::t0) {
    return Hostile{[bytes = test::hex(answer)](ByteView) { return bytes; }, protocol};
}

/// Selects as a good card does, reads as told.
Hostile reads(const std::string& answer) {
    return Hostile{[bytes = test::hex(answer)](ByteView command) {
        return command[1] == 0xB2 ? bytes : Bytes{0x90, 0x00};
    }};
}

}  // namespace

TEST_CASE("a card with one answer to everything is given up on", "[card][hostile]") {
    const auto protocol = GENERATE(apdu::Protocol::t0, apdu::Protocol::t1);
    const std::string wrong_tag = "550141";
    for (const auto& answer : {"6100", "6110", "6C00", "6C10", "9000", "6282", "6700", "6985", "6F00", "0000",
                               "5501419000", "6F009000", "FFFF", "9303"}) {
        CAPTURE(answer, protocol == apdu::Protocol::t0);
        auto card = always(answer, protocol);
        CHECK_FALSE(read_from(card));
    }
}

TEST_CASE("an answer that is no response is malformed", "[card][hostile]") {
    for (const auto* answer : {"", "90"}) {
        auto card = always(answer);
        const auto reading = read_from(card);
        REQUIRE_FALSE(reading);
        CHECK(reading.error().fault == Fault::malformed_card);
    }
}

TEST_CASE("records that make no sense are malformed, whichever fields were asked for", "[card][hostile]") {
    for (const auto* answer :
         {"9000", "6F00", "6A86", "6700", "6C00", "5501419000", "322E30309000", "FFFFFFFF9000",
          "00000000009000", "0320419000", "07FFFFFF9000", "4432313433353639589000"}) {
        for (const auto* name : {"card", "card.number", "holder", "holder.name"}) {
            CAPTURE(answer, name);
            auto card = reads(answer);
            const auto reading = read_from(card, *fields_named(name));
            REQUIRE_FALSE(reading);
            CHECK(reading.error().fault == Fault::malformed_card);
        }
    }
}

TEST_CASE("one record to every question is one record", "[card][hostile]") {
    auto card = reads("07094432313433353639589000");
    const auto reading = read_from(card, *fields_named("card"));
    REQUIRE(reading);
    CHECK((*reading)[Field::card_number] == "D2143569X");
    CHECK_FALSE((*reading)[Field::identification_number]);
}

TEST_CASE("answers of 64 kB end", "[card][hostile]") {
    Bytes huge(65'536, 0x41);
    SECTION("of nonsense") {}
    SECTION("of text") {
        huge.clear();
        apdu::append_simple_tlv(huge, 0x09, Bytes(65'000, 0x81));
    }
    SECTION("of records") {
        for (std::size_t i = 0; i < huge.size(); i += 2) huge[i] = 0x07, huge[i + 1] = 0x00;
    }
    huge.push_back(0x90);
    huge.push_back(0x00);
    Hostile card{[&](ByteView) { return huge; }};
    read_from(card);
}

TEST_CASE("random answers end in a reading or a documented fault", "[card][hostile]") {
    std::string bad;
    unsigned readings = 0;
    for (std::uint32_t seed = 0; seed < 2'000; ++seed) {
        std::mt19937 random{seed};
        const auto style = seed % 3;
        Hostile card{
            [&](ByteView command) -> Bytes {
                static constexpr std::uint8_t tags[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 0x4E, 10, 11, 12, 13};
                if (style > 0 && command[1] == 0xA4) return {0x90, 0x00};
                Bytes answer;
                const auto records = random() % 4;
                for (std::uint32_t i = 0; style == 2 && i < records; ++i) {
                    Bytes value(random() % 40);
                    for (auto& byte : value) byte = static_cast<std::uint8_t>(random() & 0xFFU);
                    apdu::append_simple_tlv(answer, tags[random() % std::size(tags)], value);
                }
                for (auto left = random() % (style == 2 ? 2 : 70); left > 0; --left)
                    answer.push_back(static_cast<std::uint8_t>(random() & 0xFFU));
                static constexpr std::uint16_t words[] = {0x9000, 0x9000, 0x9000, 0x6110, 0x6C10, 0x6282,
                                                          0x6700, 0x6A83, 0x6A82, 0x6982, 0x6A86};
                const auto word = style == 0 ? random() & 0xFFFFU : words[random() % std::size(words)];
                answer.push_back(static_cast<std::uint8_t>(word >> 8U));
                answer.push_back(static_cast<std::uint8_t>(word & 0xFFU));
                return answer;
            },
            seed % 2 == 0 ? apdu::Protocol::t0 : apdu::Protocol::t1};
        const auto reading = read_card(card, all_fields(), today);
        if (reading) ++readings;
        const auto what = complaint(reading, card.exchanges);
        if (!what.empty() && bad.empty()) bad = what + ", seed " + std::to_string(seed);
    }
    CHECK(bad == "");
    CHECK(readings > 100);  // else nothing was tried
}

TEST_CASE("a card pulled out at any exchange is reported as removed", "[card][hostile]") {
    for (const auto* name : {"adult-2.00", "adult-1.00", "shanghai", "protected-3.00"}) {
        for (unsigned at = 1;; ++at) {
            CAPTURE(name, at);
            auto file = sample(name);
            file.behaviour.read_all = false;
            file.faults = {{at, virtual_card::FaultKind::card_removed}};
            Engine card{file};
            const auto reading = read_all(card);
            if (reading) {
                CHECK(at > 3);
                break;
            }
            CHECK(reading.error().fault == Fault::card_removed);
            CHECK(card.commands() == at);
        }
    }
}

TEST_CASE("one bad answer at any exchange makes no wrong value", "[card][hostile]") {
    Engine good{sample("adult-2.00")};
    const auto truth = read_all(good);
    REQUIRE(truth);
    for (const auto* bad : {"9000", "6A83", "6A82", "6A86", "6700", "6C01", "6101", "6F00", "6282",
                            "5501419000", "0101419000"}) {
        for (std::uint64_t at = 1; at <= 12; ++at) {
            for (const bool whole : {true, false}) {
                CAPTURE(bad, at, whole);
                auto file = sample("adult-2.00");
                file.behaviour.read_all = whole;
                file.faults = {{at, virtual_card::FaultKind::garbage, test::hex(bad)}};
                Engine card{file};
                const auto reading = read_all(card);
                if (!reading) {
                    CHECK(documented(reading.error().fault));
                    continue;
                }
                for (std::size_t i = 0; i < field_count; ++i) {
                    const auto& value = reading->values[i];
                    const bool lied = std::string{bad}.starts_with("01") && i <= index(Field::region);
                    if (value && !lied) CHECK(value == truth->values[i]);
                }
            }
        }
    }
}
