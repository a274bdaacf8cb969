#include <fnmatch.h>

#include <charconv>
#include <sscard/pcsc/selector.hpp>
#include <utility>

namespace sscard::pcsc {
namespace {

constexpr const char* step = "choose the reader";
constexpr std::string_view role_prefix = "role:";

std::optional<std::size_t> number_in(const std::string& text) {
    if (!text.starts_with('#')) return std::nullopt;
    std::size_t number = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data() + 1, end, number);
    if (error != std::errc{} || stop != end) return std::nullopt;
    return number;
}

/// Only `*` and `?` are special: brackets are frequent in the names of readers.
std::string as_glob(const std::string& text) {
    std::string glob;
    for (const char c : text) {
        if (c == '[' || c == '\\') glob += '\\';
        glob += c;
    }
    return glob;
}

template <class Fits>
std::vector<std::size_t> positions(std::span<const Slot> slots, Fits fits) {
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < slots.size(); ++i) {
        if (fits(slots[i])) found.push_back(i);
    }
    return found;
}

tl::unexpected<Error> none_meant(const Selector& selector) {
    if (selector.text().empty()) return fail(Fault::no_reader, step);
    return fail(Fault::no_reader, step, msgid("no reader matches \"{0}\""), {selector.text()},
                msgid("See how the readers are called with: sscard readers"));
}

/// "  (user, 3B6D0000...)"
std::string content(const Slot& slot) {
    auto text = "  (" + std::string{word(slot.role)};
    if (!slot.atr.empty()) text += ", " + to_hex(slot.atr);
    return text + ")";
}

tl::unexpected<Error> ambiguous(std::span<const Slot> slots, const std::vector<std::size_t>& holding) {
    auto failed = fail(Fault::ambiguous_reader, step);
    for (const auto at : holding) {
        failed.value().words.push_back("#" + std::to_string(at + 1) + " " + slots[at].name +
                                       content(slots[at]));
    }
    return failed;
}

}  // namespace

Selector::Selector(std::string text) : text_{std::move(text)}, number_{number_in(text_)} {}

bool Selector::names_role() const noexcept { return text_.starts_with(role_prefix); }

std::vector<std::size_t> Selector::among(std::span<const Slot> slots) const {
    if (text_.empty()) return positions(slots, [](const Slot&) { return true; });
    auto exact = positions(slots, [this](const Slot& slot) { return slot.name == text_; });
    if (!exact.empty()) return exact;
    if (number_) {
        if (*number_ == 0 || *number_ > slots.size()) return {};
        return {*number_ - 1};
    }
    if (names_role()) {
        const auto wanted = std::string_view{text_}.substr(role_prefix.size());
        return positions(slots, [wanted](const Slot& slot) { return word(slot.role) == wanted; });
    }
    return positions(slots, [glob = as_glob(text_)](const Slot& slot) {
        return fnmatch(glob.c_str(), slot.name.c_str(), 0) == 0;
    });
}

Result<Slot> choose(std::span<const Slot> slots, const Selector& selector) {
    auto meant = selector.among(slots);
    if (meant.empty()) return none_meant(selector);

    const auto first = slots[meant.front()].name;
    std::erase_if(meant, [slots](std::size_t at) { return slots[at].role == Role::sam; });
    if (meant.empty()) {
        return fail(
            Fault::no_reader, step,
            msgid("the slot \"{0}\" is for the reader's own security module, not for the holder's card"),
            {first});
    }

    std::erase_if(meant, [slots](std::size_t at) { return !slots[at].card_present; });
    if (meant.empty()) return fail(Fault::no_card, step);
    if (meant.size() > 1) return ambiguous(slots, meant);
    return slots[meant.front()];
}

}  // namespace sscard::pcsc
