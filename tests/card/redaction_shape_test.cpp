#include <algorithm>
#include <filesystem>
#include <sscard/apdu/recording.hpp>
#include <sscard/apdu/tlv.hpp>
#include <sscard/card/deep_reading.hpp>
#include <sstream>

#include "catch.hpp"
#include "redacted.hpp"

using namespace sscard;
using namespace sscard::card;

namespace {

namespace fs = std::filesystem;
using Shape = std::vector<std::string>;

constexpr auto mark = [](bool there) { return there ? "+" : "-"; };

void add_item(const ItemReading& item, std::string line, Shape& shape) {
    line += " " + to_hex(std::span{&item.tag, 1}) + "#" + std::to_string(item.number) +
            mark(item.value.has_value()) + mark(item.term != nullptr) + mark(!item.raw.empty());
    shape.push_back(line);
    for (const auto& part : item.parts) add_item(part, line, shape);
}

void add_file(const FileReading& file, std::string line, Shape& shape) {
    line += std::string{file.file->id} + " " + std::to_string(static_cast<int>(file.state)) + " " +
            std::to_string(file.content.size()) +
            mark(std::all_of(file.content.begin(), file.content.end(), [](auto b) { return b == 0; }));
    shape.push_back(line);
    for (const auto& item : file.items) add_item(item, line, shape);
    for (const auto& record : file.records) {
        for (const auto& field : record) add_item(field, line, shape);
    }
}

/// All that can be read of a card, without the values: what is there and what is warned about.
Shape shape_of(apdu::Transport& card) {
    Shape shape;
    const auto reading = read_all(card);
    if (!reading) return {"fault " + std::to_string(static_cast<int>(reading.error().fault))};
    shape.push_back(std::to_string(static_cast<int>(reading->holder)) +
                    mark(reading->generation.has_value()) + mark(reading->algorithm.has_value()));
    for (const auto& entry : field_table())
        shape.push_back(entry.name() + mark((*reading)[entry.field].has_value()));
    for (const auto& warning : reading->warnings)
        shape.push_back(std::string{warning.code} + " " + spec(warning.field).name() +
                        mark(!warning.raw.empty()));
    static_cast<void>(card.transmit(test::hex("0020000003123456")));
    const auto deep = read_applications(card, reading->habits, Images::read);
    if (!deep) {
        shape.push_back("deep fault " + std::to_string(static_cast<int>(deep.error().fault)));
        return shape;
    }
    for (const auto& application : deep->applications) {
        shape.push_back(std::string{application.application->id} +
                        std::to_string(static_cast<int>(application.state)));
        for (const auto& file : application.files)
            add_file(file, std::string{application.application->id}, shape);
    }
    for (const auto* file : {&deep->fingerprint, &deep->photo}) add_file(*file, "", shape);
    for (const auto& warning : deep->warnings)
        shape.push_back(std::string{warning.code} + " " + warning.where + mark(!warning.raw.empty()));
    return shape;
}

/// The sample cards name the same invented person as redacted recordings: these name another one.
std::string of_another_person(std::string text) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 11> changes{
        {{"11010519491231002X", "44030619851215754X"},
         {"张三", "欧阳文静"},
         {"D2143569X", "ET000077X"},
         {"D21435690", "ET0000770"},
         {"310000D156000005000000", "440300D1560000054C9A7F"},
         {"1949-12-31", "1985-12-15"},
         {"1950-01-01", "1985-12-16"},
         {"110105", "440306"},
         {"2020-06-01", "2018-08-20"},
         {"2099-06-01", "2098-08-20"},
         {"7A3C5E90", "5BD1E207"}}};
    for (const auto& [from, to] : changes) {
        for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
            text.replace(at, from.size(), to);
    }
    return text;
}

std::vector<std::string> card_texts() {
    std::vector<std::string> texts;
    for (const auto* const folder : {"tests/cards", "tests/golden/files"}) {
        for (const auto& entry : fs::directory_iterator{std::string{SSCARD_SOURCE_DIR} + "/" + folder}) {
            if (entry.path().extension() != ".json") continue;
            texts.push_back(text_of(std::string{folder} + "/" + entry.path().filename().string()));
            texts.push_back(of_another_person(texts.back()));
        }
    }
    return texts;
}

std::string recorded(apdu::Transport& card, apdu::Redaction* redaction, Shape& shape) {
    std::ostringstream out;
    apdu::Recorder recorder{card, out, redaction};
    shape = shape_of(recorder);
    return out.str();
}

/// Answers to READ RECORD, by the commands before them.
std::vector<Bytes> records_in(const std::string& recording) {
    std::vector<Bytes> answers;
    std::istringstream lines{recording};
    bool wanted = false;
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with("> ")) wanted = line.starts_with("> 00 B2");
        if (wanted && line.starts_with("< ")) answers.push_back(test::hex(line.substr(2)));
    }
    return answers;
}

/// The values of an answer's records; of items that consist of others, theirs.
std::vector<ByteView> values_in(ByteView answer) {
    constexpr std::array<std::uint8_t, 11> composed{0x40, 0x43, 0x44, 0x4A, 0x79, 0x99,
                                                    0xA3, 0xA4, 0xC3, 0xC4, 0xC5};
    constexpr std::array<std::uint8_t, 3> partly_constant{0x01, 0x03, 0x04};
    const auto among = [](const auto& tags, std::uint32_t tag) {
        return std::find(tags.begin(), tags.end(), tag) != tags.end();
    };
    std::vector<ByteView> values;
    apdu::SimpleTlvReader records{answer};
    while (!records.at_end()) {
        const auto record = records.next();
        if (!record) break;
        if (among(partly_constant, record->tag)) continue;
        if (!among(composed, record->tag)) {
            values.push_back(record->value);
            continue;
        }
        apdu::BerTlvReader parts{record->value};
        while (!parts.at_end()) {
            const auto part = parts.next();
            if (!part) break;
            values.push_back(part->value);
        }
    }
    return values;
}

/// Whether bytes say nothing of a person: padding, or what is put in the place of digits and characters.
bool says_nothing(ByteView window) {
    constexpr std::array<std::uint8_t, 6> common{0x00, 0xFF, 0x20, '0', 0xC4, 0xB3};
    return std::count_if(window.begin(), window.end(), [&](auto byte) {
               return std::find(common.begin(), common.end(), byte) == common.end();
           }) < 2;
}

}  // namespace

TEST_CASE("a redacted recording plays back a reading of the same shape", "[card][redaction]") {
    for (const auto& text : card_texts()) {
        CAPTURE(text.substr(0, 200));
        const auto file = virtual_card::CardFile::parse(text);
        REQUIRE(file);
        Shape original;
        Shape while_redacting;
        virtual_card::Engine card{*file};
        const auto plain = recorded(card, nullptr, original);
        InventedPerson person{today};
        virtual_card::Engine same_card{*file};
        const auto redacted = recorded(same_card, &person, while_redacting);
        CHECK(while_redacting == original);

        const auto replay = apdu::Replay::parse(redacted);
        REQUIRE(replay);
        CHECK(shape_of(**replay) == original);
        CHECK((*replay)->complaint() == "");

        // Redacting later gives the same.
        const auto old = apdu::Replay::parse(plain);
        REQUIRE(old);
        InventedPerson same_person{today};
        Shape later;
        CHECK(recorded(**old, &same_person, later) == redacted);
    }
}

TEST_CASE("no value of a record survives where it stood", "[card][redaction]") {
    constexpr std::size_t run = 4;
    std::size_t looked_at = 0;
    for (const auto& text : card_texts()) {
        if (text.find("44030619851215754X") == std::string::npos) continue;
        const auto file = virtual_card::CardFile::parse(text);
        REQUIRE(file);
        Shape ignored;
        virtual_card::Engine card{*file};
        const auto plain = records_in(recorded(card, nullptr, ignored));
        virtual_card::Engine same_card{*file};
        InventedPerson person{today};
        const auto redacted = records_in(recorded(same_card, &person, ignored));
        REQUIRE(plain.size() == redacted.size());
        for (std::size_t i = 0; i < plain.size(); ++i) {
            REQUIRE(plain[i].size() == redacted[i].size());
            for (const auto value : values_in(ByteView{plain[i]}.first(plain[i].size() - 2))) {
                for (std::size_t at = 0; at + run <= value.size(); ++at) {
                    const auto window = value.subspan(at, run);
                    const auto offset = window.data() - plain[i].data();
                    if (says_nothing(window)) continue;
                    ++looked_at;
                    CAPTURE(to_hex(plain[i]), to_hex(redacted[i]), offset);
                    CHECK_FALSE(std::equal(window.begin(), window.end(), redacted[i].begin() + offset));
                }
            }
        }
    }
    CHECK(looked_at > 500);
}
