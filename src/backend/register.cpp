#include "register.hpp"

#include "register_json.hpp"

namespace sscard::backend {

namespace {

constexpr auto person_domain = "authority person";
constexpr auto card_domain = "authority card";
constexpr auto answer_domain = "authority answer";

constexpr auto ask = "ask the embedded authority";

constexpr auto registrations =
    "SELECT p.id_index, p.sealed, c.card_index, c.sealed, c.state, c.bank_state"
    "  FROM cards AS c JOIN people AS p ON p.id_index = c.id_index";

store::Schema authority_schema() {
    constexpr auto version_1 = R"(
CREATE TABLE people (
    id_index BLOB PRIMARY KEY NOT NULL,
    sealed   BLOB NOT NULL
) STRICT;
CREATE TABLE cards (
    card_index BLOB PRIMARY KEY NOT NULL,
    id_index   BLOB NOT NULL REFERENCES people(id_index),
    state      TEXT NOT NULL,
    bank_state TEXT NOT NULL,
    sealed     BLOB NOT NULL
) STRICT;
CREATE TABLE requests (
    request_no  TEXT PRIMARY KEY NOT NULL,
    at          TEXT NOT NULL,
    fingerprint BLOB NOT NULL,
    sealed      BLOB NOT NULL
) STRICT;
)";
    constexpr std::int32_t application_id = 0x53434131;  // "SCA1"
    return {application_id, {version_1}};
}

/// Binds sealed data to its row.
std::string context(const char* what, ByteView index) { return std::string{what} + " " + to_hex(index); }

tl::unexpected<Error> damaged() {
    return fail(Fault::backend_unreachable, "read the embedded authority",
                msgid("the books of the embedded authority are damaged"), {}, msgid("bring back a backup"));
}

}  // namespace

Result<Register> Register::open(const std::filesystem::path& state_dir, store::Access access) {
    const store::Blame blame{Fault::backend_unreachable, "open the embedded authority"};
    auto database = store::Database::open({state_dir / "authority.db", authority_schema(), blame, access});
    if (!database) return tl::unexpected<Error>{std::move(database).error()};
    const auto newest = database->rows("SELECT id_index, sealed FROM people ORDER BY rowid DESC LIMIT 1");
    if (!newest) return tl::unexpected<Error>{newest.error()};

    // A new key beside old rows would leave books that no key opens whole.
    const auto key_file = state_dir / "key";
    auto seal =
        newest->empty() ? store::Seal::create_or_open(key_file, blame) : store::Seal::open(key_file, blame);
    if (!seal) return tl::unexpected<Error>{std::move(seal).error()};
    Register opened{std::move(*database), std::move(*seal)};
    if (!newest->empty() && !opened.person_from(newest->front().blob(0), newest->front().blob(1)))
        return fail(blame.fault, blame.step,
                    msgid("the key file {0} does not belong to the embedded authority"), {key_file.string()},
                    msgid("bring back the key file that belongs to it, from a backup"));
    return opened;
}

Result<void> Register::wait_within(const Patience& patience) {
    if (const auto over = patience.over()) return fail(*over, ask);
    const auto left = patience.deadline() - Patience::Clock::now();
    return database_.wait_at_most(std::chrono::ceil<std::chrono::milliseconds>(left));
}

Result<bool> Register::put(const Registration& registration) {
    const auto& [person, card] = registration;
    const auto id_index = index_of(person_domain, person.id_number);
    const auto card_index = index_of(card_domain, card.number);
    const auto known = database_.rows("SELECT 1 FROM cards WHERE card_index = ?", {card_index});
    if (!known) return tl::unexpected<Error>{known.error()};
    auto sealed_person = seal_.close(json_of(person), context(person_domain, id_index));
    if (!sealed_person) return tl::unexpected<Error>{std::move(sealed_person).error()};
    auto sealed_card = seal_.close(json_of(card), context(card_domain, card_index));
    if (!sealed_card) return tl::unexpected<Error>{std::move(sealed_card).error()};
    const auto person_put = database_.run(
        "INSERT INTO people(id_index, sealed) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET sealed = ?2",
        {id_index, std::move(*sealed_person)});
    if (!person_put) return tl::unexpected<Error>{person_put.error()};
    const auto card_put = database_.run(
        "INSERT INTO cards(card_index, id_index, state, bank_state, sealed) VALUES (?1, ?2, ?3, ?4, ?5)"
        " ON CONFLICT DO UPDATE SET id_index = ?2, state = ?3, bank_state = ?4, sealed = ?5",
        {card_index, id_index, card.state, card.bank_state, std::move(*sealed_card)});
    if (!card_put) return tl::unexpected<Error>{card_put.error()};
    return !known->empty();
}

Result<std::string> Register::revealed(const char* what, const Bytes& index, const Bytes& sealed) const {
    auto json = seal_.reveal(sealed, context(what, index));
    if (!json) return damaged();
    return json;
}

Result<Person> Register::person_from(const Bytes& index, const Bytes& sealed) const {
    const auto json = revealed(person_domain, index, sealed);
    if (!json) return tl::unexpected<Error>{json.error()};
    auto person = person_of(*json);
    if (!person) return damaged();
    return std::move(*person);
}

Result<Registration> Register::registration_from(const store::Row& row) const {
    auto person = person_from(row.blob(0), row.blob(1));
    if (!person) return tl::unexpected<Error>{std::move(person).error()};
    const auto json = revealed(card_domain, row.blob(2), row.blob(3));
    if (!json) return tl::unexpected<Error>{json.error()};
    auto card = card_of(*json);
    if (!card) return damaged();
    card->state = row.text(4);
    card->bank_state = row.text(5);
    return Registration{std::move(*person), std::move(*card)};
}

Result<std::vector<Registration>> Register::list() const {
    std::vector<Registration> all;
    auto walked = database_.each(std::string{registrations} + " ORDER BY c.rowid", {},
                                 [&](const store::Row& row) -> Result<void> {
                                     auto registration = registration_from(row);
                                     if (!registration)
                                         return tl::unexpected<Error>{std::move(registration).error()};
                                     all.push_back(std::move(*registration));
                                     return {};
                                 });
    if (!walked) return tl::unexpected<Error>{std::move(walked).error()};
    return all;
}

Result<std::optional<Person>> Register::person(const std::string& id_number) const {
    const auto index = index_of(person_domain, id_number);
    const auto rows = database_.rows("SELECT sealed FROM people WHERE id_index = ?", {index});
    if (!rows) return tl::unexpected<Error>{rows.error()};
    if (rows->empty()) return std::nullopt;
    return person_from(index, rows->front().blob(0)).map([](Person person) {
        return std::optional{std::move(person)};
    });
}

Result<std::optional<Registration>> Register::card(const std::string& number) const {
    const auto rows = database_.rows(std::string{registrations} + " WHERE c.card_index = ?",
                                     {index_of(card_domain, number)});
    if (!rows) return tl::unexpected<Error>{rows.error()};
    if (rows->empty()) return std::nullopt;
    return registration_from(rows->front()).map([](Registration found) {
        return std::optional{std::move(found)};
    });
}

Result<bool> Register::has_issued(const std::string& identification_number, const Patience& patience) const {
    bool found = false;
    auto walked = database_.each("SELECT card_index, sealed FROM cards", {},
                                 [&](const store::Row& row) -> Result<void> {
                                     if (found) return {};
                                     if (const auto over = patience.over()) return fail(*over, ask);
                                     const auto json = revealed(card_domain, row.blob(0), row.blob(1));
                                     if (!json) return tl::unexpected<Error>{json.error()};
                                     const auto card = card_of(*json);
                                     if (!card) return damaged();
                                     found = card->identification_number == identification_number;
                                     return {};
                                 });
    if (!walked) return tl::unexpected<Error>{std::move(walked).error()};
    return found;
}

Result<bool> Register::set_state(const std::string& card_number, activation::Scope scope,
                                 const std::string& state) {
    const auto* const sql = scope == activation::Scope::social_security
                                ? "UPDATE cards SET state = ? WHERE card_index = ?"
                                : "UPDATE cards SET bank_state = ? WHERE card_index = ?";
    return database_.run(sql, {state, index_of(card_domain, card_number)}).map([](std::int64_t rows) {
        return rows > 0;
    });
}

Result<std::optional<KeptAnswer>> Register::answer(const std::string& request_no) const {
    const auto rows =
        database_.rows("SELECT fingerprint, sealed FROM requests WHERE request_no = ?", {request_no});
    if (!rows) return tl::unexpected<Error>{rows.error()};
    if (rows->empty()) return std::nullopt;
    auto json = revealed(answer_domain, rows->front().blob(0), rows->front().blob(1));
    if (!json) return tl::unexpected<Error>{std::move(json).error()};
    return KeptAnswer{rows->front().blob(0), std::move(*json)};
}

Result<void> Register::keep_answer(const std::string& request_no, const KeptAnswer& answer,
                                   const std::string& at) {
    auto sealed = seal_.close(answer.json, context(answer_domain, answer.fingerprint));
    if (!sealed) return tl::unexpected<Error>{std::move(sealed).error()};
    const auto kept =
        database_.run("INSERT INTO requests(request_no, at, fingerprint, sealed) VALUES (?, ?, ?, ?)",
                      {request_no, at, answer.fingerprint, std::move(*sealed)});
    if (!kept) return tl::unexpected<Error>{kept.error()};
    return {};
}

}  // namespace sscard::backend
