#include <random>

#include "catch.hpp"
#include "redacted.hpp"

using namespace sscard;
using namespace sscard::card;

namespace {

class Dice {
public:
    std::uint8_t byte() { return static_cast<std::uint8_t>(up_to(256)); }
    std::size_t up_to(std::size_t limit) { return engine_() % limit; }
    Bytes bytes(std::size_t size) {
        Bytes bytes(size);
        for (auto& one : bytes) one = byte();
        return bytes;
    }

private:
    std::mt19937 engine_{20260101};  // the same every time
};

/// The longest run of bytes that are the card's own, and no padding.
std::size_t longest_survivor(ByteView original, ByteView redacted) {
    std::size_t longest = 0;
    std::size_t run = 0;
    for (std::size_t i = 0; i < original.size(); ++i) {
        const auto byte = original[i];
        const bool padding = byte == 0x00 || byte == 0xFF || byte == 0x20;
        run = byte == redacted[i] && !padding ? run + 1 : 0;
        longest = std::max(longest, run);
    }
    return longest;
}

Bytes with_status(Bytes data) {
    data.insert(data.end(), {0x90, 0x00});
    return data;
}

}  // namespace

TEST_CASE("random answers are replaced whatever they are taken for", "[card][redaction][hostile]") {
    const std::vector<std::string> commands{"00B2010400",
                                            "00B2012D00",
                                            "00B2013500",
                                            "00B2016400",
                                            "00B0850000",
                                            "00B0880000",
                                            "00B0000000",
                                            "00C0000000",
                                            "0084000008",
                                            "80CA9F3600",
                                            "80A80000028300",
                                            "805C000204",
                                            "80FF000000",
                                            "00A40000023F00",
                                            "00A4020002EF05",
                                            "00A4020002EF15",
                                            "00A4000002DF01",
                                            "00A4000002DF04",
                                            "00A4040006D15600000501",
                                            "00A4040008A000000333010101",
                                            select_name};
    Dice dice;
    InventedPerson person{today};
    for (int i = 0; i < 4000; ++i) {
        const auto command = test::hex(commands[dice.up_to(commands.size())]);
        const auto answer = with_status(dice.bytes(dice.up_to(100)));
        const auto redacted = person.answer(command, answer);
        REQUIRE(redacted.size() == answer.size());
        const ByteView data{answer};
        CAPTURE(to_hex(command), to_hex(answer), to_hex(redacted));
        REQUIRE(longest_survivor(data.first(data.size() - 2), redacted) < 4);
    }
}

TEST_CASE("random records and templates keep their heads at most", "[card][redaction][hostile]") {
    Dice dice;
    for (int i = 0; i < 1000; ++i) {
        InventedPerson person{today};
        const bool bank = dice.up_to(2) == 0;
        person.answer(test::hex(bank ? "00A4040008A000000333010101" : select_name), test::hex("9000"));
        Bytes data;
        std::vector<std::pair<std::size_t, std::size_t>> values;
        while (data.size() < 60) {
            const auto size = 1 + dice.up_to(20);
            data.push_back(bank ? std::uint8_t{0xC1} : static_cast<std::uint8_t>(1 + dice.up_to(0x60)));
            data.push_back(static_cast<std::uint8_t>(size));
            values.emplace_back(data.size(), size);
            const auto value = dice.bytes(size);
            data.insert(data.end(), value.begin(), value.end());
        }
        if (bank) {
            data.insert(data.begin(), {0x70, static_cast<std::uint8_t>(data.size())});
            for (auto& value : values) value.first += 2;
        }
        const auto redacted =
            person.answer(test::hex(dice.up_to(2) == 0 ? "00B2012D00" : "00B2013400"), with_status(data));
        for (const auto& [at, size] : values) {
            CAPTURE(to_hex(data), to_hex(redacted));
            REQUIRE(longest_survivor(ByteView{data}.subspan(at, size), ByteView{redacted}.subspan(at, size)) <
                    4);
            REQUIRE(redacted[at - 1] == data[at - 1]);
            REQUIRE(redacted[at - 2] == data[at - 2]);
        }
    }
}

TEST_CASE("commands of any bytes are redacted without harm", "[card][redaction][hostile]") {
    Dice dice;
    InventedPerson person{today};
    for (int i = 0; i < 4000; ++i) {
        const auto command = dice.bytes(dice.up_to(12));
        const auto answer = dice.bytes(dice.up_to(40));
        CHECK(person.command(command).size() <= command.size());
        CHECK(person.answer(command, answer).size() == answer.size());
        CHECK(person.atr(answer).size() == answer.size());
    }
}
