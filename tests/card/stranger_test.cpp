#include <set>
#include <sscard/card/stranger.hpp>

#include "strangers.hpp"

using namespace sscard;
using namespace sscard::card;
using test::ScriptedCard;
using virtual_card::Engine;

namespace {

const std::string name_of_nobody = "00A4040007F06E6F626F6479";
const std::string bank = probes[0];
const std::string psam = probes[1];

std::string word_for(apdu::Transport& card) {
    return seems(not_ours(card, "select application", apdu::StatusWord{0x6A82}));
}

std::string word_for(const std::string& members) {
    Engine card{card_with(members)};
    const auto reading = read_all(card);
    REQUIRE_FALSE(reading);
    return seems(reading.error());
}

/// A card that says the same to everything.
class Stubborn final : public apdu::Transport {
public:
    Stubborn(std::string_view answer, apdu::Protocol protocol)
        : answer_{test::hex(answer)}, protocol_{protocol} {}

    Result<Bytes> transmit(ByteView /*command*/) override {
        ++exchanges;
        return answer_;
    }
    apdu::Protocol protocol() const override { return protocol_; }
    Bytes atr() const override { return {}; }

    unsigned exchanges = 0;

private:
    Bytes answer_;
    apdu::Protocol protocol_;
};

}  // namespace

TEST_CASE("cards are told apart by the applications that they have", "[card][stranger]") {
    const auto [word, name, protocol] = GENERATE(table<std::string, std::string, std::string>({
        {"bank_card", "A000000333010101", "T=0"},
        {"bank_card", "315041592E5359532E4444463031", "T=0"},
        {"bank_card", "325041592E5359532E4444463031", "T=1"},
        {"bank_card", "A0000000031010", "T=0"},
        {"bank_card", "A0000000041010", "T=1"},
        {"psam", "D15600000590", "T=0"},
        {"transport_card", "A000000632010105", "T=1"},
        {"transport_card", "A00000000386980701", "T=0"},
        {"passport", "A0000002471001", "T=1"},
        {"sim_card", "A0000000871002FF86FF0389", "T=0"},
        {"health_card", "D2760001448000", "T=1"},
        {"piv_card", "A000000308000010000100", "T=0"},
        {"openpgp_card", "D2760001240102010005000000010000", "T=1"},
        {"unknown", "F012345678", "T=0"},
        {"unknown", "F012345678", "T=1"},
    }));
    CAPTURE(name);
    const std::string atr = protocol == "T=1" ? R"("atr": "3B80800101", )" : "";
    CHECK(word_for(atr + R"("protocol": ")" + protocol + R"(", "applications": [")" + name + "\"]") == word);
}

TEST_CASE("a card of several applications is the likeliest of them", "[card][stranger]") {
    CHECK(word_for(R"("applications": ["A000000632010105", "A000000333010101"])") == "bank_card");
    CHECK(word_for(R"("applications": ["315041592E5359532E4444463031", "A000000632010105"])") ==
          "transport_card");
}

TEST_CASE("a PSAM is one by its application, by its terminal's number, and under our name",
          "[card][stranger]") {
    CHECK(word_for(R"("files": {"3F00/0016": {"binary": "310000000001"}})") == "psam");
    CHECK(word_for(R"("files": {"0016": {"binary": "310000000001"}})") == "psam");
    CHECK(word_for(R"("files": {"0016": {"binary": "3100000000FF"}})") == "unknown");
    CHECK(word_for(R"("files": {"EF0C": {"records": ["0101AA"]}}, "applications": ["D15600000590"])") ==
          "psam");
}

TEST_CASE("a storage card is known by the answer that its reader makes up, and not asked",
          "[card][stranger]") {
    ScriptedCard card;
    card.speaks(apdu::Protocol::t1).with_atr("3B8F8001804F0CA000000306030001000000006A");
    CHECK(word_for(card) == "storage_card");
    CHECK(card.complaint() == "");
}

TEST_CASE("a card that nobody knows is asked ten questions, or twelve", "[card][stranger]") {
    ScriptedCard contact;
    CHECK(word_for(known_to_nobody(contact)) == "unknown");
    CHECK(contact.complaint() == "");
    Stubborn contactless{"6A82", apdu::Protocol::t1};
    CHECK(word_for(contactless) == "unknown");
    CHECK(contactless.exchanges == 12);
}

TEST_CASE("a card that knows every name is not believed", "[card][stranger]") {
    const auto protocol = GENERATE(apdu::Protocol::t0, apdu::Protocol::t1);
    for (const auto* answer : {"9000", "6112", "6282", "6283", "9303", "6F009000"}) {
        CAPTURE(answer, protocol == apdu::Protocol::t0);
        Stubborn card{answer, protocol};
        CHECK(word_for(card) == "unknown");
        CHECK(card.exchanges == 2);
    }
}

TEST_CASE("an application is believed by the name in its answer, and not another's", "[card][stranger]") {
    Stubborn card{"6F0A8408A0000006320101059000", apdu::Protocol::t1};
    CHECK(word_for(card) == "transport_card");
    CHECK(card.exchanges == 3);
    for (const auto* other : {"6F048402A0009000", "6F0284009000"}) {
        Stubborn nameless{other, apdu::Protocol::t1};
        CHECK(word_for(nameless) == "unknown");
        CHECK(nameless.exchanges == 12);
    }
}

TEST_CASE("a locked application is one; a function that is not supported is none", "[card][stranger]") {
    ScriptedCard locked;
    locked.on(bank, GENERATE("6283", "9303")).on(name_of_nobody, "6A82");
    CHECK(word_for(locked) == "bank_card");
    CHECK(locked.complaint() == "");
    Stubborn silent{"6A81", apdu::Protocol::t0};
    CHECK(word_for(silent) == "unknown");
}

TEST_CASE("a card that goes on answering, or answers nothing, is of no known kind", "[card][stranger]") {
    for (const auto* answer : {"", "90", "6C10", "6700"}) {
        CAPTURE(answer);
        Stubborn card{answer, apdu::Protocol::t1};
        CHECK(word_for(card) == "unknown");
        CHECK(card.exchanges <= max_probes);
    }
}

TEST_CASE("the slowest stranger stays within the bound of a reading", "[card][stranger]") {
    Engine inner{card_with(R"("atr": "3B80800101", "protocol": "T=1", "applications": ["F012345678"])")};
    Twisted card{inner, [](ByteView command, apdu::Transport&) -> Result<Bytes> {
                     return test::hex(command.back() == 0x00 ? "6A82" : "6700");
                 }};
    const auto reading = read_all(card);
    REQUIRE_FALSE(reading);
    CHECK(seems(reading.error()) == "unknown");
    CHECK(card.commands.size() <= max_exchanges);
}

TEST_CASE("a fault of the slot while the card is asked what it is passes unchanged", "[card][stranger]") {
    ScriptedCard card;
    card.on(bank, "6A82").on(psam, Fault::card_removed, 0x80100069);
    const auto error = not_ours(card, "select application", apdu::StatusWord{0x6A82});
    CHECK(error.fault == Fault::card_removed);
    CHECK(error.detail == 0x80100069);
    CHECK(card.complaint() == "");
}

TEST_CASE("the error keeps the step and the status word that it began with", "[card][stranger]") {
    ScriptedCard card;
    card.on(bank, "6118").on(name_of_nobody, "6A82");
    const auto error = not_ours(card, "read EF05", apdu::StatusWord{0x6A83});
    CHECK(error.step == "read EF05");
    CHECK(error.detail == 0x6A83);
    CHECK(std::string_view{error.sentence}.find("bank card") != std::string_view::npos);
}

TEST_CASE("every kind has a word and a sentence of its own, and the manual has the word",
          "[card][stranger][manual]") {
    const auto manual = text_of("docs/exit-codes.md");
    std::set<std::string> words;
    std::set<std::string> sentences;
    for (const auto& kind : stranger_table()) {
        CAPTURE(kind.word);
        CHECK(words.emplace(kind.word).second);
        CHECK(sentences.emplace(kind.sentence).second);
        CHECK(manual.find("\n| `" + std::string{kind.word} + "` |") != std::string::npos);
    }
    CHECK(stranger_table().back().word == "unknown");
}
