#include <unistd.h>

#include "backends.hpp"
#include "batch_beginning.hpp"
#include "batch_outcome.hpp"
#include "batch_progress.hpp"
#include "batch_verbs.hpp"

namespace sscard::tool {
namespace {

constexpr auto verb_name = "sscard batch run";

struct BatchRunOptions : BatchOptions {
    std::string jobs = "64";
    std::string stop_after = "0";
    bool dry_run = false;
};

Result<batch::RunOptions> run_options(const BatchRunOptions& typed, const Desk& desk) {
    constexpr std::size_t most_rows = 1'000'000'000;
    const auto jobs = typed_count("--jobs", typed.jobs, 1, 64, verb_name);
    if (!jobs) return tl::unexpected{jobs.error()};
    const auto stop_after = typed_count("--stop-after", typed.stop_after, 0, most_rows, verb_name);
    if (!stop_after) return tl::unexpected{stop_after.error()};
    const auto give_up = give_up_after(typed, verb_name);
    if (!give_up) return tl::unexpected{give_up.error()};
    batch::RunOptions options;
    options.jobs = *jobs;
    options.stop_after = *stop_after;
    options.give_up_after = *give_up;
    options.patience = backend_time(desk.settings);
    return options;
}

/// The jobs are no more than the authority takes.
void heed(activation::Backend& backend, batch::RunOptions& options, const StopFlag& stop) {
    constexpr std::chrono::milliseconds longest{5000};
    const auto question_time = std::min(longest, options.give_up_after);
    options.jobs = std::min(options.jobs, backend.max_in_flight(Patience{question_time, stop}));
}

/// Everybody who wants to hear of it.
class Listeners final : public batch::Observer {
public:
    explicit Listeners(std::vector<batch::Observer*> all) : all_{std::move(all)} {}

    void became(const batch::RowNews& news) override {
        for (auto* one : all_) one->became(news);
    }
    void paused(std::chrono::milliseconds pause) override {
        for (auto* one : all_) one->paused(pause);
    }
    void resumed() override {
        for (auto* one : all_) one->resumed();
    }
    void passes() override {
        for (auto* one : all_) one->passes();
    }

private:
    std::vector<batch::Observer*> all_;
};

Result<void> run_observed(const BatchInProgress& batch, const batch::RunOptions& options, const Desk& desk) {
    const auto counts = batch.counts();
    if (!counts) return tl::unexpected{counts.error()};
    const bool changing = desk.settings.format() == Format::text && ::isatty(STDERR_FILENO) == 1;
    BatchProgress progress{*counts, batch.record().facts.rows, changing};
    std::vector<batch::Observer*> all{&progress};
    if (auto* events = batch.events()) {
        auto members = counted(batch.record(), *counts);
        members["jobs"] = options.jobs;
        events->tell("batch_started", members);
        all.push_back(events);
    }
    Listeners listeners{std::move(all)};
    return batch::run(batch.work(), options, desk.stop, listeners);
}

Result<Report> run(const Desk& desk, const BatchRunOptions& options) {
    auto how = run_options(options, desk);
    if (!how) return tl::unexpected{std::move(how.error())};
    auto file = check_file(options, desk);
    if (!file) return tl::unexpected{std::move(file.error())};
    if (options.dry_run) return dry_run(file->name, file->survey);
    auto batch = BatchInProgress::begin(options, *std::move(file), desk);
    if (!batch) return tl::unexpected{std::move(batch.error())};
    heed((*batch)->work().backend, *how, desk.stop);
    auto ended = run_observed(**batch, *how, desk);
    return std::move(**batch).end(std::move(ended));
}

}  // namespace

void add_batch_run(Verb group, Chosen& chosen) {
    auto options = std::make_shared<BatchRunOptions>();
    auto verb = group.verb("run", msgid("Activate the cards of a file, or go on where an earlier run ended"),
                           "  sscard batch run cards.csv --dry-run\n"
                           "  sscard batch run cards.csv --results results.csv --rework rework.csv\n"
                           "  sscard batch run cards.jsonl --name 2026-11 --jobs 8 --stop-after 5 --json\n",
                           chosen, [options](const Desk& desk) { return run(desk, *options); });
    add_batch_options(verb, *options);
    verb.option("--jobs N", options->jobs,
                msgid("requests on their way at once; no more than the authority takes"));
    verb.option("--stop-after N", options->stop_after,
                msgid("stop after so many refusals or failures in a row; 0: never"));
    verb.flag("--dry-run", options->dry_run, msgid("check the file alone; send nothing"));
    add_matter_options(verb, *options, chosen);
}

}  // namespace sscard::tool
