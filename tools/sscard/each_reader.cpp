#include "each_reader.hpp"

#include <algorithm>
#include <cstdio>
#include <exception>
#include <mutex>
#include <sscard/pcsc/context.hpp>
#include <sscard/pcsc/selector.hpp>
#include <thread>
#include <typeinfo>

#include "reader_words.hpp"

namespace sscard::tool {
namespace {

/// Lines of several threads, each whole.
class Printer {
public:
    explicit Printer(Format format) noexcept : format_{format} {}

    void print(const std::string& reader, const Result<Report>& outcome) {
        if (outcome) return write(stdout, rendered(*outcome, format_));
        if (format_ != Format::json)
            return write(stderr, printable(reader) + ": " + error_line(outcome.error()));
        Json document{{"schema", nullptr}, {"reader", printable(reader)}};
        document.update(error_document(outcome.error()));
        write(stdout, line_of(document));
    }

    /// Whether everything could be written.
    bool complete() const noexcept { return complete_; }

private:
    void write(std::FILE* stream, const std::string& text) {
        const std::lock_guard lock{mutex_};
        if (std::fwrite(text.data(), 1, text.size(), stream) != text.size() || std::fflush(stream) != 0)
            complete_ = false;
    }

    Format format_;
    std::mutex mutex_;
    bool complete_ = true;
};

/// The readers to work with, in the service's order.
Result<std::vector<std::string>> readers_with_cards(const Desk& desk) {
    const pcsc::Selector selector{desk.settings[Key::reader]};
    const Patience wait{desk.settings.seconds(Key::wait), desk.stop};
    const auto found = pcsc::wait_for_card(selector, wait);
    const auto says_more = [](Fault fault) {
        return fault == Fault::ambiguous_reader || fault == Fault::mute_card;
    };
    if (!found && !says_more(found.error().fault)) return tl::unexpected{found.error()};

    const auto patience = wait.renewed(desk.settings.seconds(Key::timeout));
    auto context = pcsc::Context::establish(patience);
    if (!context) return tl::unexpected{std::move(context.error())};
    const auto slots = pcsc::list(*context, patience);
    if (!slots) return tl::unexpected{slots.error()};
    std::vector<std::string> readers;
    for (const auto at : selector.among(*slots)) {
        const auto& slot = (*slots)[at];
        if (slot.card_present && slot.role != pcsc::Role::sam) readers.push_back(slot.name);
    }
    if (readers.empty()) return fail(Fault::no_card, "choose the reader");  // it went in the meantime
    return readers;
}

/// A thread has nobody above it who would catch anything.
Result<Report> guarded(const Run& run, const Desk& desk) {
    try {
        return run(desk);
    } catch (const std::exception& bug) {
        return fail(Fault::internal, typeid(bug).name());
    }
}

}  // namespace

Result<Report> at_each_reader(const Desk& desk, const Run& run) {
    const auto readers = readers_with_cards(desk);
    if (!readers) return tl::unexpected{readers.error()};

    Printer printer{desk.settings.format()};
    std::vector<std::optional<Error>> failures(readers->size());
    {
        std::vector<std::jthread> threads;
        for (std::size_t i = 0; i < readers->size(); ++i) {
            threads.emplace_back([&, i] {
                const auto& reader = (*readers)[i];
                const auto settings = desk.settings.with(Key::reader, reader).with(Key::wait, "0");
                const auto outcome = guarded(run, Desk{settings, desk.stop});
                if (!outcome) failures[i] = outcome.error();
                printer.print(reader, outcome);
            });
        }
    }
    if (!printer.complete()) return fail(Fault::internal, "print", msgid("the output could not be written"));

    Report report{};
    const auto failed =
        std::count_if(failures.begin(), failures.end(), [](const auto& one) { return one.has_value(); });
    const auto first =
        std::find_if(failures.begin(), failures.end(), [](const auto& one) { return one.has_value(); });
    if (first != failures.end()) {
        report.verdict = Error{(*first)->fault, (*first)->step, (*first)->detail}.because(
            msgid("{0} of {1} cards were not read"),
            {std::to_string(failed), std::to_string(failures.size())}, msgid("Each has its own line above."));
    }
    return report;
}

}  // namespace sscard::tool
