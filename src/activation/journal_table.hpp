#pragma once

#include <sscard/activation/journal.hpp>
#include <sscard/store/database.hpp>
#include <sscard/store/seal.hpp>

namespace sscard::activation {

/// What one entry says, before it is sealed and chained.
struct NewEntry {
    std::string request_no;
    State state = State::intended;
    std::string backend;
    std::string scope;
    std::optional<Bytes> id_index;    // of the first entry of a request alone
    std::optional<Bytes> card_index;  //
    std::string content;              // JSON: the request, or the decision
};

/// One entry as it stands in the table.
struct KeptEntry {
    std::int64_t sequence = 0;
    std::string at;
    std::string request_no;
    State state = State::intended;
    std::string backend;
    std::string content;
};

/// The error for an entry whose content does not open or makes no sense.
tl::unexpected<Error> damaged(std::int64_t sequence);

/// The journal's one table: appends sealed and chained entries and reads them back.
class JournalTable {
public:
    static Result<JournalTable> open(const std::filesystem::path& state_dir, const JournalOptions& options,
                                     store::Access access);

    /// Appends in one transaction; `allowed` may forbid it after a look at the table under the write lock.
    template <class Allowed>
    Result<void> append(NewEntry entry, Allowed allowed) {
        return database_.write([&]() -> Result<void> {
            if (Result<void> may = allowed(entry); !may) return may;
            return append_locked(entry);
        });
    }

    /// All entries of a request, in order.
    Result<std::vector<KeptEntry>> entries(const std::string& request_no) const;
    /// Request numbers, the newest first.
    Result<std::vector<std::string>> requests(const JournalFilter& filter) const;
    /// Backend and scope that a request was intended with; nothing when there is no such request.
    Result<std::optional<std::pair<std::string, std::string>>> intended(const std::string& request_no) const;
    Result<JournalCheck> check() const;

    Bytes id_index(const std::string& id_number) const { return seal_.index("journal holder", id_number); }
    Bytes card_index(const std::string& card_number) const {
        return seal_.index("journal card", card_number);
    }

private:
    JournalTable(store::Database database, store::Seal seal, JournalOptions options) noexcept;
    Result<void> append_locked(const NewEntry& entry);

    store::Database database_;
    store::Seal seal_;
    JournalOptions options_;
};

}  // namespace sscard::activation
