#include <filesystem>
#include <fstream>
#include <sscard/virtual_card/demo.hpp>
#include <sstream>

#include "cards.hpp"
#include "catch.hpp"

using namespace sscard;
using namespace sscard::virtual_card;

namespace {

std::string content_of(const std::filesystem::path& path) {
    std::ifstream in{path, std::ios::binary};
    REQUIRE(in);
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
}

const std::filesystem::path source_dir{SSCARD_SOURCE_DIR};

CardFile sample(const std::string& name) {
    return CardFile::parse(content_of(source_dir / "tests/cards" / (name + ".json"))).value();
}

}  // namespace

TEST_CASE("every sample card is read and described", "[virtual_card][samples]") {
    int count = 0;
    for (const auto& entry : std::filesystem::directory_iterator{source_dir / "tests/cards"}) {
        INFO(entry.path());
        const auto card = CardFile::parse(content_of(entry.path()));
        REQUIRE(card);
        CHECK_FALSE(card->description.empty());
        ++count;
    }
    CHECK(count >= 16);
}

TEST_CASE("the sample cards are what they are named after", "[virtual_card][samples]") {
    CHECK(sample("adult-2.00").summary().spec_version == "2.00");
    CHECK(sample("adult-1.00").summary().spec_version == "1.00");
    CHECK(records_of(sample("adult-1.00"), 0xEF06).size() == 6);
    CHECK(sample("protected-3.00").summary().holder_protected);
    CHECK(sample("long-name").master.dedicated.at(0).find(0xEF06)->records.at(1).back() == 0xC2);
    CHECK(sample("blank-stock").summary().holder);
    CHECK_FALSE(sample("bank-card").summary().social_security);
    CHECK(sample("bank-card").summary().applications == 2);
    CHECK(sample("shanghai").summary().files_under_master);
    CHECK_FALSE(sample("shanghai").summary().holder);
    CHECK(sample("blocked").summary().blocked);
    CHECK(sample("torn-off").summary().faults == 1);
    CHECK(sample("mute").summary().mute);
    CHECK(sample("with-bank-account").summary().social_security);
    CHECK(sample("with-bank-account").summary().applications == 2);
    CHECK(sample("genuine-3.00").authentication->genuine);
    CHECK_FALSE(sample("not-genuine-3.00").authentication->genuine);
    CHECK(sample("genuine-3.00").summary().holder_protected);
    CHECK(sample("pin-2.00").pin);
    CHECK(sample("everything-2.00").master.dedicated.at(0).dedicated.size() == 7);
}

TEST_CASE("on the card with everything each file is free, read after what it says, or never",
          "[virtual_card][samples]") {
    Engine card{sample("everything-2.00")};
    const auto read = [&](const std::string& directory, const std::string& command) {
        send(card, select_environment);
        send(card, "00A4000002" + directory);
        const auto answer = send(card, command);
        return answer.substr(answer.size() - 4);
    };
    CHECK(read("DF05", "00B2A92803") == "9000");
    CHECK(read("DF01", "00B2202804") == "6982");
    CHECK(send(card, "0020000003123456") == "9000");
    CHECK(read("DF01", "00B2202804") == "9000");
    CHECK(read("DF02", "00B2013C55") == "9000");
    CHECK(read("DF04", "00B201441C") == "9000");
    CHECK(read("DF04", "00B2903003") == "6982");
    CHECK(read("DF07", "00B2F12803") == "9000");
    CHECK(read("DF07", "00B2F93803") == "6982");
    send(card, select_environment);
    CHECK(send(card, "00B0870060") == "6982");
    CHECK(send(card, "00B0880002") == "FFD89000");
}

TEST_CASE("the account of the sample with the bank's application stands in both of its records",
          "[virtual_card][samples]") {
    Engine card{sample("with-bank-account")};
    CHECK(send(card, "00A4040008A000000333010101") == "6128");
    CHECK(send(card, "00B2010C23").find("57136200001234567890128D") != std::string::npos);
    CHECK(send(card, "00B2011418").find("5A0A6200001234567890128F") != std::string::npos);
}

TEST_CASE("the manual names every key that a card file may hold", "[virtual_card][manual]") {
    const auto manual = content_of(source_dir / "docs/virtual-card.md");
    for (const auto key : card_file_keys()) {
        INFO(key);
        CHECK(manual.find("`" + std::string{key} + "`") != std::string::npos);
    }
}

TEST_CASE("the examples of the manual are card files", "[virtual_card][manual]") {
    const auto manual = content_of(source_dir / "docs/virtual-card.md");
    const std::string begin = "```json\n";
    int examples = 0;
    for (auto at = manual.find(begin); at != std::string::npos; at = manual.find(begin, at)) {
        at += begin.size();
        const auto text = manual.substr(at, manual.find("```", at) - at);
        INFO(text);
        CHECK(CardFile::parse(text));
        ++examples;
    }
    CHECK(examples >= 1);
}
