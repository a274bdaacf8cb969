#include "card_habits.hpp"

#include <spdlog/spdlog.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <iterator>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <sscard/card/kind.hpp>
#include <sscard/store/digest.hpp>
#include <sscard/store/files.hpp>
#include <vector>

#include "files.hpp"

namespace sscard::tool {
namespace {

namespace fs = std::filesystem;
using card::Habits;
using card::LeForm;
using Json = nlohmann::json;

constexpr const char* file_name = "card-habits.json";
constexpr const char* schema = "sscard.card_habits/1";
constexpr std::size_t longest_file = 1U << 20U;

struct Flag {
    const char* key;
    bool Habits::*value;
};
constexpr Flag flags[] = {
    {"refuses_sfi", &Habits::refuses_sfi},         {"refuses_whole_file", &Habits::refuses_whole_file},
    {"refuses_tags", &Habits::refuses_tags},       {"refuses_select_02", &Habits::refuses_select_02},
    {"wants_select_le", &Habits::wants_select_le}, {"refuses_reader_key", &Habits::refuses_reader_key},
};

struct Form {
    const char* word;
    LeForm form;
};
constexpr Form forms[] = {{"exact", LeForm::exact}, {"zero", LeForm::zero}, {"none", LeForm::none}};

constexpr const char* learned_at = "learned_at";  // seconds since 1970
constexpr const char* card_key = "card";

std::int64_t seconds_of(activation::TimePoint time) {
    return std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count();
}

/// Tells one card from another.
std::string name_of(ByteView atr) {
    constexpr std::size_t enough = 8;  // bytes
    auto hash = store::digest(store::Hash::sha256, atr).value_or(Bytes{});
    hash.resize(std::min(hash.size(), enough));
    return to_hex(hash);
}

Json entry_of(const std::string& card, const Habits& habits, activation::TimePoint now) {
    Json entry{{card_key, card}, {learned_at, seconds_of(now)}};
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

bool is_fresh(const Json& entry, activation::TimePoint now) {
    if (!entry.is_object()) return false;
    const auto found = entry.find(learned_at);
    if (found == entry.end() || !found->is_number_integer()) return false;
    const auto age = seconds_of(now) - found->get<std::int64_t>();
    return age >= 0 && std::chrono::seconds{age} <= remembered_for;
}

/// The entries of one kind that still count, the oldest first.
std::vector<Json> cards_in(const Json& kinds, const std::string& kind, activation::TimePoint now) {
    std::vector<Json> cards;
    const auto found = kinds.find(kind);
    if (found == kinds.end() || !found->is_array()) return cards;
    std::copy_if(found->begin(), found->end(), std::back_inserter(cards),
                 [now](const Json& entry) { return is_fresh(entry, now); });
    return cards;
}

std::optional<Habits> habits_of_card(const std::vector<Json>& cards, const std::string& card) {
    const auto found = std::find_if(cards.begin(), cards.end(), [&card](const Json& entry) {
        return entry.value(card_key, Json{}) == card;
    });
    if (found == cards.end()) return std::nullopt;
    return habits_of(*found);
}

std::optional<Habits> habits_of_kind(const std::vector<Json>& cards) {
    if (cards.size() < cards_that_make_a_kind) return std::nullopt;
    const auto last = habits_of(cards.back());
    const bool agree = std::all_of(cards.end() - cards_that_make_a_kind, cards.end(),
                                   [&last](const Json& entry) { return habits_of(entry) == last; });
    return agree ? std::optional{last} : std::nullopt;
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

/// When something was last learned of a kind; long ago where it does not say so.
std::int64_t age_mark(const Json& cards) {
    if (!cards.is_array() || cards.empty() || !cards.back().is_object()) return 0;
    const auto& found = cards.back().value(learned_at, Json{});
    return found.is_number_integer() ? found.get<std::int64_t>() : 0;
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
    *out << Json{{"schema", schema}, {"kinds", kinds}}.dump() << '\n';
    out->close();
    std::error_code error;
    if (*out) fs::rename(aside, file, error);
    if (*out && !error) return true;
    fs::remove(aside, error);
    return false;
}

}  // namespace

Habits remembered_habits(const fs::path& state_dir, ByteView atr, activation::TimePoint now) {
    const auto cards = cards_in(kinds_in(state_dir / file_name), card::kind_of(atr), now);
    if (const auto own = habits_of_card(cards, name_of(atr))) return *own;
    return habits_of_kind(cards).value_or(Habits{});
}

void remember_habits(const fs::path& state_dir, ByteView atr, const Habits& habits,
                     activation::TimePoint now) {
    static std::mutex one_at_a_time;  // of this process; of two processes the later one is remembered
    const std::lock_guard lock{one_at_a_time};
    const auto kind = card::kind_of(atr);
    const auto file = state_dir / file_name;
    auto kinds = kinds_in(file);
    auto cards = cards_in(kinds, kind, now);
    const auto name = name_of(atr);
    const bool nothing_to_say = cards.empty() && habits == Habits{};
    if (kind.empty() || nothing_to_say || habits_of_card(cards, name) == habits) return;
    std::erase_if(cards, [&name](const Json& entry) { return entry.value(card_key, Json{}) == name; });
    if (cards.size() >= cards_remembered) cards.erase(cards.begin());
    cards.push_back(entry_of(name, habits, now));
    kinds.erase(kind);
    make_room(kinds);
    kinds[kind] = cards;
    if (!replace(file, kinds))
        spdlog::info("what the card refuses could not be written to {}", file.string());
}

}  // namespace sscard::tool
