#pragma once

#include <optional>
#include <string>

/// What is asked of the authority: the words of the activation interface (docs/activation-interface.md).
namespace sscard::activation {

/// The two things on one card that are activated separately.
enum class Scope { social_security, bank_account };
enum class Channel { outlet, hospital, online };
enum class Service { registration, outpatient, inpatient };
enum class Relation { guardian, relative, entrusted };
enum class Source { chip, manual };

struct Holder {
    std::string id_number;                    // 18 characters, upper case
    std::optional<std::string> name;          // UTF-8
    std::optional<std::string> birth_date{};  // ISO 8601, from the chip: for the rules, never sent
    bool operator==(const Holder&) const = default;
};

struct CardIdentity {
    std::string number;                 // 9 characters
    std::string identification_number;  // 32 upper-case hexadecimal digits
    std::optional<std::string> region;  // 6 digits, GB/T 2260
    std::optional<std::string> spec_version;
    std::optional<std::string> historical_bytes;  // hexadecimal
    std::optional<std::string> issued_on;         // ISO 8601 date
    std::optional<std::string> expires_on;        // ISO 8601 date
    bool operator==(const CardIdentity&) const = default;
};

/// Who acts for the holder.
struct Agent {
    std::string name;
    std::string id_number;
    Relation relation = Relation::relative;
    std::optional<std::string> phone;
    bool operator==(const Agent&) const = default;
};

/// Who asks: the terminal's own words, from the configuration.
struct Actor {
    Channel channel = Channel::outlet;
    std::optional<std::string> institution;
    std::optional<std::string> outlet;
    std::optional<std::string> operator_id;  // "operator" in the interface
    std::optional<std::string> terminal;
    bool operator==(const Actor&) const = default;
};

struct Evidence {
    Source source = Source::manual;
    std::optional<std::string> read_at;  // RFC 3339
    bool operator==(const Evidence&) const = default;
};

/// One half of one card, asked for once: the request number is the idempotency key.
struct Request {
    std::string request_no;  // UUID version 7
    Scope scope = Scope::social_security;
    Holder holder;
    CardIdentity card;
    std::optional<std::string> expect;  // state that the terminal believes
    Evidence evidence;
    std::optional<Service> service;
    std::optional<Agent> agent;
    Actor actor;
    bool operator==(const Request&) const = default;
};

/// A fresh UUID version 7 (RFC 9562, 5.7): time-ordered, 74 random bits.
std::string make_request_no();

}  // namespace sscard::activation
