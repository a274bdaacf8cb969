#include "card_habits.hpp"

#include <sys/stat.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "catch.hpp"
#include "scripted_card.hpp"
#include "temporary_directory.hpp"

using namespace sscard;
using namespace sscard::tool;
using card::Habits;
using card::LeForm;

namespace {

const Bytes atr = test::hex("3B6D00000081544C968684310000000001");
/// Another card of the same kind.
Bytes sibling(std::uint8_t serial) {
    auto bytes = atr;
    bytes.back() = serial;
    return bytes;
}
const activation::TimePoint now{std::chrono::seconds{1'800'000'000}};

Habits some() {
    Habits habits;
    habits.refuses_sfi = true;
    habits.wants_select_le = true;
    habits.le = LeForm::zero;
    return habits;
}

void write(const std::filesystem::path& file, const std::string& text) { std::ofstream{file} << text; }

Bytes atr_numbered(unsigned number) {
    auto bytes = atr;
    bytes[5] = static_cast<std::uint8_t>(number >> 8U);
    bytes[6] = static_cast<std::uint8_t>(number);
    return bytes;
}

}  // namespace

TEST_CASE("what was learned of a card is known when it comes back", "[tool][habits]") {
    const testing::TemporaryDirectory folder;
    const auto state = folder.path() / "state";
    CHECK(remembered_habits(state, atr, now) == Habits{});
    remember_habits(state, atr, some(), now);
    CHECK(remembered_habits(state, atr, now) == some());
    CHECK(remembered_habits(state, sibling(2), now) == Habits{});
    CHECK(remembered_habits(state, atr_numbered(7), now) == Habits{});
}

TEST_CASE("another card of the kind is believed to be like the last three when they agree",
          "[tool][habits]") {
    const testing::TemporaryDirectory folder;
    for (std::uint8_t serial = 1; serial <= 3; ++serial) {
        CHECK(remembered_habits(folder.path(), sibling(9), now) == Habits{});
        remember_habits(folder.path(), sibling(serial), some(), now);
    }
    CHECK(remembered_habits(folder.path(), sibling(9), now) == some());
    CHECK(remembered_habits(folder.path(), atr_numbered(7), now) == Habits{});
    SECTION("a card that refuses nothing puts an end to that") {
        remember_habits(folder.path(), sibling(9), Habits{}, now);
        CHECK(remembered_habits(folder.path(), sibling(10), now) == Habits{});
        CHECK(remembered_habits(folder.path(), sibling(1), now) == some());
    }
    SECTION("no more cards of a kind are kept than there is room for") {
        for (std::uint8_t serial = 10; serial < 10 + cards_remembered; ++serial)
            remember_habits(folder.path(), sibling(serial), Habits{}, now);
        CHECK(remembered_habits(folder.path(), sibling(1), now) == Habits{});
    }
}

TEST_CASE("the file is the owner's alone and does not tell one card from another", "[tool][habits]") {
    const testing::TemporaryDirectory folder;
    remember_habits(folder.path(), atr, some(), now);
    const auto file = folder.path() / "card-habits.json";
    struct stat facts {};
    REQUIRE(::stat(file.c_str(), &facts) == 0);
    CHECK((facts.st_mode & 0777U) == 0600U);
    std::ifstream in{file.string()};
    const std::string text{std::istreambuf_iterator<char>{in}, {}};
    CHECK(text.find("3B6D00000081544C968684") != std::string::npos);
    CHECK(text.find("310000") == std::string::npos);
    CHECK(std::distance(std::filesystem::directory_iterator{folder.path()},
                        std::filesystem::directory_iterator{}) == 1);
}

TEST_CASE("a card that refuses nothing leaves no file", "[tool][habits]") {
    const testing::TemporaryDirectory folder;
    remember_habits(folder.path() / "state", atr, {}, now);
    CHECK_FALSE(std::filesystem::exists(folder.path() / "state"));
}

TEST_CASE("what is learned anew takes the place of the old", "[tool][habits]") {
    const testing::TemporaryDirectory folder;
    remember_habits(folder.path(), atr, some(), now);
    remember_habits(folder.path(), atr, {}, now);
    CHECK(remembered_habits(folder.path(), atr, now) == Habits{});
}

TEST_CASE("a month later it is learned again", "[tool][habits]") {
    const testing::TemporaryDirectory folder;
    remember_habits(folder.path(), atr, some(), now);
    CHECK(remembered_habits(folder.path(), atr, now + remembered_for) == some());
    CHECK(remembered_habits(folder.path(), atr, now + remembered_for + std::chrono::seconds{1}) == Habits{});
    CHECK(remembered_habits(folder.path(), atr, now - std::chrono::seconds{1}) == Habits{});
}

TEST_CASE("a file of nonsense is no habits, and is written anew", "[tool][habits]") {
    const std::string text = GENERATE(
        "", "{", "[]", "null", R"({"schema": 3})", R"({"schema": "sscard.card_habits/1", "kinds": []})",
        R"({"schema": "sscard.card_habits/1", "kinds": {"3B6D00000081544C968684": 5}})",
        R"({"schema": "sscard.card_habits/1", "kinds": {"3B6D00000081544C968684":
            [{"learned_at": "x", "refuses_sfi": true}]}})",
        R"({"schema": "sscard.card_habits/1", "kinds": {"3B6D00000081544C968684":
            [{"card": 7, "learned_at": 1800000000, "refuses_sfi": "yes", "le": 3}, [], null]}})");
    CAPTURE(text);
    const testing::TemporaryDirectory folder;
    write(folder.path() / "card-habits.json", text);
    CHECK(remembered_habits(folder.path(), atr, now) == Habits{});
    remember_habits(folder.path(), atr, some(), now);
    CHECK(remembered_habits(folder.path(), atr, now) == some());
}

TEST_CASE("no more kinds are kept than there is room for, the oldest go", "[tool][habits]") {
    const testing::TemporaryDirectory folder;
    const auto count = static_cast<unsigned>(kinds_remembered) + 3;
    for (unsigned number = 0; number < count; ++number)
        remember_habits(folder.path(), atr_numbered(number), some(), now + std::chrono::seconds{number});
    const auto later = now + std::chrono::seconds{count};
    CHECK(remembered_habits(folder.path(), atr_numbered(2), later) == Habits{});
    CHECK(remembered_habits(folder.path(), atr_numbered(3), later) == some());
    CHECK(remembered_habits(folder.path(), atr_numbered(count - 1), later) == some());
}

TEST_CASE("a place that takes no file is no failure", "[tool][habits]") {
    const testing::TemporaryDirectory folder;
    write(folder.path() / "state", "a file where the folder should be");
    remember_habits(folder.path() / "state", atr, some(), now);
    CHECK(remembered_habits(folder.path() / "state", atr, now) == Habits{});
}
