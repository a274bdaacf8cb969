#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace sscard::activation {

/// What became of a request; the same words in code, journal, results and help.
enum class State : std::uint8_t {
    intended,  // durable, perhaps sent: nobody knows until it is asked about
    sent,
    activated,
    already_active,
    pending,
    refused,
    unknown,
    not_sent,
    invalid,
};
inline constexpr std::size_t state_count = 9;

/// States in which something may still become of a request, so that it is worth asking about.
inline constexpr std::array open_states{State::intended, State::sent, State::unknown, State::pending};

constexpr bool is_open(State state) noexcept {
    return std::find(open_states.begin(), open_states.end(), state) != open_states.end();
}

/// Why the authority, or a rule before it, said no.
struct Reason {
    std::string code;  // of the activation interface: "card_lost", ...
    std::string message;
    std::optional<std::string> backend_text;  // the authority's own words
    std::optional<std::string> card_state;
};

/// State of one half of a card: social security 0 sealed, 1 in use, 2 lost, 3 locked, 4 temporarily lost,
/// 9 cancelled; bank account 0 not activated, 1 activated, 9 closed.
struct HalfState {
    std::string state;
    std::string label;  // the authority's word for it
};

/// What the authority decided about one request: `result` is activated, already_active, pending or refused.
struct Decision {
    State result = State::unknown;
    std::optional<HalfState> social_security;
    std::optional<HalfState> bank_account;
    std::optional<std::string> effective_at;  // RFC 3339
    std::optional<std::string> receipt_no;
    std::optional<std::string> message;
    std::vector<std::string> next;  // what the holder has to do next: "bank_account_activation_in_person"
    std::optional<Reason> reason;
};

struct Enrolment {
    std::string kind;                          // employee, self_employed, part_time, flexible
    std::optional<std::string> employed_on;    // ISO 8601 dates
    std::optional<std::string> registered_on;  //
    std::optional<std::string> due_on;
    std::optional<int> days_late;
};

struct MedicalAccount {
    std::int64_t balance_fen = 0;  // 1/100 yuan
    std::string as_of;
};

/// Both halves and what else the authority knows of a card.
struct CardState {
    HalfState social_security;
    HalfState bank_account;
    std::optional<MedicalAccount> medical_account;
    std::optional<Enrolment> enrolment;
};

}  // namespace sscard::activation
