#pragma once

#include <sscard/activation/batch_journal.hpp>
#include <sscard/activation/words.hpp>

#include "catch.hpp"
#include "examples.hpp"

/// What the tests of groups and batches share.
namespace sscard::testing {

inline std::unique_ptr<activation::BatchJournal> batch_journal(const std::filesystem::path& state_dir) {
    auto journal = activation::BatchJournal::open(state_dir);
    REQUIRE(journal);
    return std::move(*journal);
}

inline activation::Request fresh_request() {
    auto request = small_request();
    request.request_no = activation::make_request_no();
    request.actor.operator_id = "7";
    return request;
}

inline std::vector<activation::Intent> fresh_intents(std::size_t count) {
    std::vector<activation::Intent> intents(count);
    for (auto& intent : intents) intent = {fresh_request(), "local"};
    return intents;
}

/// The same outcome for all of them.
inline std::vector<activation::Decided> decided(const std::vector<activation::Intent>& intents,
                                                activation::State state = activation::State::activated) {
    std::vector<activation::Decided> all;
    for (const auto& intent : intents) {
        auto decision = activated();
        decision.result = state;
        all.push_back({intent.request.request_no, state, decision, std::chrono::milliseconds{120}});
    }
    return all;
}

inline activation::BatchFacts facts() {
    activation::BatchFacts facts;
    facts.file = "school.csv";
    facts.form = "csv";
    facts.encoding = "gb18030";
    facts.sha256 = "0011";
    facts.rows = 10;
    facts.backend = "local";
    facts.actor.operator_id = "7";
    return facts;
}

/// Requests for the rows from `first` to `last` of a batch.
inline std::vector<activation::Intent> intents_for(std::int64_t batch, std::int64_t first,
                                                   std::int64_t last) {
    std::vector<activation::Intent> intents;
    for (auto row = first; row <= last; ++row)
        intents.push_back({fresh_request(), "local", activation::BatchRow{batch, row}});
    return intents;
}

}  // namespace sscard::testing
