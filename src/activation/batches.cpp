#include <sscard/activation/words.hpp>

#include "batch_json.hpp"
#include "journal_table.hpp"

namespace sscard::activation {

Result<std::vector<BatchRecord>> JournalTable::batches() const {
    std::vector<BatchRecord> all;
    auto walked = database_.each(
        std::string{"SELECT "} + sealed_columns + ", at FROM entries WHERE state = 'batch' ORDER BY seq DESC",
        {}, [&](const store::Row& row) -> Result<void> {
            const auto said = content(row);
            auto batch = said ? batch_from_json(*said) : std::nullopt;
            if (!batch) return damaged(row.integer(0));
            all.push_back({row.integer(0), std::move(batch->name), row.text(8), std::move(batch->facts)});
            return {};
        });
    if (!walked) return tl::unexpected<Error>{std::move(walked).error()};
    return all;
}

Result<std::optional<BatchRecord>> JournalTable::batch(const std::string& name) const {
    auto all = batches();
    if (!all) return tl::unexpected<Error>{std::move(all).error()};
    for (auto& batch : *all)
        if (batch.name == name) return std::move(batch);
    return std::nullopt;
}

Result<std::string> JournalTable::batch_name(std::int64_t batch) const {
    if (const auto known = batch_names_.find(batch); known != batch_names_.end()) return known->second;
    auto all = batches();
    if (!all) return tl::unexpected<Error>{std::move(all).error()};
    for (auto& one : *all) batch_names_.emplace(one.number, std::move(one.name));
    const auto found = batch_names_.find(batch);
    if (found == batch_names_.end()) return damaged(batch);
    return found->second;
}

Result<BatchRecord> JournalTable::append_batch(const std::string& name, const BatchFacts& facts,
                                               ChainEnd& end) {
    BatchRecord batch{end.sequence + 1, name, end.at, facts};
    const auto written = append({.state = batch_state,
                                 .backend = facts.backend,
                                 .scope = std::string{word(facts.scope)},
                                 .content = to_json(NamedFacts{name, facts}),
                                 .batch = batch.number},
                                end);
    if (!written) return tl::unexpected<Error>{written.error()};
    return batch;
}

}  // namespace sscard::activation
