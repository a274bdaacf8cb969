#pragma once

#include <optional>
#include <sscard/apdu/transport.hpp>
#include <sscard/card/application.hpp>
#include <sscard/card/applications.hpp>
#include <sscard/card/pin.hpp>
#include <sscard/card/record_reader.hpp>
#include <sscard/error.hpp>
#include <string>
#include <vector>

/// Reading the applications of a card, and its fingerprint and photo: whatever the card gives, with the
/// holder's PIN where there is one to use. Nothing is tried with a guess; what is protected is named with
/// what it needs.
namespace sscard::card {

/// One item, as far as it could be understood.
struct ItemReading {
    std::uint8_t tag = 0;         // 00: none
    const Datum* what = nullptr;  // nullptr: not in the table
    unsigned number = 0;          // from 1, where several records have the tag; 0: it is the only one
    std::optional<std::string> value;
    const Term* term = nullptr;  // of a code
    std::string raw;             // hexadecimal, where there is no value and the card holds something
    std::vector<ItemReading> parts;
};

struct FileReading {
    enum class State : std::uint8_t { read, not_present, needs_right, unreadable, not_asked };

    const ApplicationFile* file = nullptr;
    State state = State::not_asked;
    apdu::StatusWord status{};                      // why not, when not read
    std::vector<ItemReading> items;                 // of a linear file
    std::vector<std::vector<ItemReading>> records;  // of a cyclic file, the newest first
    Bytes content;                                  // of a transparent file
};

struct ApplicationReading {
    enum class State : std::uint8_t { present, not_present, blocked };

    const Application* application = nullptr;
    State state = State::not_present;
    apdu::StatusWord status{};  // of the refused SELECT
    std::vector<FileReading> files;
};

struct DeepWarning {
    std::string_view code;
    std::string where;  // "DF01.EF05.40"
    std::string raw;    // hexadecimal, or empty
};

struct DeepReading {
    std::vector<ApplicationReading> applications;  // in the order of the table
    FileReading fingerprint;
    FileReading photo;
    std::vector<DeepWarning> warnings;
    std::optional<PinState> pin;  // before it was verified; nothing: it was not to be used
};

/// Whether fingerprint and photo are read too.
enum class Images : std::uint8_t { left_alone, read };

/// No deep reading takes more transmissions than this, and no file has more records read than that.
inline constexpr unsigned max_deep_exchanges = 600;
inline constexpr unsigned max_records = 100;

/// Reads after the environment was selected once (`selected`: it is selected already, and what was gained in
/// it, such as the right that key 0A gives, still holds); it is selected again before each application, and
/// cards may forget rights then. `habits` are what an ordinary reading learned of the card. The PIN is
/// verified before anything is read; from then on an application is looked for from its sibling first,
/// because some cards forget the PIN when the environment is selected. Fails as the transport,
/// select_environment() and use_pin() fail; Fault::malformed_card when the card's answers do not end.
Result<DeepReading> read_applications(apdu::Transport& card, const Habits& habits, Images images,
                                      const PinUse& pin = {}, const Environment* selected = nullptr);

}  // namespace sscard::card
