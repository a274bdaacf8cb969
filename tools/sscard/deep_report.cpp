#include "deep_report.hpp"

#include <fmt/format.h>

#include "language.hpp"
#include "pin_report.hpp"
#include "reading_report.hpp"

namespace sscard::tool {
namespace {

using card::ApplicationReading;
using card::FileReading;
using card::ItemReading;
using card::Right;
using State = FileReading::State;

constexpr std::string_view state_names[] = {"read", "not_present", "protected", "unreadable", "not_read"};

std::string_view state_name(State state) { return state_names[static_cast<std::size_t>(state)]; }

std::string tag_name(std::uint8_t tag) { return to_hex(std::span{&tag, 1}); }

struct RightWords {
    Right right;
    const char* code;      // {} is the key; nullptr: the table knows of no right
    const char* sentence;  // msgid
};
constexpr RightWords rights[] = {
    {Right::free, nullptr, msgid("protected")},
    {Right::pin, "pin", msgid("protected: needs the PIN")},
    {Right::key, "{}", msgid("protected: needs the key {}")},
    {Right::pin_or_key, "pin or {}", msgid("protected: needs the PIN or the key {}")},
    {Right::pin_and_key, "pin and {}", msgid("protected: needs the PIN and the key {}")},
};

const RightWords& words_of(Right right) { return rights[static_cast<std::size_t>(right)]; }

std::string filled(const char* pattern, std::string_view word) {
    return fmt::format(fmt::runtime(pattern), word);
}

Json needs(const FileReading& file) {
    const auto* code = words_of(file.file->right).code;
    if (file.state != State::needs_right || code == nullptr) return nullptr;
    return filled(code, file.file->key);
}

Json document_of(const ItemReading& item);

Json documents_of(const std::vector<ItemReading>& items) {
    auto list = Json::array();
    for (const auto& item : items) list.push_back(document_of(item));
    return list;
}

Json document_of(const ItemReading& item) {
    auto object = Json::object();
    if (item.tag != 0) object["tag"] = tag_name(item.tag);
    if (item.what != nullptr) {
        object["name"] = item.what->name;
        object["name_en"] = item.what->name_en;
        if (item.number != 0) object["number"] = item.number;
        if (item.parts.empty()) object["value"] = json_or_null(item.value);
        if (item.what->codes != nullptr) {
            object["word"] = item.term != nullptr ? Json(item.term->word) : Json(nullptr);
            object["word_en"] = item.term != nullptr ? Json(item.term->word_en) : Json(nullptr);
        }
    }
    if (!item.parts.empty()) object["items"] = documents_of(item.parts);
    if (!item.raw.empty()) object["raw"] = item.raw;
    return object;
}

Json document_of(const FileReading& reading) {
    const auto& file = *reading.file;
    Json object{{"id", file.id},
                {"name", file.name},
                {"name_en", file.name_en},
                {"state", state_name(reading.state)},
                {"needs", needs(reading)}};
    if (reading.state == State::unreadable) object["status"] = fmt::format("{:04X}", reading.status.value);
    if (reading.state != State::read) return object;
    switch (file.structure) {
        case card::Structure::linear:
            object["items"] = documents_of(reading.items);
            break;
        case card::Structure::cyclic:
            object["records"] = Json::array();
            for (const auto& record : reading.records)
                object["records"].push_back({{"items", documents_of(record)}});
            break;
        case card::Structure::transparent:
            object["raw"] = to_hex(without_padding(reading.content));
            break;
    }
    return object;
}

Json document_of(const ApplicationReading& reading) {
    const auto& application = *reading.application;
    Json object{{"id", application.id},
                {"aid", application.aid.empty() ? Json(nullptr) : Json(to_hex(application.aid))},
                {"name", application.name},
                {"name_en", application.name_en},
                {"present", reading.state != ApplicationReading::State::not_present},
                {"files", Json::array()}};
    for (const auto& file : reading.files) object["files"].push_back(document_of(file));
    return object;
}

Json document_of(const FileReading& reading, const Image& image) {
    Json object{{"state", state_name(reading.state)}, {"needs", needs(reading)}};
    const bool read = reading.state == State::read;
    object["bytes"] = read ? Json(image.content.size()) : Json(nullptr);
    object["format"] = image.format.empty() ? Json(nullptr) : Json(image.format);
    object["file"] = json_or_null(image.file);
    return object;
}

std::string label_of(const ItemReading& item) {
    if (item.what == nullptr)
        return item.tag == 0 ? tr(msgid("record"))
                             : fmt::format("{} {}", tr(msgid("item")), tag_name(item.tag));
    const std::string label{in_language(item.what->name, item.what->name_en)};
    return item.number == 0 ? label : fmt::format("{} {}", label, item.number);
}

std::optional<std::string> shown(const ItemReading& item);

std::optional<std::string> joined(const std::vector<ItemReading>& items) {
    std::string text;
    for (const auto& item : items) {
        const auto value = shown(item);
        if (!value) continue;
        if (!text.empty()) text += "; ";
        text += fmt::format("{} {}", label_of(item), *value);
    }
    if (text.empty()) return std::nullopt;
    return text;
}

/// A value for people: codes with their word, parts in one line, what has no meaning as it stands.
std::optional<std::string> shown(const ItemReading& item) {
    if (!item.parts.empty()) return joined(item.parts);
    if (item.value && item.term != nullptr)
        return fmt::format("{}  {}", *item.value, in_language(item.term->word, item.term->word_en));
    if (item.value) return item.value;
    if (!item.raw.empty()) return item.raw;
    return std::nullopt;
}

/// Why a file was not read; nothing when it was.
std::optional<std::string> obstacle(const FileReading& reading) {
    switch (reading.state) {
        case State::needs_right:
            return filled(tr(words_of(reading.file->right).sentence), reading.file->key);
        case State::not_present:
            return tr(msgid("not on this card"));
        case State::unreadable:
            return fmt::format("{} ({:04X})", tr(msgid("cannot be read")), reading.status.value);
        case State::not_asked:
            return tr(msgid("not read: name a folder for it with --out"));
        case State::read:
            break;
    }
    return std::nullopt;
}

/// Below the name of its file.
void add_row(Sheet& sheet, const std::string& label, const std::optional<std::string>& value) {
    sheet.row("  " + label, value);
}

void add_content(Sheet& sheet, const FileReading& reading) {
    for (const auto& item : reading.items) add_row(sheet, label_of(item), shown(item));
    for (std::size_t i = 0; i < reading.records.size(); ++i)
        add_row(sheet, fmt::format("{} {}", tr(msgid("record")), i + 1), joined(reading.records[i]));
    const auto content = without_padding(reading.content);
    if (!content.empty()) add_row(sheet, tr(msgid("content")), to_hex(content));
}

void add_application(Sheet& sheet, const ApplicationReading& reading) {
    const auto& application = *reading.application;
    const auto name =
        fmt::format("{}  {}", application.id, in_language(application.name, application.name_en));
    if (reading.state == ApplicationReading::State::not_present) {
        sheet.title(fmt::format("{}: {}", name, tr(msgid("not on this card"))));
        return;
    }
    if (reading.state == ApplicationReading::State::blocked) {
        sheet.title(fmt::format("{}: {}", name, tr(msgid("locked by the issuer"))));
        return;
    }
    sheet.title(name);
    for (const auto& file : reading.files) {
        const auto label =
            fmt::format("{} {}", file.file->id, in_language(file.file->name, file.file->name_en));
        const bool empty =
            file.items.empty() && file.records.empty() && without_padding(file.content).empty();
        if (file.state != State::read || empty) {
            sheet.row(label, obstacle(file));
            continue;
        }
        sheet.title("  " + label);
        add_content(sheet, file);
    }
}

void add_image(Sheet& sheet, const FileReading& reading, const Image& image) {
    sheet.row(std::string{in_language(reading.file->name, reading.file->name_en)},
              reading.state == State::read ? image.file : obstacle(reading));
}

}  // namespace

void add_applications(Report& report, const card::DeepReading& reading, const Images& images) {
    auto& document = report.document;
    auto warnings = std::move(document["warnings"]);
    document.erase("warnings");
    Sheet sheet;

    if (reading.pin)
        document["pin"] = pin_document(*reading.pin, reading.pin->kind == card::PinState::Kind::set);
    document["applications"] = Json::array();
    for (const auto& application : reading.applications) {
        document["applications"].push_back(document_of(application));
        add_application(sheet, application);
    }
    document["fingerprint"] = document_of(reading.fingerprint, images.fingerprint);
    document["photo"] = document_of(reading.photo, images.photo);
    sheet.title(tr(msgid("Fingerprint and photo")));
    add_image(sheet, reading.fingerprint, images.fingerprint);
    add_image(sheet, reading.photo, images.photo);

    if (!reading.warnings.empty()) sheet.title(tr(msgid("Warnings about the applications")));
    for (const auto& warning : reading.warnings) {
        Json entry{{"code", warning.code}, {"field", warning.where}};
        if (!warning.raw.empty()) entry["raw"] = warning.raw;
        warnings.push_back(std::move(entry));
        sheet.row(warning.where, warning_sentence(warning.code));
    }
    document["warnings"] = std::move(warnings);
    report.text += sheet.text();
}

}  // namespace sscard::tool
