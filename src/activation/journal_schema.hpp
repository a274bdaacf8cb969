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
    // What goes is recorded in the chain first, and goes from the front alone (journal_pruning.cpp).
    constexpr auto version_2 = R"(
CREATE TABLE pruned (
    seq  INTEGER PRIMARY KEY,
    hash BLOB NOT NULL
) STRICT;
CREATE TRIGGER pruned_goes_forward BEFORE INSERT ON pruned WHEN NEW.seq <= (SELECT max(seq) FROM pruned)
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER pruned_never_changes BEFORE UPDATE ON pruned
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER pruned_never_goes BEFORE DELETE ON pruned
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
DROP TRIGGER entries_never_go;
CREATE TRIGGER entries_never_go BEFORE DELETE ON entries
    WHEN OLD.seq > coalesce((SELECT max(seq) FROM pruned), 0)
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
)";
    // The four columns stand behind the hash because ALTER TABLE puts them there; the chain has them before
    // it. Keyed hashes come in no order: by blocks of entries they are added to few pages, however long the
    // journal is, and looked for block by block (journal_reading.cpp).
    constexpr auto version_3 = R"(
ALTER TABLE entries ADD COLUMN batch INTEGER;
ALTER TABLE entries ADD COLUMN row INTEGER;
ALTER TABLE entries ADD COLUMN same_as INTEGER;
ALTER TABLE entries ADD COLUMN took_ms INTEGER;
CREATE INDEX entries_by_row ON entries(batch, row, state) WHERE batch IS NOT NULL;
CREATE INDEX entries_that_begin_batches ON entries(seq) WHERE state = 'batch';
DROP INDEX entries_by_holder;
DROP INDEX entries_by_card;
CREATE INDEX entries_by_holder ON entries(seq >> 12, id_index) WHERE id_index IS NOT NULL;
CREATE INDEX entries_by_card ON entries(seq >> 12, card_index) WHERE card_index IS NOT NULL;
)";
    constexpr std::int32_t application_id = 0x53434A31;  // "SCJ1"
    return {application_id, {version_1, version_2, version_3}};
}

}  // namespace sscard::activation
