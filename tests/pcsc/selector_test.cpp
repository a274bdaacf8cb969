#include <sscard/pcsc/selector.hpp>

#include "catch.hpp"

using namespace sscard;
using namespace sscard::pcsc;

namespace {

Slot empty(std::string name) { return {.name = std::move(name), .role = Role::user}; }

Slot holding(std::string name, Role role = Role::user) {
    return {.name = std::move(name), .role = role, .card_present = true};
}

Slot mute(std::string name) { return {.name = std::move(name), .card_present = true, .mute = true}; }

Slot psam(std::string name) { return holding(std::move(name), Role::sam); }

struct Example {
    const char* about;
    std::vector<Slot> slots;
    std::string selector;
    tl::expected<std::string, Fault> chosen;
};

tl::unexpected<Fault> no(Fault fault) { return tl::unexpected{fault}; }

}  // namespace

TEST_CASE("a selector chooses the slot that is meant", "[pcsc][selector]") {
    const auto example = GENERATE(values<Example>({
        {"nothing attached", {}, "", no(Fault::no_reader)},
        {"nothing attached, a name given", {}, "A", no(Fault::no_reader)},
        {"one reader, no card", {empty("A")}, "", no(Fault::no_card)},
        {"one reader, a card", {holding("A")}, "", "A"},
        {"the one of two that holds a card", {empty("A"), holding("B")}, "", "B"},
        {"by air is as good as by contacts", {empty("A"), holding("B", Role::contactless)}, "", "B"},
        {"two cards", {holding("A"), holding("B")}, "", no(Fault::ambiguous_reader)},
        {"a security module never counts", {psam("A SAM"), holding("B")}, "", "B"},
        {"a security module is not a card", {psam("A SAM"), empty("B")}, "", no(Fault::no_card)},
        {"a security module is not a reader", {psam("A SAM")}, "", no(Fault::no_reader)},
        {"a card that does not answer yet", {mute("A")}, "", "A"},
        {"a mute card is one of two cards", {mute("A"), holding("B")}, "", no(Fault::ambiguous_reader)},

        {"exact name", {holding("A"), holding("B")}, "B", "B"},
        {"exact name without a card", {holding("A"), empty("B")}, "B", no(Fault::no_card)},
        {"part of a name is no name", {holding("Reader 00")}, "Reader", no(Fault::no_reader)},
        {"case matters", {holding("Reader")}, "reader", no(Fault::no_reader)},
        {"exact name of a security module", {psam("A SAM"), holding("B")}, "A SAM", no(Fault::no_reader)},
        {"exact name before glob", {holding("A*"), holding("A1")}, "A*", "A*"},
        {"exact name before number", {holding("#2"), holding("B")}, "#2", "#2"},
        {"mute by name", {mute("A"), holding("B")}, "A", "A"},

        {"number", {holding("A"), holding("B")}, "#2", "B"},
        {"numbers count security modules", {psam("A SAM"), holding("B")}, "#2", "B"},
        {"number of a security module", {psam("A SAM"), holding("B")}, "#1", no(Fault::no_reader)},
        {"number without a card", {empty("A"), holding("B")}, "#1", no(Fault::no_card)},
        {"numbers begin at one", {holding("A")}, "#0", no(Fault::no_reader)},
        {"number too high", {holding("A")}, "#2", no(Fault::no_reader)},
        {"no number", {holding("A")}, "#", no(Fault::no_reader)},
        {"half a number", {holding("A")}, "#1x", no(Fault::no_reader)},
        {"minus", {holding("A")}, "#-1", no(Fault::no_reader)},
        {"a number beyond all numbers", {holding("A")}, "#99999999999999999999999", no(Fault::no_reader)},

        {"role", {holding("A"), holding("B", Role::contactless)}, "role:contactless", "B"},
        {"role: the user's",
         {psam("A SAM"), holding("B"), holding("C", Role::contactless)},
         "role:user",
         "B"},
        {"role without a card",
         {holding("A"), {.name = "B", .role = Role::contactless}},
         "role:contactless",
         no(Fault::no_card)},
        {"role: two with a card", {holding("A"), holding("B")}, "role:user", no(Fault::ambiguous_reader)},
        {"role of security modules", {psam("A SAM"), holding("B")}, "role:sam", no(Fault::no_reader)},
        {"no such role", {holding("A")}, "role:cashier", no(Fault::no_reader)},
        {"a name before a role", {holding("role:user"), holding("B")}, "role:user", "role:user"},

        {"glob", {holding("Feitian R502 00 00"), holding("ACS")}, "*Feitian*", "Feitian R502 00 00"},
        {"question mark", {holding("R1"), holding("R22")}, "R?", "R1"},
        {"glob that fits nothing", {holding("A")}, "B*", no(Fault::no_reader)},
        {"glob: the one with a card", {empty("R1"), holding("R2")}, "R*", "R2"},
        {"glob: none with a card", {empty("R1"), empty("R2")}, "R*", no(Fault::no_card)},
        {"glob: two with a card",
         {holding("R1"), holding("R2"), empty("R3")},
         "R*",
         no(Fault::ambiguous_reader)},
        {"glob passes over a security module", {psam("R SAM"), holding("R 2")}, "R*", "R 2"},
        {"glob that fits a security module alone", {psam("R SAM"), holding("B")}, "R*", no(Fault::no_reader)},
        {"brackets are themselves", {holding("ACR [CCID] 00"), holding("B")}, "ACR [CCID]*", "ACR [CCID] 00"},
        {"brackets are no set", {holding("ACR C 00")}, "ACR [CCID]*", no(Fault::no_reader)},
        {"a backslash is itself", {holding("A\\B1")}, "A\\B?", "A\\B1"},
    }));
    INFO(example.about);
    const auto result = choose(example.slots, Selector{example.selector});
    REQUIRE(result.has_value() == example.chosen.has_value());
    if (result) {
        CHECK(result->name == *example.chosen);
    } else {
        CHECK(result.error().fault == example.chosen.error());
    }
}

TEST_CASE("several cards are listed with the numbers to choose them by", "[pcsc][selector]") {
    std::vector slots{holding("A"), empty("B"), psam("C SAM"), holding("D", Role::contactless)};
    slots.front().atr = {0x3B, 0x6D};
    const auto error = choose(slots, Selector{}).error();
    CHECK(error.words == std::vector<std::string>{"#1 A  (user, 3B6D)", "#4 D  (contactless)"});
    for (const auto& [line, name] : {std::pair{"#1", "A"}, std::pair{"#4", "D"}}) {
        CHECK(choose(slots, Selector{line}).value().name == name);
    }
}

TEST_CASE("a selector that fits nothing is named", "[pcsc][selector]") {
    const auto error = choose(std::vector{holding("A")}, Selector{"*Feitian*"}).error();
    CHECK(error.words == std::vector<std::string>{"*Feitian*"});
    CHECK(error.sentence != nullptr);
}

TEST_CASE("who asks for the security module is told why not", "[pcsc][selector]") {
    const std::vector slots{holding("A"), psam("B SAM")};
    const auto by_name = choose(slots, Selector{"B SAM"}).error();
    const auto unknown = choose(slots, Selector{"C"}).error();
    CHECK(by_name.words == std::vector<std::string>{"B SAM"});
    CHECK(by_name.sentence != nullptr);
    CHECK(std::string{by_name.sentence} != unknown.sentence);
}
