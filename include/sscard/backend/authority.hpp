#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <sscard/activation/request.hpp>
#include <sscard/bytes.hpp>
#include <sscard/error.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace sscard::backend {

/// Somebody whom the embedded authority knows.
struct Person {
    std::string id_number;       // 18 characters 0-9 A-Z: foreigners' numbers have letters
    std::string name;            // UTF-8
    std::string enrolment_kind;  // employee, self_employed, part_time, flexible, none; empty: not stated
    std::optional<std::string> employed_on;    // ISO 8601 dates
    std::optional<std::string> registered_on;  //
    std::optional<std::int64_t> balance_fen;   // of the medical account, 1/100 yuan
    bool operator==(const Person&) const = default;
};

/// A card that was issued, with the state of both halves.
struct IssuedCard {
    std::string number;                 // 9 characters 0-9 A-Z
    std::string identification_number;  // 32 upper-case hexadecimal digits
    std::optional<std::string> region;
    std::string state = "0";       // social security: 0 1 2 3 4 9
    std::string bank_state = "0";  // bank account: 0 1 9
    bool operator==(const IssuedCard&) const = default;
};

/// A card and its holder.
struct Registration {
    Person person;
    IssuedCard card;
    bool operator==(const Registration&) const = default;
};

/// Cards that an import brought.
struct Imported {
    std::size_t added = 0;
    std::size_t replaced = 0;
};

/// The authority's word for a state of a half: "封存"; empty for a state that it does not know.
std::string_view state_label(activation::Scope scope, std::string_view state) noexcept;

class Register;

/// The embedded authority's books: people, their cards and the cards' states, in authority.db in the state
/// directory, personal data sealed with the key file beside it. Not for two threads at once; two processes
/// may. What the file cannot do is Fault::backend_unreachable, and nothing was changed then.
class Authority {
public:
    static Result<Authority> create_or_open(const std::filesystem::path& state_dir);
    /// Fault::backend_unreachable, with a sentence of its own, when it was never set up.
    static Result<Authority> open(const std::filesystem::path& state_dir);

    Authority(Authority&&) noexcept;
    Authority& operator=(Authority&&) noexcept;
    Authority(const Authority&) = delete;
    Authority& operator=(const Authority&) = delete;
    ~Authority();

    /// Takes over a CSV file with a header (docs/authority.md names the columns), UTF-8 with or without BOM,
    /// or GB 18030. A card whose number is known is replaced. Any mistake is Fault::input, names row and
    /// column, and leaves the books as they were.
    Result<Imported> import_csv(ByteView file);

    /// Adds or replaces one card and its holder; Fault::input as above.
    Result<Imported> add(const Registration& registration);

    /// All cards, in the order in which they first came.
    Result<std::vector<Registration>> list() const;
    Result<std::optional<Registration>> find(const std::string& card_number) const;

    /// Fault::usage when there is no such card or no such state.
    Result<void> set_state(const std::string& card_number, activation::Scope scope, const std::string& state);

private:
    explicit Authority(std::unique_ptr<Register> books) noexcept;

    std::unique_ptr<Register> books_;
};

}  // namespace sscard::backend
