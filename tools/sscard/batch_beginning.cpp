#include "batch_beginning.hpp"

#include <charconv>
#include <sscard/activation/clock.hpp>

#include "batch_facts.hpp"
#include "batch_outcome.hpp"
#include "open_journal.hpp"

namespace sscard::tool {
namespace {

std::string name_of(const BatchOptions& options, const batch::Input& input) {
    constexpr std::size_t digits = 12;
    if (!options.name.empty()) return options.name;
    return std::filesystem::path{options.file}.stem().string() + "-" + input.sha256().substr(0, digits);
}

}  // namespace

void add_batch_options(Verb verb, BatchOptions& options) {
    verb.operand("file FILE", options.file, msgid("CSV with a header, or JSON Lines: a card a row"));
    verb.option("--name NAME", options.name,
                msgid("what the batch is called; by default after the file's name and content"));
    verb.option("--results FILE", options.results, msgid("write all rows with what became of them"));
    verb.option("--rework FILE", options.rework,
                msgid("write the rows that were refused, invalid or not sent, as they came"));
    verb.option("--give-up-after SECONDS", options.give_up_after,
                msgid("wait no longer than this for an authority that is away"));
    verb.option("--events FILE", options.events, msgid("write what happens as JSON Lines, at once"));
}

void add_matter_options(Verb verb, BatchOptions& options, Chosen& chosen) {
    options.matter = add_matter_options(verb);
    add_terminal_settings(verb, chosen);
}

Result<std::size_t> typed_count(const char* option, const std::string& text, std::size_t least,
                                std::size_t most, const char* verb) {
    std::size_t value = 0;
    const auto* end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, value);
    if (error == std::errc{} && rest == end && value >= least && value <= most) return value;
    return fail(Fault::usage, "options", msgid("{0} wants a whole number from {1} to {2}"),
                {option, std::to_string(least), std::to_string(most), verb}, msgid("See {3} --help."));
}

Result<std::chrono::seconds> give_up_after(const BatchOptions& options, const char* verb) {
    constexpr std::size_t day = 86400;
    return typed_count("--give-up-after", options.give_up_after, 0, day, verb).map([](std::size_t seconds) {
        return std::chrono::seconds{seconds};
    });
}

Result<CheckedFile> check_file(const BatchOptions& options, const Desk& desk) {
    auto matter = matter_of(*options.matter, desk.settings);
    if (!matter) return tl::unexpected{std::move(matter.error())};
    auto input = batch::Input::open(options.file, desk.stop);
    if (!input) return tl::unexpected{std::move(input.error())};
    batch::Check check{*matter, activation::iso_date(activation::system_now())};
    auto survey = batch::survey(*input, check, desk.stop);
    if (!survey) return tl::unexpected{std::move(survey.error())};
    auto name = name_of(options, *input);
    return CheckedFile{*std::move(matter), *std::move(input), std::move(check), *std::move(survey),
                       std::move(name)};
}

Result<std::unique_ptr<BatchInProgress>> BatchInProgress::begin(const BatchOptions& options, CheckedFile file,
                                                                const Desk& desk) {
    std::unique_ptr<BatchInProgress> batch{new BatchInProgress{std::move(file), desk}};
    if (auto prepared = batch->prepare(options, desk.settings); !prepared)
        return tl::unexpected{std::move(prepared.error())};
    return batch;
}

Result<void> BatchInProgress::prepare(const BatchOptions& options, const Settings& settings) {
    auto own = require_own_files(options.file, {options.results, options.rework, options.events});
    if (!own) return own;
    auto files = BatchFiles::prepare(options.results, options.rework);
    if (!files) return tl::unexpected{std::move(files.error())};
    files_.emplace(*std::move(files));
    if (!options.events.empty()) {
        auto opened = BatchEvents::open(options.events, *stop_);
        if (!opened) return tl::unexpected{std::move(opened.error())};
        events_ = *std::move(opened);
    }
    auto journal = open_batch_journal(settings);
    if (!journal) return tl::unexpected{std::move(journal.error())};
    journal_ = *std::move(journal);
    const auto backend = authority_.get();
    if (!backend) return tl::unexpected{backend.error()};
    auto beginning = journal_->begin(
        file_.name, facts_of(options.file, file_.input, file_.survey, file_.matter, settings));
    if (!beginning) return tl::unexpected{std::move(beginning.error())};
    if (!beginning->changed.empty()) return changed(beginning->batch, beginning->changed);
    record_ = std::move(beginning->batch);
    if (events_) events_->begin_anew();  // not before: they may be those of another process at this batch
    work_.emplace(batch::Work{file_.input, file_.check, file_.survey, *journal_, record_.number,
                              file_.matter.scope, settings[Key::backend], **backend});
    return {};
}

/// After Ctrl-C there is little time; the next run writes the files.
Result<void> BatchInProgress::write_files(bool interrupted) {
    constexpr std::chrono::milliseconds little{500};
    constexpr std::chrono::hours much{24 * 365};
    static const StopFlag none{false};
    const Patience patience = interrupted ? Patience{little, none} : Patience{much, *stop_};
    return std::move(*files_).write(*work_, patience);
}

Result<Report> BatchInProgress::end(Result<void> ended) && {
    const bool interrupted = !ended && ended.error().fault == Fault::interrupted;
    auto written = write_files(interrupted);
    const auto left = counts();
    if (!left) return tl::unexpected{ended ? left.error() : ended.error()};
    auto report = report_on(record_, *left, file_.survey);
    const bool lacks_files = interrupted && !written;
    if (!written) report.verdict = std::move(written.error());
    if (!ended) report.verdict = std::move(ended.error());
    if (lacks_files) {
        report.verdict = Error{*report.verdict}.because(
            msgid("interrupted; there was no time to write results and rework"), {},
            msgid("Run the same command again: it goes on where this one ended, and writes them."));
    }
    if (!ended || !written) report.document["error"] = error_document(*report.verdict)["error"];
    if (events_) {
        auto members = counted(record_, *left);
        members["exit"] = exit_status(report);
        events_->tell("batch_ended", members);
    }
    return report;
}

}  // namespace sscard::tool
