#pragma once

#include <sscard/activation/clock.hpp>
#include <sscard/backend/authority.hpp>
#include <sscard/patience.hpp>
#include <sscard/store/database.hpp>
#include <sscard/store/seal.hpp>

namespace sscard::backend {

/// An answer that was given before.
struct KeptAnswer {
    Bytes fingerprint;  // of the request that it answers
    std::string json;
};

/// The authority's tables, and nothing of its judgement.
class Register {
public:
    static Result<Register> open(const std::filesystem::path& state_dir, store::Access access);

    /// Runs `work` in one transaction.
    template <class Work>
    std::invoke_result_t<Work> write(Work&& work) {
        return database_.write(std::forward<Work>(work));
    }
    /// Bounds the wait for other processes by what is left of the patience; fails when nothing is.
    Result<void> wait_within(const Patience& patience);

    /// Whether the card was known before.
    Result<bool> put(const Registration& registration);
    Result<std::vector<Registration>> list() const;
    Result<std::optional<Person>> person(const std::string& id_number) const;
    /// The card with its own holder.
    Result<std::optional<Registration>> card(const std::string& number) const;
    /// Whether a card has this identification number, 32 upper-case digits. Looks at all of them: the number
    /// is sealed and no key of the books.
    Result<bool> has_issued(const std::string& identification_number, const Patience& patience) const;
    /// Whether there is such a card.
    Result<bool> set_state(const std::string& card_number, activation::Scope scope, const std::string& state);

    Result<std::optional<KeptAnswer>> answer(const std::string& request_no) const;
    Result<void> keep_answer(const std::string& request_no, const KeptAnswer& answer, const std::string& at);
    Bytes fingerprint(const std::string& request_json) const {
        return seal_.index("authority request", request_json);
    }

private:
    Register(store::Database database, store::Seal seal) noexcept
        : database_{std::move(database)}, seal_{std::move(seal)} {}

    Bytes index_of(std::string_view domain, const std::string& number) const {
        return seal_.index(domain, number);
    }
    Result<Person> person_from(const Bytes& index, const Bytes& sealed) const;
    Result<Registration> registration_from(const store::Row& row) const;
    Result<std::string> revealed(const char* what, const Bytes& index, const Bytes& sealed) const;

    store::Database database_;
    store::Seal seal_;
};

}  // namespace sscard::backend
