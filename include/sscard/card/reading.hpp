#pragma once

#include <array>
#include <functional>
#include <optional>
#include <sscard/apdu/transport.hpp>
#include <sscard/card/application.hpp>
#include <sscard/card/authentication.hpp>
#include <sscard/card/fields.hpp>
#include <sscard/card/record_reader.hpp>
#include <sscard/error.hpp>
#include <string>
#include <string_view>
#include <vector>

/// One reading of a card: what each field holds, or why not.
namespace sscard::card {

enum class Generation : std::uint8_t { g1_0, g2_0, g3_0 };

/// By the specification version: empty means 1.0; nothing for a version of no known generation.
std::optional<Generation> generation_of(std::string_view spec_version) noexcept;

/// Something about a field that a person should look at. Codes: docs/reading.md.
struct Warning {
    std::string_view code;
    Field field;
    std::string raw;  // hexadecimal, or empty
};

enum class HolderAccess : std::uint8_t { given, authentication_required, not_present, not_asked };

struct Reading {
    std::optional<Generation> generation;
    std::optional<Algorithm> algorithm;
    HolderAccess holder = HolderAccess::not_asked;
    apdu::StatusWord holder_status{};  // why not, when protected
    Authentication authentication;
    std::array<std::optional<std::string>, field_count> values;
    std::vector<Warning> warnings;
    Habits habits;            // what the card was seen to refuse
    Environment environment;  // as it was selected

    const std::optional<std::string>& operator[](Field field) const noexcept { return values[index(field)]; }
};

/// No reading takes more transmissions than this, whatever the card answers.
inline constexpr unsigned max_exchanges = 64;

/// Whoever answers the challenges of cards, looked for only when a card needs it; nullptr: nobody does.
struct Issuer {
    std::function<Result<CardAuthenticator*>()> find;
    Patience patience;
};

/// Selects the application and reads the wanted fields; of none wanted, makes sure that it is a card of ours.
/// `today` is an ISO 8601 date for the expiry warning.
/// With an issuer a protected holder's file is opened, and in a full reading a card of the third generation
/// shows whether it is genuine. A holder's file that stays protected, or is absent, is no failure: `holder`
/// says so. Fails as the transport, the issuer and select_environment() fail; Fault::malformed_card when the
/// card's answers make no sense or do not end, authentication_required when even the issuer data is
/// protected.
Result<Reading> read_card(apdu::Transport& card, const FieldSet& wanted, std::string_view today,
                          const Habits& habits = {}, const Issuer* issuer = nullptr);

}  // namespace sscard::card
