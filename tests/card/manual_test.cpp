#include <set>
#include <sscard/card/applications.hpp>
#include <sscard/card/codes.hpp>
#include <sscard/card/fields.hpp>

#include "cards.hpp"
#include "catch.hpp"

using namespace sscard;
using namespace sscard::card;

namespace {

bool says(const std::string& manual, std::string_view word) {
    return manual.find("`" + std::string{word} + "`") != std::string::npos;
}

/// What the manual says of the needs of a file.
std::string needs(const ApplicationFile& file) {
    const std::string key{file.key};
    const std::string words[] = {"free", "pin", key, "pin or " + key, "pin and " + key};
    return words[static_cast<std::size_t>(file.right)];
}

/// Its content: the tags, in order.
std::string content(const ApplicationFile& file) {
    std::string text;
    for (const auto& item : file.items)
        text += (text.empty() ? "" : " ") + to_hex(std::span{&item.datum.tag, 1});
    for (const auto& field : file.fields)
        text += (text.empty() ? "cyclic: " : ", ") + std::string{field.name};
    if (file.structure == Structure::transparent) return "transparent";
    return file.interim ? "interim" : text;
}

std::string row(const std::string& path, const ApplicationFile& file) {
    return "\n| `" + path + "` | " + std::string{file.name} + " | " + needs(file) + " | " + content(file) +
           " |";
}

}  // namespace

TEST_CASE("the manual has every field", "[card][manual]") {
    const auto manual = text_of("docs/reading.md");
    for (const auto& entry : field_table()) {
        CAPTURE(entry.name());
        CHECK(says(manual, entry.name()));
    }
}

TEST_CASE("the manual has every warning, and no other", "[card][manual]") {
    const auto manual = text_of("docs/reading.md");
    std::set<std::string> codes{"birth_date_mismatch", "card_number_length", "expired", "id_number_check",
                                "sex_mismatch"};
    for (const auto& entry : field_table()) {
        for (const auto& example : entry.examples) {
            if (!example.warning.empty()) codes.emplace(example.warning);
        }
    }
    CHECK(codes.size() == 10);
    for (const auto& code : codes) {
        CAPTURE(code);
        CHECK(manual.find("\n| `" + code + "`") != std::string::npos);
    }
}

TEST_CASE("the manual has every code that becomes a word", "[card][manual]") {
    const auto manual = text_of("docs/reading.md");
    for (const auto table : {sexes(), card_classes()}) {
        for (const auto& entry : table) {
            CAPTURE(entry.code);
            CHECK(manual.find(std::string{entry.word}) != std::string::npos);
        }
    }
    CHECK(says(manual, "authentication_required"));
    CHECK(says(manual, "not_present"));
}

TEST_CASE("the manual has every file of the applications, with what it needs and holds", "[card][manual]") {
    const auto manual = text_of("docs/reading.md");
    for (const auto* file : {&fingerprint_file(), &photo_file()})
        CHECK(manual.find(row(std::string{file->id}, *file)) != std::string::npos);
    for (const auto& application : application_table()) {
        for (const auto& file : application.files()) {
            const auto path = std::string{application.id}.append("/").append(file.id);
            CAPTURE(path);
            CHECK(manual.find(row(path, file)) != std::string::npos);
        }
    }
}

TEST_CASE("the manual has the warnings and the states of the applications", "[card][manual]") {
    const auto manual = text_of("docs/reading.md");
    for (const auto* code : {"malformed_item", "application_blocked", "bank_account_check", "read",
                             "not_present", "protected", "unreadable", "not_read"}) {
        CAPTURE(code);
        CHECK(manual.find("\n| `" + std::string{code} + "` |") != std::string::npos);
    }
}
