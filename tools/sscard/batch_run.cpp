#include <unistd.h>

#include <charconv>
#include <sscard/activation/clock.hpp>

#include "backends.hpp"
#include "batch_events.hpp"
#include "batch_facts.hpp"
#include "batch_files.hpp"
#include "batch_outcome.hpp"
#include "batch_progress.hpp"
#include "batch_verbs.hpp"
#include "matter.hpp"
#include "open_journal.hpp"

namespace sscard::tool {
namespace {

using activation::BatchRecord;

struct BatchRunOptions {
    std::shared_ptr<MatterOptions> matter;
    std::string file;
    std::string name;
    std::string jobs = "64";
    std::string results;
    std::string rework;
    std::string stop_after = "0";
    std::string give_up_after = "60";
    std::string events;
    bool dry_run = false;
};

Result<std::size_t> typed_count(const char* option, const std::string& text, std::size_t least,
                                std::size_t most) {
    std::size_t value = 0;
    const auto* end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, value);
    if (error == std::errc{} && rest == end && value >= least && value <= most) return value;
    return fail(Fault::usage, "options", msgid("{0} wants a whole number from {1} to {2}"),
                {option, std::to_string(least), std::to_string(most)}, msgid("See sscard batch run --help."));
}

Result<batch::RunOptions> run_options(const BatchRunOptions& typed, const Desk& desk) {
    constexpr std::size_t most_rows = 1'000'000'000;
    constexpr std::size_t day = 86400;
    const auto jobs = typed_count("--jobs", typed.jobs, 1, 64);
    if (!jobs) return tl::unexpected{jobs.error()};
    const auto stop_after = typed_count("--stop-after", typed.stop_after, 0, most_rows);
    if (!stop_after) return tl::unexpected{stop_after.error()};
    const auto give_up_after = typed_count("--give-up-after", typed.give_up_after, 0, day);
    if (!give_up_after) return tl::unexpected{give_up_after.error()};
    batch::RunOptions options;
    options.jobs = *jobs;
    options.stop_after = *stop_after;
    options.give_up_after = std::chrono::seconds{*give_up_after};
    options.patience = backend_time(desk.settings);
    return options;
}

/// The jobs are no more than the authority takes.
void heed(activation::Backend& backend, batch::RunOptions& options, const StopFlag& stop) {
    constexpr std::chrono::seconds question_time{5};
    options.jobs = std::min(options.jobs, backend.max_in_flight(Patience{question_time, stop}));
}

std::string name_of(const BatchRunOptions& options, const batch::Input& input) {
    constexpr std::size_t digits = 12;
    if (!options.name.empty()) return options.name;
    return std::filesystem::path{options.file}.stem().string() + "-" + input.sha256().substr(0, digits);
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

/// A batch of this file that is under way in this process.
struct Begun {
    const batch::Work& work;
    const BatchRecord& batch;
    const batch::RunOptions& options;
    const Desk& desk;
};

Result<void> run_observed(const Begun& begun, BatchEvents* events) {
    const auto counts = begun.work.journal.count_rows(begun.batch);
    if (!counts) return tl::unexpected{counts.error()};
    const bool changing = begun.desk.settings.format() == Format::text && ::isatty(STDERR_FILENO) == 1;
    BatchProgress progress{*counts, begun.batch.facts.rows, changing};
    std::vector<batch::Observer*> all{&progress};
    if (events != nullptr) {
        auto members = counted(begun.batch, *counts);
        members["jobs"] = begun.options.jobs;
        events->tell("batch_started", members);
        all.push_back(events);
    }
    Listeners listeners{std::move(all)};
    return batch::run(begun.work, begun.options, begun.desk.stop, listeners);
}

/// After Ctrl-C there is little time; the next run writes the files.
Result<void> write_files(BatchFiles files, const Begun& begun, bool interrupted) {
    constexpr std::chrono::milliseconds little{500};
    constexpr std::chrono::hours much{24 * 365};
    static const StopFlag none{false};
    if (interrupted) return std::move(files).write(begun.work, Patience{little, none});
    return std::move(files).write(begun.work, Patience{much, begun.desk.stop});
}

Result<Report> carry_out(const Begun& begun, BatchFiles files, BatchEvents* events) {
    auto ended = run_observed(begun, events);
    const bool interrupted = !ended && ended.error().fault == Fault::interrupted;
    auto written = write_files(std::move(files), begun, interrupted);
    const auto counts = begun.work.journal.count_rows(begun.batch);
    if (!counts) return tl::unexpected{ended ? counts.error() : std::move(ended.error())};
    auto report = report_on(begun.batch, *counts, begun.work.survey);
    if (!written) report.verdict = std::move(written.error());
    if (!ended) report.verdict = std::move(ended.error());
    if (events != nullptr) {
        auto members = counted(begun.batch, *counts);
        members["exit"] = exit_status(report);
        events->tell("batch_ended", members);
    }
    return report;
}

Result<Report> run(const Desk& desk, const BatchRunOptions& options) {
    auto how = run_options(options, desk);
    if (!how) return tl::unexpected{std::move(how.error())};
    auto matter = matter_of(*options.matter, desk.settings);
    if (!matter) return tl::unexpected{std::move(matter.error())};
    auto input = batch::Input::open(options.file, desk.stop);
    if (!input) return tl::unexpected{std::move(input.error())};
    const batch::Check check{*matter, activation::iso_date(activation::system_now())};
    const auto survey = batch::survey(*input, check, desk.stop);
    if (!survey) return tl::unexpected{survey.error()};
    const auto name = name_of(options, *input);
    if (options.dry_run) return dry_run(name, *survey);

    auto files = BatchFiles::prepare(options.results, options.rework, options.file);
    if (!files) return tl::unexpected{std::move(files.error())};
    std::unique_ptr<BatchEvents> events;
    if (!options.events.empty()) {
        auto opened = BatchEvents::open(options.events);
        if (!opened) return tl::unexpected{std::move(opened.error())};
        events = *std::move(opened);
    }
    auto journal = open_batch_journal(desk.settings);
    if (!journal) return tl::unexpected{std::move(journal.error())};
    const auto backend = open_backend(desk.settings);
    if (!backend) return tl::unexpected{backend.error()};
    const auto beginning =
        (*journal)->begin(name, facts_of(options.file, *input, *survey, *matter, desk.settings));
    if (!beginning) return tl::unexpected{beginning.error()};
    if (!beginning->changed.empty()) return changed(beginning->batch, beginning->changed);
    heed(**backend, *how, desk.stop);
    const batch::Work work{*input,
                           check,
                           *survey,
                           **journal,
                           beginning->batch.number,
                           matter->scope,
                           desk.settings[Key::backend],
                           **backend};
    return carry_out({work, beginning->batch, *how, desk}, *std::move(files), events.get());
}

}  // namespace

void add_batch_run(Verb group, Chosen& chosen) {
    auto options = std::make_shared<BatchRunOptions>();
    auto verb = group.verb("run", msgid("Activate the cards of a file, or go on where an earlier run ended"),
                           "  sscard batch run cards.csv --dry-run\n"
                           "  sscard batch run cards.csv --results results.csv --rework rework.csv\n"
                           "  sscard batch run cards.jsonl --name 2026-11 --jobs 8 --stop-after 5 --json\n",
                           chosen, [options](const Desk& desk) { return run(desk, *options); });
    verb.operand("file FILE", options->file, msgid("CSV with a header, or JSON Lines: a card a row"));
    verb.option("--name NAME", options->name,
                msgid("what the batch is called; by default after the file's name and content"));
    verb.option("--jobs N", options->jobs,
                msgid("requests on their way at once; no more than the authority takes"));
    verb.option("--results FILE", options->results, msgid("write all rows with what became of them"));
    verb.option("--rework FILE", options->rework,
                msgid("write the rows that were refused, invalid or not sent, as they came"));
    verb.option("--stop-after N", options->stop_after,
                msgid("stop after so many refusals or failures in a row; 0: never"));
    verb.option("--give-up-after SECONDS", options->give_up_after,
                msgid("wait no longer than this for an authority that is away"));
    verb.option("--events FILE", options->events, msgid("write what happens as JSON Lines, at once"));
    verb.flag("--dry-run", options->dry_run, msgid("check the file alone; send nothing"));
    options->matter = add_matter_options(verb);
    add_terminal_settings(verb, chosen);
}

}  // namespace sscard::tool
