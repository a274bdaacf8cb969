#pragma once

#include <sscard/batch/runner.hpp>
#include <unordered_set>

#include "crew.hpp"
#include "cursor.hpp"

namespace sscard::batch {

/// What is to be done for some rows.
struct Window {
    std::vector<Job> jobs;
    std::vector<activation::Intent> intents;  // of the jobs that are new: to be durable first
    std::vector<activation::RowNote> notes;   // rows that are no requests
    bool is_last = false;
};

/// Reads on in the file, beside what the journal knows of its rows: the new ones, and those that were not
/// sent.
class Agenda {
public:
    /// `patience`: with one question to the authority.
    Agenda(const Work& work, std::chrono::milliseconds patience, const StopFlag& stop);

    /// No more than `most` jobs, and few enough rows to take no time. What it returned before is in the
    /// journal.
    Result<Window> next(std::size_t most);

    /// Rows that were passed over: a request outside of the batch is open for the card, and nobody knows more
    /// of it.
    std::int64_t passed_over() const noexcept { return passed_over_; }

private:
    Result<void> add(const Row& row, Window& window);
    Result<void> add_new(const Row& row, Window& window);
    Result<bool> is_free(const activation::Request& request);
    Result<void> look_for_open_cards();

    const Work* work_;
    std::chrono::milliseconds patience_;
    const StopFlag* stop_;
    std::optional<std::unordered_set<std::string>> open_cards_;  // for which the journal has open requests
    std::int64_t passed_over_ = 0;
    bool nobody_there_ = false;
    Cursor<activation::RowState> known_;
    Row row_;
};

/// Goes through the rows whose request is open.
class OpenQuestions {
public:
    enum class About : std::uint8_t { all, unknown };

    OpenQuestions(const Work& work, About about) : work_{&work}, about_{about} {}

    Result<Window> next(std::size_t most);

private:
    const Work* work_;
    About about_;
    std::int64_t after_ = 0;
};

}  // namespace sscard::batch
