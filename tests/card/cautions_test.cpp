#include <sscard/card/cautions.hpp>
#include <sscard/card/deep_reading.hpp>

#include "cards.hpp"
#include "catch.hpp"

using namespace sscard;
using namespace sscard::card;
using test::hex;

TEST_CASE("every caution applies to its own examples, not another one before it", "[card][cautions]") {
    for (const auto& caution : caution_table()) {
        for (const auto example : caution.examples) {
            CAPTURE(caution.command, example);
            const auto* found = caution_about(hex(example));
            REQUIRE(found != nullptr);
            CHECK(found == &caution);
        }
    }
}

TEST_CASE("every caution says why, where it is from, and how to send it all the same", "[card][cautions]") {
    for (const auto& caution : caution_table()) {
        CAPTURE(caution.command);
        CHECK((caution.number & ~caution.mask) == 0);
        CHECK_FALSE(caution.source.empty());
        CHECK(std::string_view{caution.sentence}.find("{0}") != std::string_view::npos);
        CHECK(std::string_view{caution.sentence}.find("{1}") != std::string_view::npos);
        CHECK(std::string_view{caution.cure}.find("--i-know") != std::string_view::npos);
    }
}

TEST_CASE("logical channel, secure messaging and chaining change nothing about a command",
          "[card][cautions]") {
    for (const auto& caution : caution_table()) {
        for (const auto example : caution.examples) {
            auto command = hex(example);
            const auto plain = command.front();
            for (const auto bits : {0x01, 0x03, 0x04, 0x0C, 0x0F}) {
                command.front() = static_cast<std::uint8_t>(plain | bits);
                CAPTURE(caution.command, to_hex(command));
                CHECK(caution_about(command) == &caution);
            }
            if (plain >= 0x80) continue;
            for (const auto bits : {0x10, 0x1D, 0x40, 0x60, 0x7F}) {
                command.front() = static_cast<std::uint8_t>(plain | bits);
                CAPTURE(caution.command, to_hex(command));
                CHECK(caution_about(command) == &caution);
            }
        }
    }
}

TEST_CASE("what only asks, reads or selects needs no caution", "[card][cautions]") {
    const auto* const command =
        GENERATE("00A40000023F00", "00A4040007A0000003330101", "00B0850010", "00B2072C0B", "00C0000018",
                 "0084000008", "0088000010 00112233445566778899AABBCCDDEEFF", "80CA9F3600", "80A80000028300",
                 "805C000204", "805A000100", "B026000004", "B02E000000", "B056010000", "00700000 01",
                 "00200000", "0020000000", "0082000A", "0082000A00", "805E0100", "00", "");
    CAPTURE(command);
    CHECK(caution_about(hex(command)) == nullptr);
}

TEST_CASE("a PIN length without the PIN counts as a try: some readers wait for what is to follow",
          "[card][cautions]") {
    CHECK(caution_about(hex("0020000003")) != nullptr);
    CHECK(caution_about(hex("0082000A10")) != nullptr);
}

TEST_CASE("whoever types a PIN is shown the way that hides it", "[card][cautions]") {
    for (const auto* const command :
         {"0020000003123456", "805E010007123456FF654321", "8424000106123456654321"}) {
        const auto* caution = caution_about(hex(command));
        REQUIRE(caution != nullptr);
        CHECK(std::string_view{caution->cure}.find("sscard pin verify") != std::string_view::npos);
    }
    CHECK(std::string_view{caution_about(hex("00D60000"))->cure}.find("sscard pin") ==
          std::string_view::npos);
}

TEST_CASE("no reading sends anything that needs caution", "[card][cautions]") {
    for (const auto* const name :
         {"everything-2.00", "adult-2.00", "shanghai", "protected-3.00", "bank-card"}) {
        virtual_card::Engine engine{sample(name)};
        Twisted card{engine};
        static_cast<void>(read_all(card));
        static_cast<void>(read_applications(card, {}, Images::read));
        CHECK(card.commands.size() > 1);
        for (const auto& command : card.commands) {
            CAPTURE(name, command);
            CHECK(caution_about(hex(command)) == nullptr);
        }
    }
}

TEST_CASE("the manual names every command that needs caution", "[card][cautions][docs]") {
    const auto manual = text_of("docs/apdu.md");
    for (const auto& caution : caution_table()) {
        CAPTURE(caution.command);
        CHECK(manual.find(std::string{caution.command} + " `") != std::string::npos);
    }
}
