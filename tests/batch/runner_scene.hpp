#pragma once

#include <fmt/format.h>

#include <atomic>
#include <sscard/batch/runner.hpp>

#include "batch_file.hpp"
#include "office.hpp"

namespace sscard::testing {

/// Rows of different cards.
inline std::string rows(int count) {
    std::string text = header;
    for (int i = 1; i <= count; ++i)
        text += fmt::format("11010519491231002X,A{:08},310000D156000005{:08X}FFFFFFFF,张三\n", i, i);
    return text;
}

/// Remembers what it is told.
struct Listener final : batch::Observer {
    std::vector<batch::RowNews> news;
    std::atomic<int> pauses = 0;
    int resumptions = 0;
    std::function<void()> on_pass = [] {};

    void became(const batch::RowNews& one) override { news.push_back(one); }
    void paused(std::chrono::milliseconds) override { ++pauses; }
    void resumed() override { ++resumptions; }
    void passes() override { on_pass(); }
};

/// A file, a journal, an authority, and as many runs as one likes.
struct Scene {
    explicit Scene(const std::string& bytes) : file{bytes} {
        options.jobs = 4;
        options.pauses = {std::chrono::milliseconds{1}, std::chrono::milliseconds{5}};
        options.patience = std::chrono::seconds{60};
    }

    TemporaryDirectory place;
    BatchFile file;
    Office office;
    batch::RunOptions options;
    StopFlag stop{false};
    Listener listener;
    activation::RowCounts counts;
    std::string name = "a batch";
    std::unique_ptr<activation::BatchJournal> journal = open();

    std::unique_ptr<activation::BatchJournal> open() const {
        return activation::BatchJournal::open(place.path()).value();
    }

    /// Why it stopped; nothing when it came to its end.
    std::optional<Fault> run() { return run(*journal); }

    std::optional<Fault> run(activation::BatchJournal& by) {
        const batch::Check check{{}, "2026-11-22"};
        auto input = file.open();
        const auto survey = batch::survey(input, check, never_stopped).value();
        activation::BatchFacts facts;
        facts.sha256 = input.sha256();
        facts.rows = static_cast<std::int64_t>(survey.rows);
        const auto batch = by.begin(name, facts).value().batch;
        const batch::Work work{input, check, survey, by, batch.number, {}, "local", office};
        const auto ended = batch::run(work, options, stop, listener);
        counts = by.count_rows(batch).value();
        by.leave(batch.number);
        return ended ? std::nullopt : std::optional{ended.error().fault};
    }

    bool each_card_once(std::size_t cards) const {
        return office.cards() == cards && office.most_effects() == 1;
    }
};

}  // namespace sscard::testing
