#pragma once

#include <algorithm>
#include <sscard/card/deep_reading.hpp>

#include "cards.hpp"
#include "catch.hpp"

/// Deep readings of cards made for a test.
namespace sscard::card {

inline DeepReading deep_reading_of(apdu::Transport& card, Images images = Images::left_alone) {
    auto reading = read_applications(card, {}, images);
    REQUIRE(reading);
    return *reading;
}

/// Of the usual card with these files, and members of the card file after them.
inline DeepReading deep_reading_with(const std::string& files, const std::string& members = {},
                                     Images images = Images::left_alone) {
    virtual_card::Engine card{
        card_with(usual_card + R"(, "files": {)" + files + "}" + (members.empty() ? "" : ", " + members))};
    return deep_reading_of(card, images);
}

inline const ApplicationReading& application(const DeepReading& reading, std::string_view id) {
    const auto found = std::find_if(reading.applications.begin(), reading.applications.end(),
                                    [id](const auto& entry) { return entry.application->id == id; });
    REQUIRE(found != reading.applications.end());
    return *found;
}

inline const FileReading* find_file(const DeepReading& reading, const std::string& path) {
    const auto& files = application(reading, path.substr(0, 4)).files;
    const auto found = std::find_if(files.begin(), files.end(),
                                    [&](const auto& entry) { return entry.file->id == path.substr(5); });
    return found == files.end() ? nullptr : &*found;
}

inline const FileReading& file_at(const DeepReading& reading, const std::string& path) {
    const auto* found = find_file(reading, path);
    REQUIRE(found != nullptr);
    return *found;
}

/// One item in a line: "20 10 非农业", "37 raw 00050000", "40#2 {57 201, 58 -}"; the value "-" is none.
inline std::string line_of(const ItemReading& item) {
    auto line = item.tag == 0 ? std::string{} : to_hex(std::span{&item.tag, 1});
    if (item.number != 0) line += "#" + std::to_string(item.number);
    if (!line.empty()) line += " ";
    if (!item.parts.empty()) {
        line += "{";
        for (const auto& part : item.parts)
            line += (&part == &item.parts.front() ? "" : ", ") + line_of(part);
        line += "}";
    } else {
        line += item.value.value_or(item.raw.empty() ? "-" : "raw");
    }
    if (item.term != nullptr) line += " " + std::string{item.term->word};
    return item.raw.empty() ? line : line + " " + item.raw;
}

inline std::vector<std::string> lines_of(const std::vector<ItemReading>& items) {
    std::vector<std::string> lines;
    for (const auto& item : items) lines.push_back(line_of(item));
    return lines;
}

/// "code where raw" of every warning.
inline std::vector<std::string> warnings_of(const DeepReading& reading) {
    std::vector<std::string> all;
    for (const auto& warning : reading.warnings) {
        auto line = std::string{warning.code} + " " + warning.where;
        all.push_back(warning.raw.empty() ? line : line + " " + warning.raw);
    }
    return all;
}

using Lines = std::vector<std::string>;

}  // namespace sscard::card
