#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

/// The only error vocabulary of the house: what went wrong, where, and the raw code behind it.
namespace sscard {

/// What went wrong, in the words of the person holding the card. Each value is one failure of the
/// command line's contract (docs/exit-codes.md) and has one exit code.
enum class Fault : std::uint8_t {
    internal,
    usage,
    config,
    service_down,
    access_denied,
    no_reader,
    ambiguous_reader,
    no_card,
    mute_card,
    card_removed,
    reader_busy,
    timeout,
    not_social_security_card,
    malformed_card,
    authentication_required,
    identity_mismatch,
    pin,
    card_blocked,
    backend_unreachable,
    refused,
    unknown_outcome,
    pending,
    backend_auth,
    backend_malformed,
    input,
    batch_refused,
    batch_unknown,
    batch_stopped,
    batch_running,
    journal,
    interrupted,
};

/// Marks an English sentence for translation; the tool looks it up when it prints it.
constexpr const char* msgid(const char* sentence) noexcept { return sentence; }

/// A failure. Never holds personal data: `step` says where, never what was read, and `words` are names
/// of files, keys, readers, rows.
struct Error {
    Fault fault = Fault::internal;
    std::string step;                // "read EF05"
    std::uint32_t detail = 0;        // status word (16 bits) or PC/SC return code; 0: none
    const char* sentence = nullptr;  // msgid, more exact than the fault's own sentence; {} are `words`
    const char* cure = nullptr;      // msgid, more exact than the fault's own cure; {} are `words` too
    std::vector<std::string> words{};
    std::string file{};  // that the failure is in; said before the cause

    /// Says in which file it is.
    Error&& in(std::string name) && {
        file = std::move(name);
        return std::move(*this);
    }

    /// Says it more exactly. Both texts are msgids and may refer to the words as {0}, {1}, ...
    Error&& because(const char* text, std::vector<std::string> about = {}, const char* remedy = nullptr) && {
        sentence = text;
        words = std::move(about);
        cure = remedy;
        return std::move(*this);
    }
};

/// A value or the reason there is none.
template <class T>
using Result = tl::expected<T, Error>;

/// `return fail(Fault::malformed_card, "read EF05");`
inline tl::unexpected<Error> fail(Fault fault, std::string_view step, std::uint32_t detail = 0) {
    return tl::unexpected<Error>{Error{fault, std::string{step}, detail, nullptr, nullptr, {}}};
}

/// The same with a sentence of its own.
inline tl::unexpected<Error> fail(Fault fault, std::string_view step, const char* sentence,
                                  std::vector<std::string> words = {}, const char* cure = nullptr) {
    return tl::unexpected<Error>{Error{fault, std::string{step}, 0, sentence, cure, std::move(words)}};
}

}  // namespace sscard
