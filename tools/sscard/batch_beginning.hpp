#pragma once

#include <sscard/batch/runner.hpp>

#include "batch_events.hpp"
#include "batch_files.hpp"
#include "issuer.hpp"
#include "matter.hpp"

/// What the verbs that activate the rows of a file have in common: how they begin, and how they end.
namespace sscard::tool {

/// As typed.
struct BatchOptions {
    std::shared_ptr<MatterOptions> matter;
    std::string file;
    std::string name;
    std::string results;
    std::string rework;
    std::string give_up_after = "60";
    std::string events;
};

/// All but scope, service and terminal, which stand behind the verb's own in its help.
void add_batch_options(Verb verb, BatchOptions& options);
void add_matter_options(Verb verb, BatchOptions& options, Chosen& chosen);

/// A number that was typed behind `option` of `verb`. Fault::usage for another one.
Result<std::size_t> typed_count(const char* option, const std::string& text, std::size_t least,
                                std::size_t most, const char* verb);

/// How long an authority that is away is waited for.
Result<std::chrono::seconds> give_up_after(const BatchOptions& options, const char* verb);

/// A file that was read and checked; nothing is sent, and nothing is written into the journal.
struct CheckedFile {
    activation::Request matter;
    batch::Input input;
    batch::Check check;
    batch::Survey survey;
    std::string name;  // of the batch
};

Result<CheckedFile> check_file(const BatchOptions& options, const Desk& desk);

/// A batch that is in progress in this process.
class BatchInProgress {
public:
    /// Begins it or goes on with it. Fails before anything is sent when files, journal or backend are not
    /// usable, the batch was begun otherwise, or runs elsewhere.
    static Result<std::unique_ptr<BatchInProgress>> begin(const BatchOptions& options, CheckedFile file,
                                                          const Desk& desk);

    BatchInProgress(const BatchInProgress&) = delete;
    BatchInProgress& operator=(const BatchInProgress&) = delete;
    ~BatchInProgress() = default;

    const batch::Work& work() const noexcept { return *work_; }
    const activation::Request& matter() const noexcept { return file_.matter; }
    const activation::BatchRecord& record() const noexcept { return record_; }
    LazyBackend& authority() noexcept { return authority_; }
    Result<activation::RowCounts> counts() const { return journal_->count_rows(record_); }

    /// nullptr when nobody wants to hear of them.
    BatchEvents* events() const noexcept { return events_.get(); }

    /// Writes the files and says what came of the rows; the verdict is why it ended, or by the counts.
    Result<Report> end(Result<void> ended) &&;

private:
    BatchInProgress(CheckedFile file, const Desk& desk)
        : file_{std::move(file)}, stop_{&desk.stop}, authority_{desk.settings} {}

    Result<void> prepare(const BatchOptions& options, const Settings& settings);
    Result<void> write_files(bool interrupted);

    CheckedFile file_;
    const StopFlag* stop_;
    std::optional<BatchFiles> files_;
    std::unique_ptr<BatchEvents> events_;
    std::unique_ptr<activation::BatchJournal> journal_;
    LazyBackend authority_;
    activation::BatchRecord record_;
    std::optional<batch::Work> work_;
};

}  // namespace sscard::tool
