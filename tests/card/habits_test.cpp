#include <array>

#include "cards.hpp"
#include "catch.hpp"

using namespace sscard;
using namespace sscard::card;

namespace {

constexpr std::array forms{LeForm::exact, LeForm::zero, LeForm::none};

/// The habits of a number: every combination stands for one.
Habits habits_numbered(unsigned number) {
    Habits habits;
    for (auto* flag : {&habits.refuses_sfi, &habits.refuses_whole_file, &habits.refuses_tags,
                       &habits.refuses_select_02, &habits.wants_select_le}) {
        *flag = (number & 1U) != 0;
        number >>= 1U;
    }
    habits.le = forms[number % forms.size()];
    return habits;
}
constexpr unsigned all_habits = 32 * forms.size();

const std::string behaviours[] = {
    "",
    R"("read_by_sfi": false)",
    R"("read_all": false)",
    R"("read_by_tag": false)",
    R"("read_by_number": false)",
    R"("read_by_number": false, "read_all": false)",
    R"("read_by_tag": false, "read_all": false, "read_by_sfi": false)",
    R"("select_ef_p1": ["00"], "read_by_sfi": false)",
    R"("select_ef_p1": ["02"], "read_by_sfi": false, "le_zero": "data")",
    R"("get_response": false, "le_zero": "data")",
};

}  // namespace

TEST_CASE("whatever is remembered of a kind of card, wrong or not, the reading is the same",
          "[card][habits]") {
    const auto& behaviour = GENERATE(from_range(std::begin(behaviours), std::end(behaviours)));
    const auto protocol = GENERATE(apdu::Protocol::t0, apdu::Protocol::t1);
    CAPTURE(behaviour, protocol);
    auto file = card_with(usual_card + ", " + usual_holder + R"(, "behaviour": {)" + behaviour + "}");
    file.protocol = protocol;
    const auto expected = read_all(file);
    REQUIRE(expected);
    for (unsigned number = 0; number < all_habits; ++number) {
        CAPTURE(number);
        virtual_card::Engine card{file};
        const auto reading = read_all(card, habits_numbered(number));
        REQUIRE(reading);
        CHECK(reading->values == expected->values);
        CHECK(reading->holder == expected->holder);
        CHECK(warnings_of(*reading) == warnings_of(*expected));
    }
}

TEST_CASE("remembered or not, the card of nobody in particular is read the same", "[card][habits]") {
    const std::string name = GENERATE("adult-1.00", "empty-items-2.01", "long-name", "blank-stock",
                                      "shanghai", "protected-3.00", "genuine-3.00");
    CAPTURE(name);
    const auto expected = read_all(sample(name));
    REQUIRE(expected);
    for (unsigned number = 0; number < all_habits; ++number) {
        CAPTURE(number);
        virtual_card::Engine card{sample(name)};
        const auto reading = read_all(card, habits_numbered(number));
        REQUIRE(reading);
        CHECK(reading->values == expected->values);
        CHECK(reading->holder == expected->holder);
        CHECK(warnings_of(*reading) == warnings_of(*expected));
    }
}

TEST_CASE("whatever is remembered, cards that refuse what others want are read right", "[card][habits]") {
    struct Odd {
        const char* about;
        apdu::Protocol protocol;
        std::function<std::optional<Bytes>(ByteView command)> says;
    };
    const auto is_select = [](ByteView command) { return command[1] == 0xA4; };
    const Odd odd = GENERATE_COPY(values<Odd>({
        {"no SELECT with Le", apdu::Protocol::t1,
         [&](ByteView command) -> std::optional<Bytes> {
             const bool with_le = is_select(command) && command.size() > 5U + command[4];
             return with_le ? std::optional{test::hex("6700")} : std::nullopt;
         }},
        {"no SELECT of files, short identifiers alone", apdu::Protocol::t0,
         [&](ByteView command) -> std::optional<Bytes> {
             const bool of_file = is_select(command) && command[4] == 2 && command[5] == 0xEF;
             return of_file ? std::optional{test::hex("6A82")} : std::nullopt;
         }},
        {"nothing where no Le asks for it", apdu::Protocol::t1,
         [&](ByteView command) -> std::optional<Bytes> {
             const bool without_le = command[1] == 0xB2 && command.size() == 4;
             return without_le ? std::optional{test::hex("9000")} : std::nullopt;
         }},
    }));
    CAPTURE(odd.about);
    auto file = sample("adult-2.00");
    file.protocol = odd.protocol;
    for (unsigned number = 0; number < all_habits; ++number) {
        CAPTURE(number);
        virtual_card::Engine engine{file};
        Twisted card{engine, [&](ByteView command, apdu::Transport& inner) -> Result<Bytes> {
                         if (auto said = odd.says(command)) return *std::move(said);
                         return inner.transmit(command);
                     }};
        const auto reading = read_all(card, habits_numbered(number));
        REQUIRE(reading);
        CHECK((*reading)[Field::card_number] == "D2143569X");
        CHECK((*reading)[Field::holder_name] == "张三");
        CHECK((*reading)[Field::birth_date] == "1949-12-31");
    }
}

TEST_CASE("what was learned once costs nothing the second time", "[card][habits]") {
    const auto& behaviour = GENERATE(from_range(std::begin(behaviours), std::end(behaviours)));
    CAPTURE(behaviour);
    const auto file = card_with(usual_card + ", " + usual_holder + R"(, "behaviour": {)" + behaviour + "}");
    virtual_card::Engine first_card{file};
    Twisted first{first_card};
    const auto reading = read_all(first);
    REQUIRE(reading);
    virtual_card::Engine second_card{file};
    unsigned refusals = 0;
    Twisted second{second_card, [&](ByteView command, apdu::Transport& inner) {
                       auto answer = inner.transmit(command);
                       const auto sw1 = answer->at(answer->size() - 2);
                       if (sw1 != 0x90 && sw1 != 0x61) ++refusals;
                       return answer;
                   }};
    REQUIRE(read_all(second, reading->habits));
    CHECK(refusals == 0);
    CHECK(second.commands.size() <= first.commands.size());
}

TEST_CASE("whatever is remembered, a card with one way to its records is read by it", "[card][habits]") {
    using Way = std::uint8_t;  // low bits of P2
    const Way way = GENERATE(Way{0}, Way{4}, Way{5});
    const auto* refusal = GENERATE("6A83", "6A86", "6A81");
    const auto* by_sfi = GENERATE("", "6A83", "6A82", "6A86");
    CAPTURE(way, refusal, by_sfi);
    const auto expected = read_all(sample("adult-2.00"));
    for (unsigned number = 0; number < all_habits; ++number) {
        CAPTURE(number);
        for (const auto& wanted : {all_fields(), fields({Field::holder_name, Field::card_number})}) {
            virtual_card::Engine engine{sample("adult-2.00")};
            Twisted card{engine, [&](ByteView command, apdu::Transport& inner) -> Result<Bytes> {
                             const bool reads = command[1] == 0xB2;
                             if (reads && command[3] >> 3U != 0 && *by_sfi != '\0') return test::hex(by_sfi);
                             if (reads && (command[3] & 0x07U) != way) return test::hex(refusal);
                             return inner.transmit(command);
                         }};
            const auto reading = read_card(card, wanted, today, habits_numbered(number));
            REQUIRE(reading);
            for (const auto& entry : field_table()) {
                if (wanted.test(index(entry.field)))
                    CHECK((*reading)[entry.field] == (*expected)[entry.field]);
            }
        }
    }
}
