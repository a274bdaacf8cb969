#include <numeric>
#include <set>
#include <sscard/card/applications.hpp>
#include <sscard/text/gb18030.hpp>

#include "catch.hpp"

using namespace sscard;
using namespace sscard::card;

namespace {

template <class Check>
void every_file(Check check) {
    for (const auto& application : application_table()) {
        for (const auto& file : application.files()) check(application, file);
    }
}

template <class Check>
void every_datum(Check check) {
    every_file([&](const Application&, const ApplicationFile& file) {
        for (const auto& field : file.fields) check(file, field);
        for (const auto& item : file.items) {
            check(file, item.datum);
            for (const auto& part : item.parts) check(file, part);
            if (item.reuse.before != nullptr) check(file, *item.reuse.before);
        }
    });
}

std::size_t sum(std::span<const Datum> data, std::size_t each) {
    return std::accumulate(data.begin(), data.end(), std::size_t{0},
                           [each](std::size_t all, const Datum& datum) { return all + datum.length + each; });
}

}  // namespace

TEST_CASE("every notation decodes its own examples", "[card][applications]") {
    for (const auto& entry : notation_table()) {
        CHECK(&spec(entry.notation) == &entry);
        CHECK_FALSE(entry.examples.empty());
        for (const auto& example : entry.examples) {
            CAPTURE(static_cast<int>(entry.notation), example.hex);
            const auto decoded = entry.decode(from_hex(example.hex).value());
            const std::optional<std::string> expected =
                example.value == nullptr ? std::nullopt : std::optional<std::string>{example.value};
            CHECK(decoded.value == expected);
            CHECK(decoded.warning == example.warning);
            if (entry.notation != Notation::unspecified)
                CHECK(decoded.raw.empty() == example.warning.empty());
        }
        CHECK_FALSE(entry.decode(from_hex("FFFFFFFF").value()).value);
    }
}

TEST_CASE("the applications are the seven of the specification, by name where they have one",
          "[card][applications]") {
    REQUIRE(application_table().size() == 7);
    std::uint8_t last = 0;
    for (std::size_t i = 0; i < 7; ++i) {
        const auto& application = application_table()[i];
        CHECK(application.id == "DF0" + std::to_string(i + 1));
        CHECK(application.fid == 0xDF01 + i);
        const bool named = application.id != "DF05" && application.id != "DF06";
        CHECK(application.aid.empty() != named);
        if (named) CHECK(to_hex(application.aid) == "D15600000" + std::string{"50"} + std::to_string(last++));
    }
}

TEST_CASE("a file is called as its identifier, once in its application", "[card][applications]") {
    for (const auto& application : application_table()) {
        std::set<std::uint16_t> seen;
        for (const auto& file : application.files()) {
            CAPTURE(application.id, file.id);
            const std::uint8_t bytes[] = {static_cast<std::uint8_t>(file.fid >> 8U),
                                          static_cast<std::uint8_t>(file.fid & 0xFFU)};
            CHECK(file.id == to_hex(bytes));
            CHECK(seen.insert(file.fid).second);
        }
    }
}

TEST_CASE("every file has what its structure needs", "[card][applications]") {
    every_file([](const Application& application, const ApplicationFile& file) {
        CAPTURE(application.id, file.id);
        CHECK((file.structure == Structure::transparent) == (file.size != 0));
        CHECK((file.structure == Structure::cyclic) == !file.fields.empty());
        CHECK((file.structure == Structure::linear && !file.interim) == !file.items.empty());
        const bool by_key =
            file.right == Right::key || file.right == Right::pin_or_key || file.right == Right::pin_and_key;
        CHECK(by_key == !file.key.empty());
        if (by_key) CHECK(file.key.ends_with(application.id));
    });
    CHECK(fingerprint_file().size == 0x300);
    CHECK(photo_file().size == 0x1000);
}

TEST_CASE("a tag stands once in a file, and once in an item", "[card][applications]") {
    every_file([](const Application& application, const ApplicationFile& file) {
        std::set<std::uint8_t> tags;
        for (const auto& item : file.items) {
            CAPTURE(application.id, file.id, static_cast<int>(item.datum.tag));
            CHECK(item.datum.tag != 0);
            CHECK(tags.insert(item.datum.tag).second);
            std::set<std::uint8_t> parts;
            for (const auto& part : item.parts) CHECK((part.tag == 0 || parts.insert(part.tag).second));
            if (item.reuse.follows != 0) CHECK(item.reuse.reused);
        }
        for (const auto& item : file.items)
            CHECK((item.reuse.follows == 0 || tags.contains(item.reuse.follows)));
    });
}

TEST_CASE("items are as long as what is in them, cyclic records as the specification says",
          "[card][applications]") {
    std::vector<std::size_t> records;
    every_file([&](const Application& application, const ApplicationFile& file) {
        for (const auto& item : file.items) {
            if (item.parts.empty()) continue;
            CAPTURE(application.id, file.id, static_cast<int>(item.datum.tag));
            const std::size_t head = item.parts.front().tag == 0 ? 0 : 2;
            CHECK(sum(item.parts, head) == item.datum.length);
        }
        if (!file.fields.empty()) records.push_back(sum(file.fields, 0));
    });
    CHECK(records == std::vector<std::size_t>{0x55, 0x12, 0x1C, 3});
}

TEST_CASE("lengths fit the notation", "[card][applications]") {
    every_datum([](const ApplicationFile& file, const Datum& datum) {
        CAPTURE(file.id, static_cast<int>(datum.tag));
        if (datum.notation == Notation::date) CHECK(datum.length == 4);
        if (datum.notation == Notation::moment) CHECK(datum.length == 7);
        if (datum.codes == nullptr) return;
        const auto width = spec(datum.notation).format == "cn" ? 2 * datum.length : datum.length;
        for (const auto& term : datum.codes()) CHECK(term.code.size() == static_cast<std::size_t>(width));
    });
}

TEST_CASE("everything has a name in both languages", "[card][applications]") {
    const auto named = [](std::string_view chinese, std::string_view english) {
        const auto is_ascii = [](char c) { return static_cast<unsigned char>(c) < 0x80; };
        CHECK_FALSE(chinese.empty());
        CHECK(text::to_gb18030(chinese));
        CHECK_FALSE(english.empty());
        CHECK(std::all_of(english.begin(), english.end(), is_ascii));
    };
    for (const auto& application : application_table()) named(application.name, application.name_en);
    every_file([&](const Application&, const ApplicationFile& file) { named(file.name, file.name_en); });
    every_datum([&](const ApplicationFile&, const Datum& datum) {
        named(datum.name, datum.name_en);
        if (datum.codes == nullptr) return;
        std::set<std::string_view> codes;
        for (const auto& term : datum.codes()) {
            named(term.word, term.word_en);
            CHECK(codes.insert(term.code).second);
        }
    });
}

TEST_CASE("a code has its word, another one none", "[card][applications]") {
    REQUIRE(term_for(household_categories(), "10") != nullptr);
    CHECK(term_for(household_categories(), "10")->word == "非农业");
    CHECK(term_for(household_categories(), "10")->word_en == "non-agricultural");
    CHECK(term_for(household_categories(), "13") == nullptr);
    CHECK(term_for(pension_schemes(), "170") != nullptr);
    CHECK(term_for(pension_schemes(), "210") == nullptr);
    CHECK(term_for(insurance_schemes(), "210") != nullptr);
}
