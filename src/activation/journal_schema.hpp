#pragma once

#include <sscard/store/database.hpp>

namespace sscard::activation {

/// docs/journal.md describes it. The triggers hold back mistakes; the chain shows what went past them.
inline store::Schema journal_schema() {
    constexpr auto version_1 = R"(
CREATE TABLE entries (
    seq        INTEGER PRIMARY KEY AUTOINCREMENT,
    at         TEXT NOT NULL,
    request_no TEXT NOT NULL,
    state      TEXT NOT NULL,
    backend    TEXT NOT NULL,
    scope      TEXT NOT NULL,
    id_index   BLOB,
    card_index BLOB,
    sealed     BLOB NOT NULL,
    algorithm  TEXT NOT NULL,
    hash       BLOB NOT NULL
) STRICT;
CREATE INDEX entries_by_request ON entries(request_no, seq);
CREATE UNIQUE INDEX entries_intended_once ON entries(request_no) WHERE state = 'intended';
CREATE INDEX entries_by_holder ON entries(id_index) WHERE id_index IS NOT NULL;
CREATE INDEX entries_by_card ON entries(card_index) WHERE card_index IS NOT NULL;
CREATE TRIGGER entries_never_change BEFORE UPDATE ON entries
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER entries_never_go BEFORE DELETE ON entries
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
)";
    constexpr std::int32_t application_id = 0x53434A31;  // "SCJ1"
    return {application_id, {version_1}};
}

}  // namespace sscard::activation
