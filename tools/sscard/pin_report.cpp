#include "pin_report.hpp"

#include <fmt/format.h>

#include "language.hpp"

namespace sscard::tool {
namespace {

using Kind = card::PinState::Kind;

struct KindWords {
    Kind kind;
    std::optional<bool> set;
    bool locked;
    const char* sentence;  // msgid; {} are the tries left
};
constexpr KindWords kinds[] = {
    {Kind::set, true, false, msgid("Tries left: {}")},
    {Kind::locked, true, true, msgid("The PIN is locked.")},
    {Kind::not_needed, std::nullopt, false,
     msgid("The card asks for no PIN: none is set, or it was verified already.")},
    {Kind::none, false, false, msgid("The card has no PIN.")},
};

const KindWords& words_of(Kind kind) { return kinds[static_cast<std::size_t>(kind)]; }

}  // namespace

Json pin_document(const card::PinState& state, bool verified) {
    const auto& words = words_of(state.kind);
    const bool counted = words.set == true && !verified;
    return {{"set", json_or_null(words.set)},
            {"tries_left", counted ? Json(state.tries_left) : Json(nullptr)},
            {"locked", words.locked},
            {"verified", words.set ? Json(verified) : Json(nullptr)}};
}

std::string pin_sentence(const card::PinState& state) {
    return fmt::format(fmt::runtime(tr(words_of(state.kind).sentence)), state.tries_left) + "\n";
}

}  // namespace sscard::tool
