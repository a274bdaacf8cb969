#include "cards.hpp"
#include "catch.hpp"

using namespace sscard::virtual_card;

namespace {

const std::string select_bank = "00A4040008A000000333010101";

/// The bank's application, with these members more.
std::string bank_with(const std::string& more) {
    return R"("card": {"spec_version": "2.00"}, "applications": [{"aid": "A000000333010101",
        "files": {"01": {"records": ["70045A02621F"]}, "0A": {"records": ["7000", "70025700"]}})" +
           more + "}]";
}

/// A card whose bank application is selected.
struct Open {
    explicit Open(const std::string& members) : card{card_with(members)} { send(card, select_bank); }
    std::string operator()(const std::string& command) { return send(card, command); }

    Engine card;
};

}  // namespace

TEST_CASE("records of an application are read by number and short identifier",
          "[virtual_card][application]") {
    Open card{bank_with("")};
    CHECK(card("00B2010C00") == "6C06");
    CHECK(card("00B2010C06") == "70045A02621F9000");
    CHECK(card("00B2025404") == "700257009000");
    CHECK(card("00B2020C00") == "6A83");
    CHECK(card("00B2011400") == "6A82");
}

TEST_CASE("an application answers SELECT with its name, or with what the card file says",
          "[virtual_card][application]") {
    Open usual{bank_with("")};
    CHECK(usual(select_bank) == "610C");
    CHECK(usual("00C000000C") == "6F0A8408A0000003330101019000");
    Open given{bank_with(R"(, "fci": "6F00")")};
    CHECK(given(select_bank) == "6102");
    CHECK(given("00C0000002") == "6F009000");
    Open none{bank_with(R"(, "fci": "")")};
    CHECK(none(select_bank) == "9000");
}

TEST_CASE("GET PROCESSING OPTIONS is answered where the card file has the answer",
          "[virtual_card][application]") {
    Open card{bank_with(R"(, "processing_options": "80067C0008010100")")};
    CHECK(card("80A80000028300") == "6108");
    CHECK(card("00C0000008") == "80067C00080101009000");
    CHECK(card("80A80000048302ABCD") == "6108");
}

TEST_CASE("GET PROCESSING OPTIONS is refused malformed, and where there is none",
          "[virtual_card][application]") {
    Open card{bank_with(R"(, "processing_options": "80067C0008010100")")};
    CHECK(card("80A80000028301") == "6A80");
    CHECK(card("80A80000028400") == "6A80");
    CHECK(card("80A800000183") == "6A80");
    CHECK(card("80A8000000") == "6A80");
    CHECK(card("80A80100028300") == "6A86");
    CHECK(card("00A80000028300") == "6D00");
    card(select_environment);
    CHECK(card("80A80000028300") == "6D00");
    Open without{bank_with("")};
    CHECK(without("80A80000028300") == "6D00");
}

TEST_CASE("an application may want its processing options asked for before it is read",
          "[virtual_card][application]") {
    Open card{bank_with(R"(, "processing_options": "80067C0008010100", "needs_processing_options": true)")};
    CHECK(card("00B2010C06") == "6985");
    card("80A80000028300");
    CHECK(card("00B2010C06") == "70045A02621F9000");
    card(select_environment);
    CHECK(card("00B2032806") == "0304322E30309000");
    card(select_bank);
    CHECK(card("00B2010C06") == "6985");
    card("80A80000028300");
    card.card.reset();
    card(select_bank);
    CHECK(card("00B2010C06") == "6985");
}

TEST_CASE("under T=1 the options come with Le", "[virtual_card][application]") {
    Open card{bank_with(R"(, "processing_options": "80067C0008010100")") +
              R"(, "protocol": "T=1", "atr": "3B800181")"};
    CHECK(card("80A8000002830000") == "80067C00080101009000");
}
