#include "card_habits.hpp"

#include <spdlog/spdlog.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>
#include <sscard/card/kind.hpp>
#include <sscard/store/files.hpp>

#include "files.hpp"

namespace sscard::tool {
namespace {

namespace fs = std::filesystem;
using card::Habits;
using card::LeForm;
using Json = nlohmann::json;

constexpr const char* file_name = "card-habits.json";
constexpr const char* schema = "sscard.card_habits/1";
constexpr std::size_t longest_file = 256U * 1024;

struct Flag {
    const char* key;
    bool Habits::*value;
};
constexpr Flag flags[] = {
    {"refuses_sfi", &Habits::refuses_sfi},         {"refuses_whole_file", &Habits::refuses_whole_file},
    {"refuses_tags", &Habits::refuses_tags},       {"refuses_select_02", &Habits::refuses_select_02},
    {"wants_select_le", &Habits::wants_select_le},
};

struct Form {
    const char* word;
    LeForm form;
};
constexpr Form forms[] = {{"exact", LeForm::exact}, {"zero", LeForm::zero}, {"none", LeForm::none}};

constexpr const char* learned_at = "learned_at";  // seconds since 1970

std::int64_t seconds_of(activation::TimePoint time) {
    return std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count();
}

Json entry_of(const Habits& habits, activation::TimePoint now) {
    Json entry{{learned_at, seconds_of(now)}};
    for (const auto& flag : flags) entry[flag.key] = habits.*flag.value;
    for (const auto& [word, form] : forms) {
        if (form == habits.le) entry["le"] = word;
    }
    return entry;
}

/// What makes no sense in it is as if it were not there.
Habits habits_of(const Json& entry) {
    const auto says = [&](const char* key, const Json& value) {
        const auto found = entry.find(key);
        return found != entry.end() && *found == value;
    };
    Habits habits;
    for (const auto& flag : flags) habits.*flag.value = says(flag.key, true);
    for (const auto& [word, form] : forms) {
        if (says("le", word)) habits.le = form;
    }
    return habits;
}

/// When the entry was made; long ago where it does not say so.
std::int64_t age_mark(const Json& entry) {
    if (!entry.is_object()) return 0;
    const auto found = entry.find(learned_at);
    return found != entry.end() && found->is_number_integer() ? found->get<std::int64_t>() : 0;
}

/// The entries by kind; an empty object where the file is none of ours.
Json kinds_in(const fs::path& file) {
    std::error_code error;
    if (!fs::exists(file, error)) return Json::object();
    const auto text = read_file(file, longest_file);
    if (!text) return Json::object();
    auto document = Json::parse(*text, nullptr, false);
    if (!document.is_object() || document.value("schema", Json{}) != schema) return Json::object();
    auto kinds = document.value("kinds", Json::object());
    return kinds.is_object() ? kinds : Json::object();
}

void make_room(Json& kinds) {
    while (kinds.size() >= kinds_remembered) {
        kinds.erase(std::min_element(kinds.begin(), kinds.end(), [](const Json& one, const Json& other) {
            return age_mark(one) < age_mark(other);
        }));
    }
}

/// Written aside and renamed: whoever reads meanwhile sees the old file or the new one.
bool replace(const fs::path& file, const Json& kinds) {
    if (!store::make_private_directory(file.parent_path(), {})) return false;
    auto aside = file;
    aside += "." + std::to_string(::getpid());
    auto out = create_private_file(aside);
    if (!out) return false;
    *out << Json{{"schema", schema}, {"kinds", kinds}}.dump(1) << '\n';
    out->close();
    std::error_code error;
    if (*out) fs::rename(aside, file, error);
    if (*out && !error) return true;
    fs::remove(aside, error);
    return false;
}

}  // namespace

Habits remembered_habits(const fs::path& state_dir, ByteView atr, activation::TimePoint now) {
    const auto kinds = kinds_in(state_dir / file_name);
    const auto entry = kinds.find(card::kind_of(atr));
    if (entry == kinds.end()) return {};
    const auto age = seconds_of(now) - age_mark(*entry);
    const bool fresh = age >= 0 && std::chrono::seconds{age} <= remembered_for;
    return fresh ? habits_of(*entry) : Habits{};
}

void remember_habits(const fs::path& state_dir, ByteView atr, const Habits& habits,
                     activation::TimePoint now) {
    const auto kind = card::kind_of(atr);
    if (kind.empty() || habits == remembered_habits(state_dir, atr, now)) return;
    const auto file = state_dir / file_name;
    auto kinds = kinds_in(file);
    kinds.erase(kind);
    make_room(kinds);
    kinds[kind] = entry_of(habits, now);
    if (!replace(file, kinds))
        spdlog::info("what the card refuses could not be written to {}", file.string());
}

}  // namespace sscard::tool
